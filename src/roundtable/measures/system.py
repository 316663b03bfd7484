"""Every cell of an edition and every sum that ties them: what is hidden, and what a reader knows of each cell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from math import inf, log1p
from time import process_time

import numpy as np

from roundtable.measures.attack import attack, gap, lacking, may_hold, shown_range
from roundtable.measures.components import components
from roundtable.measures.cover import LOOKS, Cover
from roundtable.measures.knowledge import AS_NOUGHT, Clue, Question, Range, Reach
from roundtable.measures.optimum import QUICK, Effort, Found, Search, at_least
from roundtable.measures.suppression import Circulation, Movable
from roundtable.measures.tables import Cell, CellId, Rules, Sum
from roundtable.measures.values import Status

# Pieces of more cells are hidden by boxes first; up to the second number, by circulations too: the
# cheaper is kept, and what of it is not needed is shown again.
LARGE, MIDDLE = 1_000, 5_000
# The share of an effort that is for the first good choice; the rest is for the search.
FIRST = 0.4

# How much dearer a total is than its dearest part: parts are hidden first, grand totals last.
DEARER = 4.0


class System:
    """What `protect` works on: `small` cells are hidden from the start, and `hide` adds to `hidden`.

    `printed` are the cells of all tables; `published` is what readers have from before, which nothing can hide.
    """

    def __init__(
        self,
        printed: Mapping[CellId, Cell],
        sums: Sequence[Sum],
        rules: Rules,
        published: Mapping[CellId, Decimal],
        costs: Mapping[CellId, float] | None = None,
    ) -> None:
        self._rules = rules
        self._given_costs = costs or {}
        self.search = Found(0.0, 0.0, 0.0, 0, 0)
        self._ends = self._first_ends = inf
        self.moves: list[dict[CellId, int]] = []  # how hidden cells were seen to move together
        self._published = published
        self._suppressed = {
            i for i, c in printed.items() if c.value.status is Status.SUPPRESSED
        } - published.keys()
        self._numbers = {**_numbers(printed), **published}
        self._implied = _imply(self._numbers, sums, self._suppressed, -rules.high)
        self._numbers |= self._implied
        self._watched = _watched(printed, sums, rules)
        self.small = frozenset(i for i in self._numbers if self._is_small(i))
        self.hidden = set(self.small | self._suppressed)
        held = [each for each in sums if not lacking(each, self._numbers) or may_hold(each, self._numbers)]
        self._clues = [
            Clue.of_sum(s, 0 if lacking(s, self._numbers) else gap(s, self._numbers)) for s in held
        ]
        self._levels = _levels(held)

    def _is_small(self, cell: CellId) -> bool:
        return cell in self._watched and self._rules.low <= abs(self._numbers[cell]) <= self._rules.high

    def _can_be_hidden(self, cell: CellId) -> bool:
        """Noughts are always shown, and what was published before stays so. What is not printed is hidden anyway."""
        if cell in self._published:
            return False
        return cell in self._implied or cell not in self._numbers or bool(self._numbers[cell])

    def range_of(self, cell: CellId, *, told: bool) -> Range:
        """What a reader knows of a hidden cell who knows the rule, and, when told, which were hidden for their size."""
        number = self._numbers.get(cell)
        low, high = self._rules.low, self._rules.high
        if number is None:
            return Range(0, None)
        unprinted = cell in self._implied and cell not in self.small
        if unprinted or cell not in self._watched or abs(number) < low:
            return Range(0, None) if number >= 0 else Range(None, None)
        least, most = (
            (low, high if told else None) if cell in self.small else (high + 1 if told else low, None)
        )
        return Range(least, most) if number > 0 else Range(None if most is None else -most, -least)

    # Hiding

    def hide(self, effort: Effort = QUICK) -> dict[CellId, Reach]:
        """Hide more until every hidden cell is safe, or nothing more can be hidden: what is left for each.

        Where the rules hide nothing more than small cells, what is left for each of those.
        """
        if not self._rules.secondary:
            every = {c for clue in self._clues for c, _ in clue.weights} | self.hidden
            return self._attack(self._clues, sorted(every), told=True)
        if effort.seconds:
            now = process_time()
            self._ends, self._first_ends = now + effort.seconds, now + FIRST * effort.seconds
        tied = [[c for c, _ in clue.weights if self._can_be_hidden(c)] for clue in self._clues]
        reaches: dict[CellId, Reach] = {}
        for piece in components(tied):
            cells = sorted({cell for at in piece for cell in tied[at]})
            if self.hidden.intersection(cells):
                reaches |= self._best_in([self._clues[at] for at in piece], cells, effort)
        alone = self.hidden - reaches.keys() - self._published.keys()
        question = Question(keeps=self._rules.keeps)
        return reaches | attack({}, (), {cell: self.range_of(cell, told=True) for cell in alone}, question)

    def _best_in(self, clues: Sequence[Clue], cells: Sequence[CellId], effort: Effort) -> dict[CellId, Reach]:
        """Hide in one piece, then look for cheaper: what a search finds is kept if it is safe too, and cheaper."""
        at_first = self.hidden.intersection(cells)
        # A search does better from circulations, and needs the time.
        if len(cells) > (MIDDLE if effort.seconds else LARGE):
            movables = [self._movable(c, told=True) for c in cells]
            reaches = self._hide_in_large(clues, movables, at_first)
        else:
            wide = {c for c, reach in self._attack(clues, cells, told=True).items() if self._is_safe(reach)}
            movables = [replace(self._movable(c, told=True), guarded=c not in wide) for c in cells]
            reaches = self._hide_in(clues, cells)
        start = self.hidden.intersection(cells)
        if start == at_first:
            return reaches
        costs = {m.id: m.cost for m in movables}
        told = self._attack(clues, cells, told=True)
        asked = [
            replace(m, guarded=m.guarded and m.id in told and self._is_safe(told[m.id])) for m in movables
        ]
        if len(cells) > MIDDLE:
            bound = at_least(asked, clues, self._rules.keeps) if effort.seconds else 0.0
            self.search += Found(sum(costs[c] for c in start), bound, 0.0, 0, 0)
            return reaches
        left = Effort(max(0.0, self._ends - process_time()) if effort.seconds else 0.0, effort.gap)
        free = np.array([m.id in start or not m.cost for m in asked])
        mask, found = Search(asked, clues, self._rules.keeps, left).run(free)
        self.hidden -= start - at_first
        self.hidden |= {m.id for m, hides in zip(asked, mask, strict=True) if hides and m.cost}
        again = reaches if self.hidden.intersection(cells) == start else self._hide_in(clues, cells)
        if not self._is_better(start, reaches, self.hidden.intersection(cells), again, costs):
            self.hidden -= self.hidden.intersection(cells) - start
            self.hidden |= start
            again = reaches
        self.search += replace(found, loss=sum(costs[c] for c in self.hidden.intersection(cells)))
        return again

    def _is_better(
        self,
        before: Iterable[CellId],
        safe_before: Mapping[CellId, Reach],
        after: Iterable[CellId],
        safe_after: Mapping[CellId, Reach],
        costs: Mapping[CellId, float],
    ) -> bool:
        """Whether a second choice of hidden cells is neither dearer nor less safe."""
        losses = [sum(costs[c] for c in some) for some in (before, after)]
        unsafe = [
            sum(not self._is_safe(reach) for reach in some.values()) for some in (safe_before, safe_after)
        ]
        return losses[1] <= losses[0] and unsafe[1] <= unsafe[0]

    def _hide_in_large(
        self, clues: Sequence[Clue], movables: Sequence[Movable], at_first: Iterable[CellId]
    ) -> dict[CellId, Reach]:
        """Hide by boxes, and by circulations too where there is time for it: the cheaper of the two."""
        cells, costs = [m.id for m in movables], {m.id: m.cost for m in movables}
        cover = self._covered(clues, movables)
        reaches: dict[CellId, Reach] = {}
        start: set[CellId] = set()
        if len(cells) <= MIDDLE:
            reaches, start = self._hide_in(clues, cells), self.hidden.intersection(cells)
            if cover is None or cover.loss >= sum(costs[c] for c in start):
                return reaches
            self.hidden -= start.difference(at_first)
        if cover is not None:
            self._hide_boxes(cover, movables)
        by_boxes, found = self._hide_in(clues, cells, looks=False), self.hidden.intersection(cells)
        if not start or self._is_better(start, reaches, found, by_boxes, costs):
            return by_boxes
        self.hidden -= found - start
        self.hidden |= start
        return reaches

    def _covered(self, clues: Sequence[Clue], movables: Sequence[Movable]) -> Cover | None:
        """The cheapest boxes through all hidden cells; None where the cells do not lie in a grid."""
        try:
            cover = Cover(movables, clues, self._rules.keeps)
        except ValueError:
            return None
        cover.fill(at for at, m in enumerate(movables) if m.id in self.hidden)
        looks = LOOKS if self._ends == inf else inf
        cover.improve(lambda: process_time() > self._first_ends, looks=looks)
        return cover

    def _hide_boxes(self, cover: Cover, movables: Sequence[Movable]) -> None:
        """Hide what the boxes need, and keep how they move."""
        for box in cover.chosen:
            moved = [(movables[at].id, sign) for at, sign in zip(box.cells, box.signs, strict=True)]
            steps = [step for step in range(-box.down, box.up + 1) if step]
            self.moves += [{cell: sign * step for cell, sign in moved} for step in steps]
        self.hidden |= {m.id for m, hides in zip(movables, cover.hidden(), strict=True) if hides and m.cost}

    def _is_safe(self, reach: Reach) -> bool:
        return reach.values >= self._rules.keeps

    def _hide_in(
        self, clues: Sequence[Clue], cells: Sequence[CellId], *, looks: bool = True
    ) -> dict[CellId, Reach]:
        """Guard against a reader who is told which cells are small. Where hiding everything would not be enough (four
        that make four are one each to whoever is told that their total is small), against one who is not told.
        """
        unsafe = set(self.hidden.intersection(cells))
        if not looks:
            # Boxes have been hidden: what they leave unsafe, the attack says.
            reaches = self._attack(clues, cells, told=True)
            unsafe = {cell for cell, reach in reaches.items() if not self._is_safe(reach)}
        if looks or unsafe:
            reaches = self._guard(clues, cells, unsafe, told=True)
        left = {cell for cell, reach in reaches.items() if not self._is_safe(reach)}
        if left:
            safe = {cell: reach for cell, reach in reaches.items() if self._is_safe(reach)}
            reaches = self._guard(clues, cells, left, told=False) | safe
        return reaches

    def _guard(
        self, clues: Sequence[Clue], cells: Sequence[CellId], unsafe: Iterable[CellId], *, told: bool
    ) -> dict[CellId, Reach]:
        """Hide more until the attack finds every cell safe, or hiding does not help: what is left for each."""
        circulation = Circulation(
            [self._movable(cell, told=told) for cell in cells], clues, self._rules.keeps
        )
        circulation.look_round()
        # What has not been attacked yet may be safe: no more is hidden around it for want of time.
        attacked = False
        while True:
            before = len(self.hidden)
            for cell in sorted(unsafe):
                if attacked and process_time() > self._ends:
                    self._hide_around(unsafe, clues)
                    break
                self.hidden.update(circulation.free(cell) or ())
            reaches = self._attack(clues, cells, told=told)
            attacked = True
            unsafe = [cell for cell, reach in reaches.items() if not self._is_safe(reach)]
            if len(self.hidden) == before:
                stuck = [cell for cell in sorted(unsafe) if circulation.free(cell) is not None]
                if not stuck or not self._hide_beside(stuck, circulation, clues):
                    return reaches

    def _hide_around(self, unsafe: Iterable[CellId], clues: Sequence[Clue]) -> None:
        """There is no time left to choose: hide all that may be hidden in each sum that has an unsafe cell."""
        for clue in clues:
            members = [cell for cell, _ in clue.weights]
            if not self.hidden.isdisjoint(members) and not set(unsafe).isdisjoint(members):
                self.hidden.update(c for c in members if self._can_be_hidden(c) and c not in self._implied)

    def _hide_beside(self, stuck: Sequence[CellId], circulation: Circulation, clues: Sequence[Clue]) -> bool:
        """Hide the cheapest neighbour of a cell that moves only by fractions; False where there is none."""
        for cell in stuck:
            near = {c for clue in clues for c, _ in clue.weights if any(c == cell for c, _ in clue.weights)}
            chosen = circulation.cheapest(near)
            if chosen is not None:
                self.hidden.add(chosen)
                return True
        return False

    def _attack(self, clues: Sequence[Clue], cells: Sequence[CellId], *, told: bool) -> dict[CellId, Reach]:
        unsure = {c for c in cells if c in self.hidden or c in self._implied}
        members = {c for clue in clues for c, _ in clue.weights}
        ranges = {cell: self.range_of(cell, told=told) for cell in sorted(unsure)}
        known = {c: self._numbers[c] for c in members if c in self._numbers and c not in unsure}
        if self._rules.nearest > 1:
            shown = {
                c: shown_range(n, self._rules) for c, n in known.items() if n and c not in self._published
            }
            known = {c: n for c, n in known.items() if c not in shown}
            ranges |= shown
        wanted = self.hidden.intersection(unsure)
        question = Question(
            self._rules.keeps, exact=False, wanted=wanted, world=self._numbers, moves=self.moves
        )
        return attack(known, clues, ranges, question)

    def _movable(self, cell: CellId, *, told: bool) -> Movable:
        number = self._numbers.get(cell)
        if number is None:
            return Movable(cell, inf, inf, 0.0)
        range_ = self.range_of(cell, told=told)
        down = inf if range_.low is None else float(number) - range_.low
        up = inf if range_.high is None else range_.high - float(number)
        free = cell in self.hidden or cell in self._implied
        return Movable(cell, down, up, 0.0 if free else self._cost(cell))

    def _cost(self, cell: CellId) -> float:
        if cell in self._given_costs:
            return self._given_costs[cell]
        return (1.0 + log1p(abs(float(self._numbers[cell])))) * DEARER ** self._levels.get(cell, 0)


def _numbers(cells: Mapping[CellId, Cell]) -> dict[CellId, Decimal]:
    numbers = {i: c.value.number for i, c in cells.items() if c.value.number is not None}
    return numbers | {i: Decimal(0) for i, c in cells.items() if c.value.status in AS_NOUGHT}


def _imply(
    numbers: Mapping[CellId, Decimal], sums: Sequence[Sum], secret: Iterable[CellId], least: int
) -> dict[CellId, Decimal]:
    """Numbers that are not printed but that a sum gives to a reader: a total less all parts but one."""
    known = dict(numbers)
    waiting = list(sums)
    while True:
        ready = [s for s in waiting if len(lacking(s, known)) == 1]
        if not ready:
            return {i: n for i, n in known.items() if i not in numbers}
        for each in ready:
            waiting.remove(each)
            cells = lacking(each, known)
            number = gap(each, known) * (-1 if each.total in cells else 1)
            if cells and cells[0] not in secret and number >= least:
                known[cells[0]] = number


def _watched(cells: Mapping[CellId, Cell], sums: Sequence[Sum], rules: Rules) -> frozenset[CellId]:
    """The cells whose small counts are hidden: what is not printed counts what the rest of its sum counts."""
    watched = {i for i, cell in cells.items() if cell.counts in rules.hides}
    for each in sums:
        members = (each.total, *each.parts)
        if any(member in watched for member in members):
            watched.update(member for member in members if member not in cells)
    return frozenset(watched)


def _levels(sums: Sequence[Sum]) -> dict[CellId, int]:
    """How many sums lie beneath a total, at most; sums that go round in a circle are cut."""
    parts: dict[CellId, list[CellId]] = {}
    for each in sums:
        parts.setdefault(each.total, []).extend(each.parts)
    found: dict[CellId, int] = {}

    def level(cell: CellId) -> int:
        if cell not in parts:
            return 0
        if cell not in found:
            found[cell] = 0
            found[cell] = 1 + max((level(part) for part in parts[cell]), default=0)
        return found[cell]

    for total in parts:
        level(total)
    return found
