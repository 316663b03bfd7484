"""The fewest cells, or the cheapest, that must be hidden so that no small one can be worked out.

A master program chooses what to hide; the attacker's linear programs answer with cuts until no attack succeeds
(Fischetti and Salazar, Solving the cell suppression problem on tabular data with linear constraints, Management Science
47, 2001). First with cells hidden by fractions, where each round is cheap and gives a bound, then whole. What the bound and
the best that was found differ by is the gap; both are for the linear attacker, whose answers need not be whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import process_time

import numpy as np
import numpy.typing as npt

from roundtable.measures.knowledge import Clue
from roundtable.measures.programs import Program, Row, Solution
from roundtable.measures.suppression import Circulation, Mask, Movable, pruned, rows_of

Places = npt.NDArray[np.int64]

TINY = 1e-6
SLACK = 1e-4  # cuts that are missed by less are not added
# Cuts that one round adds at most before the master is asked again.
BATCH = 150


@dataclass(frozen=True, slots=True)
class Effort:
    """How hard to look for the cheapest cells to hide: CPU seconds for the search, and the gap (a share) at which it stops.

    Nought seconds: the first good answer, without a bound.
    """

    seconds: float = 0.0
    gap: float = 0.01


QUICK = Effort()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search came to. `loss` and `bound` are sums of the costs of what is hidden besides the small cells."""

    loss: float
    bound: float
    seconds: float
    rounds: int
    programs: int

    @property
    def gap(self) -> float:
        """By what share of itself the loss may be too high, at most."""
        return max(0.0, (self.loss - self.bound) / self.loss) if self.loss else 0.0

    def __add__(self, other: "Found") -> "Found":
        return Found(
            self.loss + other.loss,
            self.bound + other.bound,
            self.seconds + other.seconds,
            self.rounds + other.rounds,
            self.programs + other.programs,
        )


class Attacker:
    """How far each cell can move while every sum holds, for any choice of hidden cells, whole or by fractions."""

    def __init__(self, cells: Sequence[Movable], clues: Sequence[Clue], width: float) -> None:
        self.width = width
        self._down = np.array([min(cell.down, 1e6) for cell in cells])
        self._up = np.array([min(cell.up, 1e6) for cell in cells])
        place = {cell.id: at for at, cell in enumerate(cells)}
        self._program = Program([(0.0, 0.0)] * len(cells), rows_of(place, clues), by_cost=True)
        self.programs = 0
        self._hidden = np.zeros(len(cells))

    def hide(self, hidden: Solution) -> None:
        """Each cell's room is in proportion to how far it is hidden, 0 to 1."""
        self._hidden = hidden
        # A cell need move no further than a few times the width; an endless one is a wall that simplex never meets.
        far = 4 * self.width
        self._low = -np.minimum(self._down, far) * hidden
        self._high = np.minimum(self._up, far) * hidden
        self._program.bounds(self._low, self._high)

    def cut(self, at: int) -> tuple[float, Solution]:
        """How wide a cell's interval is, as far as `width`, and what each cell adds to it when it is hidden."""
        wide, weights = 0.0, np.zeros(len(self._down))
        for direction in (-1.0, 1.0):
            self._program.cost(at, direction)
            moved = self._program.solve()
            self.programs += 1
            duals = self._program.duals()
            self._program.cost(at, 0.0)
            if moved is None:
                return self.width, weights
            wide += abs(float(moved[at]))
            if wide >= self.width - TINY:
                return self.width, weights
            duals[np.abs(duals) < TINY] = 0.0
            weights += np.where(duals < 0, -duals * self._up, duals * self._down)
        return wide, np.minimum(weights + (weights > 0) * TINY, self.width)


