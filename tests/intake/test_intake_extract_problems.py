"""Problems of an extract: thousands of one kind are one line, and every place is on file."""

import csv

import pytest

from roundtable.intake.extract_problems import (
    CSV_HEAD,
    MOST_EXAMPLES,
    EveryProblem,
    Example,
    Kind,
    ProblemLog,
    Severity,
)

NOT_A_DATE = Kind(
    "date-not-real",
    Severity.ERROR,
    "referrals",
    "referral_date",
    "The value is not a day of the calendar.",
    "a date, day first",
    "Correct it in the case system.",
)


def _place(row: int) -> Example:
    return Example("lists.xlsx", "List 3", row, "Date of Referral", "31/02/2025")


def test_thousands_of_one_kind_are_one_group_with_a_count_and_the_first_places():
    log = ProblemLog()

    for row in range(2, 5002):
        log.add(NOT_A_DATE, _place(row))

    (group,) = log.groups
    assert group.count == 5000
    assert [example.row for example in group.examples] == list(range(2, 2 + MOST_EXAMPLES))
    assert group.message == NOT_A_DATE.message


def test_the_same_rule_in_another_column_is_another_group():
    log = ProblemLog()
    other = Kind("date-not-real", Severity.ERROR, "referrals", "closed", "The value is not a day.")

    log.add(NOT_A_DATE, _place(2))
    log.add(other, _place(2))
    log.add(NOT_A_DATE, _place(3))

    assert [(group.column, group.count) for group in log.groups] == [("referral_date", 2), ("closed", 1)]


def test_every_place_is_written_to_the_file(tmp_path):
    with EveryProblem(tmp_path / "all.csv") as every:
        log = ProblemLog(every)
        log.add_many(NOT_A_DATE, [_place(row) for row in range(2, 102)])

    rows = list(csv.reader((tmp_path / "all.csv").read_text("utf-8-sig").splitlines()))
    assert tuple(rows[0]) == CSV_HEAD
    assert len(rows) == 101
    assert rows[-1][5:8] == ["101", "Date of Referral", "31/02/2025"]


def test_a_value_that_looks_like_a_formula_is_not_run_by_whoever_opens_the_file(tmp_path):
    with EveryProblem(tmp_path / "all.csv") as every:
        ProblemLog(every).add(NOT_A_DATE, Example("a.csv", "", 2, "Date", "=HYPERLINK(1)"))

    assert "'=HYPERLINK(1)" in (tmp_path / "all.csv").read_text("utf-8-sig")


def test_writing_outside_the_context_is_refused(tmp_path):
    with pytest.raises(ValueError, match="context"):
        EveryProblem(tmp_path / "all.csv").write(NOT_A_DATE, [_place(2)])


def test_where_says_file_sheet_row_and_column():
    assert _place(1234).where == "lists.xlsx, sheet List 3, row 1,234, column Date of Referral"
    assert Example("a.csv").where == "a.csv"
    assert Example("a.csv", "Reviews", 3, "REVIEW").where == "a.csv, Reviews, row 3, column REVIEW"
    assert (
        Example("return.xml in all.zip", "Header", 18, "DOB").where
        == "return.xml in all.zip, Header, line 18, DOB"
    )
