"""What providers give the catalogue, and how a value is found in it: exactly, as a sum, or as the last of a period."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from roundtable.measures.definitions import Adds, Definition, Definitions, Dimension
from roundtable.measures.periods import Period, PeriodKind
from roundtable.measures.tables import CellId
from roundtable.measures.values import Value

Dims = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Datum:
    """One number from one source. `area` is empty for the partnership's own figure, or names a comparator's area;
    `covers` is the area as the supplier states it (a force is not a county).
    """

    key: str
    version: int
    period: Period
    dims: Dims
    value: Value
    area: str = ""
    covers: str = ""
    supplier: str = ""
    source: str = ""  # "RT-0003, version 1, accepted 19 April 2016"
    citation: str = ""
    note: str = ""
    cannot_supply: str = ""
    provider: str = "returns"
    titles: tuple[
        tuple[str, str], ...
    ] = ()  # titles of values that an open dimension took: (value key, title)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and how it was come by."""

    value: Value
    data: tuple[Datum, ...] = ()
    how: str = "supplied"  # supplied, summed, last, missing
    why_missing: str = ""  # "11 of 12 months supplied"
    others: tuple[Datum, ...] = ()  # the same figure from other providers, for reconciliation


NOTHING = Found(Value.missing(), how="missing", why_missing="not supplied")


@dataclass
class Store:
    """The data of some figures, in memory, for one answer."""

    definitions: Definitions
    _by_cell: dict[CellId, list[Datum]] = field(default_factory=lambda: defaultdict(list))
    _dim_values: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _shapes: dict[tuple[str, str, str], set[tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    _periods: dict[tuple[str, str], set[Period]] = field(default_factory=lambda: defaultdict(set))
    _cache: dict[CellId, Found] = field(default_factory=dict)

    def add(self, data: Iterable[Datum], order: Sequence[str] = ("returns", "published")) -> None:
        """Take data in; of several providers the first in `order` is the authoritative one."""
        rank = {name: place for place, name in enumerate(order)}
        for datum in sorted(data, key=lambda d: rank.get(d.provider, len(rank))):
            cell = CellId(datum.key, str(datum.period), datum.area, datum.dims)
            self._by_cell[cell].append(datum)
            self._shapes[datum.key, str(datum.period), datum.area].add(tuple(k for k, _ in datum.dims))
            self._periods[datum.key, datum.area].add(datum.period)
            titles = dict(datum.titles)
            for dimension, value in datum.dims:
                self._dim_values[datum.key, dimension].setdefault(value, titles.get(value, ""))

    def keys(self) -> set[str]:
        return {cell.figure for cell in self._by_cell}

    def areas(self, key: str) -> list[str]:
        """The comparator areas that the figure is known for, and "" for its own."""
        return sorted({cell.area for cell in self._by_cell if cell.figure == key})

    def periods(self, key: str, area: str = "") -> list[Period]:
        return sorted(self._periods[key, area], key=lambda p: (p.end, p.start))

    def dimension_values(self, key: str, dimension: Dimension) -> list[tuple[str, str]]:
        """The values of a dimension, in the definition's order, then those that suppliers named as they came."""
        known = list(dimension.values)
        listed = {value for value, _ in known}
        met = self._dim_values[key, dimension.key]
        return known + [
            (v, title or v.replace("_", " ").capitalize()) for v, title in met.items() if v not in listed
        ]

    def find(self, cell: CellId) -> Found:
        """The value of a cell. Never a total of parts that are not all there."""
        if cell not in self._cache:
            self._cache[cell] = self._find(cell)
        return self._cache[cell]

    def _find(self, cell: CellId) -> Found:
        exact = self._by_cell.get(cell)
        if exact:
            first = next((d for d in exact if d.value.known), exact[0])
            others = tuple(d for d in exact if d is not first)
            why = first.cannot_supply or ("" if first.value.known else first.value.status.words)
            return Found(first.value, (first,), "supplied", why, others)
        definition = self.definitions.get(cell.figure)
        for parts in (self.parts_by_dimension(cell, definition), self.parts_by_time(cell, definition)):
            if parts:
                return self._sum(cell, parts)
        return self._last(cell, definition)

    def parts_by_dimension(self, cell: CellId, definition: Definition) -> list[CellId]:
        """The cells that add up to this one along one more dimension, if the figure was supplied so."""
        have = {key for key, _ in cell.dims}
        shapes = self._shapes[cell.figure, cell.period, cell.area]
        for dimension in definition.dimensions:
            if dimension.key in have or not dimension.exclusive:
                continue
            if tuple(sorted(have | {dimension.key})) in shapes:
                return [
                    CellId(cell.figure, cell.period, cell.area, with_dim(cell.dims, dimension.key, value))
                    for value, _ in self.dimension_values(cell.figure, dimension)
                ]
        return []

    def parts_by_time(self, cell: CellId, definition: Definition) -> list[CellId]:
        """The months (or quarters) that add up to a longer period, if the figure adds so and any was supplied."""
        if definition.adds is not Adds.SUM:
            return []
        period = Period.parse(cell.period)
        have = {tuple(sorted(k for k, _ in cell.dims))}
        for pieces in (period.months(), period.quarters()):
            cells = [CellId(cell.figure, str(p), cell.area, cell.dims) for p in pieces if p != period]
            if any(self._supplied(c, have) for c in cells):
                return cells
        return []

    def _supplied(self, cell: CellId, have: set[tuple[str, ...]]) -> bool:
        shapes = self._shapes.get((cell.figure, cell.period, cell.area), set())
        return any(set(h) <= set(shape) for h in have for shape in shapes)

    def _sum(self, cell: CellId, parts: list[CellId]) -> Found:
        found = [self.find(part) for part in parts]
        known = [f for f in found if f.value.known]
        data = tuple(d for f in found for d in f.data)
        if len(known) == len(parts):
            total = sum((f.value.number for f in known if f.value.number is not None), Decimal(0))
            return Found(Value.of(total), data, "summed")
        noun = "months" if parts[0].period != cell.period else "parts"
        return Found(Value.missing(), data, "missing", f"{len(known)} of {len(parts)} {noun} supplied")

    def _last(self, cell: CellId, definition: Definition) -> Found:
        """A stock at the end of a period is the stock of its last day or last month."""
        if definition.adds is not Adds.LAST:
            return NOTHING
        period = Period.parse(cell.period)
        if period.kind is PeriodKind.SNAPSHOT:
            month = Period.month_of(period.end.year, period.end.month)
            ends = [month] if month.end == period.end else []
        else:
            ends = [Period.snapshot_of(period.end)]
            ends += [p for p in period.months()[-1:] if p != period]
        for end in ends:
            if self._shapes.get((cell.figure, str(end), cell.area)):
                found = self.find(CellId(cell.figure, str(end), cell.area, cell.dims))
                if found.value.known:
                    return Found(found.value, found.data, "last", others=found.others)
        return NOTHING


def with_dim(dims: Dims, key: str, value: str) -> Dims:
    return tuple(sorted((*((k, v) for k, v in dims if k != key), (key, value))))
