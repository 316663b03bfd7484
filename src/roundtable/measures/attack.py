"""What a reader who knows the rule can work out: the narrowest interval of each hidden cell, by linear programs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

import highspy
import numpy as np

from roundtable.measures.tables import CellId, Rules, Sum

# A hidden cell is safe when at least three whole numbers are left for it: its interval is at least this wide.
WIDTH = 2.0

Intervals = dict[CellId, tuple[float, float]]


def intervals(
    numbers: Mapping[CellId, Decimal | int], sums: Collection[Sum], hidden: frozenset[CellId], rules: Rules
) -> Intervals:
    """The least and the greatest value that each hidden cell could have, given every shown cell and every sum.

    The reader knows that a count is not negative, and that what is hidden is not nought unless it had to be: a lone
    hidden cell is between `rules.low` and `rules.high`. Whether a cell was hidden for its size is not known.
    """
    found: Intervals = {}
    for group, ties in _components(sums, hidden):
        found.update(_solve(numbers, group, ties, rules))
    for cell in hidden - found.keys():
        found[cell] = (float(rules.low), float(rules.high))
    return found


def _components(sums: Collection[Sum], hidden: frozenset[CellId]) -> Iterable[tuple[list[CellId], list[Sum]]]:
    """Hidden cells that are tied to one another, with the sums that tie them."""
    parent: dict[CellId, CellId] = {}

    def root(cell: CellId) -> CellId:
        parent.setdefault(cell, cell)
        while parent[cell] != cell:
            parent[cell] = parent[parent[cell]]
            cell = parent[cell]
        return cell

    tied = [(s, [m for m in (s.total, *s.parts) if m in hidden]) for s in sums]
    for _, members in tied:
        for member in members[1:]:
            parent[root(member)] = root(members[0])
    cells: dict[CellId, dict[CellId, None]] = defaultdict(dict)
    ties: dict[CellId, list[Sum]] = defaultdict(list)
    for each, members in tied:
        if members:
            ties[root(members[0])].append(each)
            cells[root(members[0])].update(dict.fromkeys(members))
    return [(sorted(cells[r]), ties[r]) for r in sorted(cells)]


def _solve(
    numbers: Mapping[CellId, Decimal | int], group: list[CellId], ties: list[Sum], rules: Rules
) -> Intervals:
    place = {cell: at for at, cell in enumerate(group)}
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    for cell in group:
        # A negative count (a reclassification) may be hidden too: then nothing bounds it from below.
        floor = 0.0 if numbers[cell] >= 0 else -highspy.kHighsInf
        solver.addVar(floor, highspy.kHighsInf)
    for each in ties:
        _add_row(solver, numbers, place, each)
    return {cell: (_extreme(solver, place, cell, 1), _extreme(solver, place, cell, -1)) for cell in group}


def _add_row(
    solver: highspy.Highs, numbers: Mapping[CellId, Decimal | int], place: Mapping[CellId, int], each: Sum
) -> None:
    weights: dict[int, float] = defaultdict(float)
    known = 0.0
    for member, sign in ((each.total, -1.0), *((p, 1.0) for p in each.parts)):
        if member in place:
            weights[place[member]] += sign
        else:
            known += sign * float(numbers[member])
    index = np.array(list(weights), dtype=np.int32)
    solver.addRow(-known, -known, len(index), index, np.array(list(weights.values())))


def _extreme(solver: highspy.Highs, place: Mapping[CellId, int], cell: CellId, direction: int) -> float:
    solver.changeColCost(place[cell], float(direction))
    solver.run()
    status = solver.getModelStatus()
    unbounded = status in (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
    found = float("inf") * -direction if unbounded else float(solver.getSolution().col_value[place[cell]])
    solver.changeColCost(place[cell], 0.0)
    return found
