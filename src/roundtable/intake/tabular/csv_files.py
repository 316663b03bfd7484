"""CSV as case systems and spreadsheets save it: several encodings, commas, semicolons, tabs or bars; read as a stream."""

import codecs
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Self

import pyarrow as pa

from roundtable.intake.extracts import BATCH_ROWS, CannotRead
from roundtable.intake.tabular.sheets import HEAD_ROWS, MOST_CELLS, MOST_COLUMNS, Block, Sheet
from roundtable.intake.tabular.unquoted import column_blocks, is_unquoted
from roundtable.measures.wording import number

_DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_MARK = "\ufeff"
_SNIFFED_LINES = 40
_LONGEST_CELL = 1 << 20
# What never stands in text: they tell a picture or a program from a list.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# What Western letters and marks are in UTF-8, and what makes no sense as Windows-1252: "é" would be "Ã©".
_UTF8_LETTER = re.compile(b"[\xc2\xc3][\x80-\xbf]|\xe2\x80[\x90-\xbf]")
_HINT = re.compile(r'"?sep=(?P<sign>.)"?', re.IGNORECASE)  # Excel's own first line
_ENCODING_NAMES = {"cp1252": "Windows-1252", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}


def open_csv(path: Path, source: str) -> Sheet:
    """A CSV file as a sheet; CannotRead where it is no text or no table."""
    encoding = _encoding(path, source)
    with path.open(encoding=encoding, newline="") as text:
        lines = [line.rstrip("\r\n") for line in islice(_whole_lines(text), _SNIFFED_LINES)]
    hint = _HINT.fullmatch(lines[0]) if lines else None
    delimiter = hint["sign"] if hint else _delimiter(lines)
    reader = _CsvRows(path, source, encoding, delimiter)
    head = list(islice(reader.rows(), HEAD_ROWS))
    if max((len(row) for row in head), default=0) > MOST_COLUMNS:
        raise CannotRead(
            f"The file has more than {number(MOST_COLUMNS)} columns.",
            "Export only the columns of the list.",
            source,
        )
    tidy = [[" ".join(cell.split()) for cell in row] for row in head]
    if hint:
        tidy[0] = []
    notes = tuple(_notes(path, source, encoding))
    widths = [_Width.of(row) for row in head]
    return Sheet(
        source=source,
        name="",
        head=tidy,
        blocks=lambda first: reader.blocks(first, widths[first - 2]),
        notes=notes,
        fingerprint=_fingerprint(path),
    )


def _notes(path: Path, source: str, encoding: str) -> Iterator[str]:
    if encoding not in _ENCODING_NAMES:
        return
    said = f"{source} was read as {_ENCODING_NAMES[encoding]} text"
    if encoding == "cp1252" and _holds(path, _UTF8_LETTER):
        said += ", though some letters in it are UTF-8: two encodings are mixed, and words with them come out wrong"
    yield said


def _holds(path: Path, pattern: re.Pattern[bytes]) -> bool:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if pattern.search(chunk):
                return True
    return False


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class _Width:
    """How many cells a row of headings has, and how many of them up to the last that says something."""

    cells: int
    named: int

    @classmethod
    def of(cls, row: Sequence[str]) -> Self:
        return cls(len(row), max((at for at, cell in enumerate(row, start=1) if cell.strip()), default=0))


