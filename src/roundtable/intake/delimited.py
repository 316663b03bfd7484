"""CSV as agencies save it: several encodings, commas, semicolons or tabs."""

import csv
import io
import re

from roundtable.intake.exports import unescaped
from roundtable.intake.grids import CellValue, Grid
from roundtable.intake.guards import FileRefused

MOST_ROWS = 20_000
_DELIMITERS = ",;\t|"
_LONGEST_CELL = 131_072
_HEAD = 20  # lines within which the headings stand
_HEADINGS = re.compile(r"\bkey\b.*\bindicator\b", re.IGNORECASE)
_CONTROL = {chr(code) for code in range(32)} - {"\t", "\n", "\r", "\f"}


def read_csv(data: bytes) -> Grid:
    """The cells of a CSV file, all of them text; FileRefused where it is no text or no CSV."""
    text = decoded(data)
    delimiter = _delimiter(text)
    csv.field_size_limit(_LONGEST_CELL)  # of the whole process: readers of longer cells set their own
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileRefused(
            "The file cannot be read as CSV: a quotation mark is opened and not closed, or a cell is far too long.",
            "Open it in Excel or LibreOffice, look for a stray quotation mark, save it as CSV and upload it again.",
        ) from error
    if len(rows) > MOST_ROWS:
        raise FileRefused(
            f"The file has more than {MOST_ROWS:,} rows.", "Upload the rows of the return only."
        )
    cells: list[list[CellValue]] = [[unescaped(cell) for cell in row] for row in rows]
    return Grid("", cells)


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or Windows-1252; FileRefused for anything that is no text."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.intersection(text):
            return text
    raise FileRefused(
        "The file is neither a workbook nor text.",
        "Upload an Excel workbook (.xlsx), or a CSV file saved as “CSV UTF-8”.",
    )


def _encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if data[1:2] == b"\0":  # UTF-16 without its mark: every second byte of English is nought
        return ("utf-16-le",)
    if data[:1] == b"\0":
        return ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _delimiter(text: str) -> str:
    """What parts the cells: the sign that comes most often in the line of headings, or in any of the first lines."""
    head = text.splitlines()[:_HEAD]
    headings = [line for line in head if _HEADINGS.search(line)] or head
    return max(_DELIMITERS, key=lambda sign: max((line.count(sign) for line in headings), default=0))
