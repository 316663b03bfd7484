"""Rows of some children, list by list, as both ways of reading give them."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from roundtable.intake.formats.specification import ColumnType

ARROW = {
    ColumnType.DATE: pa.date32(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.CODE: pa.string(),
    ColumnType.ID: pa.string(),
    ColumnType.TEXT: pa.string(),
}


@dataclass(frozen=True, slots=True)
class Odd:
    """Something in the XML that is not as it should be: what (`id`), in which list and column, at which line."""

    id: str
    list: str
    column: str
    line: int
    value: str = ""


@dataclass
class ListRows:
    """`lines` as the file counts them; `links` names, for each list above, the row (from 0, in this piece) that holds it."""

    count: int
    lines: npt.NDArray[np.int64]
    links: dict[str, npt.NDArray[np.int64]]
    values: dict[str, pa.Array]


@dataclass
class Rows:
    lists: dict[str, ListRows]
    odd: list[Odd] = field(default_factory=list)
