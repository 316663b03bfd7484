"""Unknown cells that hang together, and what can be worked out of them."""

from collections.abc import Collection, Mapping, Sequence
from math import ceil, floor

import numpy as np
import numpy.typing as npt

from roundtable.measures.knowledge import Clue, Contradiction, Number, Question, Range, Reach
from roundtable.measures.programs import TOLERANCE, Program, Row, Solution, is_whole
from roundtable.measures.tables import CellId

# Further than any count in a partnership's tables.
FAR = 1e7

# How often all cells are moved together at random, and how far, before each is looked at alone.
LOOKS = 12
NEAR = 4.0

# Of more cells than this, the narrowest is not asked for exactly: that each was seen to be wide enough must do.
MANY = 2_000

# Values of a cell that were seen are kept as bits, counted from the first table: so many to either side.
SIDE = 31


class Piece:
    """Unknown cells that hang together, and the program that holds what is known of them."""

    def __init__(
        self,
        known: Mapping[CellId, Number],
        clues: list[Clue],
        ranges: Mapping[CellId, Range],
        question: Question,
    ) -> None:
        self._place = {cell: at for at, cell in enumerate(ranges)}
        self._question = question
        sizes = [abs(float(known[c])) for clue in clues for c, _ in clue.weights if c in known]
        gaps = [abs(b) for clue in clues for b in (clue.low, clue.high) if abs(b) != float("inf")]
        # A far wall, so that every question has an answer; what reaches it has no bound.
        self._wall = max(FAR, 10 * sum(sizes) + 10 * sum(gaps))
        self._ranges = [self._walled(range_) for range_ in ranges.values()]
        self._low = np.array([low for low, _ in self._ranges])
        self._high = np.array([high for _, high in self._ranges])
        self._rows = [self._row(known, clue) for clue in clues]
        self._program = Program(self._ranges, self._rows, by_cost=True)
        self._at_row = np.repeat(np.arange(len(self._rows)), [len(row.weights) for row in self._rows])
        self._at_cell = np.array([at for row in self._rows for at in row.weights])
        self._weights = np.array([weight for row in self._rows for weight in row.weights.values()])
        self._least = np.array([row.low for row in self._rows])
        self._most = np.array([row.high for row in self._rows])
        self._seen = _Seen(len(ranges))
        if all(cell in question.world for cell in ranges):
            self._believe(np.array([float(question.world[cell]) for cell in ranges]))
            self._believe_moves(question.moves)

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

    def reaches(self, wanted: Collection[CellId]) -> dict[CellId, Reach]:
        places = {cell: at for cell, at in self._place.items() if cell in wanted}
        if self._question.exact:
            ends = {cell: (self._end(at, 1.0), self._end(at, -1.0)) for cell, at in places.items()}
            return {cell: self._reach(places[cell], low, high) for cell, (low, high) in ends.items()}
        return self._narrowest_first(places)

    def _narrowest_first(self, places: Mapping[CellId, int]) -> dict[CellId, Reach]:
        """The exact reach of the narrowest and of all that are too narrow; of the others, how wide they were seen.

        Of very many cells, the exact reach of those alone that were not seen to be wide enough.
        """
        keeps = self._question.keeps
        wanting = list(places.values())
        if len(places) > MANY:
            wanting = [at for at in wanting if self._seen.count(at) < keeps]
        if wanting:
            self._look_round(wanting)
        found: dict[CellId, Reach] = {}
        narrowest = float("inf")
        for cell in sorted(places, key=lambda c: (self._seen.width(places[c]), c)):
            at = places[cell]
            low, high = self._seen.ends(at)
            is_wide = self._seen.count(at) >= keeps
            if is_wide and (high - low + 1 >= narrowest or len(places) > MANY):
                found[cell] = Reach(low, high, round(high - low) + 1, exact=False)
                continue
            found[cell] = self._reach(at, self._end(at, 1.0), self._end(at, -1.0))
            narrowest = min(narrowest, found[cell].values)
        return found

    def _look_round(self, places: Sequence[int]) -> None:
        """Feasible tables near one that is known, each pulled another way: what they differ by, a reader cannot know."""
        if self._seen.first is None and self._answer() is None:
            raise _contradiction()
        centre = self._seen.first
        if centre is None:
            return
        chance = np.random.default_rng(len(places))  # the same every time
        near = max(NEAR, float(self._question.keeps))
        self._program.bounds(np.maximum(self._low, centre - near), np.minimum(self._high, centre + near))
        wanting = np.array(places)
        for look in range(LOOKS):
            costs = np.zeros(len(self._ranges))
            costs[wanting] = chance.choice((-1.0, 1.0), len(wanting))
            self._program.costs(costs)
            solution = self._program.solve()
            if solution is not None:
                self._believe(solution)
            left = np.array([at for at in wanting if self._seen.width(at) <= near], dtype=int)
            if look > 3 and len(left) > 0.97 * len(wanting):
                break
            wanting = left
        self._program.costs(np.zeros(len(self._ranges)))
        self._program.bounds(self._low, self._high)

    def _end(self, at: int, direction: float) -> float:
        low, high = self._seen.ends(at)
        # A table that was seen may stand at the very end of what the cell can be: there is nothing to ask.
        if direction > 0 and low == self._low[at]:
            return low
        if direction < 0 and high == self._high[at]:
            return high
        self._program.cost(at, direction)
        solution = self._answer()
        self._program.cost(at, 0.0)
        if solution is None:
            raise _contradiction()
        return float(solution[at])

    def _answer(self) -> Solution | None:
        solution = self._program.solve()
        if solution is not None and not is_whole(solution):
            whole = self._program.solve_whole()
            solution = solution if whole is None else whole
        if solution is not None:
            self._believe(solution)
        return solution

    def _believe(self, table: Solution) -> None:
        """Keep a table of whole numbers that agrees with everything, by arithmetic and not by a solver's word."""
        if not is_whole(table):
            return
        whole = np.round(table)
        if np.any(whole < self._low) or np.any(whole > self._high):
            return
        totals = np.bincount(self._at_row, self._weights * whole[self._at_cell], minlength=len(self._rows))
        if np.any(totals < self._least - TOLERANCE) or np.any(totals > self._most + TOLERANCE):
            return
        self._seen.add(whole)

    def _believe_moves(self, moves: Sequence[Mapping[CellId, int]]) -> None:
        """Keep the tables that are the first with a few cells moved, where they agree with everything."""
        first = self._seen.first
        if first is None or not moves:
            return
        weighted: Solution = self._weights * first[self._at_cell]
        totals = np.zeros(len(self._rows))
        np.add.at(totals, self._at_row, weighted)
        rows: list[list[tuple[int, float]]] = [[] for _ in first]
        for row, cell, weight in zip(self._at_row, self._at_cell, self._weights, strict=True):
            rows[cell].append((int(row), float(weight)))
        for move in moves:
            steps = {self._place[cell]: step for cell, step in move.items() if cell in self._place}
            if len(steps) == len(move) and self._can_move(steps, rows, first, totals):
                self._seen.move(steps)

    def _can_move(
        self,
        steps: Mapping[int, int],
        rows: Sequence[Sequence[tuple[int, float]]],
        first: Solution,
        totals: Solution,
    ) -> bool:
        if any(not self._low[at] <= first[at] + step <= self._high[at] for at, step in steps.items()):
            return False
        moved: dict[int, float] = {}
        for at, step in steps.items():
            for row, weight in rows[at]:
                moved[row] = moved.get(row, totals[row]) + weight * step
        return all(
            self._least[row] - TOLERANCE <= total <= self._most[row] + TOLERANCE
            for row, total in moved.items()
        )

    def _reach(self, at: int, low: float, high: float) -> Reach:
        first, last = ceil(low - TOLERANCE), floor(high + TOLERANCE)
        values = last - first + 1
        if self._seen.first is None:
            return Reach(low, high, values)  # not a system of whole numbers: the ends are all that there is
        seen = self._distinct(at, first, last)
        open_low = float("-inf") if low < -self._wall / 2 else low
        open_high = float("inf") if high > self._wall / 2 else high
        return Reach(open_low, open_high, values if seen >= self._question.keeps else min(values, seen))

    def _distinct(self, at: int, first: int, last: int) -> int:
        """How many values a cell can have, as far as enough of them.

        Between two whole ends there may be gaps that only whole numbers have: the middle is tried, not assumed.
        """
        keeps = self._question.keeps
        found = {float(first), float(last)}.intersection(self._seen.ends(at))
        for value in range(first + 1, min(last, first + 2 * keeps)):
            if max(self._seen.count(at), len(found)) >= keeps:
                break
            if self._seen.holds(at, value) or self._can_be(at, value):
                found.add(float(value))
        return max(self._seen.count(at), len(found))

    def _can_be(self, at: int, value: int) -> bool:
        self._program.bound(at, value, value)
        solution = self._answer()
        self._program.bound(at, *self._ranges[at])
        return solution is not None and is_whole(solution)


