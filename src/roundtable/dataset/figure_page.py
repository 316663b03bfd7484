"""One figure as its page shows it: the number, its months, its breakdowns, where it came from, what stands beside it."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from roundtable.dataset.beside import Elsewhere, elsewhere, per_words, references
from roundtable.dataset.beside_drawing import BesideDrawing, drawing
from roundtable.dataset.dashboard import signal_of, unit_beside, years
from roundtable.dataset.reconciling import Reconciliation, reconcile
from roundtable.dataset.signals import FigureSignal, change_interval
from roundtable.dataset.sources import SourceRow, source_rows
from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.catalogue import store as read_store
from roundtable.foundation.figures.data import Datum, Store
from roundtable.foundation.figures.describe import references_of
from roundtable.foundation.figures.drawing import alt_text, chart_spec, drawable
from roundtable.foundation.figures.present import Presentation, present
from roundtable.foundation.figures.references import TIME, As, Reference, Show
from roundtable.foundation.figures.shown import Grid, Shown
from roundtable.foundation.scope.principals import Principal
from roundtable.measures import charts
from roundtable.measures.definitions import Counts, Definition, Polarity
from roundtable.measures.periods import Period, PeriodKind
from roundtable.measures.wording import day, join

WIDE, PHONE = 680, 340
MOST_YEARS = 10
FEWEST_YEARS = 3  # two points make no line: the change says it
MOST_BARS = 20

COUNTS = {
    Counts.PEOPLE: "people",
    Counts.EVENTS: "events, not people: one person may be behind several",
    Counts.NEITHER: "neither people nor what happened to them",
}
BETTER = {
    Polarity.HIGH: "higher",
    Polarity.LOW: "lower",
    Polarity.NEITHER: "neither way: ask what lies behind it",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A block of the page: its numbers, drawn wide and for a phone where they can be drawn."""

    anchor: str
    title: str
    grid: Grid
    reference: Reference
    wide: SafeString | None = None
    phone: SafeString | None = None

    @property
    def placed(self) -> str:
        """What puts it into the report."""
        return f"![{self.title}](figure:{self.reference})"


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Everything that the page of a figure shows."""

    definition: Definition
    when: Period
    periods: tuple[Period, ...]
    shown: Shown
    change: Shown
    signal: FigureSignal | None
    main: Drawing | None
    breakdowns: tuple[Drawing, ...]
    facts: tuple[tuple[str, str], ...]
    elsewhere: Elsewhere
    beside_drawing: BesideDrawing | None
    sources: tuple[SourceRow, ...]
    reconciliation: Reconciliation
    notes: tuple[str, ...]
    presentation: Presentation
    references: tuple[Reference, ...]

    @property
    def unit(self) -> str:
        return unit_beside(self.definition)

    @property
    def missing_words(self) -> str:
        """Why the page has no number, in its callout."""
        return f"No number for {self.when.label}."


def figure_page(who: Principal, key: str, period: Period | None = None) -> FigurePage | None:
    """A figure in a period (the newest year with a number where none is named), or None where there is none of it."""
    store = read_store(who, {key})
    if not store.areas(key):
        return None
    periods = _periods(store, key)
    newest = next((p for p in periods if p.kind is PeriodKind.FINANCIAL_YEAR), None)
    when = period or newest or Period.financial_year_of(2015)
    blocks = references_of(store, key, when) or [Reference((key,), period=when)]
    base, *broken_down = blocks
    when = base.period or when
    wanted = _asked(store, base, broken_down, when)
    presentation = present(who, wanted, when)
    drawings = [_drawing(presentation, reference) for reference in wanted if reference.is_block]
    definition = store.definitions.get(key)
    beside = elsewhere(presentation, base, definition)
    sources = source_rows(presentation, base, definition)
    return FigurePage(
        definition=definition,
        when=when,
        periods=periods,
        shown=presentation.inline(base),
        change=presentation.inline(_as(base, As.CHANGE)),
        signal=signal_of(presentation, [r for r in wanted if r.transform is As.VALUE]),
        main=drawings[0] if drawings else None,
        breakdowns=tuple(drawings[1:]),
        facts=tuple(_facts(presentation, base, definition)),
        elsewhere=beside,
        beside_drawing=drawing(beside, definition),
        sources=sources,
        reconciliation=reconcile(presentation, broken_down, sources, definition),
        notes=_notes(presentation, base, drawings),
        presentation=presentation,
        references=tuple(wanted),
    )


def _periods(store: Store, key: str) -> tuple[Period, ...]:
    """The years that can be chosen on the figure's page, the newest first; before each what followed it up."""
    own = {p.financial_year() for p in store.periods(key)}
    return tuple(p for year in years(store) if year in own for p in (*store.follow_ups(key, year), year))


def _as(base: Reference, transform: As) -> Reference:
    return Reference(base.keys, base.period, base.area, base.dims, transform)


def _asked(store: Store, base: Reference, blocks: list[Reference], when: Period) -> list[Reference]:
    """The figure, what is worked out from it, its months or years first of the blocks, and other areas' values."""
    over_time = [r for r in blocks if r.by == ("month",)] or _yearly(store, base, when)
    single = [r for r in blocks if len(r.by) == 1 and r.by[0] not in TIME]
    crossed = [r for r in blocks if len(r.by) > 1]
    return [
        base,
        _as(base, As.PREVIOUS),
        _as(base, As.CHANGE),
        _as(base, As.RATE),
        *(_shown_as(r, Show.LINE) for r in over_time),
        *(_with_columns(store, base, r) for r in single),
        *(_shown_as(r, Show.TABLE) for r in crossed),
        *references(store, base),
    ]


