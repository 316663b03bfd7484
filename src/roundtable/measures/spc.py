"""XmR charts: which points of a series chance alone would explain, and which it would not.

Rules as in "Making Data Count" of NHS England, with the details of the R package NHSRplotthedots 0.2.2 (MIT), which is the
reference in the tests: limits at the mean ± 2.66 times the mean moving range; a point outside them; seven
points on one side of the mean; seven points each higher (or lower) than the one before; two of three points
close to one limit. A point that was not supplied is left out: no moving range spans it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from roundtable.measures.definitions import Polarity
from roundtable.measures.wording import join

Number = Decimal | int | float
T = TypeVar("T")

LIMIT = 2.66  # 3 / d2, where d2 = 1.128 is the expected range of two normal values
SCREEN = 3.267  # D4: a moving range above this many mean ranges is itself out of control
CLOSE = 2 / 3  # of the way from the mean to a limit
RUN = 7  # points of a shift or a trend
PROVISIONAL_BELOW = 13  # points that a phase needs before its limits are firm

_SMALL_NUMBERS = [
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
]


class Rule(StrEnum):
    OUTSIDE = "outside"  # the limits
    SHIFT = "shift"
    TREND = "trend"
    TWO_OF_THREE = "two_of_three"


@dataclass(frozen=True, slots=True)
class Signal:
    """A rule that a point is part of; direction 1 is above the mean or rising, -1 below or falling."""

    rule: Rule
    direction: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean and limits of one phase, worked out from `points` values. The lower limit may lie below nought."""

    mean: float
    lower: float
    upper: float
    points: int

    @property
    def provisional(self) -> bool:
        return self.points < PROVISIONAL_BELOW

    def side(self, value: float) -> int:
        return (value > self.mean) - (value < self.mean)

    def outside(self, value: float) -> bool:
        return not self.lower <= value <= self.upper

    def close(self, value: float) -> bool:
        """In the outer third, and not outside."""
        return not self.outside(value) and abs(value - self.mean) > CLOSE * (self.upper - self.mean)


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the series: its value (None where not supplied), the limits of its phase, its signals."""

    value: float | None
    limits: Limits
    phase: int
    signals: tuple[Signal, ...] = ()

    @property
    def side(self) -> int:
        return 0 if self.value is None else self.limits.side(self.value)

    def reads_as(self, polarity: Polarity) -> str:
        """common, or by its side of the mean improvement, concern, high, low."""
        if not self.signals:
            return "common"
        if polarity is Polarity.NEITHER:
            return "high" if self.side > 0 else "low"
        good = 1 if polarity is Polarity.HIGH else -1
        return "improvement" if self.side == good else "concern"


@dataclass(frozen=True, slots=True)
class Settings:
    """How the limits were worked out; kept with the result, because they change it."""

    screen: bool = (
        True  # leave out moving ranges above 3.267 mean ranges, once (NHS England's Excel tool does not)
    )
    fix_after: int | None = None  # limits from this many first values only: a baseline
    rebase: tuple[int, ...] = ()  # places in the series where a new phase begins
    baselines: tuple[tuple[int, tuple[float | None, ...]], ...] = ()  # of a phase: what its limits rest on


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its limits, one phase after another."""

    points: tuple[Point, ...]
    phases: tuple[Limits, ...]
    settings: Settings

    @property
    def limits(self) -> Limits:
        """Those of the last phase: what is true now."""
        return self.phases[-1]

    @property
    def mean(self) -> float:
        return self.limits.mean

    @property
    def lower(self) -> float:
        return self.limits.lower

    @property
    def upper(self) -> float:
        return self.limits.upper

    @property
    def provisional(self) -> bool:
        return any(limits.provisional for limits in self.phases)

    @property
    def signals(self) -> tuple[tuple[int, Signal], ...]:
        """Every signal with the place of its point."""
        return tuple((place, signal) for place, point in enumerate(self.points) for signal in point.signals)

    @property
    def headline(self) -> str:
        return "A real change" if self.signals else "No real change"

    def summary(self, labels: Sequence[str], noun: str = "month") -> str:
        """What the chart shows, in sentences; `labels` name the points as the series is long."""
        if len(labels) != len(self.points):
            raise ValueError(f"{len(self.points)} points need as many labels, not {len(labels)}")
        some = "" if all(point.value is not None for point in self.points) else " that was supplied"
        calm = f"Every {noun}{some} lies within what chance would explain."
        said = list(_findings(self, labels, noun)) or [calm]
        if self.provisional:
            fewest = min(limits.points for limits in self.phases)
            said.append(f"{_SMALL_NUMBERS[fewest]} points make these limits provisional.")
        return " ".join(said)


