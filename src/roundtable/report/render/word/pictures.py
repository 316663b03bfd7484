"""Pictures in Word: charts with their alternative text, the mark, and the ground of the cover."""

from io import BytesIO

import vl_convert
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Emu, Length, Mm, Pt
from docx.text.paragraph import Paragraph

from roundtable.measures import charts
from roundtable.report.content import ChartBlock
from roundtable.report.render import palette
from roundtable.report.render.fitting import UPRIGHT

HALF = 0.48
_SHEET = (Mm(210), Mm(297))
_DECORATIVE = (
    '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


def add_chart(paragraph: Paragraph, chart: ChartBlock, label: str) -> None:
    """The chart as PNG of 192 pixels an inch, as wide as the page or nearly half of it."""
    width = UPRIGHT * (HALF if chart.width == "half" else 1)
    _place(paragraph, charts.png(chart.spec, ppi=192), Pt(width), label, chart.alt or chart.caption)


def add_mark(paragraph: Paragraph) -> None:
    drawn = vl_convert.svg_to_png(palette.mark_svg(), scale=6)
    _place(paragraph, drawn, Mm(15), "Mark", palette.MARK_ALT)


def _place(paragraph: Paragraph, png: bytes, width: Length, name: str, alt: str) -> BaseOxmlElement:
    """The picture in a line of its paragraph, with no room around it; where none is said LibreOffice adds some."""
    inline: BaseOxmlElement = paragraph.add_run().add_picture(BytesIO(png), width=width)._inline
    for side in "TBLR":
        inline.set(f"dist{side}", "0")
    properties = inline.find(qn("wp:docPr"))
    properties.set("name", name)
    properties.set("descr", alt)
    return inline


def add_cover(paragraph: Paragraph) -> None:
    """The ground of the cover behind the words of its page; it tells nothing, and says so."""
    drawn = vl_convert.svg_to_png(palette.cover_svg(), scale=1.5)
    inline = _place(paragraph, drawn, _SHEET[0], "Cover", "")
    inline.find(qn("wp:docPr")).append(parse_xml(_DECORATIVE))
    anchor = parse_xml(
        f'<wp:anchor {nsdecls("wp", "a", "pic", "r")} distT="0" distB="0" distL="0" distR="0" simplePos="0" '
        'relativeHeight="1" behindDoc="1" locked="1" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        '<wp:positionH relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionH>'
        '<wp:positionV relativeFrom="page"><wp:posOffset>0</wp:posOffset></wp:positionV>'
        f'<wp:extent cx="{Emu(_SHEET[0])}" cy="{Emu(_SHEET[1])}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>'
        "</wp:anchor>"
    )
    for name in ("wp:docPr", "wp:cNvGraphicFramePr", "a:graphic"):
        anchor.append(inline.find(qn(name)))
    inline.getparent().replace(inline, anchor)
