"""Random linked tables, protected, then attacked by an enumerator that shares nothing with the auditor."""

from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.measures.attack import read
from roundtable.measures.definitions import Counts
from roundtable.measures.disclosure import SMALL, protect
from roundtable.measures.tables import PUBLIC, Cell, CellId, Sum, Table
from roundtable.measures.values import Value

Edition = tuple[list[Table], list[Sum]]
WIDEST = 60_000  # combinations that the enumerator tries; larger ones say no more


def _table(name: str, numbers: Mapping[CellId, int], sums: Sequence[Sum] = ()) -> Table:
    cells = tuple(Cell(i, Value.of(n), Counts.EVENTS) for i, n in numbers.items())
    return Table(name, cells, tuple(sums))


@st.composite
def editions(draw: st.DrawFn, *, rows: int = 3, columns: int = 3) -> Edition:
    """A two-way table with all its totals, a second breakdown of its row totals, and a link to a grand total."""
    number = st.one_of(st.integers(0, 8), st.integers(0, 60))
    down, across = draw(st.integers(1, rows)), draw(st.integers(2, columns))
    inner = [[draw(number) for _ in range(across)] for _ in range(down)]

    def cell(row: str, column: str) -> CellId:
        return CellId("events", column, "", (("team", row),) if row else ())

    names, months = [f"r{r}" for r in range(down)], [f"c{c}" for c in range(across)]
    numbers = {cell(r, c): inner[y][x] for y, r in enumerate(names) for x, c in enumerate(months)}
    numbers |= {cell(r, "year"): sum(inner[y]) for y, r in enumerate(names)}
    numbers |= {cell("", c): sum(row[x] for row in inner) for x, c in enumerate(months)}
    sums = [Sum(cell(r, "year"), tuple(cell(r, c) for c in months)) for r in names]
    sums += [Sum(cell("", c), tuple(cell(r, c) for r in names)) for c in months]
    first = _table("two-way", numbers, sums)
    grand = cell("", "year")
    men = draw(st.integers(0, sum(map(sum, inner))))
    split = {
        CellId("events", "year", "", (("sex", s),)): n
        for s, n in (("m", men), ("f", sum(map(sum, inner)) - men))
    }
    second = _table("sexes", {grand: sum(map(sum, inner)), **split}, [Sum(grand, tuple(split))])
    links = [
        Sum(grand, tuple(cell("", c) for c in months)),
        Sum(grand, tuple(cell(r, "year") for r in names)),
    ]
    return [first, second], links


def _all_sums(edition: Edition) -> list[Sum]:
    tables, links = edition
    return [*links, *(s for t in tables for s in t.sums)]


class Counter:
    """Every way to fill the hidden cells that agrees with what is shown, by plain counting.

    A reader who is told which are small tries those from 1 to 5, and the others from 6 up; one who is not, all from 1.
    """

    def __init__(self, edition: Edition, hidden: Mapping[CellId, str], *, told: bool) -> None:
        self.truth = {c.id: int(c.value.number or 0) for t in edition[0] for c in t.cells}
        self.sums = _all_sums(edition)
        self.hidden = hidden
        self.told = told
        self.cells = sorted(hidden, key=lambda c: (hidden[c] != SMALL, c))

    def worlds(self) -> Iterator[dict[CellId, int]]:
        yield from self._fill({i: n for i, n in self.truth.items() if i not in self.hidden})

    def _numbers(self, cell: CellId) -> range:
        if not self.told:
            return range(1, 1000)
        return range(1, 6) if self.hidden[cell] == SMALL else range(6, 1000)

    def _fill(self, world: dict[CellId, int]) -> Iterator[dict[CellId, int]]:
        while (settled := self._settle_one(world)) is not None:
            if not settled:
                return
            world = {**world, **settled}
        open_ = [c for c in self.cells if c not in world]
        if not open_:
            yield world
            return
        for number in (n for n in self._numbers(open_[0]) if n < self.truth[open_[0]] + 6):
            yield from self._fill({**world, open_[0]: number})

    def _settle_one(self, world: Mapping[CellId, int]) -> dict[CellId, int] | None:
        """What a sum with a single unknown gives; empty where a sum does not hold, None where no sum gives anything."""
        for each in self.sums:
            unknown = [m for m in (each.total, *each.parts) if m not in world]
            left = world.get(each.total, 0) - sum(world.get(p, 0) for p in each.parts)
            if not unknown and left:
                return {}
            if len(unknown) == 1:
                found = -left if unknown[0] == each.total else left
                return {unknown[0]: found} if found in self._numbers(unknown[0]) else {}
        return None


