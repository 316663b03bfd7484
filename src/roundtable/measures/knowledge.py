"""What a reader knows before an attack, and what an attack leaves: the types that attacks are made of."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from roundtable.measures.tables import CellId, Sum
from roundtable.measures.values import Status

# A hidden cell is safe when at least this many whole numbers are left for it.
ENOUGH = 3

# Further than any count in a partnership's tables.
FAR = 1e7

# A reader takes these as nought in a sum: there is nobody to count, or fewer than the source's precision.
AS_NOUGHT = frozenset({Status.NOT_APPLICABLE, Status.LOW})

Number = Decimal | int


class Contradiction(ValueError):
    """No numbers at all agree with what was published."""


class Refused(ValueError):
    """A release that cannot meet its rule set: the message says which cells, and why."""


@dataclass(frozen=True, slots=True)
class Range:
    """What a reader knows of a hidden cell on its own; `high` None: nothing bounds it."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Clue:
    """What a reader knows of several cells together: their weighted sum lies from `low` to `high`."""

    weights: tuple[tuple[CellId, float], ...]
    low: float
    high: float

    @classmethod
    def of_sum(cls, each: Sum, gap: Number = 0) -> "Clue":
        """A total and its parts. `gap` is the total less its parts, where a source's own total disagrees."""
        weights = ((each.total, 1.0), *((part, -1.0) for part in each.parts))
        return cls(weights, float(gap), float(gap))

    @classmethod
    def of_ratio(
        cls, top: CellId, bottom: CellId, low: Number | float, high: Number | float
    ) -> tuple["Clue", ...]:
        """A printed share, change or rate as far as its rounding goes: 60% is from 0.595 to 0.605.

        For a change add 1: +17% is a ratio from 1.165 to 1.175.
        """
        return (
            cls(((top, 1.0), (bottom, -float(low))), 0.0, float("inf")),
            cls(((top, 1.0), (bottom, -float(high))), float("-inf"), 0.0),
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """What is left for a hidden cell: the least and greatest value, and how many whole numbers are possible.

    Where it is not `exact`, feasible tables were found with all of that, and a reader may be left even more.
    """

    low: float
    high: float
    values: int
    exact: bool = True

    @property
    def is_safe(self) -> bool:
        return self.values >= ENOUGH


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of an attack.

    `keeps`: how many whole numbers make a cell safe. `exact`: the ends of every interval, or only of those that may be
    the narrowest or too narrow, the others being shown wide by feasible tables. `wanted`: the cells to look at, all
    when None. `world`: a table that agrees with everything, to start from. `moves`: by how much some cells can move from it
    together. Both are checked before they are believed.
    """

    keeps: int = ENOUGH
    exact: bool = True
    wanted: Collection[CellId] | None = None
    world: Mapping[CellId, Number] = field(default_factory=dict)
    moves: Sequence[Mapping[CellId, int]] = ()


EXACTLY = Question()
