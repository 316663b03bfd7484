import string
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.intake.cell_values import STATUS_OF_WORD, CellProblem, read_value
from roundtable.intake.grids import CellValue
from roundtable.intake.returns import SpecLine
from roundtable.measures.values import Status, Value
from tests.intake.specs import MONTHS, YEAR, line

COUNT = line("made.enquiries", MONTHS)
PERCENT = line("made.on_time", (YEAR,))
POUNDS = line("made.spending", (YEAR,))


def outcome(cell: CellValue, asked: SpecLine) -> Value | CellProblem:
    try:
        return read_value(cell, asked).value
    except CellProblem as problem:
        return problem


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (20.0, 20), (0, 0), (0.0, 0), ("1,496", 1496), (" 3 ", 3), ("1 234 567", 1234567), ("\xa012", 12), ("-1", -1),
        ("−1", -1), ("+5", 5), ("007", 7), ("20.0", 20), (-0.0, 0),
    ],
)  # fmt: skip
def test_a_count_is_read(cell, number):
    value = read_value(cell, COUNT).value
    assert value == Value.of(number)
    assert str(value.number) == str(number)


@pytest.mark.parametrize("cell", [None, "", "  ", "\xa0", "\t"])
def test_a_blank_is_not_supplied_and_never_nought(cell):
    assert read_value(cell, COUNT).value == Value.missing(Status.NOT_SUPPLIED)


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("z", Status.NOT_APPLICABLE), ("N/A", Status.NOT_APPLICABLE), ("Not applicable", Status.NOT_APPLICABLE),
        ("c", Status.SUPPRESSED), ("*", Status.SUPPRESSED), ("<5", Status.SUPPRESSED), ("fewer", None),
        ("withdrawn", Status.WITHDRAWN), ("x", Status.NOT_SUPPLIED), ("not  supplied.", Status.NOT_SUPPLIED),
        ("k", Status.LOW), ("u", Status.NOT_SUPPLIED), ("less than 5", Status.SUPPRESSED),
    ],
)  # fmt: skip
def test_words_say_why_there_is_no_number(cell, status):
    if status is None:
        with pytest.raises(CellProblem):
            read_value(cell, COUNT)
    else:
        assert read_value(cell, COUNT).value == Value.missing(status)


@pytest.mark.parametrize("cell", ["12 u", "12u", "12 (unreliable)", "12 Unreliable"])
def test_a_number_marked_unreliable_keeps_its_number(cell):
    assert read_value(cell, COUNT).value == Value(Decimal(12), Status.UNRELIABLE)


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (1.5, "not-whole"), ("1.5", "not-whole"), ("12 approx", "not-a-number"), ("1,23", "not-a-number"),
        ("12,34", "not-a-number"), ("1e3", "not-a-number"), ("5-6", "not-a-number"), ("-", "dash"), ("–", "dash"),
        (True, "not-a-number"), (date(2031, 4, 1), "date-not-number"),
        (datetime.fromisoformat("2031-04-01 08:00"), "date-not-number"),
        (time(8), "date-not-number"), (timedelta(1), "date-not-number"), ("£12", "wrong-unit"), ("12%", "wrong-unit"),
        ("(12)", "not-a-number"), ("１２", "not-a-number"), ("9" * 14, "too-large"), (1e15, "too-large"),
        ("January" * 30, "not-a-number"),
    ],
)  # fmt: skip
def test_what_is_no_count_is_an_error_that_says_what_to_do(cell, rule):
    with pytest.raises(CellProblem) as problem:
        read_value(cell, COUNT)
    assert problem.value.rule == rule
    assert problem.value.what_to_do
    assert len(problem.value.message) < 120


@pytest.mark.parametrize(
    ("cell", "shown", "number"),
    [
        ("52%", False, "52"),
        (52.5, False, "52.5"),
        (0.525, True, "52.5"),
        ("52.5 %", False, "52.5"),
        (1.0, True, "100"),
    ],
)
def test_a_percentage_is_read_in_hundredths_however_the_cell_shows_it(cell, shown, number):
    assert read_value(cell, PERCENT, shown_as_percent=shown).value == Value.of(number)


def test_a_count_shown_as_percentage_is_an_error():
    with pytest.raises(CellProblem, match="percentage"):
        read_value(0.5, COUNT, shown_as_percent=True)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("£259,418.00", "259418"),
        ("-£5.50", "-5.5"),
        ("£ 12", "12"),
        ("(1,234.50)", "-1234.5"),
        (222455.59, "222455.59"),
    ],
)
def test_money_is_read(cell, number):
    assert read_value(cell, POUNDS).value == Value.of(number)


def test_the_noise_of_a_float_is_left_behind():
    assert read_value(0.1 + 0.2, PERCENT).value == Value.of("0.3")
    assert read_value(100 / 3, PERCENT).value == Value.of("33.333333")


@given(st.integers(-(10**12), 10**12))
def test_every_whole_number_comes_back_however_it_is_written(number):
    for cell in (number, float(number), str(number), f"{number:,}", f"  {number} "):
        assert read_value(cell, COUNT).value == Value.of(number)


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_amount_comes_back_to_the_penny(amount):
    written = f"-£{abs(amount):,}" if amount < 0 else f"£{amount:,}"
    for cell in (float(amount), str(amount), written):
        assert read_value(cell, POUNDS).value.number == amount


@given(st.text(max_size=30) | st.floats() | st.integers() | st.booleans() | st.dates() | st.none())
def test_anything_is_a_value_or_a_problem_in_words(cell):
    for asked in (COUNT, PERCENT, POUNDS):
        found = outcome(cell, asked)
        if isinstance(found, CellProblem):
            assert found.message.strip()
            assert found.what_to_do.strip()
        else:
            assert found.number is None or found.number.is_finite()


@given(st.sampled_from(sorted(STATUS_OF_WORD)), st.sampled_from([str.upper, str.title, str.lower]))
def test_a_word_is_known_in_any_case_and_never_becomes_a_number(word, case):
    assert read_value(f" {case(word)} ", COUNT).value.number is None


@given(
    st.text(string.ascii_letters, min_size=1, max_size=12).filter(
        lambda text: text.lower() not in STATUS_OF_WORD
    )
)
def test_any_other_word_is_an_error(word):
    with pytest.raises(CellProblem):
        read_value(word, COUNT)
