"""Cells and tables before and after disclosure control.

What leaves Roundtable is a `ProtectedTable`; only `disclosure.protect` and `disclosure.expose` make one.
"""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from roundtable.measures.definitions import Counts
from roundtable.measures.values import Value


@dataclass(frozen=True, slots=True, order=True)
class CellId:
    """Which number: figure key, period, area covered, and dimensions in key order. The same everywhere it is printed."""

    figure: str
    period: str
    area: str = ""
    dims: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        dims = "".join(f", {key}={value}" for key, value in self.dims)
        return f"{self.figure} [{self.period}{', ' + self.area if self.area else ''}{dims}]"


@dataclass(frozen=True, slots=True)
class Cell:
    """A raw count that may be printed, and what it counts."""

    id: CellId
    value: Value
    counts: Counts


@dataclass(frozen=True, slots=True)
class Sum:
    """An equation that a reader knows or can work out: the total is the sum of its parts, exactly."""

    total: CellId
    parts: tuple[CellId, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A number worked out from cells (share, change, rate, mean): gone when any of them is hidden.

    `name` is unique in an edition, such as "allegations.contacts?period=2015-16&as=change".
    """

    name: str
    of: tuple[CellId, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Cells that are printed together, with the sums that hold among them and the numbers worked out from them."""

    name: str
    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...] = ()
    derived: tuple[Derived, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """A named, versioned rule set of disclosure control: counts from `low` to `high` are hidden.

    `keeps`: how many whole numbers a reader must be left for each hidden cell. `secondary`: whether more is hidden to
    leave them. `nearest`: what is shown is rounded to a multiple of this, halves up; 1 rounds nothing. `places`: decimal
    places of percentages, which are worked out from rounded counts where counts are rounded. Nought is always shown.
    """

    name: str
    version: str
    low: int = 1
    high: int = 5
    hides: frozenset[Counts] = frozenset({Counts.PEOPLE, Counts.EVENTS})
    keeps: int = 3
    secondary: bool = True
    nearest: int = 1
    places: int | None = None

    @property
    def stamp(self) -> str:
        return f"{self.name} {self.version}"

    def rounded(self, number: Decimal) -> Decimal:
        """A number as it is shown, where it is shown."""
        if self.nearest == 1:
            return number
        return (number / self.nearest).quantize(Decimal(1), ROUND_HALF_UP) * self.nearest


# The partnership default of domain.md 5.1: under 6 hidden, nought shown, then whatever would give them back.
PUBLIC = Rules("roundtable-public", "1")
# Partners see every number that they are allowed to see.
PARTNERSHIP = Rules("roundtable-partnership", "1", low=1, high=0, hides=frozenset())


_MADE_BY_DISCLOSURE_CONTROL = object()


@dataclass(frozen=True, slots=True)
class ProtectedTable:
    """A table as one audience may see it: hidden cells hold `Status.SUPPRESSED` and no number.

    Values of derived numbers are not held here: `shows` says whether one may be printed.
    """

    name: str
    audience: str
    rules: Rules
    values: Mapping[CellId, Value]
    withheld: frozenset[str] = field(
        default_factory=frozenset
    )  # names of derived numbers that may not be shown
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _MADE_BY_DISCLOSURE_CONTROL:
            raise TypeError("A ProtectedTable is made by disclosure control only")

    def value(self, cell: CellId) -> Value:
        return self.values[cell]

    def shows(self, derived: str) -> bool:
        return derived not in self.withheld
