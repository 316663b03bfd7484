"""A figure as a file: as it is seen, or tidy, in the shape of the Department for Education's open data."""

from collections.abc import Iterable, Iterator

from roundtable.dataset.figure_page import FigurePage
from roundtable.dataset.geography import COLUMNS, Gazetteer
from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.data import Found
from roundtable.intake.exports import ExportCell
from roundtable.measures.periods import MONTHS, Period, PeriodKind
from roundtable.measures.tables import CellId

Rows = Iterable[tuple[ExportCell, ...]]


def as_seen(page: FigurePage, marking: str) -> Rows:
    """What the page shows, block by block, with the partnership's protective marking above it."""
    if marking:
        yield (marking,)
    yield (page.definition.title,)
    yield ("Period", page.when.label)
    yield from page.facts
    for drawing in (page.main, *page.breakdowns):
        if drawing is None:
            continue
        yield ()
        yield (drawing.title,)
        yield (drawing.grid.corner, *drawing.grid.columns)
        for row in drawing.grid.rows:
            yield (row.heading, *(cell.text for cell in row.cells))
    if page.elsewhere.rows:
        yield ()
        yield ("Beside other areas",)
        yield ("Area", "Value", "Rate", "Interval", "This partnership is", "Limits of chance", "Source")
        for area in (*page.elsewhere.rows, *page.elsewhere.neighbours):
            yield (area.name, area.value, area.rate, area.interval, area.words, area.limits, area.source)
    if page.notes:
        yield ()
        yield from (("Note", note) for note in page.notes)


def tidy(page: FigurePage, places: Gazetteer, marking: str) -> Rows:
    """A row for each number: time, place, indicator, breakdown, value (or its symbol) and where it came from."""
    dimensions = [dimension.key for dimension in page.definition.dimensions]
    yield (
        "time_period", "time_identifier", *COLUMNS, "area_covered", "indicator", "definition_version",
        *dimensions, "value", "status", "source", "protective_marking",
    )  # fmt: skip
    for cell in _cells(page):
        found = page.presentation.found(cell)
        value = page.presentation.value(cell)
        parts, period = dict(cell.dims), Period.parse(cell.period)
        source = next((d.citation or d.source for d in found.data), "")
        place = places.place(cell.area or _covered(found), period)
        yield (
            *time_of(period), *place.row, place.name, cell.figure, page.definition.version,
            *(parts.get(key, "Total") for key in dimensions),
            value.status.symbol or _plain(value.number), str(value.status), source, marking,
        )  # fmt: skip


def _covered(found: Found) -> str:
    """The area as the supplier states it, where one is stated: a force is not a county."""
    stated = {datum.covers for datum in found.data if datum.covers}
    return next(iter(stated)) if len(stated) == 1 else ""


def _plain(number: object) -> str:
    text = str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cells(page: FigurePage) -> Iterator[CellId]:
    """Every cell of the page's own figure, once, in the order of the page."""
    met: dict[CellId, None] = {}
    for reference in page.references:
        cells, _ = layout.needed(page.presentation.store, reference, page.when)
        met.update(dict.fromkeys(cells))
    yield from met


def time_of(period: Period) -> tuple[str, str]:
    """`time_period` and `time_identifier`: 201516 and "Financial year", 2015 and "July"."""
    start = period.financial_year().start.year if period.kind is PeriodKind.QUARTER else period.start.year
    spanned = f"{start}{(start + 1) % 100:02d}"
    match period.kind:
        case PeriodKind.FINANCIAL_YEAR:
            return spanned, "Financial year"
        case PeriodKind.ACADEMIC_YEAR:
            return spanned, "Academic year"
        case PeriodKind.QUARTER:
            return spanned, f"Financial year {str(period)[-2:]}"
        case PeriodKind.CALENDAR_YEAR:
            return str(start), "Calendar year"
        case PeriodKind.MONTH:
            return str(start), MONTHS[period.start.month - 1]
        case _:
            return str(start), f"{period.start.day} {MONTHS[period.start.month - 1]}"