class _CsvRows:
    """The rows of one file, as often as asked."""

    def __init__(self, path: Path, source: str, encoding: str, delimiter: str) -> None:
        self.path = path
        self.source = source
        self.encoding = encoding
        self.delimiter = delimiter

    def rows(self) -> Iterator[list[str]]:
        csv.field_size_limit(_LONGEST_CELL)
        count = 0
        with self.path.open(encoding=self.encoding, newline="") as text:
            reader = csv.reader(text, delimiter=self.delimiter, strict=True)
            try:
                for row in reader:
                    count += 1
                    if row and row[0].startswith(_MARK):  # files put together each bring their own
                        row[0] = row[0].removeprefix(_MARK)
                    yield row
            except csv.Error as error:
                raise self._refused(count + 1, reader.line_num, str(error)) from error

    def _refused(self, row: int, line: int, why: str) -> CannotRead:
        if "field limit" in why:
            return CannotRead(
                f"Row {number(row)} has a cell of more than {number(_LONGEST_CELL)} letters, which no list has.",
                f"Look at line {number(line)} of the file, and export the list again.",
                self.source,
            )
        return CannotRead(
            f"Row {number(row)} cannot be read: a quotation mark is opened and not closed, or closed inside a cell.",
            f"Look at line {number(line)} of the file, mend the quotation mark, and run the check again.",
            self.source,
        )

    def blocks(self, first: int, width: _Width) -> Iterator[Block]:
        """The rows from a number on, in blocks as wide as the headings above them: a first row may be wrong as any."""
        given, done = 0, False
        if self.encoding == "utf-8-sig" and width.cells > 1 and is_unquoted(self.path):
            given, done = yield from self._at_once(first, width)
        if not done:
            yield from self._row_by_row(first, given, width)

    def _at_once(self, first: int, width: _Width) -> Generator[Block, None, tuple[int, bool]]:
        columns = column_blocks(self.path, self.delimiter, first, width.cells)
        given = 0
        while True:
            try:
                block = Block(first + given, next(columns), (), ())
            except StopIteration as ended:
                _, done = ended.value
                return given, done
            given += block.rows
            self._refuse_more(given * width.cells)
            yield block

    def _row_by_row(self, first: int, given: int, width: _Width) -> Iterator[Block]:
        rows = islice(self.rows(), first + given - 1, None)
        while taken := list(islice(rows, BATCH_ROWS)):
            start = first + given
            given += len(taken)
            self._refuse_more(given * width.cells)
            yield _block(taken, start, width)

    def _refuse_more(self, cells: int) -> None:
        if cells > MOST_CELLS:
            raise CannotRead(
                f"The file has more than {number(MOST_CELLS)} cells.",
                "Give the years or authorities one file each.",
                self.source,
            )


def _block(rows: list[list[str]], first: int, width: _Width) -> Block:
    short: list[int] = []
    long: list[int] = []
    for at, row in enumerate(rows):
        if len(row) == width.cells:
            continue
        if len(row) > width.cells:
            if any(cell.strip() for cell in row[width.cells :]):
                long.append(first + at)
            del row[width.cells :]
        else:
            if len(row) < width.named and any(cell.strip() for cell in row):
                short.append(first + at)
            row.extend([""] * (width.cells - len(row)))
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return Block(first, columns, tuple(short), tuple(long))


def _whole_lines(text: IO[str]) -> Iterator[str]:
    """Lines, none longer than a megabyte: a file may have no line ends at all."""
    while line := text.readline(_CHUNK):
        yield line


def _encoding(path: Path, source: str) -> str:
    """UTF-8, UTF-16 or Windows-1252, by trying: the whole file is looked at, since one letter may tell."""
    with path.open("rb") as file:
        start = file.read(4)
    candidates: tuple[str, ...] = ("utf-8-sig", "cp1252")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif start[1:2] == b"\0":  # UTF-16 without its mark: every second byte of English is nought
        candidates = ("utf-16-le",)
    elif start[:1] == b"\0":
        candidates = ("utf-16-be",)
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise CannotRead(
        "The file is neither a workbook nor text.",
        "Save the list as an Excel workbook (.xlsx), or as “CSV UTF-8”, and run the check on that file.",
        source,
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                if _CONTROL.search(decoder.decode(chunk)):
                    return False
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(lines: list[str]) -> str:
    """The sign by which most lines fall into the same number of cells, and into most of them."""

    def score(sign: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=sign) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, agreeing = max(widths.items(), key=lambda item: item[1] * item[0], default=(0, 0))
        return agreeing * width, width

    return max(_DELIMITERS, key=score)
