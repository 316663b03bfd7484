"""The auditor finds what a patient reader finds."""

import pytest

from roundtable.measures.attack import Clue, Contradiction, Range, Reach, attack, read
from roundtable.measures.tables import PUBLIC, CellId, Sum
from roundtable.measures.values import Status, Value

TOTAL, A, B, C = (CellId("contacts", "2015-16", "", dims) for dims in ((), *((("by", x),) for x in "abc")))
HIDDEN = Value.missing(Status.SUPPRESSED)
COUNT = Range(0, None)


def test_lone_cell_has_what_the_rule_leaves() -> None:
    assert attack({}, (), {A: Range(1, 5)}) == {A: Reach(1, 5, 5)}


def test_one_hidden_part_is_found_exactly() -> None:
    found = attack({TOTAL: 55, B: 40, C: 12}, [Clue.of_sum(Sum(TOTAL, (A, B, C)))], {A: COUNT})
    assert found == {A: Reach(3, 3, 1)}
    assert not found[A].is_safe


def test_two_hidden_parts_share_what_is_left() -> None:
    found = attack({TOTAL: 55, B: 40}, [Clue.of_sum(Sum(TOTAL, (A, B, C)))], {A: Range(1, 5), C: COUNT})
    assert found == {A: Reach(1, 5, 5), C: Reach(10, 14, 5)}


def test_cell_without_a_bound() -> None:
    found = attack({B: 40}, [Clue.of_sum(Sum(TOTAL, (A, B)))], {A: COUNT, TOTAL: COUNT})
    assert (found[A].high, found[TOTAL].low) == (float("inf"), 40)
    assert found[A].is_safe


def test_member_that_was_never_printed_may_be_any_count() -> None:
    found = attack({TOTAL: 10, B: 4}, [Clue.of_sum(Sum(TOTAL, (A, B, C)))], {A: COUNT})
    assert found == {A: Reach(0, 6, 7)}


def test_chain_of_sums_gives_a_cell_back() -> None:
    """A and B, B and C, A and C: three sums of two hidden cells each, and all three are found."""
    one, two, three = (CellId("sum", str(n)) for n in range(3))
    sums = [Sum(one, (A, B)), Sum(two, (B, C)), Sum(three, (A, C))]
    found = attack({one: 7, two: 9, three: 8}, map(Clue.of_sum, sums), dict.fromkeys((A, B, C), COUNT))
    assert {cell: reach.values for cell, reach in found.items()} == {A: 1, B: 1, C: 1}


def test_only_whole_numbers_count() -> None:
    """Twice A and twice B make 7 with C, which is 0 or 1: so C is 1, though fractions would allow more."""
    clue = Clue(((A, 2.0), (B, 2.0), (C, 1.0)), 7.0, 7.0)
    found = attack({}, [clue], {A: COUNT, B: COUNT, C: Range(0, 1)})
    assert found[C] == Reach(1, 1, 1)


def test_gap_between_whole_numbers_is_seen() -> None:
    """A is twice B, from 0 to 4: three values, not five."""
    found = attack({}, [Clue(((A, 1.0), (B, -2.0)), 0.0, 0.0)], {A: Range(0, 4), B: Range(0, 1)})
    assert found[A].values == 2
    assert not found[A].is_safe


def test_printed_percentage_narrows_a_hidden_cell() -> None:
    """60% of 10, rounded to whole percent, is 6; of 200 it is from 119 to 121."""
    assert attack({TOTAL: 10}, Clue.of_ratio(A, TOTAL, 0.595, 0.605), {A: COUNT})[A].values == 1
    wide = attack({TOTAL: 200}, Clue.of_ratio(A, TOTAL, 0.595, 0.605), {A: COUNT})[A]
    assert (wide.low, wide.high, wide.values) == (119, 121, 3)


def test_contradiction_is_said() -> None:
    with pytest.raises(Contradiction):
        attack({TOTAL: 3, B: 9}, [Clue.of_sum(Sum(TOTAL, (A, B)))], {A: Range(1, None)})


def test_read_knows_that_a_lone_hidden_cell_is_small() -> None:
    assert read({A: HIDDEN, B: Value.of(12)}, (), PUBLIC) == {A: Reach(1, 5, 5)}


def test_read_knows_that_noughts_are_shown() -> None:
    """Two hidden cells that make 2 are one each."""
    values = {A: HIDDEN, B: HIDDEN, TOTAL: Value.of(2)}
    assert {r.values for r in read(values, [Sum(TOTAL, (A, B))], PUBLIC).values()} == {1}


def test_read_takes_printed_percentages() -> None:
    values = {A: HIDDEN, B: HIDDEN, TOTAL: Value.of(50)}
    sums = [Sum(TOTAL, (A, B))]
    assert read(values, sums, PUBLIC)[A].values == 49
    assert read(values, sums, PUBLIC, Clue.of_ratio(A, TOTAL, 0.055, 0.065))[A].values == 1


def test_read_leaves_out_a_sum_that_does_not_hold() -> None:
    values = {A: HIDDEN, B: Value.of(30), C: Value.of(20), TOTAL: Value.of(60)}
    wrong = Sum(TOTAL, (B, C))
    assert read(values, [wrong], PUBLIC)[A] == Reach(1, 5, 5)


def test_read_takes_not_applicable_as_nought_and_not_supplied_as_unknown() -> None:
    sums = [Sum(TOTAL, (A, B, C))]
    values = {A: HIDDEN, B: Value.of(30), TOTAL: Value.of(34)}
    assert read({**values, C: Value.missing(Status.NOT_APPLICABLE)}, sums, PUBLIC)[A].values == 1
    assert read({**values, C: Value.missing()}, sums, PUBLIC)[A] == Reach(1, 4, 4)


def test_read_finds_a_hidden_negative_count() -> None:
    values = {A: HIDDEN, B: Value.of(10), TOTAL: Value.of(9)}
    assert read(values, [Sum(TOTAL, (A, B))], PUBLIC)[A] == Reach(-1, -1, 1)