def _contradiction() -> Contradiction:
    return Contradiction("What was published contradicts itself: no numbers agree with all of it")


class _Seen:
    """Which values each cell has had in the feasible tables so far."""

    def __init__(self, size: int) -> None:
        self.first: Solution | None = None
        self._low = np.full(size, np.inf)
        self._high = np.full(size, -np.inf)
        self._bits: npt.NDArray[np.uint64] = np.zeros(size, dtype=np.uint64)

    def add(self, table: Solution) -> None:
        if self.first is None:
            self.first = table
        self._low = np.minimum(self._low, table)
        self._high = np.maximum(self._high, table)
        self._bits |= np.left_shift(np.uint64(1), self._shifts(table))

    def move(self, steps: Mapping[int, int]) -> None:
        """A table that differs from the first in a few cells."""
        assert self.first is not None  # noqa: S101  # add comes first
        for at, step in steps.items():
            self._low[at] = min(self._low[at], self.first[at] + step)
            self._high[at] = max(self._high[at], self.first[at] + step)
            self._bits[at] |= np.uint64(1) << np.uint64(max(-SIDE, min(SIDE, step)) + SIDE)

    def _shifts(self, table: Solution) -> npt.NDArray[np.uint64]:
        assert self.first is not None  # noqa: S101  # add comes first
        return (np.clip(table - self.first, -SIDE, SIDE) + SIDE).astype(np.uint64)

    def ends(self, at: int) -> tuple[float, float]:
        return float(self._low[at]), float(self._high[at])

    def width(self, at: int) -> float:
        """From the least to the greatest value that was seen; minus infinity before any."""
        return float(self._high[at] - self._low[at])

    def count(self, at: int) -> int:
        """How many different values were seen, at least: those far from the first count as one on each side."""
        return int(self._bits[at]).bit_count()

    def holds(self, at: int, value: int) -> bool:
        if self.first is None or abs(value - self.first[at]) >= SIDE:
            return False
        return bool(int(self._bits[at]) >> int(value - self.first[at] + SIDE) & 1)
