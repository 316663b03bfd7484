"""What a reader can work out: the values that each hidden cell can still have, given everything published.

The auditor of disclosure control, and no part of it: it takes what a reader sees (shown values, sums, printed
percentages) and what a reader knows of the rule, and finds for each hidden cell the least and the greatest whole
number that agrees with all of it, by linear programs (Hundepool and others, Statistical Disclosure Control, 2012,
section 4.3). Where a program's answer is not whole it is asked again for whole numbers, as a patient reader would.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

import numpy as np

from roundtable.measures.components import components
from roundtable.measures.programs import TOLERANCE, Program, Row, Solution, is_whole
from roundtable.measures.tables import CellId, Rules, Sum
from roundtable.measures.values import Status, Value

# A hidden cell is safe when at least this many whole numbers are left for it.
ENOUGH = 3

# Further than any count in a partnership's tables.
FAR = 1e7

# A reader takes these as nought in a sum: there is nobody to count, or fewer than the source's precision.
AS_NOUGHT = frozenset({Status.NOT_APPLICABLE, Status.LOW})

Number = Decimal | int


class Contradiction(ValueError):
    """No numbers at all agree with what was published."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a reader knows of a hidden cell on its own; `high` None: nothing bounds it."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Clue:
    """What a reader knows of several cells together: their weighted sum lies from `low` to `high`."""

    weights: tuple[tuple[CellId, float], ...]
    low: float
    high: float

    @classmethod
    def of_sum(cls, each: Sum, gap: Number = 0) -> "Clue":
        """A total and its parts. `gap` is the total less its parts, where a source's own total disagrees."""
        weights = ((each.total, 1.0), *((part, -1.0) for part in each.parts))
        return cls(weights, float(gap), float(gap))

    @classmethod
    def of_ratio(
        cls, top: CellId, bottom: CellId, low: Number | float, high: Number | float
    ) -> tuple["Clue", ...]:
        """A printed share, change or rate as far as its rounding goes: 60% is from 0.595 to 0.605.

        For a change add 1: +17% is a ratio from 1.165 to 1.175.
        """
        return (
            cls(((top, 1.0), (bottom, -float(low))), 0.0, float("inf")),
            cls(((top, 1.0), (bottom, -float(high))), float("-inf"), 0.0),
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """What is left for a hidden cell: the least and greatest value, and how many whole numbers are possible."""

    low: float
    high: float
    values: int

    @property
    def is_safe(self) -> bool:
        return self.values >= ENOUGH


def attack(
    known: Mapping[CellId, Number], clues: Iterable[Clue], unknown: Mapping[CellId, Range]
) -> dict[CellId, Reach]:
    """What is left for each unknown cell. Members of a clue that are neither known nor unknown may be any count.

    Raises Contradiction where nothing agrees with the clues.
    """
    ranges = dict(unknown)
    held: list[Clue] = []
    for clue in clues:
        for cell, _ in clue.weights:
            if cell not in known:
                ranges.setdefault(cell, Range(0, None))
        if any(cell in ranges for cell, _ in clue.weights):
            held.append(clue)
    tied = [[cell for cell, _ in clue.weights if cell in ranges] for clue in held]
    found: dict[CellId, Reach] = {}
    for piece in components(tied):
        cells = sorted({cell for at in piece for cell in tied[at]})
        found.update(
            _Piece(known, [held[at] for at in piece], {c: ranges[c] for c in cells}).reaches(unknown)
        )
    for cell in unknown.keys() - found.keys():
        found[cell] = _alone(unknown[cell])
    return found


def read(
    values: Mapping[CellId, Value], sums: Iterable[Sum], rules: Rules, printed: Iterable[Clue] = ()
) -> dict[CellId, Reach]:
    """What is left for each suppressed cell, to a reader who has nothing but what was published and the rule.

    Such a reader cannot tell what was hidden for its size from what was hidden to protect it, but knows that noughts
    are never hidden, and that a hidden cell tied to no other must be small. Sums that do not hold among the
    shown values are no use to the reader and are left out.
    """
    known = {i: v.number for i, v in values.items() if v.number is not None}
    known |= {i: Decimal(0) for i, v in values.items() if v.status in AS_NOUGHT}
    hidden = {i for i, v in values.items() if v.status is Status.SUPPRESSED}
    clues = [*(Clue.of_sum(s) for s in sums if may_hold(s, known, hidden)), *printed]
    tied = {cell for clue in clues for cell, _ in clue.weights if len(clue.weights) > 1}
    unknown = {i: Range(rules.low, None if i in tied else rules.high) for i in hidden}
    try:
        return attack(known, clues, unknown)
    except Contradiction:
        # Only a negative count (a reclassification) among the hidden ones explains what was published.
        return attack(known, clues, dict.fromkeys(hidden, Range(None, None)))


def lacking(each: Sum, known: Mapping[CellId, Number]) -> list[CellId]:
    """The members of a sum whose numbers are not known."""
    return [member for member in dict.fromkeys((each.total, *each.parts)) if member not in known]


def gap(each: Sum, known: Mapping[CellId, Number]) -> Decimal:
    """The total less its parts, as far as they are known: nought where a whole sum holds."""
    return Decimal(known.get(each.total, 0)) - sum(
        (known[p] for p in each.parts if p in known), start=Decimal(0)
    )


def may_hold(each: Sum, known: Mapping[CellId, Number], hidden: Collection[CellId] = ()) -> bool:
    """Whether counts for the unknown members could make a sum hold, so that a reader would put trust in it."""
    unknown = lacking(each, known)
    left = gap(each, known)
    if not unknown:
        return left == 0
    if any(cell in hidden for cell in unknown):
        return True
    return left <= 0 if each.total in unknown else left >= 0


def _alone(range_: Range) -> Reach:
    low = float("-inf") if range_.low is None else range_.low
    high = float("inf") if range_.high is None else range_.high
    bounded = range_.low is not None and range_.high is not None
    return Reach(low, high, floor(high) - ceil(low) + 1 if bounded else ENOUGH)


class _Piece:
    """Unknown cells that hang together, and the program that holds what is known of them."""

    def __init__(
        self, known: Mapping[CellId, Number], clues: list[Clue], ranges: Mapping[CellId, Range]
    ) -> None:
        self._place = {cell: at for at, cell in enumerate(ranges)}
        sizes = [abs(float(known[c])) for clue in clues for c, _ in clue.weights if c in known]
        gaps = [abs(b) for clue in clues for b in (clue.low, clue.high) if abs(b) != float("inf")]
        # A far wall, so that every question has an answer; what reaches it has no bound.
        self._wall = max(FAR, 10 * sum(sizes) + 10 * sum(gaps))
        self._ranges = [self._walled(range_) for range_ in ranges.values()]
        self._program = Program(self._ranges, [self._row(known, clue) for clue in clues])
        self._seen: list[Solution] = []

    def _walled(self, range_: Range) -> tuple[float, float]:
        low = -self._wall if range_.low is None else float(range_.low)
        return low, self._wall if range_.high is None else float(range_.high)

    def _row(self, known: Mapping[CellId, Number], clue: Clue) -> Row:
        weights: dict[int, float] = {}
        shown = 0.0
        for cell, weight in clue.weights:
            if cell in self._place:
                weights[self._place[cell]] = weights.get(self._place[cell], 0.0) + weight
            else:
                shown += weight * float(known[cell])
        return Row(weights, clue.low - shown, clue.high - shown)

    def reaches(self, wanted: Mapping[CellId, Range]) -> dict[CellId, Reach]:
        ends = {c: (self._end(at, 1.0), self._end(at, -1.0)) for c, at in self._place.items() if c in wanted}
        return {cell: self._reach(self._place[cell], low, high) for cell, (low, high) in ends.items()}

    def _end(self, at: int, direction: float) -> float:
        self._program.cost(at, direction)
        solution = self._answer()
        self._program.cost(at, 0.0)
        if solution is None:
            raise Contradiction("What was published contradicts itself: no numbers agree with all of it")
        return float(solution[at])

    def _answer(self) -> Solution | None:
        solution = self._program.solve()
        if solution is not None and not is_whole(solution):
            whole = self._program.solve_whole()
            solution = solution if whole is None else whole
        if solution is not None and is_whole(solution):
            self._seen.append(np.round(solution))
        return solution

    def _reach(self, at: int, low: float, high: float) -> Reach:
        first, last = ceil(low - TOLERANCE), floor(high + TOLERANCE)
        values = last - first + 1
        if not self._seen:
            return Reach(low, high, values)  # not a system of whole numbers: the ends are all that there is
        seen = {float(solution[at]) for solution in self._seen}
        # Between two whole ends there may be gaps that only whole numbers have: the middle is tried, not assumed.
        for value in range(first + 1, min(last, first + 2 * ENOUGH)):
            if len(seen) >= ENOUGH:
                break
            if self._can_be(at, value):
                seen.add(float(value))
        open_low = float("-inf") if low < -self._wall / 2 else low
        open_high = float("inf") if high > self._wall / 2 else high
        return Reach(open_low, open_high, values if len(seen) >= ENOUGH else min(values, len(seen)))

    def _can_be(self, at: int, value: int) -> bool:
        self._program.bound(at, value, value)
        solution = self._answer()
        self._program.bound(at, *self._ranges[at])
        return solution is not None and is_whole(solution)
