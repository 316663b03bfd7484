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

    def __init__(self, ranges: Sequence[tuple[float, float]], rows: Sequence[Row]) -> None:
        self._size = len(ranges)
        self._solver = QuietHighs()
        self._solver.setOptionValue("threads", 1)  # the same answer every time
        self._solver.setOptionValue("presolve", "off")  # so that each answer starts from the last
        self._solver.addVars(
            self._size, np.array([low for low, _ in ranges]), np.array([high for _, high in ranges])
        )
        for row in rows:
            index = np.array(list(row.weights), dtype=np.int32)
            self._solver.addRow(row.low, row.high, len(index), index, np.array(list(row.weights.values())))

    def cost(self, column: int, cost: float) -> None:
        self._solver.changeColCost(column, cost)

    def bound(self, column: int, low: float, high: float) -> None:
        self._solver.changeColBounds(column, low, high)

    def solve(self) -> Solution | None:
        """The values of all columns; None where nothing satisfies the rows."""
        self._solver.run()
        if self._solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(self._solver.getSolution().col_value)

    def solve_whole(self) -> Solution | None:
        """As `solve`, with every column a whole number."""
        self._integrality(highspy.HighsVarType.kInteger)
        try:
            return self.solve()
        finally:
            self._integrality(highspy.HighsVarType.kContinuous)

    def _integrality(self, kind: highspy.HighsVarType) -> None:
        for column in range(self._size):
            self._solver.changeColIntegrality(column, kind)


def is_whole(solution: Solution) -> bool:
    return bool(np.all(np.abs(solution - np.round(solution)) < TOLERANCE))
