"""What a figure's months, or its change on the year before, say to a board: a real change, or chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.safestring import SafeString, mark_safe

from roundtable.foundation.figures.drawing import limits, series
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import As, Reference
from roundtable.foundation.figures.shown import Grid
from roundtable.measures import intervals, spc
from roundtable.measures.assurance import Reading, reading
from roundtable.measures.charts.icons import assurance_icon, variation_icon
from roundtable.measures.definitions import Counts, Definition, Polarity, Scale
from roundtable.measures.periods import MONTHS, Period
from roundtable.measures.wording import signed_percent


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign and what it says: "Newest month: ordinary variation"."""

    icon: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class FigureSignal:
    """In words, and how it reads: `tone` is teal for none or better, amber for a change, brick for a worse one.

    `strength` puts the strongest first: signals among months before changes on a year, worse before other.
    """

    headline: str
    text: str
    tone: str = "teal"
    strength: int = 0
    reading: Reading | None = None  # of the months: how the newest varies, and whether a target will be met

    @property
    def real(self) -> bool:
        return self.strength > 0

    @property
    def signs(self) -> tuple[Sign, ...]:
        """The signs of the reading, each with its words; none of a change on a year."""
        return () if self.reading is None else signs(self.reading)


POPULATION = "population."  # how many people live somewhere: an estimate, not a count that chance moves

READS = {
    "improvement": ("teal", "for the better"),
    "concern": ("brick", "for the worse"),
    "high": ("amber", "upwards"),
    "low": ("amber", "downwards"),
}


def of_months(grid: Grid, definition: Definition, period: Period) -> FigureSignal | None:
    """From the months that are shown, or None where they are too few."""
    chart = limits(grid)
    if chart is None:
        return None
    labels = [_month(point.label) for point in series(grid)[0].points]
    text = chart.summary(labels)
    found = reading(chart, definition.polarity, grid.placed.target)
    if not chart.signals:
        return FigureSignal(f"No real change in {period.label}.", text, reading=found)
    place, _ = chart.signals[-1]
    tone, direction = READS[chart.points[place].reads_as(definition.polarity)]
    headline = f"A real change in {period.label}, {direction}."
    return FigureSignal(headline, text, tone, _strength(chart, tone), found)


def signs(found: Reading) -> tuple[Sign, ...]:
    """Variation, and assurance where there is a target."""
    # Our own drawings, without a text in them.
    made = [Sign(mark_safe(variation_icon(found.variation)), f"Newest month: {found.variation.words}")]  # noqa: S308
    if found.assurance is not None:
        made.append(Sign(mark_safe(assurance_icon(found.assurance)), found.assurance.words.capitalize()))  # noqa: S308
    return tuple(made)


def _strength(chart: spc.Chart, tone: str) -> int:
    return 200 * (tone == "brick") + 100 + len(chart.signals)


def _month(label: str) -> str:
    try:
        return MONTHS[Period.parse(label).start.month - 1]
    except ValueError:
        return label


@dataclass(frozen=True, slots=True)
class ChangeInterval:
    """The change of a count on the year before, as shown in percent, with what chance makes of it."""

    shown: Decimal
    change: intervals.Change

    @property
    def span(self) -> str:
        """ "-2% to +32%": between which the change lies, were it not for chance."""
        low = signed_percent(Decimal(round(self.change.lower)))
        if math.isinf(self.change.upper):
            return f"{low} or more"
        return f"{low} to {signed_percent(Decimal(round(self.change.upper)))}"


def change_interval(
    presentation: Presentation, base: Reference, definition: Definition
) -> ChangeInterval | None:
    """The change between two years' counts of people or events, or None where they cannot be compared."""
    happens = definition.scale is Scale.COUNT and definition.counts is not Counts.NEITHER
    if not happens or definition.key.startswith(POPULATION):
        return None
    asked = Reference(base.keys, base.period, base.area, base.dims, As.CHANGE)
    shown = presentation.inline(asked)
    now = presentation.inline(base).number
    before = presentation.inline(Reference(base.keys, base.period, base.area, base.dims, As.PREVIOUS)).number
    if shown.number is None or now is None or before is None:
        return None
    try:
        return ChangeInterval(shown.number, intervals.change(before, now))
    except ValueError:
        return None


def of_change(presentation: Presentation, base: Reference, definition: Definition) -> FigureSignal | None:
    """From two years' counts of people or events, or None where they cannot be compared."""
    found = change_interval(presentation, base, definition)
    if found is None:
        return None
    earlier = (base.period or presentation.period).previous().label
    said = f"{signed_percent(found.shown)} on {earlier}"
    if not found.change.real:
        return FigureSignal("No real change.", f"{said}: chance alone could explain it.")
    tone = _tone(definition.polarity, up=found.shown > 0)
    word = "higher" if found.shown > 0 else "lower"
    strength = 200 * (tone == "brick") + min(99, 1 + int(abs(found.shown)))
    return FigureSignal("A real change.", f"{said}: {word} than chance would explain.", tone, strength)


def _tone(polarity: Polarity, *, up: bool) -> str:
    if polarity is Polarity.NEITHER:
        return "amber"
    return "teal" if (polarity is Polarity.HIGH) == up else "brick"


def strongest(found: Sequence[FigureSignal | None]) -> FigureSignal | None:
    """The signal that a card shows: the strongest, or the first that says there is none; with the months' reading."""
    known = [signal for signal in found if signal is not None]
    best = max(known, key=lambda signal: signal.strength, default=None)
    read = next((signal.reading for signal in known if signal.reading is not None), None)
    return replace(best, reading=read) if best is not None else None
