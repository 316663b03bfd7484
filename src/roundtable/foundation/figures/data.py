"""What providers give the catalogue, and how a value is found in it: exactly, as a sum, or as the last of a period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from roundtable.foundation.figures.neighbours import AREA, NeighbourList, code_of, in_force
from roundtable.measures import comparators
from roundtable.measures.definitions import Adds, Definition, Definitions, Dimension, Scale
from roundtable.measures.periods import Period, PeriodKind
from roundtable.measures.tables import CellId
from roundtable.measures.values import Status, Value

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
    reported_for: Period | None = (
        None  # the period of the return that it came in, which its own may lie outside of
    )
    titles: tuple[
        tuple[str, str], ...
    ] = ()  # titles of values that an open dimension took: (value key, title)


@dataclass(frozen=True, slots=True)
class Found:
    """A value and how it was come by."""

    value: Value
    data: tuple[Datum, ...] = ()
    how: str = "supplied"  # supplied, summed, last, mean, missing
    why_missing: str = ""  # "11 of 12 months supplied"
    others: tuple["Found", ...] = ()  # the same cell from sources that do not count, for reconciliation

    @property
    def provider(self) -> str:
        """Whose value it is; empty where there is none."""
        return self.data[0].provider if self.data else ""


NOTHING = Found(Value.missing(), how="missing", why_missing="not supplied")


@dataclass(frozen=True, slots=True)
class Decided:
    """That one provider counts for a figure, in periods that begin on a day or later."""

    provider: str
    since: date


@dataclass
class Store:
    """The data of some figures, in memory, for one answer.

    A cell has the value of the first provider that knows it, whole: parts of two providers are never added up.
    """

    definitions: Definitions
    usual: Sequence[str] = ("returns", "published")  # who comes first where nothing was decided
    decided: Mapping[str, Sequence[Decided]] = field(default_factory=dict)  # of each figure, the newest first
    neighbour_lists: Sequence[NeighbourList] = ()
    _by_cell: dict[tuple[str, CellId], list[Datum]] = field(default_factory=lambda: defaultdict(list))
    _dim_values: dict[tuple[str, str], dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    _shapes: dict[tuple[str, str, str, str], set[tuple[str, ...]]] = field(
        default_factory=lambda: defaultdict(set)
    )
    _periods: dict[tuple[str, str], set[Period]] = field(default_factory=lambda: defaultdict(set))
    _providers: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    _reported: dict[tuple[str, Period], set[Period]] = field(default_factory=lambda: defaultdict(set))
    _cache: dict[tuple[str, CellId], Found] = field(default_factory=dict)

    def add(self, data: Iterable[Datum]) -> None:
        """Take data in."""
        rank = {name: place for place, name in enumerate(self.usual)}
        for datum in sorted(data, key=lambda d: rank.get(d.provider, len(rank))):
            cell = CellId(datum.key, str(datum.period), datum.area, datum.dims)
            self._by_cell[datum.provider, cell].append(datum)
            shape = tuple(k for k, _ in datum.dims)
            self._shapes[datum.provider, datum.key, str(datum.period), datum.area].add(shape)
            self._periods[datum.key, datum.area].add(datum.period)
            if datum.provider not in self._providers[datum.key, datum.area]:
                self._providers[datum.key, datum.area].append(datum.provider)
            if datum.reported_for is not None and not datum.area:
                self._reported[datum.key, datum.reported_for].add(datum.period)
            titles = dict(datum.titles)
            for dimension, value in datum.dims:
                self._dim_values[datum.key, dimension].setdefault(value, titles.get(value, ""))

    def keys(self) -> set[str]:
        return {key for key, _ in self._periods}

    def cells(self, key: str) -> set[CellId]:
        """Every cell that was supplied of a figure, by whichever provider."""
        return {cell for _, cell in self._by_cell if cell.figure == key}

    def areas(self, key: str) -> list[str]:
        """The comparator areas that the figure is known for, and "" for its own."""
        return sorted({area for known, area in self._periods if known == key})

    def periods(self, key: str, area: str = "") -> list[Period]:
        return sorted(self._periods.get((key, area), ()), key=lambda p: (p.end, p.start))

    def follow_ups(self, key: str, period: Period) -> list[Period]:
        """The later periods that were reported together with a period: an audit asked again after its year."""
        found = self._reported.get((key, period), ())
        return sorted((p for p in found if p.start > period.end), key=lambda p: (p.end, p.start))

    def dimension_values(self, key: str, dimension: Dimension) -> list[tuple[str, str]]:
        """The values of a dimension, in the definition's order, then those that suppliers named as they came."""
        known = list(dimension.values)
        listed = {value for value, _ in known}
        met = self._dim_values[key, dimension.key]
        return known + [
            (v, title or v.replace("_", " ").capitalize()) for v, title in met.items() if v not in listed
        ]

    def providers(self, cell: CellId) -> list[str]:
        """Who has anything of a cell's figure and area: the one that counts in its period first."""
        there = self._providers.get((cell.figure, cell.area), [])
        chosen = self.chosen(cell.figure, cell.period)
        return sorted(there, key=lambda name: name != chosen) if chosen else there

    def chosen(self, key: str, period: str) -> str:
        """The provider that was decided to count for a figure in a period; empty where nothing was decided."""
        decided = self.decided.get(key, ())
        start = Period.parse(period).start if decided else None
        return next((d.provider for d in decided if start is not None and d.since <= start), "")

    def find(self, cell: CellId) -> Found:
        """The value of a cell. Never a total of parts that are not all there."""
        if ("", cell) not in self._cache:
            self._cache["", cell] = self._find(cell)
        return self._cache["", cell]

    def of(self, provider: str, cell: CellId) -> Found:
        """The value of a cell as one provider has it, whether it counts or not."""
        return self._of(provider, cell)

    def neighbours(self, period: str) -> NeighbourList | None:
        """The statistical neighbours in force at the end of a period."""
        return in_force(self.neighbour_lists, Period.parse(period).end)

    def is_mean(self, cell: CellId) -> bool:
        """Whether a cell is the mean of the statistical neighbours."""
        return cell.area == AREA and self.neighbours(cell.period) is not None

    def neighbour_cells(self, cell: CellId) -> list[CellId]:
        """The same cell of each statistical neighbour, the nearest first; also of those of whom nothing is known."""
        listed = self.neighbours(cell.period)
        if listed is None:
            return []
        names = {code_of(area): area for area in self.areas(cell.figure) if area}
        return [
            CellId(cell.figure, cell.period, names.get(code, title), cell.dims)
            for code, title in zip(listed.codes, listed.titles, strict=True)
        ]

    def _mean(self, cell: CellId) -> Found:
        """The mean of what is a rate or a percentage already; of counts there is one of their rates alone."""
        found = [self.find(each) for each in self.neighbour_cells(cell)]
        data = tuple(datum for each in found for datum in each.data)
        if self.definitions.get(cell.figure).scale not in {Scale.RATE, Scale.PERCENT}:
            why = "the mean of counts of areas of different sizes says nothing: ask for the rate"
            return Found(Value.missing(Status.NOT_APPLICABLE), data, "missing", why)
        mean = comparators.neighbours([each.value for each in found])
        if mean.mean is None:
            return Found(Value.missing(), data, "missing", mean.words)
        return Found(Value.of(round(mean.mean, 6)), data, "mean")

    def _find(self, cell: CellId) -> Found:
        if self.is_mean(cell):
            return self._mean(cell)
        all_found = [f for name in self.providers(cell) if (f := self._of(name, cell)) is not NOTHING]
        if not all_found:
            return NOTHING
        counts = next((f for f in all_found if f.value.known), all_found[0])
        others = tuple(f for f in all_found if f is not counts and f.data)
        return replace(counts, others=(*counts.others, *others)) if others else counts

    def _of(self, provider: str, cell: CellId) -> Found:
        """The value of a cell as one provider has it."""
        if (provider, cell) not in self._cache:
            self._cache[provider, cell] = self._worked_out(provider, cell)
        return self._cache[provider, cell]

    def _worked_out(self, provider: str, cell: CellId) -> Found:
        exact = self._by_cell.get((provider, cell))
        if exact:
            first = next((d for d in exact if d.value.known), exact[0])
            others = tuple(Found(d.value, (d,)) for d in exact if d is not first)
            why = first.cannot_supply or ("" if first.value.known else first.value.status.words)
            return Found(first.value, (first,), "supplied", why, others)
        definition = self.definitions.get(cell.figure)
        for parts in (
            self._parts_by_dimension(provider, cell, definition),
            self._parts_by_time(provider, cell, definition),
        ):
            if parts:
                return self._sum(provider, cell, parts)
        return self._last(provider, cell, definition)

    def _parts_by_dimension(self, provider: str, cell: CellId, definition: Definition) -> list[CellId]:
        """The cells that add up to this one along one more dimension, if the figure was supplied so."""
        have = {key for key, _ in cell.dims}
        shapes = self._shapes.get((provider, cell.figure, cell.period, cell.area), ())
        for dimension in definition.dimensions:
            if dimension.key in have or not dimension.exclusive:
                continue
            if tuple(sorted(have | {dimension.key})) in shapes:
                return [
                    CellId(cell.figure, cell.period, cell.area, with_dim(cell.dims, dimension.key, value))
                    for value, _ in self.dimension_values(cell.figure, dimension)
                ]
        return []

    def _parts_by_time(self, provider: str, cell: CellId, definition: Definition) -> list[CellId]:
        """The months (or quarters) that add up to a longer period, if the figure adds so and any was supplied."""
        if definition.adds is not Adds.SUM:
            return []
        period = Period.parse(cell.period)
        have = {k for k, _ in cell.dims}
        for pieces in (period.months(), period.quarters()):
            cells = [CellId(cell.figure, str(p), cell.area, cell.dims) for p in pieces if p != period]
            if any(self._supplied(provider, c, have) for c in cells):
                return cells
        return []

    def _supplied(self, provider: str, cell: CellId, have: set[str]) -> bool:
        shapes = self._shapes.get((provider, cell.figure, cell.period, cell.area), set())
        return any(have <= set(shape) for shape in shapes)

    def _sum(self, provider: str, cell: CellId, parts: list[CellId]) -> Found:
        found = [self._of(provider, part) for part in parts]
        known = [f for f in found if f.value.known]
        data = tuple(d for f in found for d in f.data)
        if len(known) == len(parts):
            total = sum((f.value.number for f in known if f.value.number is not None), Decimal(0))
            return Found(Value.of(total), data, "summed")
        noun = "months" if parts[0].period != cell.period else "parts"
        return Found(Value.missing(), data, "missing", f"{len(known)} of {len(parts)} {noun} supplied")

    def _last(self, provider: str, cell: CellId, definition: Definition) -> Found:
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
            if self._shapes.get((provider, cell.figure, str(end), cell.area)):
                found = self._of(provider, CellId(cell.figure, str(end), cell.area, cell.dims))
                if found.value.known:
                    return replace(found, how="last")
        return NOTHING


def with_dim(dims: Dims, key: str, value: str) -> Dims:
    return tuple(sorted((*((k, v) for k, v in dims if k != key), (key, value))))
