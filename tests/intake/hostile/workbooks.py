"""Workbooks with something wrong in their cells or sheets."""

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from tests.intake.extracts import REFERRAL_HEADINGS, referral, workbook
from tests.intake.hostile.case import FINE, PROBLEMS, UNREADABLE, Case, case

_ONE, _TWO = {"referrals": 1}, {"referrals": 2}
Sheets = Mapping[str, Sequence[Sequence[Any]]]
Members = dict[str, bytes]
GOOD: Sheets = {"List 3": [REFERRAL_HEADINGS, referral()]}
SHEET = "xl/worksheets/sheet1.xml"


def sheets(found: Sheets) -> Callable[[Path], Path]:
    return lambda folder: workbook(folder / "lists.xlsx", found)


def rows(*found: Sequence[Any]) -> Callable[[Path], Path]:
    return sheets({"List 3": [REFERRAL_HEADINGS, *found]})


def changed(change: Callable[[Members], None], found: Sheets = GOOD) -> Callable[[Path], Path]:
    """A good workbook whose parts are changed behind its back."""

    def build(folder: Path) -> Path:
        path = workbook(folder / "lists.xlsx", found)
        with zipfile.ZipFile(path) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        change(members)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in members.items():
                archive.writestr(name, content)
        return path

    return build


def put(pattern: str, by: str, part: str = SHEET) -> Callable[[Members], None]:
    """A change of what a pattern matches in a part; it must match."""

    def change(members: Members) -> None:
        text, many = re.subn(pattern, by, members[part].decode(), count=1)
        assert many, pattern
        members[part] = text.encode()

    return change


def _by_xlsxwriter(fill: Callable[[Any, Any], None]) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        path = folder / "lists.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("List 3")
            for at, row in enumerate([REFERRAL_HEADINGS, referral(), referral(child="C2")]):
                sheet.write_row(at, 0, row)
            fill(book, sheet)
        return path

    return build


def _by_openpyxl(fill: Callable[[Any], None]) -> Callable[[Path], Path]:
    def build(folder: Path) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "List 3"
        for row in (REFERRAL_HEADINGS, referral()):
            sheet.append(row)
        fill(sheet)
        book.save(folder / "lists.xlsx")
        return folder / "lists.xlsx"

    return build


def _hidden(state: str) -> Callable[[Path], Path]:
    def fill(book: Any, sheet: Any) -> None:
        book.add_worksheet("Notes").activate()
        (sheet.hide if state == "hidden" else sheet.very_hidden)()

    return _by_xlsxwriter(fill)


