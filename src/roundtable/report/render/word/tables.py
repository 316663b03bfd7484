"""A table in Word: a header row that is repeated, rows that are not torn, numbers to the right."""

from collections.abc import Iterable

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement

from roundtable.report.content import TableCell
from roundtable.report.render import palette
from roundtable.report.render.fitting import SIZES, Fit
from roundtable.report.render.word.fields import run_xml

TOGETHER = 14  # rows of a table that is kept on one page
_TWENTIETHS = 20
_DENSE = 40  # twentieths above and below the words of small tables


def table_xml(fit: Fit, *, noted: bool = False) -> BaseOxmlElement:
    """The `w:tbl` of a fitted table; one that is `noted` stays with the note beneath it."""
    return parse_xml(_Table(fit, noted=noted).xml())


def side_by_side(width: float) -> BaseOxmlElement:
    """A table of two cells without lines, `width` in points, for two charts beside each other."""
    half = round(width * _TWENTIETHS / 2)
    cell = f'<w:tc><w:tcPr><w:tcW w:w="{half}" w:type="dxa"/></w:tcPr><w:p/></w:tc>'
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{half * 2}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{half}"/><w:gridCol w:w="{half}"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cell * 2}</w:tr></w:tbl>"
    )


class _Table:
    def __init__(self, fit: Fit, *, noted: bool) -> None:
        self.fit = fit
        self.noted = noted
        self.widths = [round(width * _TWENTIETHS) for width in fit.widths]
        rows = fit.table.rows
        self.numeric = [any(row[at].numeric for row in rows) for at in range(len(fit.table.header))]
        self.last = len(rows) - 1
        self.size = "" if fit.size == SIZES[0] else f'<w:sz w:val="{round(fit.size * 2)}"/>'

    def xml(self) -> str:
        table = self.fit.table
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in self.widths)
        header = (TableCell(title, numeric=self.numeric[at]) for at, title in enumerate(table.header))
        rows = (self._row(row, at) for at, row in enumerate(table.rows))
        inner = f"{self._properties()}<w:tblGrid>{grid}</w:tblGrid>{self._row(header)}{''.join(rows)}"
        return f"<w:tbl {nsdecls('w')}>{inner}</w:tbl>"

    def _properties(self) -> str:
        dense = f'<w:top w:w="{_DENSE}" w:type="dxa"/><w:bottom w:w="{_DENSE}" w:type="dxa"/>'
        margins = f"<w:tblCellMar>{dense}</w:tblCellMar>" if self.size else ""
        first = int(self.fit.table.row_headers)
        look = "06A0" if first else "0620"  # the attributes beside it, as older readers want them
        return (
            f'<w:tblPr><w:tblStyle w:val="FigureTable"/><w:tblW w:w="{sum(self.widths)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/>{margins}<w:tblLook w:val="{look}" w:firstRow="1" '
            f'w:lastRow="0" w:firstColumn="{first}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>'
        )

    def _row(self, row: Iterable[TableCell], number: int = -1) -> str:
        """A row; number -1 is the header."""
        repeated = "<w:tblHeader/>" if number < 0 else ""
        cells = "".join(self._cell(cell, number, at) for at, cell in enumerate(row))
        return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"

    def _cell(self, cell: TableCell, number: int, at: int) -> str:
        header, total = number < 0, number in self.fit.table.total_rows
        bold = "<w:b/>" if not cell.missing and (header or total or at in self.fit.total_columns) else ""
        # LibreOffice does not give a character style its colour within a styled table.
        colour = f'<w:color w:val="{palette.SOFT}"/>' if cell.missing else ""
        words = run_xml(
            cell.text, styles=["Missing"] if cell.missing else (), properties=bold + colour + self.size
        )
        edges = self._edges(header=header, total=total, last=number == self.last)
        borders = f"<w:tcBorders>{edges}</w:tcBorders>" if edges else ""
        bottom = '<w:vAlign w:val="bottom"/>' if header else ""
        side = '<w:jc w:val="right"/>' if self.numeric[at] and (at or not self.fit.table.row_headers) else ""
        follows = self.noted if number == self.last else self.last < TOGETHER
        together = "<w:keepNext/>" if header or follows else ""
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{self.widths[at]}" w:type="dxa"/>{borders}{self._margins(at)}{bottom}</w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{together}{side}</w:pPr>{words}</w:p></w:tc>'
        )

    def _margins(self, at: int) -> str:
        """Words begin and end where the table's lines do."""
        sides = [side for side, here in (("left", at == 0), ("right", at == len(self.widths) - 1)) if here]
        inner = "".join(f'<w:{side} w:w="0" w:type="dxa"/>' for side in sides)
        return f"<w:tcMar>{inner}</w:tcMar>" if inner else ""

    def _edges(self, *, header: bool, total: bool, last: bool) -> str:
        """Lines that are heavier than the style's: under the header, above a total, under the last row."""
        top = _edge("top", 6) if total else ""
        return top + (_edge("bottom", 10) if header or last else "")


def _edge(side: str, weight: int) -> str:
    return f'<w:{side} w:val="single" w:sz="{weight}" w:space="0" w:color="{palette.INK}"/>'