def xmr(
    values: Sequence[Number | None],
    *,
    screen: bool = True,
    fix_after: int | None = None,
    rebase: Sequence[int] = (),
    baselines: Mapping[int, Sequence[Number | None]] | None = None,
) -> Chart:
    """The XmR chart of a series in order; None is a value that was not supplied.

    `baselines` gives the values that a phase's limits rest on instead of its own, by the number of the phase (0 is the
    first): they may lie before the series, as last year's months do. ValueError where there are fewer than two values
    to work limits out from, where the places of new phases don't rise within the series, or where `fix_after` is asked
    for together with either.
    """
    if fix_after is not None and (rebase or baselines):
        raise ValueError("A chart has either a baseline or new phases, not both")
    series = _floats(values)
    edges = [0, *rebase, len(series)]
    if rebase and any(start >= end for start, end in pairwise(edges)):
        raise ValueError(f"New phases begin at rising places from 1 to {len(series) - 1}, not {list(rebase)}")
    fixed = {phase: _floats(held) for phase, held in (baselines or {}).items()}
    if not set(fixed) <= set(range(len(edges) - 1)):
        raise ValueError(f"There are {len(edges) - 1} phases, and baselines for {sorted(fixed)}")
    settings = Settings(screen, fix_after, tuple(rebase), tuple(sorted(fixed.items())))
    points: list[Point] = []
    phases: list[Limits] = []
    for phase, (start, end) in enumerate(pairwise(edges)):
        limits = _limits(fixed.get(phase, _baseline(series[start:end], fix_after)), screen=screen)
        phases.append(limits)
        points += _points(series[start:end], limits, phase)
    return Chart(tuple(points), tuple(phases), settings)


def _floats(values: Sequence[Number | None]) -> tuple[float | None, ...]:
    return tuple(None if value is None else float(value) for value in values)


def _baseline(phase: Sequence[float | None], fix_after: int | None) -> Sequence[float | None]:
    return phase if fix_after is None else phase[:fix_after]


def _limits(values: Sequence[float | None], *, screen: bool) -> Limits:
    known = [value for value in values if value is not None]
    if len(known) < 2:
        raise ValueError(f"Limits need at least two values, and there are {len(known)}")
    mean = sum(known) / len(known)
    ranges = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None] or [0.0]
    typical = sum(ranges) / len(ranges)
    if screen:
        kept = [r for r in ranges if r < SCREEN * typical] or ranges
        typical = sum(kept) / len(kept)
    return Limits(mean, mean - LIMIT * typical, mean + LIMIT * typical, len(known))


def _points(phase: Sequence[float | None], limits: Limits, number: int) -> list[Point]:
    """The points of a phase with their signals, the reference's first; the rules pass over what was not supplied."""
    known = [value for value in phase if value is not None]
    sides = [limits.side(value) for value in known]
    marks = {
        Rule.OUTSIDE: [side * limits.outside(value) for side, value in zip(sides, known, strict=True)],
        Rule.TWO_OF_THREE: two_of_three([limits.close(value) for value in known], sides),
        Rule.SHIFT: shifts(sides),
        Rule.TREND: trends(known),
    }
    signals = iter(
        [
            tuple(Signal(rule, directions[place]) for rule, directions in marks.items() if directions[place])
            for place in range(len(known))
        ]
    )
    return [Point(value, limits, number, () if value is None else next(signals)) for value in phase]


