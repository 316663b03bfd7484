"""A workbook looked through before a reader of spreadsheets opens it: what it unpacks to, and what reading would lose.

The reader loads a sheet whole, from its first used cell to its last, and gives nothing for a cell with an error or with a
formula that was saved without its value. Both must be known: the first before it asks for the memory, the second since
a missing value may not pass for a blank.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from roundtable.intake import guards
from roundtable.intake.extracts import CannotRead
from roundtable.intake.grids import place_of
from roundtable.intake.tabular.sheets import MOST_CELLS, MOST_COLUMNS, Place
from roundtable.measures.wording import number

MOST_UNPACKED = 3 * 1024**3
MOST_MEMBERS = 2_000
MOST_RATIO = 300  # a list of few different codes packs about 60 to 1
MOST_FLAWS = 100_000
_RATIO_MATTERS_ABOVE = 8 * 1024**2
_CHUNK = 4 * 1024**2
_LONGEST_ROW = 64 * 1024**2
_SPARSE = 50
_LAST_ROW = 10**9  # beyond any, so that a number of a thousand figures is one as well

# XML may be written in other ways than any spreadsheet writes it, with other quotation marks, spaces or prefixes: what is
# looked for below is then not found, and the sheet is parsed for its size.
_ODD = (
    b"='",
    b" =",
    b"= ",
    b"=\n",
    b"\n=",
    b"=\t",
    b"\t=",
    b"=\r",
    b"\r=",
    b":row",
    b":c ",
    b":c>",
    b":c\n",
    b":mergeCell",
)
_ROW_END = b"</row>"
_ROW_NUMBER = re.compile(rb"<row\b[^>]*?\sr=\"(\d+)\"")
_COLUMN = re.compile(rb"<c\b[^>]*?\sr=\"([A-Z]{1,4})\d")
# Every letter A and every figure 0, so that references of one, two or three letters can be told at a glance.
_SHAPE = bytes(
    ord("A") if 65 <= byte <= 90 else ord("0") if 48 <= byte <= 57 else byte for byte in range(256)
)
_FORMULA = re.compile(rb"<f[\s>/]")
_SAVED_FORMULA = re.compile(rb"(?:</f>|<f\s[^>]*/>)\s*<v[^>/]*>[^<]|(?:</f>|<f\s[^>]*/>)\s*<is>")
# Spreadsheets keep fifteen figures of a number. Texts stand elsewhere: their numbers in the list of texts are short.
_LONG_NUMBER = re.compile(rb"<v>-?(?:\d{16}|\d(?:\.\d+)?[Ee]\+?(?:1[5-9]|[2-9]\d))")
_MERGED = re.compile(rb"<mergeCell\s+ref=\"([A-Z]+)(\d+):([A-Z]+)(\d+)\"")
_NAMESPACE = "{*}"  # "transitional" or "strict"
# What unpacking and parsing raise of a damaged workbook: a part may also be missing.
DAMAGED = (*guards.DAMAGED, KeyError)
_AS_XLSX = (
    "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx), and run the check on that file."
)


@dataclass
class SheetScan:
    """What a sheet's own XML says: its size, and the cells whose value it does not hold. Columns count from column A."""

    rows: int = 0
    cells: int = 0
    columns: int = 0  # counted where it matters only
    past_z: bool = False
    has_flaws: bool = False
    flaws: dict[Place, str] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    first_column: int = 0
    long_numbers: bool = False
    is_odd: bool = False