def of_1904(**cells: Any) -> Callable[[Path], Path]:
    """A workbook whose days are counted from 1904, as old Macintoshes did."""

    def build(folder: Path) -> Path:
        path = folder / "lists.xlsx"
        with xlsxwriter.Workbook(path, {"date_1904": True, "default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet("List 3")
            sheet.write_row(0, 0, REFERRAL_HEADINGS)
            sheet.write_row(1, 0, referral(**cells))
        return path

    return build


def _macros(folder: Path) -> Path:
    def change(members: Members) -> None:
        members["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
        put(r"sheet\.main\+xml", "sheet.macroEnabled.main+xml", "[Content_Types].xml")(members)

    return changed(change)(folder).rename(folder / "lists.xlsm")


CASES: tuple[Case, ...] = (
    # Cells
    case(
        "formulas with their values",
        _by_xlsxwriter(lambda book, sheet: sheet.write_formula(1, 5, '="25/0"&"3/2016"', None, "25/03/2016")),
        FINE,
        "2 rows",
        rows=_TWO,
    ),
    case(
        "formulas without their values",
        _by_openpyxl(lambda sheet: sheet.append(referral(date="=TODAY()"))),
        PROBLEMS,
        "a formula that was saved without its value",
        "row 3",
        rows=_TWO,
    ),
    case(
        "a formula that failed",
        _by_xlsxwriter(lambda book, sheet: sheet.write_formula(2, 5, "=Gone!A1", None, "#REF!")),
        PROBLEMS,
        "a spreadsheet's error instead of a value",
        "row 3",
        rows=_TWO,
    ),
    case(
        "a formula of a whole column that failed",
        changed(
            put(
                r'<c r="F2"[^>]*>.*?</c>',
                '<c r="F2" t="e"><f t="array" ref="F2:F9">1/0</f><v>#DIV/0!</v></c>',
            )
        ),
        PROBLEMS,
        "a spreadsheet's error instead of a value",
        rows=_ONE,
    ),
    case(
        "merged cells",
        _by_xlsxwriter(lambda book, sheet: sheet.merge_range(1, 9, 2, 9, "Hub")),
        PROBLEMS,
        "merged into one",
        "J2:J3",
        rows=_TWO,
    ),
    case("a day counted from 1904", of_1904(date=date(2016, 2, 31 - 2)), FINE, "Nothing is wrong", rows=_ONE),
    case(
        "a number of days in a workbook that counts from 1904",
        of_1904(date=40992),
        FINE,
        "counts from 1904",
        rows=_ONE,
    ),
    case(
        "29 February 1900 as Excel counts",
        rows(referral(date=60)),
        PROBLEMS,
        "is not a date",
        "“60”",
        rows=_ONE,
    ),
    case(
        "a day before all calendars",
        changed(put(r'<c r="F2"[^>]*>.*?</c>', '<c r="F2"><v>-40000</v></c>')),
        PROBLEMS,
        "is not a date",
        "“-40000”",
        rows=_ONE,
    ),
    case(
        "a day of the year 3000",
        rows(referral(date=401_769), referral(child="C2", date=1e300)),
        PROBLEMS,
        "is not a date",
        rows=_TWO,
    ),
    case(
        "a number that is none",
        changed(put(r'<c r="F2"[^>]*>.*?</c>', '<c r="F2"><v>1e999</v></c>')),
        PROBLEMS,
        "is not a date",
        rows=_ONE,
    ),
    case(
        "a number in letters",
        changed(put(r'<c r="F2"[^>]*>.*?</c>', '<c r="F2"><v>soon</v></c>')),
        PROBLEMS,
        "is not a date",
        "“soon”",
        rows=_ONE,
    ),
    case(
        "a cell of two million letters",
        changed(put("Hub", "x" * 2_000_000, "xl/sharedStrings.xml")),
        FINE,
        "1 row",
        rows=_ONE,
    ),
    case(
        "escapes that become control characters",
        changed(put("<t>25/03/2016</t>", "<t>_x001B_[2J</t>", "xl/sharedStrings.xml")),
        PROBLEMS,
        "is not a date",
        "�[2J",
        rows=_ONE,
    ),
    case(
        "a text that is not there",
        changed(put(r'<c r="F2"([^>]*)><v>\d+</v>', r'<c r="F2"\1><v>99999</v>')),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "a kind of cell that there is not",
        changed(put(r'<c r="F2" t="s">', '<c r="F2" t="zz">')),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "identifiers as numbers",
        rows(referral(child=6537810.0), referral(child=123456789012345678)),
        PROBLEMS,
        "row 3",
        "shortened the identifier",
        rows=_TWO,
    ),
    # Headings
    case(
        "two rows of headings",
        rows([name.upper() for name in REFERRAL_HEADINGS], referral()),
        FINE,
        "Left out rows that say the headings again",
        rows=_ONE,
    ),
    case(
        "headings twice",
        sheets({"List 3": [[*REFERRAL_HEADINGS, "date of referral "], [*referral(), "01/01/2001"]]}),
        PROBLEMS,
        "Two columns say the same",
        rows=_ONE,
    ),
    case("headings only", rows(), FINE, "0 rows"),
    case("blank rows only", rows(*[[" "] * 11] * 300), FINE, "0 rows"),
    case("nothing on any sheet", sheets({"List 3": [], "List 4": []}), UNREADABLE, "No list was recognised"),
    # Sheets
    case(
        "two sheets of one list",
        sheets({"List 3": GOOD["List 3"], "List 3 ": [REFERRAL_HEADINGS, referral(child="C2")]}),
        PROBLEMS,
        "Two sheets of one workbook are List 3",
        "The first was read",
        rows=_ONE,
    ),
    case(
        "two sheets whose names differ by case",
        changed(
            put('name="Other"', 'name="LIST 3"', "xl/workbook.xml"),
            {"List 3": GOOD["List 3"], "Other": [REFERRAL_HEADINGS, referral(child="C2")]},
        ),
        PROBLEMS,
        "Two sheets of one workbook are List 3",
        "LIST 3",
        rows=_ONE,
    ),
    case(
        "two sheets of one name",
        changed(
            put('name="Other"', 'name="List 3"', "xl/workbook.xml"),
            {"List 3": GOOD["List 3"], "Other": [REFERRAL_HEADINGS, referral(child="C2", date="31/02/2016")]},
        ),
        PROBLEMS,
        "Two sheets of one workbook",
        rows=_ONE,
    ),
    case(
        "a sheet twice over",
        sheets({"List 3": GOOD["List 3"], "List 3 (2)": GOOD["List 3"]}),
        FINE,
        "holds the same as",
        rows=_ONE,
    ),
    case("a hidden sheet", _hidden("hidden"), FINE, "is hidden, and was looked at all the same", rows=_TWO),
    case(
        "a very hidden sheet", _hidden("very"), FINE, "is hidden, and was looked at all the same", rows=_TWO
    ),
    case("macros", _macros, FINE, "holds macros. They were not run", rows=_ONE),
    case(
        "a sheet that is named and not there",
        changed(lambda members: members.pop(SHEET) and None),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "no word of where the sheets are",
        changed(lambda members: members.pop("xl/_rels/workbook.xml.rels") and None),
        UNREADABLE,
        "is damaged",
    ),
    case(
        "a size that is not true",
        changed(put(r'<dimension ref="[^"]*"/>', '<dimension ref="A1:XFD1048576"/>')),
        FINE,
        "Nothing is wrong",
        rows=_ONE,
    ),
    # Size
    case(
        "a cell in the last column",
        rows(referral()[:5], [*[""] * 16_383, "far"]),
        UNREADABLE,
        "16,384 columns wide",
    ),
    case(
        "a cell in the last row",
        changed(put("</sheetData>", '<row r="1048576"><c r="ZZ1048576"><v>1</v></c></row></sheetData>')),
        UNREADABLE,
        "more than can be read",
    ),
    case(
        "a cell beyond the last row",
        changed(put("</sheetData>", '<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>')),
        UNREADABLE,
        "spans 99,999,999 rows",
    ),
    case(
        "a row number beyond all numbers",
        changed(
            put("</sheetData>", f'<row r="{"9" * 30}"><c r="A{"9" * 30}"><v>1</v></c></row></sheetData>')
        ),
        UNREADABLE,
        "",
    ),
    case(
        "merged cells in other quotation marks",
        changed(
            put("</sheetData>", "</sheetData><mergeCells count='1'><mergeCell ref='J2:J3'/></mergeCells>")
        ),
        PROBLEMS,
        "merged into one",
        "J2:J3",
        rows=_ONE,
    ),
    case(
        "a far cell in other quotation marks",
        changed(put("</sheetData>", "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row></sheetData>")),
        UNREADABLE,
        "16,384 columns wide",
    ),
    case(
        "a far cell under a prefix",
        changed(
            put(
                "</sheetData>",
                '<x:row r="1048576" xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
                '<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row></sheetData>',
            )
        ),
        UNREADABLE,
        "16,384 columns wide",
    ),
    case("a column beyond the last", changed(put('r="K2"', 'r="ZZZZ2"')), UNREADABLE, "columns wide"),
)