class Search:
    """Cells that hang together, some of which must be hidden, and the search for the cheapest others."""

    def __init__(self, cells: Sequence[Movable], clues: Sequence[Clue], keeps: int, effort: Effort) -> None:
        self._cells, self._clues, self._effort = cells, clues, effort
        self._ends = process_time() + effort.seconds
        self._starts = process_time()
        self._costs = np.array([cell.cost for cell in cells])
        self._must = self._costs == 0.0
        self._keeps, self._width = keeps, float(keeps - 1)
        self._attacker = Attacker(cells, clues, self._width)
        self._master = Program([(1.0, 1.0) if must else (0.0, 1.0) for must in self._must], [])
        self._master.costs(self._costs)
        self._open = [at for at, cell in enumerate(cells) if self._must[at] and cell.guarded]
        self._rounds = 0
        self._bound = 0.0
        self._best: Mask | None = None

    def run(self, start: Mask) -> tuple[Mask, Found]:
        """The best choice found, no dearer than `start`, which must be safe."""
        self._best = pruned(self._cells, self._clues, self._open, start, self._keeps)
        if self._effort.seconds and self._open and self._loss(self._best) > 0:
            self._first_cuts()
            fractional = self._by_fractions()
            self._offer(self._guided(fractional))
            self._whole()
        used = process_time() - self._starts
        loss = self._loss(self._best)
        return self._best, Found(loss, min(self._bound, loss), used, self._rounds, self._attacker.programs)

    def _loss(self, hidden: Mask) -> float:
        return float(self._costs[hidden].sum())

    def _late(self, share: float = 1.0) -> bool:
        return process_time() > self._starts + share * self._effort.seconds

    def _near(self) -> bool:
        assert self._best is not None  # noqa: S101  # run sets it first
        loss = self._loss(self._best)
        return loss - self._bound <= self._effort.gap * loss + TINY

    def _offer(self, hidden: Mask) -> None:
        assert self._best is not None  # noqa: S101  # run sets it first
        if self._loss(hidden) < self._loss(self._best) - TINY:
            self._best = hidden

    # Cuts

    def _row(self, at: int, weights: Solution) -> Row | None:
        """At least `width` when the cell is hidden, less what its own room and the cells that must be hidden give of it.

        None where they give all. A cell's own weight is what its own ends hold back, which hiding others cannot change.
        """
        own, weights[at] = float(weights[at]), 0.0
        given = float(weights[self._must].sum())
        need = self._width - given - own
        free = np.flatnonzero((weights > 0) & ~self._must)
        if need <= SLACK or not len(free):
            return None
        row = {int(c): min(float(weights[c]), need) for c in free}
        if self._must[at]:
            return Row(row, need - TINY, float("inf"))
        return Row({**row, at: -need}, 0.0, float("inf"))

    def _first_cuts(self) -> None:
        """Each sum is a cut of its own: where one cell moves, another moves with it."""
        place = {cell.id: at for at, cell in enumerate(self._cells)}
        room = np.minimum(np.array([cell.up + cell.down for cell in self._cells]), self._width)
        opened = set(self._open)
        rows = []
        for clue in self._clues:
            members = [place[c] for c, _ in clue.weights if c in place]
            for at in members:
                if at in opened or not self._must[at]:
                    weights = np.zeros(len(self._cells))
                    weights[members] = room[members]
                    weights[at] = 0.0  # what it moves by, the others move by
                    rows.append(self._row(at, weights))
        self._master.add([row for row in rows if row is not None and row.weights])

    def _cuts(self, chosen: Solution, *, most: int) -> list[Row]:
        """Cuts that a choice does not satisfy, for the cells that must be hidden and for those that it hides."""
        self._attacker.hide(chosen)
        hidden = [int(at) for at in np.flatnonzero((chosen > 0.3) & ~self._must)]
        rows: list[Row] = []
        turn = self._rounds * 37 % max(1, len(self._open))
        for at in [*self._open[turn:], *self._open[:turn], *hidden]:
            wide, weights = self._attacker.cut(at)
            if wide < self._width * chosen[at] - SLACK:
                row = self._row(at, weights)
                if row is not None and self._missed(row, chosen):
                    rows.append(row)
            if len(rows) >= most or self._late():
                break
        return rows

    def _missed(self, row: Row, chosen: Solution) -> bool:
        return bool(sum(weight * chosen[at] for at, weight in row.weights.items()) < row.low - SLACK)

    # Phases

    def _by_fractions(self) -> Solution:
        chosen = self._master.solve()
        assert chosen is not None  # noqa: S101  # hiding everything satisfies every cut
        before = -1.0
        stalled = 0
        while not self._late(0.5) and not self._near() and stalled < 4:
            self._rounds += 1
            rows = self._cuts(chosen, most=BATCH)
            complete = len(rows) < BATCH and not self._late()
            if rows:
                self._master.add(rows)
                solved = self._master.solve()
                chosen = chosen if solved is None else solved
            self._bound = max(self._bound, float(self._costs @ chosen))
            stalled = stalled + 1 if self._bound < before * 1.0005 else 0
            before = self._bound
            if complete and not rows:
                break
        self._bound = max(self._bound, float(self._costs @ chosen))
        return chosen

    def _whole(self) -> None:
        while not self._late() and not self._near():
            self._rounds += 1
            left = self._ends - process_time()
            values, bound = self._master.solve_within(max(1.0, left / 3), self._effort.gap / 2)
            self._bound = max(self._bound, bound)
            if values is None:
                return
            chosen = np.round(values)
            rows = self._cuts(chosen, most=10 * BATCH)
            if not rows and not self._late():
                self._offer(chosen > 0)
                if self._near() or self._late():
                    return
                continue
            self._offer(self._guided(chosen, 0.999))
            self._master.add(rows)

    # Good choices

    def _guided(self, chosen: Solution, lean: float = 0.95) -> Mask:
        """The cheapest circulations, where what the master leans to costs less."""
        costs = np.where(self._must, 0.0, self._costs * (1.0 - lean * chosen) + TINY)
        cells = [replace(cell, cost=float(cost)) for cell, cost in zip(self._cells, costs, strict=True)]
        circulation = Circulation(cells, self._clues, self._keeps)
        circulation.look_round()
        for at in self._open:
            circulation.free(cells[at].id)
        return pruned(self._cells, self._clues, self._open, circulation.hidden(), self._keeps)


