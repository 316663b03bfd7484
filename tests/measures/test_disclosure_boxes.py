"""Hiding by boxes: the cheapest box against trying every one, three-way tables against the auditor, and the cap on time."""

from collections.abc import Mapping
from itertools import product
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.disclosure import made, tree
from roundtable.foundation.figures import release
from roundtable.measures import system
from roundtable.measures.attack import attack
from roundtable.measures.auditor import audit
from roundtable.measures.boxes import Boxes
from roundtable.measures.definitions import Counts
from roundtable.measures.disclosure import Protection, protect
from roundtable.measures.knowledge import Clue, Question, Range
from roundtable.measures.optimum import QUICK, Effort
from roundtable.measures.suppression import Movable
from roundtable.measures.tables import PUBLIC, Cell, CellId, Sum, Table
from roundtable.measures.values import Value

Key = tuple[str, ...]


def cell(*key: str) -> CellId:
    return CellId("made", "2015-16", "", tuple((f"d{at}", name) for at, name in enumerate(key) if name))


def cube(numbers: Mapping[Key, int]) -> Table:
    """A crossed table with all its totals, from its inner cells."""
    codes = [sorted({key[at] for key in numbers}) for at in range(len(next(iter(numbers))))]
    totals: dict[Key, int] = {}
    for key, number in numbers.items():
        for wider in product(*((name, "") for name in key)):
            totals[wider] = totals.get(wider, 0) + number
    sums = []
    for at, each in enumerate(codes):
        for rest in product(*([*other, ""] for other in (*codes[:at], *codes[at + 1 :]))):
            members = [cell(*rest[:at], name, *rest[at:]) for name in ("", *each)]
            sums.append(Sum(members[0], tuple(members[1:])))
    cells = tuple(Cell(cell(*key), Value.of(n), Counts.PEOPLE) for key, n in totals.items())
    return Table("cube", cells, tuple(sums))


def by_boxes(table: Table, effort: Effort = QUICK) -> Protection:
    """As very large tables are protected, however small."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system, "LARGE", 0)
        patch.setattr(system, "MIDDLE", 0)
        return protect([table], [], PUBLIC, effort=effort)


KEYS = list(product("ab", "pqr", "xyz"))
CUBES = st.lists(st.integers(0, 14), min_size=len(KEYS), max_size=len(KEYS)).map(
    lambda numbers: cube(dict(zip(KEYS, numbers, strict=True)))
)


@settings(max_examples=15, deadline=None)
@given(CUBES)
def test_nothing_is_found_in_a_three_way_table_that_was_hidden_by_boxes(table: Table) -> None:
    protection = by_boxes(table)
    small = {c.id for c in table.cells if 1 <= (c.value.number or 0) <= 5}
    assert small <= protection.hidden.keys()
    assert protection.audit.unprotected == ()
    # Without the moves that the protector knows: the auditor finds its own way.
    assert audit(list(protection.tables.values()), table.sums, exact=True).failing == ()


@settings(max_examples=10, deadline=None)
@given(CUBES)
def test_a_search_that_has_no_time_is_safe_all_the_same(table: Table) -> None:
    protection = by_boxes(table, Effort(seconds=1e-9))
    assert protection.audit.unprotected == ()
    assert audit(list(protection.tables.values()), table.sums, exact=True).failing == ()


def test_boxes_hide_the_same_every_time_and_their_moves_change_no_audit() -> None:
    table = made([tree("a", 6), tree("m", 5), tree("c", 4)], 3.0, 0.1, 1)
    first, second = (by_boxes(table) for _ in range(2))
    assert first.hidden == second.hidden
    assert first.moves == second.moves != ()
    world = {c.id: int(c.value.number or 0) for c in table.cells}
    small = [i for i, n in world.items() if 1 <= n <= 5]
    printed = list(first.tables.values())
    found = audit(printed, table.sums, small=small, world=world, moves=first.moves)
    assert found.failing == ()
    assert found.narrowest == audit(printed, table.sums, small=small, world=world).narrowest


COST = st.floats(1, 50)
SQUARE = list(product(("a", "b", "c", ""), ("x", "y", "z", "")))


@settings(max_examples=60, deadline=None)
@given(st.lists(COST, min_size=16, max_size=16), st.lists(st.booleans(), min_size=16, max_size=16))
def test_the_cheapest_box_is_the_cheapest_of_all(costs: list[float], stuck: list[bool]) -> None:
    """Of a table of three by three with its totals, where some cells cannot move."""
    price = {
        key: inf if no and key != ("a", "x") else cost
        for key, cost, no in zip(SQUARE, costs, stuck, strict=True)
    }
    cells = [
        Movable(cell(*key), *((0, 0) if cost == inf else (9, 9)), min(cost, 50))
        for key, cost in price.items()
    ]
    table = cube({key: 1 for key in SQUARE if all(key)})
    found = Boxes(cells, [Clue.of_sum(each) for each in table.sums], 3).cheapest(0)
    best = min(
        sum(price[key] for key in (("a", "x"), ("a", other), (row, "x"), (row, other)))
        for row in ("b", "c", "") for other in ("y", "z", "")
    )  # fmt: skip
    assert (inf if found is None else found[0]) == pytest.approx(best)


def test_cells_that_lie_in_no_grid_are_hidden_all_the_same() -> None:
    """Ten parts of a total, each in a dimension of its own, make a grid of thousands of places for eleven cells."""
    parts = [CellId("made", "2015-16", "", ((f"d{at}", "yes"),)) for at in range(14)]
    cells = [Cell(part, Value.of(3 + at), Counts.PEOPLE) for at, part in enumerate(parts)]
    whole = Cell(cell(), Value.of(sum(3 + at for at in range(14))), Counts.PEOPLE)
    table = Table("thin", (whole, *cells), (Sum(cell(), tuple(parts)),))
    with pytest.raises(ValueError, match="15 cells in a grid of"):
        Boxes([Movable(c.id, 1, 1, 1.0) for c in table.cells], [Clue.of_sum(table.sums[0])], 3)
    assert by_boxes(table).hidden == protect([table], [], PUBLIC).hidden


def test_moves_that_break_a_sum_are_not_believed() -> None:
    known = {cell(): 10}
    clues = [Clue.of_sum(Sum(cell(), (cell("a"), cell("b"))))]
    hidden = {cell("a"): Range(1, 2), cell("b"): Range(8, 9)}
    world = {cell("a"): 1, cell("b"): 9}
    lies = [{cell("a"): 1}, {cell("a"): 2, cell("b"): -2}, {cell("a"): -1, cell("b"): 1}]
    reaches = attack(known, clues, hidden, Question(exact=False, world=world, moves=lies))
    assert {each: reach.values for each, reach in reaches.items()} == {cell("a"): 2, cell("b"): 2}


def test_a_release_is_kept_under_the_method_that_made_it(monkeypatch: pytest.MonkeyPatch) -> None:
    system_ = (Table("made", ()), list[Sum]())
    before = release._name(system_, [])
    assert release._name(system_, []) == before
    monkeypatch.setattr(release, "METHOD_VERSION", "another")
    assert release._name(system_, []) != before
