"""A made-up Annex A workbook of any size from a seed number: one sheet of child protection plans, as Excel saves it.

Texts are in the shared table and days are numbers with a format, as in a workbook that Excel saved. Nobody in it exists.
"""

import random
import zipfile
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

HEADINGS = (
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)", "Does the Child have a Disability",
    "Child Protection Plan Start Date", "Initial Category of Abuse", "Latest Category of Abuse",
    "Date of the Last Statutory Visit", "Was the Child Seen Alone?", "Date of latest review conference",
    "Child Protection Plan End Date",
    "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)",
    "Number of Previous Child Protection Plans", "Allocated Team", "Allocated Worker",
)  # fmt: skip
CATEGORIES = ("Neglect", "Emotional abuse", "Physical abuse", "Sexual abuse", "Multiple")
ETHNICITY = ("WBRI", "WIRI", "WOTH", "MWBC", "APKN", "BAFR", "NOBT")
_ZERO = date(1899, 12, 30).toordinal()
_LETTERS = "ABCDEFGHIJKLMNOPQ"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SPREADSHEET}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SPREADSHEET}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SPREADSHEET}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_SPREADSHEET}.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="List 7" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId3" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1">'
        '<fill><patternFill patternType="none"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
        '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
Cell = str | int | date | None


class _Texts:
    """The table of texts that cells share."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self.known.setdefault(text, len(self.known))

    def xml(self) -> str:
        inner = "".join(f"<si><t>{escape(text)}</t></si>" for text in self.known)
        return f'<sst xmlns="{_MAIN}" uniqueCount="{len(self.known)}">{inner}</sst>'


def workbook(path: Path, *, rows: int, seed: int) -> None:
    """Write a workbook whose one sheet has so many rows below its headings."""
    chance, texts = random.Random(seed), _Texts()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, xml in _PARTS.items():
            archive.writestr(name, _HEAD + xml)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            sheet.write(_row(1, list(HEADINGS), texts))
            for number in range(2, rows + 2):
                sheet.write(_row(number, _plan(chance, number), texts))
            sheet.write(b"</sheetData></worksheet>")
        archive.writestr("xl/sharedStrings.xml", _HEAD + texts.xml())


def _plan(chance: random.Random, number: int) -> list[Cell]:
    last = date(2026, 3, 31).toordinal()
    born, started = last - chance.randrange(200, 6500), last - chance.randrange(180)
    over = chance.random() < 0.3
    category = chance.choice(CATEGORIES)
    return [
        f"C{100_000 + number}", chance.choice("MF"), chance.choice(ETHNICITY), date.fromordinal(born),
        (last - born) // 365, chance.choice("YN"), date.fromordinal(started), category, category,
        date.fromordinal(min(last, started + 10)), chance.choice("YN"), date.fromordinal(min(last, started + 80)),
        date.fromordinal(chance.randint(started, last)) if over else None, "N", chance.randrange(3),
        f"Team {chance.randrange(20)}", f"Worker {chance.randrange(300)}",
    ]  # fmt: skip


def _row(number: int, cells: list[Cell], texts: _Texts) -> bytes:
    parts = []
    for letter, cell in zip(_LETTERS, cells, strict=True):
        if isinstance(cell, date):
            parts.append(f'<c r="{letter}{number}" s="1"><v>{cell.toordinal() - _ZERO}</v></c>')
        elif isinstance(cell, int):
            parts.append(f'<c r="{letter}{number}"><v>{cell}</v></c>')
        elif cell is not None:
            parts.append(f'<c r="{letter}{number}" t="s"><v>{texts(cell)}</v></c>')
    return f'<row r="{number}">{"".join(parts)}</row>'.encode()
