from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.intake.changes import compare, is_jump
from roundtable.measures.definitions import Scale
from tests.intake.specs import DAY, DEFINITIONS, MONTHS, YEAR, read

AREA = "Fenshire"


def changes(reading, previous):
    return {change.line.cell: change for change in compare(reading, previous, DEFINITIONS)}


def test_a_restatement_says_old_and_new():
    found = changes(
        read(),
        {("made.plans", (), AREA, DAY): Decimal(39), ("made.spending", (), AREA, YEAR): Decimal("1234.5")},
    )
    assert (found["T10"].old, found["T10"].new, found["T10"].restated, found["T10"].jump) == (
        39,
        40,
        True,
        False,
    )
    assert "S14" not in found  # as it was


def test_a_number_taken_back_is_a_change():
    found = changes(read(T10=None), {("made.plans", (), AREA, DAY): Decimal(39)})
    assert found["T10"].new is None
    assert not found["T10"].jump


def test_a_value_is_compared_with_the_period_before():
    previous = {
        ("made.plans", (), AREA, DAY.previous()): Decimal(41),
        ("made.enquiries", (), AREA, MONTHS[0].before()): Decimal(9),
    }
    found = changes(read(H7=60, S7=170), previous)
    assert (found["T10"].old, found["T10"].against, found["T10"].restated) == (41, DAY.previous(), False)
    assert found["G7"].against == MONTHS[0].before()
    assert found["H7"].jump  # against April of the same file
    assert (
        found["H7"].question
        == "60 in May 2031, up from 10 in April 2031. Is that right? If so, say why in the note."
    )


def test_a_jump_that_has_a_note_is_still_asked_about_but_not_for_the_note():
    assert changes(read(H7=60, S7=170, U7="Campaign"), {})["H7"].question.endswith("Is that right?")


@pytest.mark.parametrize(
    ("old", "new", "scale", "jump"),
    [
        (10, 11, Scale.COUNT, False), (10, 21, Scale.COUNT, False), (10, 31, Scale.COUNT, True), (0, 5, Scale.COUNT, False),
        (0, 10, Scale.COUNT, True), (32477, 37888, Scale.COUNT, True), (1500, 1560, Scale.COUNT, False),
        (50, 71, Scale.PERCENT, False), (40, 61, Scale.PERCENT, True), (1000, 1400, Scale.POUNDS, False),
        (1000, 1501, Scale.POUNDS, True), (100, 49, Scale.POUNDS, True),
    ],
)  # fmt: skip
def test_what_chance_explains_is_no_jump(old, new, scale, jump):
    assert is_jump(Decimal(old), Decimal(new), scale) is jump


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_jump_is_one_in_both_directions_of_chance_and_nothing_is_one_of_itself(old, new):
    assert not is_jump(Decimal(old), Decimal(old))
    if abs(new - old) > 3.1 * (old + new) ** 0.5:
        assert is_jump(Decimal(old), Decimal(new))
        assert is_jump(Decimal(new), Decimal(old))
