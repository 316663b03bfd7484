"""Which cells to hide so that a small one cannot be worked out.

The method is the cheapest circulation (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001): for a hidden cell
to take other values, other cells must move with it so that every sum still holds. The linear program finds the
cheapest cells that can, and those are hidden. Each small cell is served in turn, so the whole is good, not
always best.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from roundtable.measures.attack import ENOUGH, Clue
from roundtable.measures.programs import TOLERANCE, Program, Row, Solution, is_whole
from roundtable.measures.tables import CellId

# The moves that leave a cell three whole numbers, most modest first: one either way, two up, two down.
MOVES = ((1, -1), (2,), (-2,))


@dataclass(frozen=True, slots=True)
class Movable:
    """A cell that a reader may be left in doubt about.

    `down` and `up` say how far from its value it may be without a reader who knows the rule seeing that it is not so.
    `cost` is what is lost when it is hidden; nought where it is hidden already.
    """

    id: CellId
    down: float
    up: float
    cost: float


class Circulation:
    """Cells that hang together, and the program that moves them. Hides more with each call of `free`."""

    def __init__(self, cells: Sequence[Movable], clues: Iterable[Clue]) -> None:
        self._cells = tuple(cells)
        self._place = {cell.id: at for at, cell in enumerate(cells)}
        self._down = np.array([cell.down for cell in cells])
        self._up = np.array([cell.up for cell in cells])
        self._costs = np.array([cell.cost for cell in cells])
        # Each cell has two columns: how far it goes up, and how far down.
        ranges = [(0.0, room) for cell in cells for room in (cell.up, cell.down)]
        self._program = Program(ranges, [self._row(clue) for clue in clues])
        for at, cell in enumerate(cells):
            self._price(at, cell.cost)
        self._known: list[set[int]] = [{0} for _ in cells]  # moves that are known to be possible

    def _row(self, clue: Clue) -> Row:
        weights: dict[int, float] = {}
        for cell, weight in clue.weights:
            if cell in self._place:
                up = 2 * self._place[cell]
                weights[up] = weights.get(up, 0.0) + weight
                weights[up + 1] = weights.get(up + 1, 0.0) - weight
        return Row(weights, 0.0, 0.0)

    def _price(self, at: int, cost: float) -> None:
        self._costs[at] = cost
        self._program.cost(2 * at, cost)
        self._program.cost(2 * at + 1, cost)

    def free(self, cell: CellId) -> list[CellId] | None:
        """Leave a hidden cell three whole numbers: what must be hidden for it. None where nothing can."""
        at = self._place[cell]
        if len(self._known[at]) >= ENOUGH:
            return []
        best: list[Solution] | None = None
        for move in MOVES:
            moved = self._moved(at, move)
            if moved is not None and (best is None or self._loss(moved) < self._loss(best)):
                best = moved
                if not self._loss(best):
                    break
        return None if best is None else self._hide(best)

    def _moved(self, at: int, steps: tuple[int, ...]) -> list[Solution] | None:
        found: list[Solution] = []
        for step in steps:
            mirrored = [-delta for delta in found if self._fits(-delta)]
            delta = mirrored[0] if mirrored else self._shift(at, step)
            if delta is None:
                return None
            found.append(delta)
        return found

    def _shift(self, at: int, step: int) -> Solution | None:
        """The cheapest way for one cell to move by `step`, as the move of every cell."""
        up, down = (step, 0) if step > 0 else (0, -step)
        if up > self._up[at] or down > self._down[at]:
            return None
        self._program.bound(2 * at, up, up)
        self._program.bound(2 * at + 1, down, down)
        solution = self._program.solve()
        self._program.bound(2 * at, 0.0, self._up[at])
        self._program.bound(2 * at + 1, 0.0, self._down[at])
        return None if solution is None else solution[0::2] - solution[1::2]

    def _fits(self, delta: Solution) -> bool:
        return bool(np.all(delta <= self._up + TOLERANCE) and np.all(-delta <= self._down + TOLERANCE))

    def _touched(self, moved: Sequence[Solution]) -> npt.NDArray[np.bool_]:
        furthest: Solution = np.max(np.abs(np.array(moved)), axis=0)
        return np.greater(furthest, TOLERANCE)

    def _loss(self, moved: Sequence[Solution]) -> float:
        return float(self._costs[self._touched(moved)].sum())

    def _hide(self, moved: Sequence[Solution]) -> list[CellId]:
        hidden = []
        for at in np.flatnonzero(self._touched(moved)):
            if self._costs[at]:
                hidden.append(self._cells[at].id)
                self._price(int(at), 0.0)
        for delta in (each for one in moved for each in (one, -one, one / 2, -one / 2)):
            if is_whole(delta) and self._fits(delta):
                for at in np.flatnonzero(np.round(delta)):
                    self._known[at].add(round(float(delta[at])))
        return hidden

    def cheapest(self, cells: Iterable[CellId]) -> CellId | None:
        """The cheapest cell of these that is not hidden and can move; it is hidden."""
        open_ = [self._place[c] for c in cells if c in self._place and self._costs[self._place[c]]]
        if not open_:
            return None
        at = min(open_, key=lambda place: (self._costs[place], self._cells[place].id))
        self._price(at, 0.0)
        return self._cells[at].id
