"""Hiding by boxes: every small cell stands in a box that may move, and boxes are taken out and put back to lose less.

Each small cell takes the cheapest box through it, where cells that wait for one of their own are worth something; then
some boxes near each other are taken out again and their small cells served in another order, and the cheaper is kept
(large neighbourhood search; Shaw 1998). The number of tries is fixed, so the same numbers always hide the same cells.
"""

import random
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from roundtable.measures.boxes import Box, Boxes
from roundtable.measures.knowledge import Clue
from roundtable.measures.suppression import Mask, Movable

# Boxes that are taken out in one try, as a share of all and at most.
SHARE, MOST = 0.15, 40
# What a small cell without a box of its own is worth to another's, in the cost of a cell: tried in turn.
WORTHS = (0.0, 1.0, 2.0, 4.0)
FIRST_WORTH = 2.0
# Boxes that are looked for at most, while tries still find something cheaper.
LOOKS = 12_000
# So many tries in a row that find nothing cheaper end it.
IN_VAIN = 60


class Cover:
    """Boxes through small cells, and what they hide. `loss` is the cost of what they hide besides."""

    def __init__(self, cells: Sequence[Movable], clues: Sequence[Clue], keeps: int) -> None:
        """ValueError where the cells lie in too thin a grid for boxes."""
        self._boxes = Boxes(cells, clues, keeps)
        self._costs = np.array([cell.cost for cell in cells])
        self._chance = random.Random(len(cells))  # noqa: S311  # the same every time, and no secret
        self._looks = 0
        self._targets: tuple[int, ...] = ()
        self.chosen: list[Box] = []
        self.loss = 0.0

    def fill(self, targets: Iterable[int]) -> None:
        """A box for each of these cells that can have one, the cheapest as things stand."""
        self._targets = tuple(targets)
        self._chosen_from([], self._targets, FIRST_WORTH)

    def improve(self, late: Callable[[], bool] = lambda: False, looks: float = LOOKS) -> None:
        """Lose less, for as long as tries find something and it is not late."""
        vain = 0
        while len(self.chosen) > 1 and vain < IN_VAIN and self._looks < looks and not late():
            before = self.chosen, self.loss
            out = self._some()
            kept = [box for at, box in enumerate(self.chosen) if at not in out]
            order = list(self._targets)
            self._chance.shuffle(order)
            self._chosen_from(kept, order, self._chance.choice(WORTHS))
            vain = 0 if self.loss < before[1] - 1e-6 else vain + 1
            if self.loss > before[1] + 1e-6:
                self.chosen, self.loss = before

    def hidden(self) -> Mask:
        """The cells that are hidden: those that cost nothing, and those in a box."""
        hidden = np.asarray(self._costs == 0.0, dtype=np.bool_)
        hidden[[cell for box in self.chosen for cell in box.cells]] = True
        return hidden

    def missing(self) -> list[int]:
        """The cells that were asked for and have no box."""
        covered = {cell for box in self.chosen for cell in box.cells}
        return [at for at in self._targets if at not in covered]

    def _chosen_from(self, kept: Sequence[Box], order: Iterable[int], worth: float) -> None:
        """The boxes that are kept, and one for each cell that has none, without those that are not needed then."""
        used = np.zeros(len(self._costs), dtype=int)
        for box in kept:
            used[list(box.cells)] += 1
        waiting = np.zeros(len(self._costs), dtype=bool)
        waiting[list(self._targets)] = True
        prices = np.where(waiting & (used == 0), -worth, np.where(used > 0, 0.0, self._costs))
        self._boxes.price(range(len(prices)), prices)
        chosen = list(kept)
        for at in order:
            found = None if used[at] else self._cheapest(at)
            if found is not None:
                chosen.append(found)
                used[list(found.cells)] += 1
                self._boxes.price(found.cells, [0.0] * len(found.cells))
        self.chosen = self._needed(chosen, used, waiting)
        self.loss = float(self._costs[used > 0].sum())

    def _cheapest(self, at: int) -> Box | None:
        self._looks += 1
        found = self._boxes.cheapest(at)
        return None if found is None else found[1]

    def _needed(self, chosen: list[Box], used: npt.NDArray[np.int64], waiting: Mask) -> list[Box]:
        """Boxes without those whose small cells all stand in another too; the dearest go first."""
        alone = [float(self._costs[[c for c in box.cells if used[c] == 1]].sum()) for box in chosen]
        out = set()
        for at in sorted(range(len(chosen)), key=lambda each: (-alone[each], each)):
            cells = list(chosen[at].cells)
            if np.all(used[cells][waiting[cells]] > 1):
                used[cells] -= 1
                out.add(at)
        return [box for at, box in enumerate(chosen) if at not in out]

    def _some(self) -> set[int]:
        """Some boxes to take out: any, or such as share a code with one of them."""
        many = max(2, min(MOST, round(SHARE * len(self.chosen))))
        near = list(range(len(self.chosen)))
        if self._chance.random() < 0.5:
            axis, middle = self._boxes.turn(self._chance), self._chance.choice(self.chosen)
            codes = self._boxes.codes(middle, axis)
            near = [at for at, box in enumerate(self.chosen) if codes & self._boxes.codes(box, axis)]
        self._chance.shuffle(near)
        return set(near[:many])
