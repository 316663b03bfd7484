import csv
import io

import pytest

from roundtable.intake.problems import MOST_SHOWN, Problem, Severity, group, problems_csv


def problem(row: int | None = 7, **more) -> Problem:
    given = {"severity": Severity.ERROR, "sheet": "Police", "column": "Jul 2015", "cell": f"H{row}", "value": "x",
             "message": f"Wrong {row}.", "what_to_do": "Mend it.", "rule": "r"} | more  # fmt: skip
    return Problem(row=row, **given)


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (problem(), "Sheet Police, row 7, column Jul 2015 (H7)"),
        (problem(sheet=""), "Row 7, column Jul 2015 (H7)"),
        (problem(row=None, column="", cell=""), "Sheet Police"),
        (problem(row=None, column="", cell="", sheet=""), "The file"),
    ],
)
def test_a_place_is_said_in_words(found, place):
    assert found.place == place


def test_up_to_twenty_are_told_one_by_one():
    told = group([problem(row) for row in range(MOST_SHOWN)])
    assert [g.message for g in told] == [f"Wrong {row}." for row in range(MOST_SHOWN)]


def test_more_are_told_as_one_with_examples_where_the_first_stood():
    other = problem(1, rule="other")
    told = group([*(problem(row) for row in range(1, 31)), other])
    assert [g.count for g in told] == [30, 1]
    assert told[0].message == (
        "Wrong 1. The same is wrong in 29 more places. "
        "The first are row 1, column Jul 2015 (H1), row 2, column Jul 2015 (H2) and row 3, column Jul 2015 (H3)."
    )
    assert told[0].place == "Sheet Police, 30 places"


def test_kinds_severities_and_sheets_are_never_mixed():
    many = [problem(n, rule=r, sheet=s) for n in range(25) for r in "ab" for s in ("Police", "Health")]
    assert sorted(g.count for g in group(many)) == [25] * 4


def test_the_csv_holds_every_problem_and_no_formula():
    rows = list(csv.reader(io.StringIO(problems_csv([problem(value="=HYPERLINK()")]), newline="")))
    assert rows[1] == ["error", "Police", "7", "Jul 2015", "H7", "'=HYPERLINK()", "Wrong 7.", "Mend it."]
