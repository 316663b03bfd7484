"""Extracts as the lists that indicators are counted over, with what they cover."""

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from roundtable.intake.to_lists import to_lists
from roundtable.measures.lists.model import ARROW_TYPES, COLUMNS, Lists, ListsError, Window
from tests.intake.extracts import DATA, REFERRAL_HEADINGS, read, read_referrals, referral, workbook

ANNEX_A = DATA / "annex_a" / "Annex_A.xlsx"


def _rows(lists: Lists, key: str) -> list[dict[str, Any]]:
    path = lists.tables[key]
    assert isinstance(path, Path)
    return pq.read_table(path).to_pylist()


def test_annex_a_becomes_the_lists_that_it_has(tmp_path):
    lists = to_lists(read(tmp_path, ANNEX_A, authority="Cambridgeshire"))

    assert set(lists.tables) == {
        "children", "contacts", "early_help", "referrals", "assessments", "section47", "conferences", "plans",
        "looked_after",
    }  # fmt: skip
    assert _rows(lists, "contacts")[0] == {
        "authority": "E10000003",
        "child": "9212044",
        "contact_date": date(2020, 9, 16),
        "source": "6",
    }
    enquiries = _rows(lists, "section47")
    assert [row["conference_required"] for row in enquiries[:3]] == [True, True, False]
    assert len(_rows(lists, "conferences")) == sum(row["conference_date"] is not None for row in enquiries)


@pytest.mark.parametrize("source", ["annex_a", "ssda903"])
def test_every_column_is_one_of_the_lists_own_and_of_its_type(tmp_path, source):
    path = ANNEX_A if source == "annex_a" else DATA / "ssda903" / "return.xml"
    lists = to_lists(read(tmp_path, path, year="2019-20"))

    for key, table in lists.tables.items():
        assert isinstance(table, Path)
        for field in pq.read_schema(table):
            assert field.type == ARROW_TYPES[COLUMNS[key][field.name]], (key, field)


def test_a_column_that_the_file_does_not_have_is_left_out(tmp_path):
    head = [name for name in REFERRAL_HEADINGS if name != "Allocated Team"]
    row = [value for name, value in zip(REFERRAL_HEADINGS, referral(), strict=True) if name in head]

    lists = to_lists(read_referrals(tmp_path, row, head=head))

    assert "team" not in pq.read_schema(lists.tables["referrals"]).names
    assert "source" in pq.read_schema(lists.tables["referrals"]).names


def test_a_child_of_several_lists_is_one_child_and_one_to_be_born_is_expected(tmp_path):
    born = ["C1", "F", "WBRI", "04/03/2010", "6", "01/03/2016", "6"]
    unborn = ["C2", "Unborn", "NOBT", "01/06/2016", "", "31/03/2016", "6"]
    contacts = [
        "Child Unique ID",
        "Gender",
        "Ethnicity",
        "Date of Birth",
        "Age",
        "Date of Contact",
        "Contact Source",
    ]
    path = workbook(
        tmp_path / "a.xlsx", {"List 1": [contacts, born, unborn], "List 3": [REFERRAL_HEADINGS, referral()]}
    )

    lists = to_lists(read(tmp_path, path, authority="York"))

    assert [(c["child"], c["birth"], c["expected_birth"]) for c in _rows(lists, "children")] == [
        ("C1", date(2010, 3, 4), None),
        ("C2", None, date(2016, 6, 1)),
    ]


def test_annex_a_covers_the_six_months_to_the_day_that_it_was_taken(tmp_path):
    lists = to_lists(read_referrals(tmp_path, referral()), until=date(2016, 3, 31))

    assert lists.coverage.window("referrals") == Window(date(2015, 10, 1), date(2016, 3, 31))
    assert lists.coverage.window("contacts") is None


def test_without_that_day_it_covers_no_more_than_its_events_show(tmp_path):
    extract = read_referrals(
        tmp_path, referral(date="01/01/2009"), referral(date="10/02/2016"), referral(date="25/03/2016")
    )

    assert to_lists(extract).coverage.window("referrals") == Window(date(2015, 9, 26), date(2016, 3, 25))

    short = read_referrals(tmp_path / "b", referral(date="10/02/2016"), referral(date="25/03/2016"))
    assert to_lists(short).coverage.window("referrals") == Window(date(2016, 2, 10), date(2016, 3, 25))


def test_ssda903_becomes_children_episodes_and_missing_periods_of_its_year(tmp_path):
    lists = to_lists(read(tmp_path, DATA / "ssda903" / "return.xml", year="2019-20", authority="York"))

    assert set(lists.tables) == {"children", "looked_after", "missing"}
    first = _rows(lists, "looked_after")[0]
    assert (first["child"], first["started"], first["ended"], first["reason_ended"]) == (
        "0907440",
        date(2017, 1, 6),
        date(2019, 10, 6),
        "X1",
    )
    assert _rows(lists, "missing")[0]["kind"] == "M"
    assert lists.coverage.window("looked_after") == Window(date(2019, 4, 1), date(2020, 3, 31))


def test_a_return_without_a_year_is_refused(tmp_path):
    extract = read(tmp_path, DATA / "ssda903" / "return.xml")

    with pytest.raises(ListsError, match="say it, as in --year"):
        to_lists(extract)


def test_published_numbers_are_no_lists(tmp_path):
    extract = read(tmp_path, *(DATA / "ees").glob("d6*.csv"))

    with pytest.raises(ListsError, match="no lists of children"):
        to_lists(extract)


def test_an_extract_without_events_is_asked_for_its_day(tmp_path):
    extract = read_referrals(tmp_path, referral(date="nonsense"))

    with pytest.raises(ListsError, match="say the day"):
        to_lists(extract)
