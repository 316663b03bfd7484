"""The cheapest boxes: how a cell of a crossed table can move together with others so that every sum still holds.

Two cells of one total that move against each other, or a cell with its total, leave the sums of one dimension as they
were: a step. Taken along every dimension at once, steps make a box: four cells of a two-way table, eight of a three-way one.
All boxes through a cell are priced at once by adding arrays, and no linear program is needed. What hangs together in
other ways is left to the linear programs (`suppression`); a box is checked by the sums themselves before it is believed.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np
import numpy.typing as npt

from roundtable.measures.knowledge import Clue
from roundtable.measures.suppression import Movable
from roundtable.measures.tables import CellId

Prices = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

NEVER = 1e12  # the price of a cell that cannot move
LONGEST = 4  # cells of a step: a part, its group, another group, and a part of that
MOST_STEPS = 600  # of one code
THINNEST = 40  # places in the grid for each cell that there is, at most


@dataclass(frozen=True, slots=True)
class Box:
    """Cells by their places, with the direction of each (1 or -1), and how far the whole may go that way and back."""

    cells: tuple[int, ...]
    signs: tuple[int, ...]
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class _Axis:
    """The codes of one dimension, and the sums among them as weights of their places."""

    codes: Mapping[str, int]
    sums: tuple[Mapping[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Steps:
    """The steps from one code, one a row: places (the first is the code's own; what is over points past the end), signs."""

    places: Places
    along: npt.NDArray[np.bool_]


class Boxes:
    """Cells in a grid of their codes, and the cheapest box through any of them. What is hidden costs nothing."""

    def __init__(self, cells: Sequence[Movable], clues: Sequence[Clue], keeps: int) -> None:
        """ValueError where the cells lie in too thin a grid for boxes to be looked for in it."""
        self._width = keeps - 1
        keys = [coordinates(cell.id) for cell in cells]
        names = sorted({name for key in keys for name in key})
        codes = [sorted({key.get(name, "") for key in keys}) for name in names]
        kept = [at for at, each in enumerate(codes) if len(each) > 1]
        shape = tuple(len(codes[at]) + 1 for at in kept)
        if prod(shape) > THINNEST * len(cells):
            raise ValueError(f"{len(cells)} cells in a grid of {prod(shape)} places")
        self._axes = [_Axis({code: at for at, code in enumerate(codes[at])}, ()) for at in kept]
        found = _sums([names[at] for at in kept], self._axes, clues)
        self._axes = [_Axis(axis.codes, sums) for axis, sums in zip(self._axes, found, strict=True)]
        names = [names[at] for at in kept]
        self._spots = np.array(
            [
                [axis.codes[key.get(name, "")] for name, axis in zip(names, self._axes, strict=True)]
                for key in keys
            ]
        ).reshape(len(cells), len(kept))
        self._flat = np.ravel_multi_index(tuple(self._spots.T), shape) if kept else np.zeros(1, dtype=int)
        self._at = np.full(prod(shape), -1)
        self._at[self._flat] = np.arange(len(cells))
        self._at = self._at.reshape(shape)
        self._steps: dict[tuple[int, int], _Steps] = {}
        self._rows = _rows(cells, clues)
        up, down = np.array([cell.up for cell in cells]), np.array([cell.down for cell in cells])
        self._able = [(up >= far) & (down >= self._width - far) for far in range(self._width + 1)]
        blank = np.full(shape, NEVER)
        for at in range(len(shape)):
            blank[(slice(None),) * at + (-1,)] = 0.0
        # Prices of cells that can go so far up and the rest of the width down.
        self._prices = [blank.copy() for _ in self._able]
        self.price(range(len(cells)), [cell.cost for cell in cells])

    def price(self, cells: Iterable[int], costs: Iterable[float]) -> None:
        """What it costs from now on that these cells move."""
        places, values = np.fromiter(cells, dtype=int), np.fromiter(costs, dtype=float)
        spots = self._flat[places]
        for able, prices in zip(self._able, self._prices, strict=True):
            prices.reshape(-1)[spots] = np.where(able[places], values, NEVER)

    def cheapest(self, at: int) -> tuple[float, Box] | None:
        """The cheapest box through a cell that leaves it, and all in it, enough whole numbers; None where there is none."""
        steps = [self._steps_from(axis, int(code)) for axis, code in enumerate(self._spots[at])]
        best: tuple[float, Box] | None = None
        for far in sorted(range(self._width + 1), key=lambda up: (max(up, self._width - up), -up)):
            if not self._able[far][at]:
                continue
            with_, against = self._prices[far], self._prices[self._width - far]
            for axis, each in enumerate(steps):
                with_, against = _added(axis, each, with_, against, is_last=axis == len(steps) - 1)
            least = int(np.argmin(with_))
            cost = float(with_.reshape(-1)[least])
            if cost < NEVER / 2 and (best is None or cost < best[0] - 1e-9):
                box = self._box(steps, np.unravel_index(least, with_.shape), far)
                if self._holds(box):
                    best = cost, box
        return best

    def codes(self, box: Box, axis: int) -> frozenset[int]:
        """The places that a box has along an axis."""
        return frozenset(self._spots[list(box.cells), axis].tolist())

    def turn(self, chance: random.Random) -> int:
        """One of the axes."""
        return chance.randrange(len(self._axes))

    def _box(self, steps: Sequence[_Steps], chosen: Sequence[np.intp], far: int) -> Box:
        ends = []
        for axis, (each, row) in enumerate(zip(steps, chosen, strict=True)):
            last = len(self._axes[axis].codes)
            pairs = zip(each.places[row].tolist(), each.along[row].tolist(), strict=True)
            ends.append([(place, 1 if along else -1) for place, along in pairs if place != last])
        corners = list(product(*ends))
        cells = tuple(int(self._at[tuple(place for place, _ in corner)]) for corner in corners)
        return Box(cells, tuple(prod(sign for _, sign in c) for c in corners), far, self._width - far)

    def _holds(self, box: Box) -> bool:
        """Whether every sum still holds when the box moves."""
        left: dict[int, float] = defaultdict(float)
        for cell, sign in zip(box.cells, box.signs, strict=True):
            for row, weight in self._rows[cell]:
                left[row] += sign * weight
        return not any(left.values())

    def _steps_from(self, axis: int, code: int) -> _Steps:
        if (axis, code) not in self._steps:
            self._steps[axis, code] = _steps(self._axes[axis], code)
        return self._steps[axis, code]


def coordinates(cell: CellId) -> dict[str, str]:
    """A cell's place by the name of each dimension; what is not named is the total."""
    own = {"\0figure": cell.figure, "\0period": cell.period, "\0area": cell.area}
    return own | dict(cell.dims)


def _added(
    axis: int, steps: _Steps, with_: Prices, against: Prices, *, is_last: bool
) -> tuple[Prices, Prices]:
    """Prices of each step along an axis: of all that goes with the first cell, and of all that goes against it."""
    same = with_ is against
    found = []
    for one, other in ((with_, against),) if same or is_last else ((with_, against), (against, with_)):
        total = one.take(steps.places[:, 0], axis=axis)
        for at in range(1, steps.places.shape[1]):
            total += _chosen(axis, steps.places[:, at], steps.along[:, at], one, other)
        found.append(total)
    return found[0], found[-1]


def _chosen(axis: int, places: Places, along: npt.NDArray[np.bool_], one: Prices, other: Prices) -> Prices:
    if one is other or along.all():
        return one.take(places, axis=axis)
    taken: Prices = other.take(places, axis=axis)
    which = np.flatnonzero(along)
    if len(which):
        taken[(slice(None),) * axis + (which,)] = one.take(places[which], axis=axis)
    return taken


def _sums(
    names: Sequence[str], axes: Sequence[_Axis], clues: Sequence[Clue]
) -> list[tuple[Mapping[int, int], ...]]:
    """The sums along each axis: those whose members differ in its code alone, without those that are part of another."""
    found: list[dict[tuple[int, frozenset[int]], None]] = [{} for _ in axes]
    for clue in clues:
        keys = [coordinates(cell) for cell, _ in clue.weights]
        differ = [at for at, name in enumerate(names) if len({key.get(name, "") for key in keys}) > 1]
        if len(differ) != 1:
            continue
        axis, name = axes[differ[0]], names[differ[0]]
        places = [axis.codes.get(key.get(name, ""), -1) for key in keys]
        weights = [weight for _, weight in clue.weights]
        if weights[0] == 1.0 and set(weights[1:]) == {-1.0}:
            found[differ[0]][places[0], frozenset(places[1:]) - {-1}] = None
    kept: list[tuple[Mapping[int, int], ...]] = []
    for sums in found:
        whole = [s for s in sums if s[0] >= 0 and not any(s[0] == o[0] and s[1] < o[1] for o in sums)]
        kept.append(tuple({total: 1, **dict.fromkeys(sorted(parts), -1)} for total, parts in whole))
    return kept


def _steps(axis: _Axis, code: int) -> _Steps:
    """Every step from a code, as far as it has few cells: whatever sum does not hold is put right by one more cell."""
    found: dict[frozenset[tuple[int, int]], list[tuple[int, int]]] = {}
    waiting = [[(code, 1)]]
    while waiting and len(found) < MOST_STEPS:
        step = waiting.pop(0)
        moved = dict(step)
        wrong = next((s for s in axis.sums if sum(w * moved.get(c, 0) for c, w in s.items())), None)
        if wrong is None:
            found.setdefault(frozenset(step), step)
        elif len(step) < LONGEST:
            left = sum(w * moved.get(c, 0) for c, w in wrong.items())
            waiting += [
                [*step, (c, -left * w)] for c, w in wrong.items() if c not in moved and abs(left) == 1
            ]
    longest = max(map(len, found.values()), default=1)
    end = (len(axis.codes), 1)
    rows = [[*step, *[end] * (longest - len(step))] for step in found.values()] or [[end]]
    return _Steps(
        np.array([[place for place, _ in row] for row in rows]),
        np.array([[sign > 0 for _, sign in row] for row in rows]),
    )


def _rows(cells: Sequence[Movable], clues: Sequence[Clue]) -> list[list[tuple[int, float]]]:
    """Of each cell, the clues that it stands in and its weight in each."""
    place = {cell.id: at for at, cell in enumerate(cells)}
    found: list[list[tuple[int, float]]] = [[] for _ in cells]
    for row, clue in enumerate(clues):
        for cell, weight in clue.weights:
            if cell in place:
                found[place[cell]].append((row, weight))
    return found
