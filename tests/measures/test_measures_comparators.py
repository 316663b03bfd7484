"""Neighbours and benchmarks, against sums of exact terms."""

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.measures.comparators import (
    NO_REAL_DIFFERENCE,
    PERHAPS_HIGHER,
    compare_proportion,
    compare_rate,
    neighbours,
    proportion_funnel,
    rate_funnel,
)
from roundtable.measures.intervals import CONTROL, HIGHER, LOWER, NINETY_FIVE
from roundtable.measures.values import Status, Value


def poisson(count: int, mean: float) -> float:
    return math.exp(-mean + count * math.log(mean) - math.lgamma(count + 1))


def test_neighbours_are_a_simple_mean_of_those_present() -> None:
    found = neighbours([Value.of(30), Value.of(40), Value.missing(Status.SUPPRESSED), Value.of(53)])

    assert (found.mean, found.present, found.asked) == (Decimal(41), 3, 4)
    assert found.words == "mean of 3 of 4 statistical neighbours"


def test_no_neighbour_with_a_figure_gives_no_mean() -> None:
    found = neighbours([Value.missing(Status.NOT_SUPPLIED)] * 2)

    assert found.mean is None
    assert found.words == "none of 2 statistical neighbours has a figure"


@given(st.floats(1, 400), st.integers(500, 200_000), st.sampled_from([NINETY_FIVE, CONTROL]))
def test_counts_outside_the_funnel_are_rarer_than_it_says(rate: float, population: int, level: float) -> None:
    found = rate_funnel(rate, population, level=level)
    mean = rate * population / 10_000
    low, high = (round(limit * population / 10_000) for limit in (found.lower, found.upper))
    tail = (1 - level) / 2
    below = math.fsum(poisson(count, mean) for count in range(low))
    inside = math.fsum(poisson(count, mean) for count in range(low, high + 1))

    assert below <= tail + 1e-9
    assert 1 - below - inside <= tail + 1e-9
    # As tight as whole counts allow: one step in at either end would leave out too much.
    assert below + poisson(low, mean) > tail - 1e-9
    assert 1 - below - inside + poisson(high, mean) >= tail - 1e-9


@given(st.integers(1, 3000), st.floats(0, 100))
def test_a_share_stays_within_nought_and_a_hundred(cases: int, benchmark: float) -> None:
    found = proportion_funnel(benchmark, cases)

    assert 0 <= found.lower <= found.upper <= 100


def test_plans_in_cambridgeshire_are_fewer_than_in_england() -> None:
    """438 children of 130,241 (33.6 per 10,000) against 42.9: limits of the funnel 37.4 to 48.6."""
    found = compare_rate(438, 130_241, 42.9)

    assert (round(found.control.lower, 1), round(found.control.upper, 1)) == (37.4, 48.6)
    assert found.real
    assert found.words == LOWER


def test_words_grow_with_the_distance() -> None:
    said = [compare_rate(count, 10_000, 50).words for count in (50, 66, 75)]

    assert said == [NO_REAL_DIFFERENCE, PERHAPS_HIGHER, HIGHER]


def test_six_of_twenty_is_no_different_from_a_quarter() -> None:
    assert compare_proportion(6, 20, 25).words == NO_REAL_DIFFERENCE


@pytest.mark.parametrize(("benchmark", "population"), [(-1, 100), (5, 0)])
def test_a_funnel_refuses_what_is_no_rate(benchmark: float, population: int) -> None:
    with pytest.raises(ValueError, match="A funnel needs"):
        rate_funnel(benchmark, population)


@pytest.mark.parametrize(("benchmark", "whole"), [(101, 10), (50, 0), (50, Decimal("2.5"))])
def test_a_funnel_refuses_what_is_no_share(benchmark: float, whole: Decimal | int) -> None:
    with pytest.raises(ValueError, match="A funnel needs"):
        proportion_funnel(benchmark, whole)
