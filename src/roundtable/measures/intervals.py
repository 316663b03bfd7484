"""How far chance alone could move a number: rates, proportions and changes, with their intervals.

Methods as in the technical guide "Public health data: methods" of the Office for Health Improvement and Disparities
(formerly Public Health England): Byar's approximation for rates, exact Poisson limits for fewer than ten events, Wilson's
score interval for proportions. They assume that events are independent. Siblings, or one child reported
many times, are not, so the truth is a little less certain than these intervals say.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist

from roundtable.measures.special import binomial_at_most, poisson_at_most

Number = Decimal | int | float

NINETY_FIVE = 0.95
CONTROL = 0.998  # the control limits of a funnel: about three standard errors
EXACT_BELOW = 10  # events; from ten on Byar's approximation is as good

NO_REAL_CHANGE = "no real change"
HIGHER = "higher than chance would explain"
LOWER = "lower than chance would explain"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and the limits between which chance alone would leave it, in the unit of the number."""

    value: float
    lower: float
    upper: float
    level: float
    method: str


@dataclass(frozen=True, slots=True)
class Change:
    """The change between two counts in percent of the old one; no number where the old one is nought.

    `upper` is infinite where the old count may have been nought.
    """

    percent: float | None
    lower: float
    upper: float
    level: float

    @property
    def real(self) -> bool:
        """Whether chance alone would seldom make a change like this."""
        return not self.lower <= 0 <= self.upper

    @property
    def words(self) -> str:
        """For a board member: "no real change", "higher than chance would explain"."""
        if not self.real:
            return NO_REAL_CHANGE
        return HIGHER if self.lower > 0 else LOWER


def rate(count: Number, population: Number, per: int = 10_000, level: float = NINETY_FIVE) -> Estimate:
    """Events `per` so many people, with Byar's limits, or exact Poisson limits below ten events.

    ValueError where the count is negative or not whole, or the population is not above nought.
    """
    events = _whole(count)
    people = float(population)
    if not people > 0:
        raise ValueError(f"A rate needs a population above nought, not {population}")
    exact = events < EXACT_BELOW
    lower, upper = poisson_limits(events, level) if exact else byar_limits(events, level)
    scale = per / people
    return Estimate(events * scale, lower * scale, upper * scale, level, "exact Poisson" if exact else "Byar")


def proportion(x: Number, n: Number, level: float = NINETY_FIVE) -> Estimate:
    """`x` of `n` in percent, with Wilson's score interval. ValueError unless 0 ≤ x ≤ n and n > 0."""
    part, whole = _whole(x), _whole(n)
    if not 0 < whole >= part:
        raise ValueError(f"A proportion needs a part of a whole, not {x} of {n}")
    z = _z(level)
    share = part / whole
    centre = share + z * z / (2 * whole)
    reach = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    scale = 100 / (1 + z * z / whole)
    lower = 0.0 if part == 0 else (centre - reach) * scale
    upper = 100.0 if part == whole else (centre + reach) * scale
    return Estimate(100 * share, lower, upper, level, "Wilson")


def change(old: Number, new: Number, level: float = NINETY_FIVE) -> Change:
    """The change from one count to another, as the ratio of two Poisson counts.

    Given their sum, the new count is binomial, so Clopper and Pearson's exact limits of its share become limits of
    the ratio (Przyborowski and Wilenski 1940; the "conditional" method). It is careful: it errs on the side of
    no real change. Both counts must cover spans and populations of about the same size.
    """
    before, after = _whole(old), _whole(new)
    low, high = clopper_pearson(after, before + after, level)
    upper = math.inf if high >= 1 else 100 * (high / (1 - high) - 1)
    percent = 100 * (after - before) / before if before else None
    return Change(percent, 100 * (low / (1 - low) - 1), upper, level)


def byar_limits(count: int, level: float = NINETY_FIVE) -> tuple[float, float]:
    """Byar's approximation to the limits of a Poisson count; from 0 up, though meant for ten and more."""
    z = _z(level)
    lower = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    more = count + 1
    return lower, more * (1 - 1 / (9 * more) + z / (3 * math.sqrt(more))) ** 3


def poisson_limits(count: int, level: float = NINETY_FIVE) -> tuple[float, float]:
    """The means at which a Poisson count this high, or this low, would be half of `1 - level`."""
    tail = (1 - level) / 2
    ceiling = byar_limits(count, level)[1] * 2 + 10
    upper = _root(lambda mean: poisson_at_most(count, mean) - tail, 0.0, ceiling)
    if count == 0:
        return 0.0, upper
    return _root(lambda mean: poisson_at_most(count - 1, mean) - (1 - tail), 0.0, float(count)), upper


def clopper_pearson(x: int, n: int, level: float = NINETY_FIVE) -> tuple[float, float]:
    """Exact limits of the probability behind `x` of `n`; everything from 0 to 1 where n is nought."""
    tail = (1 - level) / 2
    lower = 0.0 if x == 0 else _root(lambda p: binomial_at_most(x - 1, n, p) - (1 - tail), 0.0, 1.0)
    upper = 1.0 if x == n else _root(lambda p: binomial_at_most(x, n, p) - tail, 0.0, 1.0)
    return lower, upper


def _z(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"A level lies between 0 and 1, such as 0.95, not {level}")
    return NormalDist().inv_cdf((1 + level) / 2)


def _whole(count: Number) -> int:
    if count < 0 or count != int(count):
        raise ValueError(f"Chance is reckoned for whole counts of nought or more, not {count}")
    return int(count)


def _root(falling: Callable[[float], float], low: float, high: float) -> float:
    """Where a falling function crosses nought, by halving until floats can get no closer."""
    for _ in range(200):
        middle = (low + high) / 2
        if middle in {low, high}:
            break
        if falling(middle) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2
