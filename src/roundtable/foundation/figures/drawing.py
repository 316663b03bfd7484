"""A grid as a chart: the same drawing on the dashboard and in the report."""

from typing import Any

from roundtable.foundation.figures.present import Grid, GridCell
from roundtable.foundation.figures.references import TIME, Reference, Show
from roundtable.measures import charts


def alt_text(grid: Grid) -> str:
    """The chart in words: what it shows, from where to where, the highest and the lowest, what is missing.

    Made of what the audience may see and of nothing else.
    """
    said = [f"{grid.title}, by {grid.corner.lower()}."]
    for at, column in enumerate(grid.columns):
        if column == "Total":
            continue
        known = [
            (r.heading, r.cells[at])
            for r in grid.rows
            if not r.total and r.cells[at].value.number is not None
        ]
        if known:
            top, low = max(known, key=_number), min(known, key=_number)
            whose = f"{column}: " if len(grid.columns) > 1 else ""
            said.append(f"{whose}highest {top[0]}, {top[1].text}; lowest {low[0]}, {low[1].text}.")
    missing = sum(c.missing for r in grid.rows for c in r.cells)
    if missing:
        said.append(f"{missing} of the values are not shown: the table says why.")
    return " ".join(said)


def _number(pair: tuple[str, GridCell]) -> float:
    return float(pair[1].value.number or 0)


def series(grid: Grid) -> list[charts.Series]:
    """The grid's columns as series of labelled points, without totals."""
    rows = [row for row in grid.rows if not row.total]
    return [
        charts.Series(column, tuple(charts.Point(r.heading, r.cells[at].value) for r in rows))
        for at, column in enumerate(grid.columns)
        if column not in {"Total", "Share", "Change"}
    ]


def chart_spec(grid: Grid, reference: Reference, width: int = 720) -> dict[str, Any]:
    lines = series(grid)
    kind = reference.show or (Show.LINE if reference.by and reference.by[0] in TIME else Show.BAR)
    match kind:
        case Show.LINE:
            return charts.line(lines, unit=grid.unit, width=width)
        case Show.STACKED:
            return charts.stacked(lines, unit=grid.unit, width=width)
        case Show.GROUPED:
            return charts.grouped(lines, unit=grid.unit, width=width)
        case _:
            return charts.bars(lines[0], unit=grid.unit, width=width)
