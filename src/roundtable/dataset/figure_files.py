"""A figure as a file: as it is seen, or tidy, in the shape of the Department for Education's open data."""

from collections.abc import Iterable, Iterator

from roundtable.dataset.figure_page import FigurePage
from roundtable.foundation.figures import cells as layout
from roundtable.intake.exports import ExportCell
from roundtable.measures.periods import MONTHS, Period, PeriodKind
from roundtable.measures.tables import CellId

Rows = Iterable[tuple[ExportCell, ...]]

# Geographic levels of the DfE's standard, by how the area of a comparator is called; anything else is an authority.
LEVELS = {"England": "National", "Statistical neighbours": "Statistical neighbours"}
REGIONS = ("East of England", "East Midlands", "West Midlands", "North East", "North West", "South East", "South West",
           "London", "Inner London", "Outer London", "Yorkshire and the Humber")  # fmt: skip


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
    if page.notes:
        yield ()
        yield from (("Note", note) for note in page.notes)


def tidy(page: FigurePage, partnership: str, marking: str) -> Rows:
    """A row for each number: time, place, indicator, breakdown, value (or its symbol) and where it came from."""
    dimensions = [dimension.key for dimension in page.definition.dimensions]
    yield (
        "time_period", "time_identifier", "geographic_level", "area_name", "indicator", "definition_version",
        *dimensions, "value", "status", "source", "protective_marking",
    )  # fmt: skip
    for cell in _cells(page):
        found = page.presentation.found(cell)
        value = page.presentation.value(cell)
        parts = dict(cell.dims)
        source = next((d.citation or d.source for d in found.data), "")
        yield (
            *time_of(Period.parse(cell.period)), level_of(cell.area), cell.area or partnership, cell.figure,
            page.definition.version, *(parts.get(key, "Total") for key in dimensions),
            value.status.symbol or _plain(value.number), str(value.status), source, marking,
        )  # fmt: skip


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


def level_of(area: str) -> str:
    """The geographic level of an area's name; the partnership's own is that of its local authority."""
    if area in REGIONS:
        return "Regional"
    return LEVELS.get(area, "Local authority")
