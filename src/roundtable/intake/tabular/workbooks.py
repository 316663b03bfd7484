"""Excel workbooks as sheets of text: every cell as its text, so that nothing is lost to a guess of its type."""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TypeVar

import fastexcel
import pyarrow as pa
from lxml import etree

from roundtable.intake.extracts import BATCH_ROWS, CannotRead
from roundtable.intake.tabular.sheets import Block, Sheet, Texts, head_of
from roundtable.intake.tabular.workbook_scan import (
    DAMAGED,
    SheetScan,
    check_archive,
    check_size,
    find_flaws,
    scan_part,
)

T = TypeVar("T")
_MAIN = "{*}"  # workbooks come in two namespaces, "transitional" and "strict"
_AS_XLSX = (
    "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx), and run the check on that file."
)
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")


def open_workbook(path: Path, source: str) -> Iterator[Sheet]:
    """The sheets of a workbook, one at a time; CannotRead where it is damaged or should not be opened.

    Macros are never run and formulas never computed: what was saved is read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            check_archive(archive, source)
            notes = _notes(archive, source)
            about = _about(archive, source)
            scans = _scans(archive, _sheet_parts(archive, about, source), source)
            from_1904, hidden = _counts_from_1904(about), _hidden(about)
    except DAMAGED as error:
        raise CannotRead("The workbook is damaged, and cannot be opened.", _AS_XLSX, source) from error
    book = _guarded(lambda: fastexcel.read_excel(path), source)
    for at, name in enumerate(book.sheet_names):
        scan = scans.get(name, SheetScan())
        sheet = _sheet(book, at, name, scan, source, notes if at == 0 else ())
        yield replace(sheet, from_1904=from_1904, hidden=name in hidden)


def _sheet(
    book: fastexcel.ExcelReader, at: int, name: str, scan: SheetScan, source: str, notes: tuple[str, ...]
) -> Sheet:
    batch = _guarded(lambda: book.load_sheet_eager(at, header_row=None, dtypes="string", skip_rows=0), source)
    columns = [_as_text(column) for column in batch.columns]
    flaws = {
        (row, column - scan.first_column): wrong
        for (row, column), wrong in scan.flaws.items()
        if _is_empty(columns, row, column - scan.first_column)
    }
    return Sheet(
        source=source,
        name=name,
        head=head_of(columns),
        blocks=lambda first: _blocks(columns, first),
        rows=len(columns[0]) if columns else 0,
        fingerprint=_fingerprint(columns),
        flaws=flaws,
        merged=tuple(scan.merged),
        long_numbers=scan.long_numbers,
        notes=notes,
    )


def _blocks(columns: list[Texts], first: int) -> Iterator[Block]:
    rows = len(columns[0]) if columns else 0
    for start in range(first - 1, rows, BATCH_ROWS):
        yield Block(start + 1, [column.slice(start, BATCH_ROWS) for column in columns])


def _fingerprint(columns: list[Texts]) -> str:
    digest = hashlib.sha256()
    for column in columns:
        digest.update(len(column).to_bytes(8, "big"))
        for buffer in column.buffers():
            digest.update(buffer or b"")
    return digest.hexdigest()


def _as_text(column: pa.Array) -> Texts:
    return column if column.type == pa.string() else column.cast(pa.string())


def _is_empty(columns: list[Texts], row: int, column: int) -> bool:
    return (
        0 <= column < len(columns) and row <= len(columns[column]) and not columns[column][row - 1].is_valid
    )


def _scans(archive: zipfile.ZipFile, parts: dict[str, str], source: str) -> dict[str, SheetScan]:
    """What each sheet's part says of it, by the sheet's name. Every part is unpacked once, and its checksum compared."""
    found: dict[str, SheetScan] = {}
    names = {part: sheet for sheet, part in parts.items()}
    for member in archive.infolist():
        if not member.filename.lower().endswith((".xml", ".rels")) or member.is_dir():
            continue
        scan = scan_part(archive, member.filename, source)
        sheet = names.get(member.filename)
        if sheet is None and not _SHEET_PART.fullmatch(member.filename):
            continue
        check_size(archive, member.filename, scan, source, sheet or member.filename)
        if scan.has_flaws:
            find_flaws(archive, member.filename, scan, source)
        if sheet is not None:
            found[sheet] = scan
    return found


def _about(archive: zipfile.ZipFile, source: str) -> etree._Element:
    """What the workbook says of itself and of its sheets."""
    if "xl/workbook.xml" not in archive.namelist():
        raise CannotRead("The file is no Excel workbook (.xlsx).", _AS_XLSX, source)
    return _parsed(archive, "xl/workbook.xml", source)


def _sheet_parts(archive: zipfile.ZipFile, book: etree._Element, source: str) -> dict[str, str]:
    """Which part of the archive each sheet is, as the workbook says."""
    relations = (
        _parsed(archive, "xl/_rels/workbook.xml.rels", source)
        if "xl/_rels/workbook.xml.rels" in archive.namelist()
        else []
    )
    targets = {
        str(one.get("Id")): str(PurePosixPath("xl") / str(one.get("Target", "")))
        if not str(one.get("Target", "")).startswith("/")
        else str(one.get("Target")).lstrip("/")
        for one in relations
    }
    return {str(sheet.get("name")): targets.get(_relation(sheet), "") for sheet in book.iter(f"{_MAIN}sheet")}


def _counts_from_1904(book: etree._Element) -> bool:
    """Whether days are counted from 1904, as Excel on a Macintosh did, and not from 1900."""
    properties = book.find(f"{_MAIN}workbookPr")
    return properties is not None and properties.get("date1904", "0") in {"1", "true", "on"}


def _hidden(book: etree._Element) -> frozenset[str]:
    """The names of the sheets that a person who opens the workbook does not see."""
    seen = {"", "visible"}
    return frozenset(
        str(one.get("name")) for one in book.iter(f"{_MAIN}sheet") if (one.get("state") or "") not in seen
    )


def _relation(sheet: etree._Element) -> str:
    return next((str(value) for name, value in sheet.attrib.items() if str(name).endswith("}id")), "")


def _parsed(archive: zipfile.ZipFile, name: str, source: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        return etree.fromstring(archive.read(name), parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead("The workbook is damaged, and cannot be opened.", _AS_XLSX, source) from error


def _notes(archive: zipfile.ZipFile, source: str) -> tuple[str, ...]:
    macros = any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
    return (f"{source} holds macros. They were not run",) if macros else ()


def _guarded(read: Callable[[], T], source: str) -> T:
    """What the reader gives; CannotRead where it fails, and where it panics, which Python sees as no Exception."""
    try:
        return read()
    except fastexcel.FastExcelError as error:
        raise CannotRead("The workbook is damaged, and cannot be opened.", _AS_XLSX, source) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise CannotRead(
            "The workbook is built so oddly that it cannot be read.", _AS_XLSX, source
        ) from error
