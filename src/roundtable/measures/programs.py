"""Linear programs that are built once and asked many times, solved by HiGHS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
import numpy.typing as npt

Solution = npt.NDArray[np.float64]
TOLERANCE = 1e-5  # solutions are exact to about 1e-7; counts are whole


@dataclass(frozen=True, slots=True)
class Row:
    """A weighted sum of columns that lies from `low` to `high`."""

    weights: Mapping[int, float]
    low: float
    high: float


class QuietHighs(highspy.Highs):
    """HiGHS greets on standard output as soon as its callbacks are set, before an option can forbid it."""

    def enableCallbacks(self) -> None:  # noqa: N802  # the name is HiGHS's
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


class Program:
    """Minimise a cost over columns within ranges, subject to rows. Costs and ranges may be changed between answers."""

    def __init__(
        self, ranges: Sequence[tuple[float, float]], rows: Sequence[Row], *, by_cost: bool = False
    ) -> None:
        """`by_cost`: costs will change between answers more than ranges (the primal simplex goes on from the last)."""
        self._size = len(ranges)
        self._every = np.arange(self._size, dtype=np.int32)
        self._solver = QuietHighs()
        self._solver.setOptionValue("threads", 1)  # the same answer every time
        self._solver.setOptionValue("presolve", "off")  # so that each answer starts from the last
        self._solver.setOptionValue("simplex_strategy", 4 if by_cost else 1)
        self._solver.addVars(
            self._size, np.array([low for low, _ in ranges]), np.array([high for _, high in ranges])
        )
        self.add(rows)

    def add(self, rows: Sequence[Row]) -> None:
        """More rows, which the next answer satisfies too."""
        if not rows:
            return
        lengths = np.array([len(row.weights) for row in rows], dtype=np.int32)
        starts = np.concatenate(([0], np.cumsum(lengths)[:-1])).astype(np.int32)
        index = np.array([at for row in rows for at in row.weights], dtype=np.int32)
        weights = np.array([weight for row in rows for weight in row.weights.values()], dtype=np.float64)
        lows, highs = np.array([row.low for row in rows]), np.array([row.high for row in rows])
        self._solver.addRows(len(rows), lows, highs, len(index), starts, index, weights)

    def cost(self, column: int, cost: float) -> None:
        self._solver.changeColCost(column, cost)

    def costs(self, costs: Solution) -> None:
        """The costs of all columns."""
        self._solver.changeColsCost(self._size, self._every, costs)

    def bound(self, column: int, low: float, high: float) -> None:
        self._solver.changeColBounds(column, low, high)

    def bounds(self, lows: Solution, highs: Solution) -> None:
        """The ranges of all columns."""
        self._solver.changeColsBounds(self._size, self._every, lows, highs)

    def solve(self) -> Solution | None:
        """The values of all columns; None where nothing satisfies the rows."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().col_value)

    def duals(self) -> Solution:
        """After an answer: by how much the least cost changes with each column, per unit, at its end of its range."""
        return np.array(self._solver.getSolution().col_dual)

    def solve_whole(self) -> Solution | None:
        """As `solve`, with every column a whole number."""
        self._integrality(highspy.HighsVarType.kInteger)
        try:
            return self.solve()
        finally:
            self._integrality(highspy.HighsVarType.kContinuous)

    def solve_within(self, seconds: float, gap: float) -> tuple[Solution | None, float]:
        """As `solve_whole`, for so long or until it is so near the best: the best found, and the least cost possible."""
        self._integrality(highspy.HighsVarType.kInteger)
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + seconds)
        self._solver.setOptionValue("mip_rel_gap", gap)
        self._solver.setOptionValue("presolve", "on")
        try:
            self._solver.run()
            info = self._solver.getInfo()
            found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
            values = np.array(self._solver.getSolution().col_value) if found else None
            return values, float(info.mip_dual_bound)
        finally:
            self._solver.setOptionValue("time_limit", float("inf"))
            self._solver.setOptionValue("presolve", "off")
            self._integrality(highspy.HighsVarType.kContinuous)

    def _integrality(self, kind: highspy.HighsVarType) -> None:
        kinds = np.full(self._size, int(kind.value), dtype=np.uint8)
        self._solver.changeColsIntegrality(self._size, self._every, kinds)


def is_whole(solution: Solution) -> bool:
    return bool(np.all(np.abs(solution - np.round(solution)) < TOLERANCE))