def _possible(
    edition: Edition, hidden: Mapping[CellId, str], cells: set[CellId], *, told: bool
) -> set[CellId]:
    """Which of the cells have at least three values in all those worlds."""
    found: dict[CellId, set[int]] = {cell: set() for cell in cells}
    for tried, world in enumerate(Counter(edition, hidden, told=told).worlds()):
        for cell in cells:
            found[cell].add(world[cell])
        if tried > WIDEST or all(len(values) >= 3 for values in found.values()):
            break
    return {cell for cell, values in found.items() if len(values) >= 3}


@settings(max_examples=150, deadline=None)
@given(editions())
def test_enumerator_finds_no_small_cell(edition: Edition) -> None:
    protection = protect(*edition, PUBLIC)
    small = {cell for cell, why in protection.hidden.items() if why == SMALL}
    left = small - _possible(edition, protection.hidden, small, told=True)
    # What is still narrow to a reader who is told is so even when all but noughts is hidden ...
    everything = {
        c.id: SMALL if (c.value.number or 0) <= 5 else ""
        for t in edition[0]
        for c in t.cells
        if c.value.number
    }
    assert not left or not left & _possible(edition, everything, left, told=True)
    # ... and is safe from a reader who is not told.
    assert _possible(edition, protection.hidden, left, told=False) == left
    assert protection.audit.unprotected == ()


@settings(max_examples=80, deadline=None)
@given(editions(rows=5, columns=6))
def test_reader_of_what_was_published_finds_nothing(edition: Edition) -> None:
    protection = protect(*edition, PUBLIC)
    values = {i: v for t in protection.tables.values() for i, v in t.values.items()}
    reaches = read(values, _all_sums(edition), PUBLIC)
    assert set(reaches) == set(protection.hidden)
    assert all(reach.is_safe for reach in reaches.values())


@settings(max_examples=60, deadline=None)
@given(editions(rows=4, columns=4))
def test_noughts_stay_and_every_small_count_goes(edition: Edition) -> None:
    protection = protect(*edition, PUBLIC)
    for cell in (c for t in edition[0] for c in t.cells):
        number = int(cell.value.number or 0)
        if number == 0:
            assert protection.value(cell.id) == cell.value
        if 1 <= number <= 5:
            assert protection.hidden[cell.id] == SMALL


@settings(max_examples=40, deadline=None)
@given(editions(rows=4, columns=4))
def test_protecting_is_the_same_every_time(edition: Edition) -> None:
    first, second = protect(*edition, PUBLIC), protect(*edition, PUBLIC)
    assert first.hidden == second.hidden
    assert first.audit == second.audit


@settings(max_examples=40, deadline=None)
@given(editions(rows=4, columns=4))
def test_protecting_what_is_protected_hides_no_more(edition: Edition) -> None:
    tables, links = edition
    first = protect(tables, links, PUBLIC)
    again = [
        Table(t.name, tuple(Cell(c.id, first.value(c.id), c.counts) for c in t.cells), t.sums) for t in tables
    ]
    assert protect(again, links, PUBLIC).hidden.keys() == first.hidden.keys()


@settings(max_examples=40, deadline=None)
@given(editions(rows=4, columns=4), st.integers(6, 40))
def test_nothing_small_hides_nothing(edition: Edition, more: int) -> None:
    tables, links = edition
    truth = {c.id: int(c.value.number or 0) for t in tables for c in t.cells}
    inner = {c: n * more for c, n in truth.items()}  # every number more than five, and every sum still true
    grown = [
        Table(t.name, tuple(Cell(c.id, Value.of(inner[c.id]), c.counts) for c in t.cells), t.sums)
        for t in tables
    ]
    assert protect(grown, links, PUBLIC).hidden == {}