def check_archive(archive: zipfile.ZipFile, source: str) -> None:
    """CannotRead for an archive that is locked, built oddly or would unpack to more than a workbook holds."""
    members = archive.infolist()
    names = [member.filename for member in members]
    if any(member.flag_bits & 1 for member in members):
        raise CannotRead(
            "The file is protected with a password.", "Remove the password, and run the check again.", source
        )
    if len(names) > MOST_MEMBERS or len(set(names)) < len(names):
        raise CannotRead("The file is not built as Excel or LibreOffice build one.", _AS_XLSX, source)
    unpacked = sum(member.file_size for member in members)
    bursting = any(
        member.file_size > _RATIO_MATTERS_ABOVE
        and member.file_size > MOST_RATIO * max(member.compress_size, 1)
        for member in members
    )
    if unpacked > MOST_UNPACKED or bursting:
        raise CannotRead(
            "The file unpacks to far more than lists of cases can hold.",
            "Export the lists again, with nothing else in the workbook.",
            source,
        )


def scan_part(archive: zipfile.ZipFile, name: str, source: str) -> SheetScan:
    """Look through one part, as a stream; CannotRead where it is damaged, or declares entities.

    Python unpacks no more than a member claims and compares its checksum at the end, so a claim that lies is found.
    """
    scan = SheetScan()
    is_sheet = name.startswith("xl/worksheets/")
    try:
        for segment in _segments(archive, name, source):
            if b"<!DOCTYPE" in segment or b"<!ENTITY" in segment:
                raise CannotRead(
                    "The workbook declares entities, which no spreadsheet does.", _AS_XLSX, source
                )
            if is_sheet:
                _take(scan, segment)
    except DAMAGED as error:
        raise CannotRead("The workbook is damaged, and cannot be opened.", _AS_XLSX, source) from error
    return scan


