"""One area beside others: the mean of its statistical neighbours, and how far from a benchmark chance alone takes it.

The mean of neighbours is the simple mean of those that have a figure, as in the Local Authority Interactive Tool of the
Department for Education: not pooled, the missing left out, and the reader told how many were there. Whether an area
differs from a benchmark is judged by the limits of a funnel (Spiegelhalter 2005, "Funnel plots for comparing
institutional performance"), exact Poisson for rates and exact binomial for proportions, never by whether two intervals
overlap.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from roundtable.measures.intervals import CONTROL, HIGHER, LOWER, NINETY_FIVE, Estimate, Number
from roundtable.measures.special import binomial_at_most, poisson_at_most
from roundtable.measures.values import Value

NO_REAL_DIFFERENCE = "no real difference"
PERHAPS_HIGHER = "higher, and chance may explain it"
PERHAPS_LOWER = "lower, and chance may explain it"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The simple mean of the areas that have a figure, in the unit of the figure; None where none has."""

    mean: Decimal | None
    present: int
    asked: int

    @property
    def words(self) -> str:
        """ "mean of 9 of 10 statistical neighbours"."""
        if self.mean is None:
            return f"none of {self.asked} statistical neighbours has a figure"
        part = f"{self.present} of {self.asked}" if self.present < self.asked else f"{self.asked}"
        return f"mean of {part} statistical neighbours"


@dataclass(frozen=True, slots=True)
class Comparison:
    """An area against a benchmark: both in one unit, with the limits of 95% and of 99.8% around the benchmark."""

    value: float
    benchmark: float
    warning: Estimate
    control: Estimate

    @property
    def real(self) -> bool:
        """Whether chance alone would seldom (once in 500 areas) take an area so far from the benchmark."""
        return not self.control.lower <= self.value <= self.control.upper

    @property
    def words(self) -> str:
        """For a board member."""
        if self.real:
            return HIGHER if self.value > self.benchmark else LOWER
        if self.warning.lower <= self.value <= self.warning.upper:
            return NO_REAL_DIFFERENCE
        return PERHAPS_HIGHER if self.value > self.benchmark else PERHAPS_LOWER


def neighbours(values: Sequence[Value]) -> Neighbours:
    """The mean of those neighbours whose figure is known; each counts once, however many people live there."""
    known = [value.number for value in values if value.number is not None]
    mean = sum(known, start=Decimal(0)) / len(known) if known else None
    return Neighbours(mean, len(known), len(values))


def rate_funnel(benchmark: float, population: Number, per: int = 10_000, level: float = CONTROL) -> Estimate:
    """Between which rates an area of this population stays by chance where its true rate is the benchmark's.

    `benchmark` is a rate `per` so many people, as are the limits. ValueError where it is negative or nobody lives there.
    """
    people = float(population)
    if not people > 0 or benchmark < 0:
        raise ValueError(
            f"A funnel needs a rate of nought or more and a population, not {benchmark} of {population}"
        )
    expected = benchmark * people / per
    ceiling = int(expected + 12 * (expected**0.5 + 1)) + 40
    low, high = _limits(lambda count: poisson_at_most(count, expected), ceiling, level)
    scale = per / people
    return Estimate(benchmark, low * scale, high * scale, level, "exact Poisson funnel")


def proportion_funnel(benchmark: float, whole: Number, level: float = CONTROL) -> Estimate:
    """The same for a share in percent of a `whole` number of cases. ValueError unless 0 ≤ benchmark ≤ 100, whole > 0."""
    cases = int(whole)
    if cases != whole or cases <= 0 or not 0 <= benchmark <= 100:
        raise ValueError(
            f"A funnel needs a percentage of a whole number of cases, not {benchmark}% of {whole}"
        )
    low, high = _limits(lambda count: binomial_at_most(count, cases, benchmark / 100), cases, level)
    return Estimate(benchmark, 100 * low / cases, 100 * high / cases, level, "exact binomial funnel")


def compare_rate(count: Number, population: Number, benchmark: float, per: int = 10_000) -> Comparison:
    """An area's rate against a benchmark rate `per` so many people."""
    value = float(count) * per / float(population)
    warning, control = (rate_funnel(benchmark, population, per, level) for level in (NINETY_FIVE, CONTROL))
    return Comparison(value, benchmark, warning, control)


def compare_proportion(x: Number, n: Number, benchmark: float) -> Comparison:
    """An area's share of `x` in `n`, in percent, against a benchmark percentage."""
    warning, control = (proportion_funnel(benchmark, n, level) for level in (NINETY_FIVE, CONTROL))
    return Comparison(100 * float(x) / float(n), benchmark, warning, control)


def _limits(at_most: Callable[[int], float], ceiling: int, level: float) -> tuple[int, int]:
    """The lowest and the highest count that chance gives at least (1 - level) / 2 of the time from its own end."""
    tail = (1 - level) / 2
    lowest = _first(lambda count: at_most(count) > tail, ceiling)
    highest = _first(lambda count: at_most(count) >= 1 - tail, ceiling)
    return lowest, highest


def _first(holds: Callable[[int], bool], ceiling: int) -> int:
    """The smallest count at which a condition holds that goes on holding from there."""
    low, high = 0, ceiling
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