def at_least(cells: Sequence[Movable], clues: Sequence[Clue], keeps: int) -> float:
    """What must be lost at least, by fractions and by each sum alone: where one cell moves, others move with it.

    Weaker than the bound of a search, and quick for tables that are too large for one.
    """
    width = float(keeps - 1)
    costs = np.array([cell.cost for cell in cells])
    must = costs == 0.0
    opened = np.array([cell.guarded for cell in cells]) & must
    room = np.minimum(np.array([cell.up + cell.down for cell in cells]), width)
    place = {cell.id: at for at, cell in enumerate(cells)}
    lines = [np.array([place[c] for c, _ in clue.weights if c in place], dtype=int) for clue in clues]
    master = Program([(1.0, 1.0) if each else (0.0, 1.0) for each in must], [])
    master.costs(costs)
    rows = [_line_row(at, line, room, must, width) for line in lines for at in line[opened[line]]]
    while True:
        master.add([row for row in rows if row is not None])
        chosen = master.solve()
        if chosen is None:
            return 0.0
        most = [int(line[np.argmax(np.where(must[line], 0.0, chosen[line]))]) for line in lines if len(line)]
        asked = [
            _line_row(at, line, room, must, width)
            for at, line in zip(most, [line for line in lines if len(line)], strict=True)
            if not must[at]
        ]
        rows = [row for row in asked if row and _miss(row, chosen) > SLACK]
        if not rows:
            return float(costs @ chosen)


def _miss(row: Row, chosen: Solution) -> float:
    """By how much a choice falls short of a cut."""
    return row.low - sum(weight * float(chosen[at]) for at, weight in row.weights.items())


def _line_row(at: int, line: Places, room: Solution, must: Mask, width: float) -> Row | None:
    """The cut that a sum is for one of its cells; None where what must be hidden anyway satisfies it."""
    others = line[line != at]
    need = width - float(room[others][must[others]].sum())
    free = others[~must[others]]
    if need <= SLACK or not len(free):
        return None
    weights = {int(c): min(float(room[c]), need) for c in free}
    if must[at]:
        return Row(weights, need - TINY, float("inf"))
    return Row({**weights, int(at): -need}, 0.0, float("inf"))
