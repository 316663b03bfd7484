"""A sheet of a workbook or a CSV file, as rows of text in blocks: what every reader of lists works on."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

HEAD_ROWS = 60  # rows within which headings stand
MOST_COLUMNS = 1_000
MOST_CELLS = 80_000_000  # of one sheet: a million rows of 80 columns

Texts: TypeAlias = pa.Array  # of strings; a cell without anything is null
Place = tuple[int, int]  # row from 1 as a spreadsheet counts, column from 0


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows, column by column. `first` is the number of the first, from 1. All columns are of one length.

    `short` and `long` are rows of CSV with fewer or more cells than the first row of the block's file; `numbers` what to
    call each row where they are not counted on from the first, as with the lines of XML.
    """

    first: int
    columns: Sequence[Texts]
    short: tuple[int, ...] = ()
    long: tuple[int, ...] = ()
    numbers: npt.NDArray[np.int64] | None = None

    @property
    def rows(self) -> int:
        return len(self.columns[0]) if self.columns else 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one sheet or file. `name` is the sheet's, empty for CSV; `source` the file's.

    `blocks(first)` gives the rows from a row number on. `fingerprint` is the same for two sheets with the same content.
    `flaws` are cells whose value is not in the file, with the id of what is wrong with each, and `merged` the references
    of merged cells that cover several rows. `from_1904`: the sheet counts days from 1904; `long_numbers`: it holds numbers
    of more figures than a spreadsheet keeps.
    """

    source: str
    name: str
    head: Sequence[Sequence[str]]
    blocks: Callable[[int], Iterator[Block]]
    rows: int | None = None
    hidden: bool = False
    fingerprint: str = ""
    flaws: Mapping[Place, str] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    from_1904: bool = False
    long_numbers: bool = False

    @property
    def title(self) -> str:
        """ "sheet List 3 of children.xlsx", or the file alone."""
        return f"sheet {self.name} of {self.source}" if self.name else self.source


def head_of(columns: Sequence[Texts]) -> list[list[str]]:
    """The first rows as lists of tidied text."""
    taken = [column.slice(0, HEAD_ROWS).to_pylist() for column in columns]
    return [[" ".join((cell or "").split()) for cell in row] for row in zip(*taken, strict=True)]
