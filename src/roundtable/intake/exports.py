"""Rows as CSV and XLSX that a spreadsheet opens as they are: no text of ours is ever run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

ExportCell = str | int | float | Decimal | date | None

# A cell that begins like this is a formula to Excel, LibreOffice and Google Sheets (OWASP, CSV injection).
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[-+]?\d[\d,]*(\.\d+)?%?")

_INK, _ACCENT, _LINE = "#16233a", "#0b5d63", "#e2ddd2"
_SHEET_NAME_LENGTH = 31  # Excel's own limit
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")


def csv_text(rows: Iterable[Sequence[ExportCell]]) -> str:
    """Rows as CSV text with CRLF line ends (RFC 4180); text that looks like a formula gets a leading apostrophe."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([csv_safe(cell) for cell in row] for row in rows)
    return out.getvalue()


def csv_bytes(rows: Iterable[Sequence[ExportCell]]) -> bytes:
    """The same as a file: UTF-8 with the mark by which Excel knows it."""
    return csv_text(rows).encode("utf-8-sig")


def csv_safe(cell: ExportCell) -> str:
    """A cell as CSV text that no spreadsheet takes for a formula."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    harmless = not cell.startswith(_FORMULA_START) or _NUMBER.fullmatch(cell)
    return cell if harmless else f"'{cell}"


def unescaped(text: str) -> str:
    """A cell of our own CSV as it was before its apostrophe."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA_START) else text


def sheet_name(title: str, taken: Iterable[str] = ()) -> str:
    """A title as a sheet may be called: at most 31 characters, none that Excel forbids, none twice."""
    clean = " ".join(_NOT_IN_SHEET_NAMES.sub(" ", title).split()).strip(" '") or "Sheet"
    used = {name.lower() for name in taken}
    name, copy = clean[:_SHEET_NAME_LENGTH].rstrip(" '"), 1
    while name.lower() in used:
        copy += 1
        name = f"{clean[: _SHEET_NAME_LENGTH - 3].strip()} {copy}"
    return name


def xlsx_bytes(sheets: Mapping[str, Sequence[Sequence[ExportCell]]], marking: str = "") -> bytes:
    """A workbook with a sheet for each title; the first row of each is its heading row.

    A protective `marking` stands above it, and at the head of each printed page.
    """
    top = 1 if marking else 0
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format(
            {
                "bold": True,
                "font_color": "#ffffff",
                "bg_color": _ACCENT,
                "text_wrap": True,
                "valign": "vcenter",
            }
        )
        body = book.add_format({"font_color": _INK, "bottom": 1, "bottom_color": _LINE, "valign": "top"})
        days = book.add_format(
            {"font_color": _INK, "bottom": 1, "bottom_color": _LINE, "num_format": "d mmmm yyyy"}
        )
        names: list[str] = []
        for title, rows in sheets.items():
            names.append(sheet_name(title, names))
            sheet = book.add_worksheet(names[-1])
            if marking:
                sheet.write_string(0, 0, marking)
                sheet.set_header(f"&C{marking.replace('&', '&&')}")
            for y, row in enumerate(rows, start=top):
                for x, cell in enumerate(row):
                    _write(sheet, y, x, cell, head if y == top else days if isinstance(cell, date) else body)
            _lay_out(sheet, rows, top)
    return out.getvalue()


def _write(
    sheet: xlsxwriter.worksheet.Worksheet, y: int, x: int, cell: ExportCell, look: xlsxwriter.format.Format
) -> None:
    if cell is None or cell == "":
        sheet.write_blank(y, x, None, look)
    elif isinstance(cell, date):
        sheet.write_datetime(y, x, cell, look)
    elif isinstance(cell, str):
        sheet.write_string(y, x, cell, look)
    else:
        sheet.write_number(y, x, float(cell), look)


def _lay_out(sheet: xlsxwriter.worksheet.Worksheet, rows: Sequence[Sequence[ExportCell]], top: int) -> None:
    width = max((len(row) for row in rows), default=0)
    for x in range(width):
        longest = max(len(str(row[x])) for row in rows if x < len(row))
        sheet.set_column(x, x, min(max(longest + 2, 10), 60))
    sheet.freeze_panes(top + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, top)
