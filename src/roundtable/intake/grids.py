"""A sheet or a CSV file as rows of cells, before anything is known of what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

CellValue = str | int | float | bool | date | datetime | time | timedelta | None
Place = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells with their native types. `name` is the sheet's, and empty for CSV.

    `unsaved` are formulas that were saved without a value, `broken` cells that hold a spreadsheet's own error,
    `percents` cells that a spreadsheet shows as a percentage, so that 0.52 in them means 52.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    unsaved: frozenset[Place] = field(default_factory=frozenset)
    broken: frozenset[Place] = field(default_factory=frozenset)
    percents: frozenset[Place] = field(default_factory=frozenset)

    def at(self, row: int, column: int | None) -> CellValue:
        if column is None or row >= len(self.rows) or column >= len(self.rows[row]):
            return None
        return self.rows[row][column]

    def text(self, row: int, column: int | None) -> str:
        return text_of(self.at(row, column))


def text_of(cell: CellValue) -> str:
    """A cell as text, with spaces tidied: 20.0 is "20", and a day "2016-04-30"."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float():
            return f"{cell:.15g}"
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time() else f"{cell:%Y-%m-%d %H:%M}"
        case str():
            return " ".join(cell.split())
        case _:
            return str(cell)


def is_blank(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_name(column: int) -> str:
    """ "A" of 0, "AB" of 27."""
    letters = ""
    left = column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def cell_name(row: int, column: int) -> str:
    """ "H7" of row 6, column 7 counted from 0."""
    return f"{column_name(column)}{row + 1}"


def place_of(name: str) -> Place:
    """The row and column of "H7", from 0; ValueError if it is no cell."""
    letters = name.rstrip("0123456789")
    if not letters.isalpha() or not letters.isascii() or letters == name:
        raise ValueError(f"{name!r} is not a cell")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(name[len(letters) :]) - 1, column - 1
