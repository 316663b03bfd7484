"""From a reference to the cells it prints, the sums that tie them, and the numbers worked out from them."""

from collections.abc import Iterable
from dataclasses import dataclass

from roundtable.foundation.figures.data import Dims, Store, with_dim
from roundtable.foundation.figures.references import TIME, As, BadReference, Reference
from roundtable.measures.definitions import Adds, Counts, Definition, Scale
from roundtable.measures.periods import Period
from roundtable.measures.tables import Cell, CellId, Derived, Sum, Table


@dataclass(frozen=True, slots=True)
class Axis:
    """The rows or columns of a block: what each stands for and its heading. A total closes it where there is one."""

    dimension: str  # a dimension's key, month, quarter, year, or "" for a single row
    title: str
    entries: tuple[tuple[str, str], ...]  # value (or period) and heading
    total: bool = False


def cell_of(reference: Reference, key: str, period: Period) -> CellId:
    """The cell that a reference without `by` names."""
    return CellId(key, str(reference.period or period), reference.area, reference.dims)


def previous(cell: CellId) -> CellId:
    """The same cell a year earlier."""
    return CellId(cell.figure, str(Period.parse(cell.period).previous()), cell.area, cell.dims)


def whole(cell: CellId) -> CellId:
    """The cell that a share is a share of: the same with no dimension named."""
    return CellId(cell.figure, cell.period, cell.area)


def denominator(store: Store, cell: CellId) -> CellId | None:
    """The cell that a rate is over: same area, and those dimensions that both figures have.

    A population is that of the financial year that the period ends in: the mid-year estimate of the June before a
    31 March, as the Department for Education's rates take it.
    """
    definition = store.definitions.get(cell.figure)
    if not definition.denominator:
        return None
    over = store.definitions.get(definition.denominator)
    shared = {dimension.key for dimension in over.dimensions}
    dims = tuple(pair for pair in cell.dims if pair[0] in shared)
    when = cell.period
    if over.key.startswith("population."):
        when = str(Period.parse(cell.period).financial_year())
    return CellId(over.key, when, cell.area, dims)


def axis(store: Store, reference: Reference, by: str, period: Period) -> Axis:
    """The entries along one way of breaking a figure down; BadReference where the figure cannot be broken down so."""
    definition = store.definitions.get(reference.key)
    when = reference.period or period
    if by in TIME:
        return _time_axis(definition, by, when, reference.years)
    try:
        dimension = definition.dimension(by)
    except KeyError as error:
        raise BadReference(str(error.args[0])) from error
    entries = tuple(e for key in reference.keys for e in store.dimension_values(key, dimension))
    return Axis(by, dimension.title, tuple(dict.fromkeys(entries)), total=dimension.exclusive)


def _time_axis(definition: Definition, by: str, when: Period, years: int) -> Axis:
    if by == "month":
        pieces = when.months()
    elif by == "quarter":
        pieces = when.quarters()
    else:
        pieces = (when,)
        while len(pieces) < years:
            pieces = (pieces[0].previous(), *pieces)
    entries = tuple((str(p), p.short_label) for p in pieces)
    title = {"month": "Month", "quarter": "Quarter", "year": "Year"}[by]
    return Axis(by, title, entries, total=by != "year" and definition.adds is Adds.SUM)


def place(cell: CellId, axis_: Axis, entry: str) -> CellId:
    """A cell moved to one entry of an axis."""
    if axis_.dimension in TIME:
        return CellId(cell.figure, entry, cell.area, cell.dims)
    if not axis_.dimension:
        return cell
    return CellId(cell.figure, cell.period, cell.area, with_dim(cell.dims, axis_.dimension, entry))


def grid(store: Store, reference: Reference, period: Period) -> tuple[list[Axis], list[CellId]]:
    """A block's axes, and every cell that it prints, its totals and its previous year's included."""
    axes = [axis(store, reference, by, period) for by in reference.by]
    cells: list[CellId] = []
    for key in reference.keys:
        bases = [cell_of(reference, key, period)]
        for each in axes:
            spread = [place(cell, each, value) for cell in bases for value, _ in each.entries]
            bases = spread + (bases if each.total else [])
        cells += bases
    if "previous" in reference.columns or "change" in reference.columns:
        cells += [previous(cell) for cell in list(cells)]
    return axes, list(dict.fromkeys(cells))


