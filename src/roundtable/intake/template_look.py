"""How a return template looks: the product's palette, in a font that every office has."""

import math
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format

INK, SOFT, ACCENT, PALE_ACCENT = "#16233a", "#4a5568", "#0b5d63", "#e3f0ef"
AMBER, PALE_AMBER, BRICK, PALE_BRICK = "#f2b134", "#fdf3dc", "#a8402e", "#f8e8e3"
PAPER, CARD, LINE, SHUT = "#fbfaf7", "#ffffff", "#e2ddd2", "#ece8df"
FONT = "Calibri"  # a workbook takes no font along; LibreOffice has Carlito, of the same widths, in its place


@dataclass(frozen=True, slots=True)
class Look:
    """The formats of one workbook. Input cells are unlocked, everything else is locked."""

    title: Format
    subtitle: Format
    heading: Format
    marking: Format
    plain: Format
    wrapped: Format
    strong: Format
    link: Format
    head: Format
    key: Format
    name: Format
    same_name: Format
    fixed: Format
    last: Format
    shut: Format
    legend: Format
    whole: Format
    decimal: Format
    money: Format
    text: Format
    day: Format
    wrong: Format

    @classmethod
    def of(cls, book: xlsxwriter.Workbook) -> "Look":
        base = {"font_name": FONT, "font_size": 11, "font_color": INK, "valign": "top"}
        cell = base | {"border": 1, "border_color": LINE, "valign": "vcenter"}
        shown = cell | {"bg_color": PAPER, "text_wrap": True}
        entry = cell | {"bg_color": PALE_AMBER, "locked": False}
        number = entry | {"align": "right"}

        def made(*parts: dict[str, object], **more: object) -> Format:
            properties: dict[str, object] = {}
            for part in (*parts, more):
                properties |= part
            return book.add_format(properties)

        return cls(
            title=made(base, font_size=20, bold=True),
            subtitle=made(base, font_color=SOFT),
            heading=made(base, font_size=14, bold=True, font_color=ACCENT),
            marking=made(base, bold=True, font_color=BRICK),
            plain=made(base),
            wrapped=made(base, text_wrap=True, bottom=1, bottom_color=LINE),
            strong=made(base, bold=True, text_wrap=True, bottom=1, bottom_color=LINE),
            link=made(base, font_color=ACCENT, underline=1, bottom=1, bottom_color=LINE),
            head=made(cell, bold=True, font_color=CARD, bg_color=ACCENT, text_wrap=True, valign="vcenter"),
            key=made(shown, font_size=9, font_color=SOFT, text_wrap=False),
            name=made(shown, bold=True),
            same_name=made(shown, font_color=SOFT),
            fixed=made(shown),
            last=made(shown, font_color=SOFT, align="right"),
            shut=made(cell, bg_color=SHUT),
            legend=made(base, italic=True, font_color=SOFT, bg_color=PALE_ACCENT),
            whole=made(number, num_format="#,##0"),
            decimal=made(number),
            money=made(number, num_format="#,##0.00"),
            text=made(entry, text_wrap=True),
            day=made(entry, num_format="d mmmm yyyy", align="left"),
            wrong=book.add_format({"bg_color": PALE_BRICK, "font_color": BRICK, "bold": True}),
        )


_LINE_HEIGHT, _MARGIN = 15, 7


def height_of(*cells: tuple[str, float]) -> float:
    """The height in points of a row whose wrapped texts stand in columns of these widths.

    Written down because LibreOffice, unlike Excel, does not find it on opening.
    """
    lines = max(math.ceil(len(text) / width) for text, width in cells)
    return max(lines, 1) * _LINE_HEIGHT + _MARGIN