def shifts(sides: Sequence[int]) -> list[int]:
    """For each point the side of the mean on which it is one of seven or more in a row; 0 for none."""
    return _windows(sides, RUN, lambda window: window[0] if len(set(window)) == 1 else 0)


def trends(values: Sequence[float]) -> list[int]:
    """1 for each of seven points that rise one after another, -1 where they fall."""
    return _windows(values, RUN, _steady)


def two_of_three(close: Sequence[bool], sides: Sequence[int]) -> list[int]:
    """The side of each point that lies close to its limit, with another of three such that share a side."""
    pairs = list(zip(close, sides, strict=True))
    found = _windows(pairs, 3, _two_close)
    return [direction * bool(near) for direction, near in zip(found, close, strict=True)]


def _steady(window: Sequence[float]) -> int:
    steps = {(b > a) - (b < a) for a, b in pairwise(window)}
    return steps.pop() if len(steps) == 1 else 0


def _two_close(window: Sequence[tuple[bool, int]]) -> int:
    sides = {side for _, side in window}
    return sides.pop() if len(sides) == 1 and sum(bool(near) for near, _ in window) >= 2 else 0


def _windows(values: Sequence[T], size: int, judge: Callable[[Sequence[T]], int]) -> list[int]:
    """For each value what `judge` says of a window that holds it, 0 where it says 0 of all of them."""
    marks = [0] * len(values)
    for start in range(len(values) - size + 1):
        direction = judge(values[start : start + size])
        if direction:
            marks[start : start + size] = [direction] * size
    return marks


def _findings(chart: Chart, labels: Sequence[str], noun: str) -> Iterator[str]:
    """A sentence for each signal, or for each stretch of one; the strongest rule first."""
    outside = {1: "higher", -1: "lower"}
    for direction, word in outside.items():
        named = [
            labels[place] for place, signal in chart.signals if signal == Signal(Rule.OUTSIDE, direction)
        ]
        if named:
            yield f"{join(named)} {'was' if len(named) == 1 else 'were'} {word} than chance would explain."
    for rule in (Rule.SHIFT, Rule.TREND, Rule.TWO_OF_THREE):
        for direction in (1, -1):
            for first, last in _stretches(chart, Signal(rule, direction)):
                yield _sentence(rule, direction, labels[first], labels[last], noun)


def _stretches(chart: Chart, signal: Signal) -> Iterator[tuple[int, int]]:
    """First and last places of each unbroken stretch of a signal within a phase.

    Of two of three the point between may not be close, so there a gap of one does not break the stretch.
    """
    places = [place for place, found in chart.signals if found == signal]
    reach = 2 if signal.rule is Rule.TWO_OF_THREE else 1
    known = [place for place, point in enumerate(chart.points) if point.value is not None]
    order = {place: number for number, place in enumerate(known)}
    start = 0
    for end, place in enumerate(places):
        following = places[end + 1] if end + 1 < len(places) else None
        same_phase = following is not None and chart.points[following].phase == chart.points[place].phase
        if following is None or not same_phase or order[following] - order[place] > reach:
            yield places[start], place
            start = end + 1


def _sentence(rule: Rule, direction: int, first: str, last: str, noun: str) -> str:
    above, up, limit = ("above", "higher", "upper") if direction > 0 else ("below", "lower", "lower")
    match rule:
        case Rule.SHIFT:
            return f"From {first} to {last} every {noun} was {above} the mean."
        case Rule.TREND:
            return f"From {first} to {last} each {noun} was {up} than the one before."
        case _:
            return f"Between {first} and {last} two of every three {noun}s came close to the {limit} limit."
