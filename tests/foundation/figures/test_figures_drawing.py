"""Grids as charts and words: limits from what is shown, the right year's months, and nothing drawn of nothing."""

from decimal import Decimal

import pytest

from roundtable.foundation.figures.drawing import alt_text, chart_spec, drawable, limits
from roundtable.foundation.figures.references import parse
from roundtable.foundation.figures.shown import Grid, GridCell, GridRow
from roundtable.measures.definitions import Scale
from roundtable.measures.values import Status, Value

MONTHLY = parse("missing.reports?by=month&show=line")


def cell(number: int | None) -> GridCell:
    value = Value.missing() if number is None else Value.of(number)
    return GridCell("not supplied" if number is None else str(number), value, missing=number is None)


def grid(*rows: tuple[str, tuple[int | None, ...]], **more: object) -> Grid:
    columns = tuple(f"series {n}" for n in range(len(rows[0][1])))
    made = tuple(GridRow(heading, tuple(cell(n) for n in numbers)) for heading, numbers in rows)
    options: dict[str, object] = {"limits": True, **more}
    return Grid("Reports", "Month", columns, made, "reports", **options)  # type: ignore[arg-type]  # by name


def test_alt_text_says_the_earlier_years_months_for_the_earlier_year() -> None:
    made = grid(("Jul 2015", (9, 4)), ("Aug 2015", (5, 6)), earlier=frozenset({1}))
    assert "series 0: highest Jul 2015, 9; lowest Aug 2015, 5." in alt_text(made)
    assert "series 1: highest Aug 2014, 6; lowest Jul 2014, 4." in alt_text(made)


def test_alt_text_leaves_out_percents_beside_counts() -> None:
    made = grid(("Jul 2015", (9, 40)), ("Aug 2015", (5, 60)), worked_out=frozenset({1}))
    assert "40" not in alt_text(made)


def test_limits_are_worked_out_from_the_months_that_are_shown() -> None:
    found = limits(grid(("Jul 2015", (9,)), ("Aug 2015", (None,)), ("Sep 2015", (5,)), ("Oct 2015", (4,))))
    assert found is not None
    assert [point.value for point in found.points] == [9, None, 5, 4]


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([("Jul 2015", (9,)), ("Aug 2015", (None,))], {}),  # one value has no range
        ([("Jul 2015", (0,)), ("Aug 2015", (1,)), ("Sep 2015", (0,))], {}),  # too rare
        ([("Jul 2015", (9,)), ("Aug 2015", (8,))], {"limits": False}),  # not one figure's months
    ],
)
def test_limits_are_left_out(rows: list[tuple[str, tuple[int | None, ...]]], more: dict[str, object]) -> None:
    assert limits(grid(*rows, **more)) is None


def test_drawable_needs_a_number() -> None:
    assert drawable(grid(("Jul 2015", (9,))))
    assert not drawable(grid(("Jul 2015", (None,))))
    assert not drawable(Grid("Reports", "Team", ("2015-16",), (), "reports"))


def test_chart_says_pounds_and_decimals_as_the_figure_does() -> None:
    rows = tuple(
        GridRow(name, (GridCell("", Value.of(Decimal(n))),))
        for name, n in (("Staff", "1250.5"), ("Rent", "5"))
    )
    made = Grid("Budget", "Line", ("2015-16",), rows, "pounds", scale=Scale.POUNDS)
    assert "£1,250.50" in str(chart_spec(made, parse("finance.budget?by=line&show=bar")))


def test_chart_of_a_hidden_value_holds_no_number_of_it() -> None:
    hidden = GridCell("suppressed", Value.missing(Status.SUPPRESSED), missing=True)
    rows = (
        GridRow("Jul 2015", (cell(20),)),
        GridRow("Aug 2015", (hidden,)),
        GridRow("Sep 2015", (cell(30),)),
    )
    found = limits(Grid("Reports", "Month", ("2015-16",), rows, "reports", limits=True))
    assert found is not None
    assert found.mean == 25
