"""Values as people and programs write them: read where they can mean one thing only, and told in their place otherwise."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from tests.intake.extracts import (
    REFERRAL_HEADINGS,
    column,
    csv_file,
    ids,
    problem,
    read,
    read_referrals,
    referral,
)

NOON = datetime(2016, 3, 25, 12, tzinfo=UTC).replace(tzinfo=None)  # a spreadsheet's times have no zone


def _csv(*lines: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue()


def _noted(extract, text: str) -> bool:
    return any(text in note for note in extract.notes)


# Dates


@pytest.mark.parametrize(
    "said",
    [
        "25/03/2016", "2016-03-25", "25 Mar 2016", "25-Mar-16", "25.3.2016", "25/03/16", "Friday 25th March 2016",
        "42454", "42454.0",
        "20160325", "25032016", "2016-03-25T00:00:00", "25/03/2016 14:35", 42454, NOON, date(2016, 3, 25),
    ],
)  # fmt: skip
def test_a_date_is_read_however_it_is_written(tmp_path, said):
    extract = read_referrals(tmp_path, referral(date=said))

    assert column(extract, "referrals", "referral_date") == [date(2016, 3, 25)]
    assert ids(extract) == set()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("31/02/2025", "date-not-real"),
        ("2025-02-29", "date-not-real"),
        ("yesterday", "date-not-read"),
        ("03/2016", "date-not-read"),
        ("1899-12-30", "date-out-of-range"),
        ("01/01/1900", "date-out-of-range"),
        ("31/12/2999", "date-out-of-range"),
        ("03/25/2016", "date-month-first"),
    ],
)
def test_a_date_that_is_none_is_never_a_blank_without_a_word(tmp_path, said, what):
    extract = read_referrals(tmp_path, referral(), referral(date=said))

    wrong = problem(extract, what)
    assert (wrong.count, wrong.examples[0].row, wrong.examples[0].value) == (1, 3, said)
    assert wrong.expected.startswith("a date")
    assert wrong.what_to_do
    assert column(extract, "referrals", "referral_date")[1] is None


def test_days_that_may_be_the_wrong_way_round_are_told_where_others_must_be(tmp_path):
    extract = read_referrals(
        tmp_path, referral(date="03/25/2016"), referral(date="04/05/2016"), referral(date="01/02/2016")
    )

    assert problem(extract, "date-month-first").count == 1
    unsure = problem(extract, "date-order-unsure")
    assert "the other 2 may be the wrong way round" in unsure.message


def test_one_slip_among_dates_that_must_be_day_first_does_not_cast_doubt_on_the_rest(tmp_path):
    extract = read_referrals(
        tmp_path,
        referral(date="03/25/2016"),
        referral(date="04/05/2016"),
        referral(date="25/02/2016"),
        referral(date="26/02/2016"),
    )

    assert "date-order-unsure" not in ids(extract)


def test_a_time_in_universal_time_is_the_day_that_it_was_in_england(tmp_path):
    extract = read_referrals(
        tmp_path, referral(date="2016-06-30T23:00:00Z"), referral(date="2016-01-31T23:00:00Z")
    )

    assert column(extract, "referrals", "referral_date") == [date(2016, 7, 1), date(2016, 1, 31)]
    assert _noted(extract, "in another time zone")


# Codes, numbers and identifiers


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("1A", "1A"), ("1a", "1A"), ("1A - Individual", "1A"), ("b) 1B: Individual", "1B"), ("q) 6: Police", "6"),
        (6, "6"), (6.0, "6"),
        ("Police", "6"), ("POLICE ", "6"), ("(CS) Police", "6"), ("Anonymous [9]", "9"), ("3B Health Visitor", "3B"),
        ("Health visitor", "3B"), ("10 - Unknown", "10"), ("Unknown", "10"), ("‘POLICE’.", "6"), ("", None),
    ],
)  # fmt: skip
def test_a_code_is_read_with_or_without_its_label(tmp_path, said, code):
    extract = read_referrals(tmp_path, referral(source=said))

    assert column(extract, "referrals", "source") == [code]
    assert ids(extract) == set()


@pytest.mark.parametrize("said", ["6 - Schools", "2A - Police", "3B - School nurse"])
def test_a_code_whose_label_says_another_is_not_guessed(tmp_path, said):
    extract = read_referrals(tmp_path, referral(source=said))

    assert problem(extract, "code-contradicts").examples[0].value == said
    assert column(extract, "referrals", "source") == [None]


def test_a_code_of_the_case_systems_own_is_told_with_what_was_expected(tmp_path):
    extract = read_referrals(tmp_path, referral(source="Dog walker"))

    unknown = problem(extract, "unknown-code")
    assert unknown.expected.startswith("one of: 1A (Individual: family member, relative or carer), ")


@pytest.mark.parametrize(
    ("said", "answer"),
    [("Yes", True), ("a) Yes", True), ("Y", True), ("1", True), (1, True), ("NFA", True), ("No further action", True),
     ("b) No", False),
     ("n", False), (0, False), (True, True), (False, False), ("Unknown", None), ("", None)],
)  # fmt: skip
def test_yes_and_no_are_read_in_their_ways(tmp_path, said, answer):
    extract = read_referrals(tmp_path, referral(nfa=said))

    assert column(extract, "referrals", "no_further_action") == [answer]
    assert ids(extract) == set()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("two", "number-not-read"),
        ("1.5", "number-not-whole"),
        ("-1", "number-negative"),
        ("1e30", "number-too-large"),
    ],
)
def test_a_count_that_is_none_is_asked_about(tmp_path, said, what):
    extract = read_referrals(tmp_path, referral(earlier=said))

    assert problem(extract, what).severity.value == "query"  # nobody needs the column
    assert column(extract, "referrals", "referrals_12_months") == [None]


def test_identifiers_keep_their_noughts_and_lose_what_a_spreadsheet_added(tmp_path):
    extract = read_referrals(tmp_path, referral(child="000123"), referral(child="456.0"), referral(child=789))

    assert column(extract, "referrals", "child_id") == ["000123", "456", "789"]


def test_an_identifier_that_a_spreadsheet_shortened_is_refused(tmp_path):
    text = _csv(list(REFERRAL_HEADINGS), referral(child="1.23457E+11"))

    extract = read(tmp_path, csv_file(tmp_path / "referrals.csv", text))

    assert problem(extract, "id-shortened").column == "child_id"
    assert column(extract, "referrals", "child_id") == [None]


@pytest.mark.parametrize("said", ["NULL", "null", "nan", "N/A", "not known", "-"])
def test_what_exports_write_for_nothing_is_nothing(tmp_path, said):
    extract = read_referrals(tmp_path, referral(birth=said))

    assert column(extract, "referrals", "birth") == [None]
    assert ids(extract) == set()
