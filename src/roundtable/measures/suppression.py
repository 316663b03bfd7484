"""Which cells to hide so that a small one cannot be worked out.

The method is the cheapest circulation (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001): for a hidden cell
to take other values, other cells must move with it so that every sum still holds. The linear program finds the
cheapest cells that can, and those are hidden. Each small cell is served in turn, so the whole is good, not
always best.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from roundtable.measures.knowledge import ENOUGH, Clue
from roundtable.measures.programs import TOLERANCE, Program, Row, Solution, is_whole
from roundtable.measures.tables import CellId

Mask = npt.NDArray[np.bool_]

# How often all hidden cells are moved together at random before each is looked at alone.
LOOKS = 12


@dataclass(frozen=True, slots=True)
class Movable:
    """A cell that a reader may be left in doubt about.

    `down` and `up` say how far from its value it may be without a reader who knows the rule seeing that it is not so.
    `cost` is what is lost when it is hidden; nought where it is hidden already. `guarded`: it must be left enough doubt
    when it is hidden; what was never printed need not be.
    """

    id: CellId
    down: float
    up: float
    cost: float
    guarded: bool = True


def moves(keeps: int) -> tuple[tuple[int, ...], ...]:
    """The moves that leave a cell so many whole numbers, most modest first: of three, one either way, two up, two down."""
    width = keeps - 1
    ups = sorted(range(width + 1), key=lambda up: (max(up, width - up), -up))
    return tuple(tuple(step for step in (up, up - width) if step) for up in ups)


def rows_of(place: Mapping[CellId, int], clues: Iterable[Clue]) -> list[Row]:
    """What clues say of the moves of cells: that they come to nothing."""
    found = []
    for clue in clues:
        weights: dict[int, float] = {}
        for cell, weight in clue.weights:
            if cell in place:
                weights[place[cell]] = weights.get(place[cell], 0.0) + weight
        found.append(Row(weights, 0.0, 0.0))
    return found


class Circulation:
    """Cells that hang together, and the program that moves them. Hides more with each call of `free`."""

    def __init__(self, cells: Sequence[Movable], clues: Iterable[Clue], keeps: int = ENOUGH) -> None:
        self._cells = tuple(cells)
        self._keeps = keeps
        self._moves = moves(keeps)
        self._place = {cell.id: at for at, cell in enumerate(cells)}
        self._down = np.array([cell.down for cell in cells])
        self._up = np.array([cell.up for cell in cells])
        self._costs = np.array([cell.cost for cell in cells])
        # Each cell has two columns: how far it goes up, and how far down.
        ranges = [(0.0, room) for cell in cells for room in (cell.up, cell.down)]
        self._program = Program(ranges, [_two_columns(row) for row in rows_of(self._place, clues)])
        self._program.costs(np.repeat(self._costs, 2))
        self._known: list[set[int]] = [{0} for _ in cells]  # moves that are known to be possible

    def _price(self, at: int, cost: float) -> None:
        self._costs[at] = cost
        self._program.cost(2 * at, cost)
        self._program.cost(2 * at + 1, cost)

    def hidden(self) -> Mask:
        """Which cells, in their order, are hidden by now."""
        return np.asarray(self._costs == 0.0, dtype=np.bool_)

    def look_round(self) -> None:
        """Move all hidden cells together, at random: those that can move far enough need no program of their own."""
        hidden = self.hidden()
        wanting = [at for at in np.flatnonzero(hidden) if len(self._known[at]) < self._keeps]
        chance = np.random.default_rng(len(self._cells))  # the same every time
        far = float(self._keeps - 1)
        room = np.repeat(hidden, 2) * np.minimum(np.column_stack((self._up, self._down)).ravel(), far)
        self._program.bounds(np.zeros(len(room)), room)
        signs = np.zeros(len(self._cells))
        for look in range(LOOKS):
            before = len(wanting)
            # Each random pull is followed by its opposite.
            signs = -signs if look % 2 else np.where(hidden, chance.choice((-1.0, 1.0), len(signs)), 0.0)
            self._program.costs(np.column_stack((signs, -signs)).ravel() + np.repeat(hidden, 2) * TOLERANCE)
            solution = self._program.solve()
            if solution is not None:
                self._remember([solution[0::2] - solution[1::2]])
            wanting = [at for at in wanting if len(self._known[at]) < self._keeps]
            if look > 3 and look % 2 and len(wanting) > 0.97 * before:
                break
        self._program.bounds(np.zeros(len(room)), np.column_stack((self._up, self._down)).ravel())
        self._program.costs(np.repeat(self._costs, 2))

    def free(self, cell: CellId) -> list[CellId] | None:
        """Leave a hidden cell enough whole numbers: what must be hidden for it. None where nothing can."""
        at = self._place[cell]
        if len(self._known[at]) >= self._keeps:
            return []
        best = self.way(at)
        return None if best is None else self._hide(best)

    def way(self, at: int) -> list[Solution] | None:
        """The cheapest way that was found of leaving a cell enough whole numbers, as the moves of all cells."""
        best: list[Solution] | None = None
        for move in self._moves:
            moved = self._moved(at, move)
            if moved is not None and (best is None or self._loss(moved) < self._loss(best)):
                best = moved
                if not self._loss(best):
                    break
        return best

    def _moved(self, at: int, steps: tuple[int, ...]) -> list[Solution] | None:
        found: list[Solution] = []
        for step in steps:
            mirrored = [-delta for delta in found if delta[at] == -step and self._fits(-delta)]
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
        if solution is None:
            return None
        delta: Solution = solution[0::2] - solution[1::2]
        delta[at] = step
        return delta

    def _fits(self, delta: Solution) -> bool:
        return bool(np.all(delta <= self._up + TOLERANCE) and np.all(-delta <= self._down + TOLERANCE))

    def touched(self, moved: Sequence[Solution]) -> Mask:
        """The cells that move."""
        furthest: Solution = np.max(np.abs(np.array(moved)), axis=0)
        return np.greater(furthest, TOLERANCE)

    def _loss(self, moved: Sequence[Solution]) -> float:
        return float(self._costs[self.touched(moved)].sum())

    def _hide(self, moved: Sequence[Solution]) -> list[CellId]:
        hidden = []
        for at in np.flatnonzero(self.touched(moved)):
            if self._costs[at]:
                hidden.append(self._cells[at].id)
                self._price(int(at), 0.0)
        self._remember(moved)
        return hidden

    def _remember(self, moved: Sequence[Solution]) -> None:
        for delta in (each for one in moved for each in (one, -one, one / 2, -one / 2)):
            if is_whole(delta) and self._fits(delta):
                for at in np.flatnonzero(np.round(delta)):
                    self._known[at].add(round(float(delta[at])))

    def cheapest(self, cells: Iterable[CellId]) -> CellId | None:
        """The cheapest cell of these that is not hidden and can move; it is hidden."""
        open_ = [self._place[c] for c in cells if c in self._place and self._costs[self._place[c]]]
        if not open_:
            return None
        at = min(open_, key=lambda place: (self._costs[place], self._cells[place].id))
        self._price(at, 0.0)
        return self._cells[at].id

    def forbid(self, at: int) -> None:
        """A cell stays as it is."""
        self._up[at] = self._down[at] = 0.0
        self._program.bound(2 * at, 0.0, 0.0)
        self._program.bound(2 * at + 1, 0.0, 0.0)

    def allow(self, at: int) -> None:
        """A cell may move again."""
        self._up[at], self._down[at] = self._cells[at].up, self._cells[at].down
        self._program.bound(2 * at, 0.0, self._up[at])
        self._program.bound(2 * at + 1, 0.0, self._down[at])


def pruned(
    cells: Sequence[Movable],
    clues: Sequence[Clue],
    guarded: Iterable[int],
    hidden: Mask,
    keeps: int = ENOUGH,
) -> Mask:
    """A choice of hidden cells without those that turn out not to be needed, dearest first.

    `guarded` are the places of the cells that must stay safe, besides all that are hidden for their sake.
    """
    kept = hidden.copy()
    places = [int(at) for at in np.flatnonzero(hidden)]
    costs = np.array([cells[at].cost for at in places])
    # What must be hidden moves almost for nothing, so that as few others as may be are leant on.
    prices = np.where(costs > 0, costs, 1e-3)
    still = Circulation(
        [replace(cells[at], cost=float(price)) for at, price in zip(places, prices, strict=True)],
        clues,
        keeps,
    )
    extra = [int(at) for at in np.flatnonzero(costs > 0)]
    wanted = set(guarded)
    leaning: dict[int, set[int]] = {}
    for at in (at for at, place in enumerate(places) if place in wanted or costs[at] > 0):
        way = still.way(at)
        if way is not None:
            leaning[at] = _leant_on(still, way, costs) - {at}
    for at in sorted(extra, key=lambda each: (-costs[each], each)):
        found = _without(still, at, leaning, costs)
        if found is not None:
            kept[places[at]] = False
            leaning |= found
            leaning.pop(at, None)
    return kept


def _leant_on(still: Circulation, way: Sequence[Solution], costs: Solution) -> set[int]:
    return {int(at) for at in np.flatnonzero(still.touched(way) & (costs > 0))}


def _without(
    still: Circulation, at: int, leaning: Mapping[int, set[int]], costs: Solution
) -> dict[int, set[int]] | None:
    """On what others lean who leant on a cell, once it is shown; None where one has nothing else, and it stays hidden."""
    still.forbid(at)
    found: dict[int, set[int]] = {}
    for other in [each for each, on in leaning.items() if at in on]:
        way = still.way(other)
        if way is None:
            still.allow(at)
            return None
        found[other] = _leant_on(still, way, costs) - {other}
    return found


def _two_columns(row: Row) -> Row:
    weights = {
        2 * at + down: -weight if down else weight for at, weight in row.weights.items() for down in (0, 1)
    }
    return Row(weights, row.low, row.high)
