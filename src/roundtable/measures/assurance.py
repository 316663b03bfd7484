"""What an XmR chart says in one sign each: how the newest point varies, and whether a target will be met.

The kinds are those of "Making Data Count" of NHS England, as the R package NHSRplotthedots (MIT) tells them apart: variation
is that of the last point; assurance sets the target against the limits of the last phase.
"""

from dataclasses import dataclass
from enum import StrEnum

from roundtable.measures.definitions import Polarity
from roundtable.measures.spc import Chart, Limits, Number


class Variation(StrEnum):
    """How the newest point that was supplied varies; high and low are its side of the mean."""

    COMMON = "common"
    IMPROVEMENT_HIGH = "improvement_high"
    IMPROVEMENT_LOW = "improvement_low"
    CONCERN_HIGH = "concern_high"
    CONCERN_LOW = "concern_low"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"

    @property
    def words(self) -> str:
        return VARIATION_WORDS[self]


class Assurance(StrEnum):
    """Whether the process as it is will meet its target."""

    PASS = "pass"  # noqa: S105  # a kind of assurance, not a password
    FAIL = "fail"
    INCONSISTENT = "inconsistent"

    @property
    def words(self) -> str:
        return ASSURANCE_WORDS[self]


VARIATION_WORDS = {
    Variation.COMMON: "ordinary variation",
    Variation.IMPROVEMENT_HIGH: "improving: higher than chance would explain",
    Variation.IMPROVEMENT_LOW: "improving: lower than chance would explain",
    Variation.CONCERN_HIGH: "of concern: higher than chance would explain",
    Variation.CONCERN_LOW: "of concern: lower than chance would explain",
    Variation.NEUTRAL_HIGH: "higher than chance would explain",
    Variation.NEUTRAL_LOW: "lower than chance would explain",
}
ASSURANCE_WORDS = {
    Assurance.PASS: "the target will be met unless something changes",
    Assurance.FAIL: "the target will be missed unless something changes",
    Assurance.INCONSISTENT: "the target may be met or missed by chance alone",
}
_KINDS = {"improvement": "improvement", "concern": "concern", "high": "neutral", "low": "neutral"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Both signs of a chart; assurance is None without a target, or where neither way is better."""

    variation: Variation
    assurance: Assurance | None = None


def variation(chart: Chart, polarity: Polarity) -> Variation:
    """The variation of the newest point that has a value."""
    newest = next(point for point in reversed(chart.points) if point.value is not None)
    reads = newest.reads_as(polarity)
    if reads == "common":
        return Variation.COMMON
    return Variation(f"{_KINDS[reads]}_{'high' if newest.side > 0 else 'low'}")


def assurance(limits: Limits, target: Number, polarity: Polarity) -> Assurance | None:
    """Whether every value within the limits meets the target, none does, or chance decides (a limit on the target too).

    None where the figure has no better direction: a target then says nothing of better or worse.
    """
    if polarity is Polarity.NEITHER:
        return None
    wanted = float(target)
    if limits.lower <= wanted <= limits.upper:
        return Assurance.INCONSISTENT
    above = wanted > limits.upper
    return Assurance.FAIL if above == (polarity is Polarity.HIGH) else Assurance.PASS


def reading(chart: Chart, polarity: Polarity, target: Number | None = None) -> Reading:
    """The signs of a chart whose newest months have this target, or none."""
    judged = None if target is None else assurance(chart.limits, target, polarity)
    return Reading(variation(chart, polarity), judged)
