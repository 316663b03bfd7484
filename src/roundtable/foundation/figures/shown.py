"""Figures as words: what a sentence, a cell and a block show, with the values behind them for drawing."""

from dataclasses import dataclass, field
from decimal import Decimal

from roundtable.foundation.figures.limits import Placed
from roundtable.measures.definitions import Scale
from roundtable.measures.values import Status, Value


@dataclass(frozen=True, slots=True)
class Shown:
    """A number in a sentence: the words, and why there are none where there are none."""

    text: str
    missing: bool
    status: Status
    number: Decimal | None = None  # as shown, not rounded; never there when hidden
    why: str = ""


@dataclass(frozen=True, slots=True)
class GridCell:
    text: str
    value: Value
    numeric: bool = True
    missing: bool = False


@dataclass(frozen=True, slots=True)
class GridRow:
    heading: str
    cells: tuple[GridCell, ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A block as rows and columns of words, with the values behind them for drawing."""

    title: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[GridRow, ...]
    unit: str
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    scale: Scale = Scale.COUNT
    decimals: int = 0
    worked_out: frozenset[int] = frozenset()  # places of columns of shares and changes: percents, not drawn
    earlier: frozenset[int] = frozenset()  # places of columns that hold the year before
    limits: bool = False  # one figure's months in a row: a series that process limits can be worked out for
    placed: Placed = field(default_factory=Placed)  # what was decided of those months