def check_size(archive: zipfile.ZipFile, name: str, scan: SheetScan, source: str, sheet: str) -> None:
    """CannotRead where a reader would need memory for far more cells than there are."""
    if scan.is_odd:
        _measure(archive, name, scan, source)
    widest = 702 if scan.past_z else 26
    if scan.columns == 0 and scan.rows * widest > _SPARSE * max(scan.cells, 20_000):
        scan.columns = max(
            (
                _column_number(found)
                for s in _segments(archive, name, source)
                for found in set(_COLUMN.findall(s))
            ),
            default=1,
        )
    columns = scan.columns or max(scan.cells // max(scan.rows, 1), 1)
    if columns > MOST_COLUMNS:
        raise CannotRead(
            f"Sheet {sheet} is {number(columns)} columns wide. A list has at most a few dozen.",
            "Delete what stands far to the right of the list, and run the check again.",
            source,
        )
    if scan.rows * columns > MOST_CELLS:
        raise CannotRead(
            f"Sheet {sheet} spans {number(scan.rows)} rows of {number(columns)} columns, more than can be read.",
            "Delete what stands far below the list, or give each year a workbook of its own.",
            source,
        )


def _measure(archive: zipfile.ZipFile, name: str, scan: SheetScan, source: str) -> None:
    """The size of a sheet by its last row and column, as a parser reads it, and its merged cells."""
    scan.merged.clear()
    scan.cells = scan.rows = row = 0
    scan.has_flaws = True  # not known: they are looked for
    tags = tuple(f"{_NAMESPACE}{one}" for one in ("row", "c", "mergeCell"))
    try:
        with archive.open(name) as part:
            for event, element in etree.iterparse(
                part,
                events=("start", "end"),
                tag=tags,
                resolve_entities=False,
                no_network=True,
                huge_tree=False,
            ):
                if event == "end":
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
                    continue
                if element.tag.endswith("}row"):
                    row = int(element.get("r") or row + 1)
                    scan.rows = max(scan.rows, min(row, _LAST_ROW))
                elif element.tag.endswith("}c"):
                    _measure_cell(scan, element.get("r"))
                else:
                    scan.merged.extend(_over_rows(str(element.get("ref", ""))))
    except etree.XMLSyntaxError as error:
        raise CannotRead("The workbook is damaged, and cannot be opened.", _AS_XLSX, source) from error


def _measure_cell(scan: SheetScan, reference: str | None) -> None:
    scan.cells += 1
    if reference:
        row, column = place_of(reference)
        scan.rows = max(scan.rows, min(row + 1, _LAST_ROW))
        scan.columns = max(scan.columns, column + 1)


def _over_rows(reference: str) -> Iterator[str]:
    first, _, last = reference.partition(":")
    if last and place_of(first)[0] != place_of(last)[0]:
        yield reference


def find_flaws(archive: zipfile.ZipFile, name: str, scan: SheetScan, source: str) -> None:
    """Where the cells with errors and unsaved formulas are. Only a sheet that has some is parsed for it."""
    columns: set[int] = set()
    try:
        with archive.open(name) as part:
            for _, cell in etree.iterparse(
                part, tag=f"{_NAMESPACE}c", resolve_entities=False, no_network=True, huge_tree=False
            ):
                _look(scan, cell, columns)
                parent = cell.getparent()
                cell.clear()
                while cell.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise CannotRead("The workbook is damaged, and cannot be opened.", _AS_XLSX, source) from error
    scan.first_column = min(columns, default=0)


def _look(scan: SheetScan, cell: etree._Element, columns: set[int]) -> None:
    reference = cell.get("r")
    if reference is None:
        return
    row, column = place_of(reference)
    value = cell.find(f"{_NAMESPACE}v")
    empty = (value is None or not value.text) and cell.find(f"{_NAMESPACE}is") is None
    if not empty:
        columns.add(column)
    if len(scan.flaws) >= MOST_FLAWS:
        return
    if cell.get("t") == "e":
        scan.flaws[row + 1, column] = "spreadsheet-error"
    elif empty and cell.find(f"{_NAMESPACE}f") is not None:
        scan.flaws[row + 1, column] = "formula-not-saved"


def _segments(archive: zipfile.ZipFile, name: str, source: str) -> Iterator[bytes]:
    """A part in pieces that end with a row, so that nothing looked for is cut in two."""
    rest = b""
    with archive.open(name) as part:
        while chunk := part.read(_CHUNK):
            whole, end, after = (rest + chunk).rpartition(_ROW_END)
            if end:
                yield whole + end
                rest = after
            else:
                rest = after
            if len(rest) > _LONGEST_ROW:
                if name.startswith("xl/worksheets/"):
                    raise CannotRead(
                        "A row of the workbook is too long to be one of a list.", _AS_XLSX, source
                    )
                yield rest
                rest = rest[-64:]
    if rest:
        yield rest


def _take(scan: SheetScan, segment: bytes) -> None:
    scan.cells += segment.count(b"<c ") or segment.count(b"<c>")
    last = segment.rfind(b"<row")
    if last >= 0:
        found = _ROW_NUMBER.match(segment, last)
        scan.rows = (
            max(scan.rows, min(int(found[1]), _LAST_ROW)) if found else scan.rows + segment.count(b"<row")
        )
    scan.is_odd = scan.is_odd or any(sign in segment for sign in _ODD)
    shape = segment.translate(_SHAPE)
    if b'"AAA0' in shape or b'"AAAA' in shape:
        scan.columns = max(scan.columns, *(_column_number(c) for c in set(_COLUMN.findall(segment))), 0)
    scan.past_z = scan.past_z or b'"AA0' in shape
    scan.long_numbers = scan.long_numbers or _LONG_NUMBER.search(segment) is not None
    if b't="e"' in segment:
        scan.has_flaws = True
    if b"<f" in segment and len(_FORMULA.findall(segment)) > len(_SAVED_FORMULA.findall(segment)):
        scan.has_flaws = True
    if b"<mergeCell" in segment:
        scan.merged.extend(
            f"{a.decode()}{first.decode()}:{b.decode()}{last_row.decode()}"
            for a, first, b, last_row in _MERGED.findall(segment)
            if int(first) != int(last_row)
        )


def _column_number(letters: bytes) -> int:
    """1 of A, 28 of AB."""
    found = 0
    for letter in letters:
        found = found * 26 + letter - ord("A") + 1
    return found
