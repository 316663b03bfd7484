"""Intervals against printed values and against slow, obvious sums of exact fractions."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.measures.intervals import (
    CONTROL,
    HIGHER,
    LOWER,
    NO_REAL_CHANGE,
    byar_limits,
    change,
    clopper_pearson,
    poisson_limits,
    proportion,
    rate,
)
from roundtable.measures.special import binomial_at_most


def binomial_sum(count: int, n: int, p: Fraction) -> Fraction:
    return sum((math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(count + 1)), start=Fraction(0))


def poisson_sum(count: int, mean: float) -> float:
    return math.fsum(math.exp(-mean) * mean**k / math.factorial(k) for k in range(count + 1))


def test_rate_of_few_events_is_exact() -> None:
    """3 of 8,000 per 10,000: PHStatsMethods 0.1.16 gives a lower limit of .7733, Byar's would be .7537."""
    found = rate(3, 8000)

    assert (round(found.value, 2), round(found.lower, 4), round(found.upper, 3)) == (3.75, 0.7733, 10.959)
    assert found.method == "exact Poisson"
    assert round(byar_limits(3)[0] / 8000 * 10_000, 4) == 0.7537


def test_rate_of_ten_and_more_is_byar() -> None:
    """Byar for 10 events: 4.79 to 18.39 (Breslow and Day 1987, table 2.9, exact 4.80 to 18.39)."""
    found = rate(Decimal(10), Decimal(1), per=1)

    assert (round(found.lower, 2), round(found.upper, 2), found.method) == (4.79, 18.39, "Byar")


@pytest.mark.parametrize(
    ("count", "lower", "upper"),
    [(0, 0, 3.6889), (1, 0.0253, 5.5716), (5, 1.6235, 11.6683), (9, 4.1154, 17.0848)],
)
def test_poisson_limits_match_the_printed_table(count: int, lower: float, upper: float) -> None:
    """Exact 95% limits as tabulated by Breslow and Day (1987)."""
    assert [round(limit, 4) for limit in poisson_limits(count)] == [lower, upper]


@given(st.integers(1, 60), st.sampled_from([0.95, CONTROL]))
def test_poisson_limits_leave_the_tails_they_should(count: int, level: float) -> None:
    lower, upper = poisson_limits(count, level)

    assert 1 - poisson_sum(count - 1, lower) == pytest.approx((1 - level) / 2, abs=1e-9)
    assert poisson_sum(count, upper) == pytest.approx((1 - level) / 2, abs=1e-9)


@given(st.integers(10, 100_000))
def test_byar_is_close_to_exact_from_ten_on(count: int) -> None:
    lower, upper = byar_limits(count)
    z = 1.959964

    assert lower < count < upper
    assert upper - lower == pytest.approx(2 * z * math.sqrt(count), rel=0.1)


def test_proportion_six_of_twenty() -> None:
    found = proportion(6, 20)

    assert [round(number, 1) for number in (found.value, found.lower, found.upper)] == [30.0, 14.5, 51.9]


@given(st.integers(1, 5000), st.data(), st.sampled_from([0.95, CONTROL]))
def test_proportion_stays_between_nought_and_a_hundred(n: int, data: st.DataObject, level: float) -> None:
    x = data.draw(st.integers(0, n))

    found = proportion(x, n, level)

    assert 0 <= found.lower <= found.value <= found.upper <= 100


def test_wider_level_gives_wider_interval() -> None:
    assert rate(50, 1000, level=CONTROL).lower < rate(50, 1000).lower
    assert proportion(6, 20, CONTROL).upper > proportion(6, 20).upper


@settings(max_examples=60)
@given(st.integers(0, 60), st.data(), st.fractions(Fraction(1, 200), Fraction(199, 200), max_denominator=200))
def test_binomial_at_most_equals_the_sum(n: int, data: st.DataObject, p: Fraction) -> None:
    count = data.draw(st.integers(0, n))

    assert binomial_at_most(count, n, float(p)) == pytest.approx(float(binomial_sum(count, n, p)), abs=1e-10)


def test_clopper_pearson_matches_printed_limits() -> None:
    """Exact 95% limits of 10 of 20: 0.272 to 0.728 (Newcombe 1998)."""
    assert [round(limit, 4) for limit in clopper_pearson(10, 20)] == [0.272, 0.728]
    assert clopper_pearson(0, 0) == (0.0, 1.0)


def test_change_in_thousands_is_quick_and_close_to_the_normal_approximation() -> None:
    found = change(32_477, 37_888)
    spread = 1.959964 * math.sqrt(1 / 32_477 + 1 / 37_888)
    ratio = 37_888 / 32_477

    assert found.percent == pytest.approx(100 * (ratio - 1))
    assert found.lower == pytest.approx(100 * (ratio * math.exp(-spread) - 1), abs=0.02)
    assert found.upper == pytest.approx(100 * (ratio * math.exp(spread) - 1), abs=0.02)
    assert found.words == HIGHER


def test_change_that_chance_would_explain_is_no_real_change() -> None:
    """387 to 439 looks like 13% more, and chance alone may do that."""
    assert change(387, 439).words == NO_REAL_CHANGE
    assert change(439, 387).words == NO_REAL_CHANGE
    assert change(20, 60).words == HIGHER
    assert change(60, 20).words == LOWER


def test_change_from_nought_has_limits_and_no_percentage() -> None:
    found = change(0, 3)

    assert found.percent is None
    assert found.upper == math.inf
    assert found.words == NO_REAL_CHANGE
    assert change(0, 12).words == HIGHER
    assert change(0, 0).words == NO_REAL_CHANGE


@given(st.integers(0, 400), st.integers(0, 400))
def test_change_the_other_way_round_says_the_opposite(old: int, new: int) -> None:
    opposite = {HIGHER: LOWER, LOWER: HIGHER, NO_REAL_CHANGE: NO_REAL_CHANGE}

    assert change(new, old).words == opposite[change(old, new).words]


@pytest.mark.parametrize(("count", "population"), [(-1, 100), (Decimal("1.5"), 100), (3, 0)])
def test_rate_refuses_what_chance_cannot_make(count: Decimal, population: int) -> None:
    with pytest.raises(ValueError, match=r"whole counts|population above nought"):
        rate(count, population)


def test_proportion_refuses_more_than_the_whole() -> None:
    with pytest.raises(ValueError, match="part of a whole"):
        proportion(5, 4)
    with pytest.raises(ValueError, match="part of a whole"):
        proportion(0, 0)


def test_level_must_be_a_probability() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        rate(20, 100, level=95)