def needed(store: Store, reference: Reference, period: Period) -> tuple[list[CellId], list[Derived]]:
    """The cells that a reference prints, and the derived numbers that it prints, for disclosure control."""
    if reference.is_block:
        _, cells = grid(store, reference, period)
        return cells, _block_derived(store, reference, period, cells)
    cell = cell_of(reference, reference.key, period)
    name = name_of(reference, cell)
    match reference.transform:
        case As.VALUE:
            return [cell], []
        case As.PREVIOUS:
            return [previous(cell)], []
        case As.CHANGE | As.DIFFERENCE:
            return [], [Derived(name, (cell, previous(cell)))]
        case As.SHARE:
            return [], [Derived(name, (cell, whole(cell)))]
        case As.RATE:
            return [], [Derived(name, _under_rate(store, cell))]


def rate_parts(store: Store, cell: CellId) -> list[tuple[CellId, CellId]]:
    """The count and the denominator of each statistical neighbour, where the cell is their mean."""
    pairs = ((each, denominator(store, each)) for each in store.neighbour_cells(cell))
    return [(each, base) for each, base in pairs if base is not None]


def _under_rate(store: Store, cell: CellId) -> tuple[CellId, ...]:
    """The cells that a rate rests on. A neighbour without a figure is in no mean, so nothing of it is given back."""
    if store.is_mean(cell):
        known = (pair for pair in rate_parts(store, cell) if all(store.find(c).value.known for c in pair))
        return tuple(c for pair in known for c in pair)
    base = denominator(store, cell)
    return (cell, base) if base else (cell,)


def _block_derived(
    store: Store, reference: Reference, period: Period, cells: Iterable[CellId]
) -> list[Derived]:
    derived: list[Derived] = []
    for cell in cells:
        if "share" in reference.columns:
            derived.append(Derived(f"share of {cell}", (cell, base_of_share(reference, cell, period))))
        if "change" in reference.columns:
            derived.append(Derived(f"change to {cell}", (cell, previous(cell))))
    return derived


def base_of_share(reference: Reference, cell: CellId, period: Period) -> CellId:
    """What a share in a block is of: the whole of what the block breaks down."""
    base = cell_of(reference, cell.figure, period)
    return CellId(cell.figure, cell.period if "year" in reference.by else base.period, base.area, base.dims)


def name_of(reference: Reference, cell: CellId) -> str:
    return f"{reference.transform} of {cell}"


def tables(store: Store, references: Iterable[Reference], period: Period) -> tuple[list[Table], list[Sum]]:
    """Everything that is printed together, as tables for disclosure control, and the sums across all of them."""
    made: list[Table] = []
    printed: dict[CellId, None] = {}
    for number, reference in enumerate(references):
        cells, derived = needed(store, reference, period)
        printed.update(dict.fromkeys(cells))
        printed.update(dict.fromkeys(c for d in derived for c in d.of))
        made.append(Table(f"{number}: {reference}", tuple(raw(store, c) for c in cells), (), tuple(derived)))
    # A derived number rests on cells that may not be printed: they are in the system all the same.
    above = {cell.id for table in made for cell in table.cells}
    under = [cell for cell in printed if cell not in above]
    made.append(Table("beneath", tuple(raw(store, c) for c in under)))
    return made, sums(store, printed)


def raw(store: Store, cell: CellId) -> Cell:
    """A cell as it is, for disclosure control, with what it counts."""
    definition = store.definitions.get(cell.figure)
    # A percentage or rate as supplied is not a count: a "3%" identifies nobody.
    counts = definition.counts if definition.scale is Scale.COUNT else Counts.NEITHER
    return Cell(cell, store.find(cell).value, counts)


def sums(store: Store, cells: Iterable[CellId]) -> list[Sum]:
    """Each equation among the cells: a whole and its parts along one dimension, a year and its months."""
    have = set(cells)
    found: list[Sum] = []
    for cell in have:
        definition = store.definitions.get(cell.figure)
        for parts in (*_dimension_parts(store, cell, definition), *_time_parts(cell, definition)):
            # One part that is not printed is given back by the others and the whole: it is guarded too.
            if len(set(parts) - have) <= 1:
                found.append(Sum(cell, tuple(parts)))
    return sorted(found, key=lambda s: (s.total, s.parts))


def _dimension_parts(store: Store, cell: CellId, definition: Definition) -> list[list[CellId]]:
    named: Dims = cell.dims
    return [
        [
            CellId(cell.figure, cell.period, cell.area, with_dim(named, dimension.key, value))
            for value, _ in store.dimension_values(cell.figure, dimension)
        ]
        for dimension in definition.dimensions
        if dimension.exclusive
        and dimension.key not in dict(named)
        and store.dimension_values(cell.figure, dimension)
    ]


def _time_parts(cell: CellId, definition: Definition) -> list[list[CellId]]:
    if definition.adds is not Adds.SUM:
        return []
    period = Period.parse(cell.period)
    return [
        [CellId(cell.figure, str(p), cell.area, cell.dims) for p in pieces]
        for pieces in (period.months(), period.quarters())
        if pieces and pieces != (period,)
    ]
