"""The release of a figure: all of it that any answer to the public may show, protected once and together.

Answers that were protected apart, each safely, may hide different cells, and whoever holds both subtracts. So a public
answer is never protected on its own: it shows what the release of its figure shows. No sum ties two figures, so a release
is one figure's, with every year that is known of it: a year's catalogue is its figures' releases side by side.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import cast

from django.core.cache import cache

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.data import Dims, Store
from roundtable.measures.definitions import Adds, Definition
from roundtable.measures.disclosure import METHOD_VERSION, Protection, Whole, protect_part, protect_whole
from roundtable.measures.periods import Period
from roundtable.measures.tables import PUBLIC, Cell, CellId, ProtectedTable, Sum, Table

# A release is kept under what it was worked out from, so a changed number never meets an old one. This is housekeeping.
KEPT_FOR = 30 * 24 * 60 * 60


def release(store: Store, tables: Sequence[Table], before: Sequence[ProtectedTable]) -> Protection:
    """Tables as the public may see them: each cell as its figure's release has it, whatever else was asked with it.

    `before` are the publications that readers may have. A cell of the catalogue that no release holds is not shown.
    """
    figures = {cell.id.figure for table in tables for cell in table.cells}
    return protect_part(tables, releases(store, figures, before).values(), PUBLIC)


def releases(store: Store, figures: Iterable[str], before: Sequence[ProtectedTable]) -> dict[str, Whole]:
    """The releases of some figures, from the cache where nothing has changed since."""
    known = set(store.keys())
    systems = {figure: _system(store, figure, before) for figure in sorted(set(figures) & known)}
    names = {figure: _name(system, before) for figure, system in systems.items()}
    kept = cast("dict[str, Whole]", cache.get_many(names.values()))
    made = {
        names[figure]: protect_whole(table, sums, PUBLIC, also_published=before)
        for figure, (table, sums) in systems.items()
        if names[figure] not in kept
    }
    if made:
        cache.set_many(made, KEPT_FOR)
    return {figure: (kept | made)[name] for figure, name in names.items()}


def _system(store: Store, figure: str, before: Sequence[ProtectedTable]) -> tuple[Table, list[Sum]]:
    """Every cell that can be known of a figure, and every equation among them and what was published."""
    cells = known_cells(store, figure)
    published = {cell for table in before for cell in table.values if cell.figure == figure}
    sums = layout.sums(store, cells | published)
    table = Table(figure, tuple(layout.raw(store, cell) for cell in sorted(cells)))
    return table, [*sums, *same(store, table.cells)]


def _name(system: tuple[Table, list[Sum]], before: Sequence[ProtectedTable]) -> str:
    """A name made of all that the release depends on, the method too: an upgrade is not served older choices."""
    table, sums = system
    figure = table.name
    read = [(t.name, c, v) for t in before for c, v in sorted(t.values.items()) if c.figure == figure]
    text = repr((METHOD_VERSION, PUBLIC.stamp, table.cells, sums, read))
    return f"release:{hashlib.sha256(text.encode()).hexdigest()}"


def known_cells(store: Store, figure: str) -> set[CellId]:
    """What was supplied of a figure, and what the catalogue makes of it: sums over parts and longer periods."""
    definition = store.definitions.get(figure)
    found: set[CellId] = set()
    for cell in store.cells(figure):
        for period in _longer(Period.parse(cell.period), definition):
            for dims in _wider(cell.dims, definition):
                found.add(CellId(figure, str(period), cell.area, dims))
    return found


def _wider(dims: Dims, definition: Definition) -> list[Dims]:
    """The dimensions of a cell, with each choice of those dropped along which the figure adds up."""
    adding = {dimension.key for dimension in definition.dimensions if dimension.exclusive}
    found: list[Dims] = [()]
    for pair in dims:
        kept = [(*each, pair) for each in found]
        found = kept + found if pair[0] in adding else kept
    return found


def _longer(period: Period, definition: Definition) -> set[Period]:
    """The periods that a value of one period may stand for, itself included."""
    if definition.adds not in {Adds.SUM, Adds.LAST}:
        return {period}
    end = period.end
    academic = end.year if end.month >= 9 else end.year - 1
    around = {
        Period.month_of(end.year, end.month), period.financial_year(), Period.calendar_year_of(end.year),
        Period.academic_year_of(academic), *period.financial_year().quarters(),
    }  # fmt: skip
    if definition.adds is Adds.SUM:
        return {period} | {p for p in around if p.contains(period)}
    return {period, Period.snapshot_of(end)} | {p for p in around if p.end == end}


def same(store: Store, cells: Iterable[Cell]) -> list[Sum]:
    """A stock at the end of a year, of its last month and on its last day is one number under several names."""
    ties: dict[tuple[str, Dims, object, object], CellId] = {}
    found: list[Sum] = []
    for cell in cells:
        period = Period.parse(cell.id.period)
        if store.definitions.get(cell.id.figure).adds is not Adds.LAST or not cell.value.known:
            continue
        first = ties.setdefault((cell.id.area, cell.id.dims, period.end, cell.value.number), cell.id)
        if first != cell.id:
            found.append(Sum(first, (cell.id,)))
    return found