def _shown_as(block: Reference, show: Show) -> Reference:
    return Reference(
        block.keys, block.period, block.area, block.dims, by=block.by, show=show, years=block.years
    )


def _yearly(store: Store, base: Reference, when: Period) -> list[Reference]:
    """The years before, as far back as every one was supplied by the same source under the same definition."""
    cell = layout.cell_of(base, base.key, when)
    now = store.find(cell)
    years_back = 1
    while years_back < MOST_YEARS:
        cell = layout.previous(cell)
        then = store.find(cell)
        if not then.value.known or _origin(then.data) != _origin(now.data):
            break
        years_back += 1
    if years_back < FEWEST_YEARS or not now.value.known:
        return []
    return [
        Reference(
            base.keys, base.period, base.area, base.dims, by=("year",), show=Show.LINE, years=years_back
        )
    ]


def _origin(data: tuple[Datum, ...]) -> set[tuple[str, int]]:
    return {(datum.provider, datum.version) for datum in data}


def _with_columns(store: Store, base: Reference, block: Reference) -> Reference:
    """A breakdown with shares where its parts add up, and with the year before where that was supplied too."""
    columns = ["value"]
    if store.definitions.get(base.key).dimension(block.by[0]).exclusive:
        columns.append("share")
    cells = layout.grid(store, block, base.period or Period.financial_year_of(2015))[1]
    if any(store.find(layout.previous(cell)).value.known for cell in cells):
        columns += ["previous", "change"]
    return Reference(
        block.keys, block.period, block.area, block.dims, by=block.by, show=Show.BAR, columns=tuple(columns)
    )


def _drawing(presentation: Presentation, reference: Reference) -> Drawing:
    grid = presentation.grid(reference)
    anchor = "by-" + "-".join(reference.by).replace("_", "-")
    title = f"{grid.title}, by {join(_axes(presentation, reference))}"
    drawn = reference.show is not Show.TABLE and drawable(grid) and len(grid.rows) <= MOST_BARS
    if not drawn:
        return Drawing(anchor, title, grid, reference)
    said = alt_text(grid)
    wide, phone = (
        # Our own drawing: every text in it was escaped when it was drawn.
        mark_safe(charts.svg(chart_spec(grid, reference, width), title, said, key=str(width)))  # noqa: S308
        for width in (WIDE, PHONE)
    )
    return Drawing(anchor, title, grid, reference, wide, phone)


def _axes(presentation: Presentation, reference: Reference) -> list[str]:
    axes, _ = layout.grid(presentation.store, reference, presentation.period)
    return [axis.title.lower() for axis in axes]


def _facts(presentation: Presentation, base: Reference, definition: Definition) -> list[tuple[str, str]]:
    when = base.period or presentation.period
    shown, change = presentation.inline(base), presentation.inline(_as(base, As.CHANGE))
    found = presentation.found(layout.cell_of(base, base.key, when))
    facts = [(when.label, f"{shown.text} {'' if shown.missing else unit_beside(definition)}".strip())]
    if shown.missing and shown.why and shown.why != shown.text:
        facts.append(("Why", shown.why))
    if not shown.missing:
        facts.append(
            (f"Change on {when.previous().label}", _change_words(presentation, base, definition, change))
        )
    if definition.denominator:
        facts.append(("Rate", rate_words(presentation, base, definition)))
    facts.append(
        ("From", join(dict.fromkeys(d.supplier for d in found.data if d.supplier)) or definition.supplier)
    )
    for label, said in (
        ("Return", (d.source for d in found.data if d.provider == "returns")),
        ("Cited from", (d.citation for d in found.data)),
    ):
        words = list(dict.fromkeys(text for text in said if text))
        if words:
            facts.append((label, "; ".join(words[:3])))
    facts.append(("Counts", COUNTS[definition.counts]))
    facts.append(("Better is", BETTER[definition.polarity]))
    facts.append(
        ("Area covered", join(dict.fromkeys(d.covers for d in found.data if d.covers)) or "not stated")
    )
    facts.append(("Definition", _version(definition)))
    return facts


def _change_words(presentation: Presentation, base: Reference, definition: Definition, change: Shown) -> str:
    interval = change_interval(presentation, base, definition)
    return _or_why(change) if interval is None else f"{change.text} (95% interval {interval.span})"


def _or_why(shown: Shown) -> str:
    return f"{shown.text}: {shown.why}" if shown.missing and shown.why else shown.text


def _version(definition: Definition) -> str:
    since = f", in use from {day(definition.in_use_from)}" if definition.in_use_from else ""
    return f"version {definition.version}{since}"


def rate_words(presentation: Presentation, base: Reference, definition: Definition) -> str:
    """ "71.4 per 10,000 (66.9 to 76.1)": the rate with its 95% interval, or why there is none."""
    estimate = presentation.estimate(_as(base, As.RATE))
    if estimate is None:
        return _or_why(presentation.inline(_as(base, As.RATE)))
    low, high = round(estimate.lower, 1), round(estimate.upper, 1)
    return f"{round(estimate.value, 1):,}{per_words(definition)} (95% interval {low:,} to {high:,})"


def _notes(presentation: Presentation, base: Reference, drawings: list[Drawing]) -> tuple[str, ...]:
    own = (d.note for d in presentation.found(layout.cell_of(base, base.key, presentation.period)).data)
    said = (*own, *(note for drawing in drawings for note in drawing.grid.notes))
    return tuple(dict.fromkeys(note for note in said if note))
