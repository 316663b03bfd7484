"""Figures for programs: the command line and the API give the same answer, under the same disclosure control."""

from typing import Any

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.catalogue import keys as known_keys
from roundtable.foundation.figures.catalogue import store as read_store
from roundtable.foundation.figures.data import Store
from roundtable.foundation.figures.present import Presentation, present
from roundtable.foundation.figures.references import As, BadReference, Reference
from roundtable.foundation.figures.shown import Shown
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.definitions import Definition
from roundtable.measures.periods import Period, PeriodKind
from roundtable.measures.tables import CellId


def summary(who: Principal, period: Period, audience: str = "partnership") -> list[dict[str, Any]]:
    """Every figure of a year: value, previous value, breakdowns and months, with status and source, and under
    `follow_ups` the same of what was reported for the year and lies after it.

    All are asked for at once, so that the audience's disclosure control sees all of them together.
    """
    store = read_store(who, known_keys(who))
    wanted = plan(store, period)
    references = [reference for each in wanted.values() for reference in each]
    presentation = present(who, references, period, audience)
    made: dict[str, dict[str, Any]] = {}
    for each in wanted.values():
        key = each[0].key
        figure = _figure(presentation, key, each)
        if key in made:
            made[key]["follow_ups"].append(figure)
        else:
            made[key] = figure
    return list(made.values())


def plan(store: Store, period: Period) -> dict[str, list[Reference]]:
    """What can be asked of each figure in a period: itself first, then its breakdowns and its months.

    What was reported for the period and lies after it, as an audit asked again does, follows under its own reference.
    """
    found: dict[str, list[Reference]] = {}
    for key in sorted(store.keys()):
        found[key] = references_of(store, key, period)
        for later in store.follow_ups(key, period):
            base = Reference((key,), period=later)
            found[str(base)] = [base, *_breakdowns(store, base, later)]
    return {name: wanted for name, wanted in found.items() if wanted}


def describe(
    who: Principal, reference: Reference, period: Period, audience: str = "partnership"
) -> dict[str, Any]:
    """One figure, with its breakdowns; BadReference or KeyError in words where it cannot be answered."""
    if reference.is_block:
        raise BadReference("Name one figure, without by or show: its breakdowns come with it.")
    store = read_store(who, {reference.key})
    store.definitions.get(reference.key)
    wanted = [reference, *_breakdowns(store, reference, reference.period or period)]
    presentation = present(who, wanted, period, audience)
    if presentation.problems:
        raise BadReference(next(iter(presentation.problems.values())))
    return _figure(presentation, reference.key, wanted)


def references_of(store: Store, key: str, period: Period) -> list[Reference]:
    """What there is of a figure in a period: nothing where it was neither supplied for it nor asked for."""
    definition = store.definitions.get(key)
    inside = [p for p in store.periods(key) if period.contains(p)]
    if not inside:
        return []
    when = period
    if store.find(CellId(key, str(period))).how == "missing" and len(inside) == 1:
        when = inside[0]
    base = Reference((key,), period=when)
    return [base, *_breakdowns(store, base, when)] if definition else []


def _breakdowns(store: Store, base: Reference, when: Period) -> list[Reference]:
    definition = store.definitions.get(base.key)
    if base.transform is not As.VALUE:
        return []
    named = dict(base.dims)
    wanted = [
        Reference(base.keys, base.period, base.area, base.dims, by=(d.key,))
        for d in definition.dimensions
        if d.key not in named and store.dimension_values(base.key, d) and _has(store, base, when, d.key)
    ]
    months = [
        p for p in store.periods(base.key, base.area) if p.kind is PeriodKind.MONTH and when.contains(p)
    ]
    if len(months) > 1:
        wanted.append(Reference(base.keys, base.period, base.area, base.dims, by=("month",)))
        two_way = [
            Reference(base.keys, base.period, base.area, base.dims, by=(*w.by, "month")) for w in wanted[:-1]
        ]
        wanted += two_way
    return wanted


def _has(store: Store, base: Reference, when: Period, dimension: str) -> bool:
    axis = layout.axis(store, base, dimension, when)
    start = layout.cell_of(base, base.key, when)
    found = (store.find(layout.place(start, axis, value)) for value, _ in axis.entries)
    return any(f.data for f in found)


def _figure(presentation: Presentation, key: str, wanted: list[Reference]) -> dict[str, Any]:
    base, *breakdowns = wanted
    definition = presentation.store.definitions.get(key)
    shown = presentation.inline(base)
    cell = layout.cell_of(base, key, presentation.period)
    found = presentation.found(cell)
    before = layout.previous(cell)
    return {
        "key": key,
        "reference": str(base),
        "title": definition.title,
        "unit": definition.unit,
        "period": cell.period,
        "definition_version": definition.version,
        "audience": presentation.audience,
        **_number(shown),
        "previous": _previous(presentation, before),
        "source": [d.source for d in found.data if d.source][:1] or [],
        "supplier": next((d.supplier for d in found.data), ""),
        "citation": next((d.citation for d in found.data if d.citation), ""),
        "follow_ups": [],
        "breakdowns": {",".join(b.by): _rows(presentation, b, definition) for b in breakdowns},
    }


def _previous(presentation: Presentation, cell: CellId) -> dict[str, Any] | None:
    """The same figure a year earlier, where the audience's answer holds it."""
    found = presentation.found(cell)
    if presentation.audience != "partnership" or not found.value.known:
        return None
    return {"period": cell.period, "value": float(found.value.number or 0), "status": str(found.value.status)}


def _number(shown: Shown) -> dict[str, Any]:
    number = shown.number
    whole = number is not None and number == number.to_integral_value()
    return {
        "value": None if number is None else int(number) if whole else float(number),
        "status": str(shown.status),
        "shown": shown.text,
        "why": shown.why,
    }


def _rows(presentation: Presentation, reference: Reference, definition: Definition) -> list[dict[str, Any]]:
    axes = [layout.axis(presentation.store, reference, by, presentation.period) for by in reference.by]
    start = layout.cell_of(reference, definition.key, presentation.period)
    rows: list[tuple[CellId, tuple[str, ...], tuple[str, ...]]] = [(start, (), ())]
    for axis in axes:
        rows = [
            (layout.place(cell, axis, value), (*names, value), (*titles, title))
            for cell, names, titles in rows
            for value, title in axis.entries
        ]
    return [
        {
            "entry": ",".join(names),
            "title": ", ".join(titles),
            **_number(presentation.shown(cell, definition)),
        }
        for cell, names, titles in rows
    ]
