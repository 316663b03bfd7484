"""XLSX as agencies save it: the cells by calamine, and by lxml what calamine does not tell."""

import io
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from roundtable.intake.grids import Grid, Place, place_of
from roundtable.intake.guards import FileRefused, repacked, safe_workbook
from roundtable.intake.xml_names import local_name

MOST_ROWS = 20_000
MOST_COLUMNS = 500
MOST_SHEETS = 50
_PROPERTIES = "docProps/custom.xml"
_BUILT_IN_PERCENTS = {9, 10}  # "0%" and "0.00%"
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # what a number format quotes, escapes or brackets


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets that hold something, in their order, and the workbook's custom properties."""

    grids: tuple[Grid, ...]
    properties: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Marks:
    unsaved: frozenset[Place]
    broken: frozenset[Place]
    percents: frozenset[Place]


def read_workbook(data: bytes) -> Workbook:
    """Every visible sheet of an XLSX file; FileRefused where it is not safe or not readable."""
    parts = safe_workbook(data)
    try:
        percent_styles = _percent_styles(parts)
        marks = {name: _marks(parts[path], percent_styles) for name, path in _sheets(parts) if path in parts}
        properties = _properties(parts)
        book = CalamineWorkbook.from_filelike(io.BytesIO(repacked(parts)))
        grids = tuple(_grid(book, name, found) for name, found in marks.items())
    except (CalamineError, etree.XMLSyntaxError, ValueError, KeyError) as error:
        raise FileRefused(
            "The workbook is damaged and cannot be read.",
            "Open it in Excel or LibreOffice, save it again as XLSX, and upload that file.",
        ) from error
    return Workbook(grids, properties)


def _grid(book: CalamineWorkbook, name: str, marks: _Marks) -> Grid:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return Grid(name, rows, marks.unsaved, marks.broken, marks.percents)


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _sheets(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Name and path of each visible worksheet. A chart sheet has no cells, a hidden one is ours or was put away."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parse(parts["xl/_rels/workbook.xml.rels"]).iterfind("{*}Relationship")
    }
    sheets = list(_parse(parts["xl/workbook.xml"]).iterfind("{*}sheets/{*}sheet"))
    if len(sheets) > MOST_SHEETS:
        raise FileRefused(
            f"The workbook has more than {MOST_SHEETS} sheets.", "Upload the sheets of the return only."
        )
    for sheet in sheets:
        link = next((value for name, value in sheet.attrib.items() if local_name(str(name)) == "id"), "")
        path = posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")
        if sheet.get("state", "visible") == "visible" and "worksheets/" in path:
            yield str(sheet.get("name", "")), path


def _marks(content: bytes, percent_styles: frozenset[int]) -> _Marks:
    """Cells that need care, and a check of the extent: calamine sets aside room for every cell up to the last."""
    unsaved: set[Place] = set()
    broken: set[Place] = set()
    percents: set[Place] = set()
    for cell in _cells(content):
        place = place_of(str(cell.get("r", "")))
        _check_extent(place)
        if _is_unsaved(cell):
            unsaved.add(place)
        if cell.get("t") == "e":
            broken.add(place)
        if int(cell.get("s", "0")) in percent_styles:
            percents.add(place)
    return _Marks(frozenset(unsaved), frozenset(broken), frozenset(percents))


def _cells(content: bytes) -> Iterator[etree._Element]:
    """The cells that hold something, row by row, so that a long sheet is never in memory as a whole."""
    rows = etree.iterparse(
        io.BytesIO(content),
        tag="{*}row",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, row in rows:
        yield from (cell for cell in row if len(cell))
        row.clear()
        while row.getprevious() is not None:
            del row.getparent()[0]


def _is_unsaved(cell: etree._Element) -> bool:
    """A formula without its value. One that gives an empty text is typed as text, and is a blank."""
    if cell.find("{*}f") is None or cell.get("t") == "str":
        return False
    return not (cell.findtext("{*}v") or "")


def _check_extent(place: Place) -> None:
    if place[0] >= MOST_ROWS or place[1] >= MOST_COLUMNS:
        raise FileRefused(
            f"A sheet holds something beyond row {MOST_ROWS:,} or column {MOST_COLUMNS}.",
            "Delete the rows and columns outside the return, save it, and upload it again.",
        )


def _percent_styles(parts: Mapping[str, bytes]) -> frozenset[int]:
    """The styles, by number, under which a cell is shown as a percentage."""
    if "xl/styles.xml" not in parts:
        return frozenset()
    styles = _parse(parts["xl/styles.xml"])
    shown = set(_BUILT_IN_PERCENTS)
    for made in styles.iterfind("{*}numFmts/{*}numFmt"):
        if "%" in _NOT_SHOWN.sub("", made.get("formatCode", "")):
            shown.add(int(made.get("numFmtId", "0")))
    looks = styles.iterfind("{*}cellXfs/{*}xf")
    return frozenset(n for n, look in enumerate(looks) if int(look.get("numFmtId", "0")) in shown)


def _properties(parts: Mapping[str, bytes]) -> dict[str, str]:
    if _PROPERTIES not in parts:
        return {}
    found = _parse(parts[_PROPERTIES]).iterfind("{*}property")
    return {str(p.get("name")): "".join(str(text) for text in p.itertext()).strip() for p in found}
