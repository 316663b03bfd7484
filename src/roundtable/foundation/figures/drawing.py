"""A grid as a chart: the same drawing on the dashboard and in the report."""

from typing import Any

from roundtable.foundation.figures.references import TIME, Reference, Show
from roundtable.foundation.figures.shown import Grid, GridCell
from roundtable.measures import charts, spc
from roundtable.measures.definitions import Scale
from roundtable.measures.periods import Period

LIMITS_FROM = 2  # values: fewer have no moving range
RARE = 1  # events a month on average: below it every month with one looks like a signal, and limits mislead
LINE_HEIGHT = 190  # pixels of a plot: half a page holds two of them


def alt_text(grid: Grid) -> str:
    """The chart in words: what it shows, from where to where, the highest and the lowest, what is missing.

    Made of what the audience may see and of nothing else.
    """
    said = [f"{grid.title}, by {grid.corner.lower()}."]
    drawn = _drawn(grid)
    for at in drawn:
        known = [
            (_heading(grid, at, r.heading), r.cells[at])
            for r in grid.rows
            if not r.total and r.cells[at].value.known
        ]
        if known:
            top, low = max(known, key=_number), min(known, key=_number)
            whose = f"{grid.columns[at]}: " if len(drawn) > 1 else ""
            said.append(f"{whose}highest {top[0]}, {top[1].text}; lowest {low[0]}, {low[1].text}.")
    said += remarks(grid)
    missing = sum(r.cells[at].missing for r in grid.rows for at in drawn)
    if missing:
        said.append(f"{missing} of the values are not shown: the table says why.")
    return " ".join(said)


def _drawn(grid: Grid) -> list[int]:
    """The places of the columns that are drawn: not totals, and not percents beside counts."""
    return [at for at, column in enumerate(grid.columns) if column != "Total" and at not in grid.worked_out]


def _heading(grid: Grid, at: int, heading: str) -> str:
    """A row's heading for one column: a column of the year before says that year's month."""
    if at not in grid.earlier:
        return heading
    try:
        return Period.parse(heading).previous().short_label
    except ValueError:
        return heading


def _number(pair: tuple[str, GridCell]) -> float:
    return float(pair[1].value.number or 0)


def series(grid: Grid) -> list[charts.Series]:
    """The grid's columns as series of labelled points, without totals."""
    rows = [row for row in grid.rows if not row.total]
    return [
        charts.Series(grid.columns[at], tuple(charts.Point(r.heading, r.cells[at].value) for r in rows))
        for at in _drawn(grid)
    ]


def drawable(grid: Grid) -> bool:
    """Whether there is anything to draw: rows, and a number in one of them."""
    return any(point.value.known for one in series(grid) for point in one.points)


def limits(grid: Grid) -> spc.Chart | None:
    """Process limits of a figure's months, worked out from the values that are shown and from no others."""
    if not grid.limits:
        return None
    values = [point.number for point in series(grid)[0].points]
    known = [value for value in values if value is not None]
    rare = grid.scale is Scale.COUNT and sum(known) < RARE * len(known)
    if len(known) < LIMITS_FROM or rare:
        return None
    return spc.xmr(values, rebase=grid.placed.rebase, baselines=dict(grid.placed.baselines))


def remarks(grid: Grid) -> list[str]:
    """What was decided of the months and can be seen in the drawing, in sentences."""
    on_limits = grid.placed.notes if limits(grid) is not None else ()
    return [*on_limits, *grid.placed.target_notes]


def chart_spec(grid: Grid, reference: Reference, width: int = 720) -> dict[str, Any]:
    """The drawing that a reference asks for; ValueError where there is nothing to draw (see `drawable`)."""
    lines = series(grid)
    kind = reference.show or (Show.LINE if reference.by and reference.by[0] in TIME else Show.BAR)
    said: dict[str, Any] = {
        "unit": grid.unit,
        "width": width,
        "scale": grid.scale,
        "decimals": grid.decimals,
    }
    match kind:
        case Show.LINE:
            said |= {"targets": grid.placed.targets, "remarks": remarks(grid)}
            return charts.line(lines, height=LINE_HEIGHT, chart=limits(grid), **said)
        case Show.STACKED:
            return charts.stacked(lines, **said)
        case Show.GROUPED:
            return charts.grouped(lines, **said)
        case _:
            return charts.bars(lines[0], **said)
