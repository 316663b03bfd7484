"""The first sheet of a template: what is asked, how to answer, and what each figure means."""

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from roundtable.intake.returns import ReturnSpec
from roundtable.intake.template_look import AMBER, Look, height_of
from roundtable.measures.definitions import Definition
from roundtable.measures.wording import join, plural

_WIDTHS = (2, 40, 62, 62)
_STEPS = (
    "1.  Each return has its own sheet. Fill in the yellow cells only: your figures are known by the keys and headings.",
    "2.  Enter whole numbers for counts, pounds and pence for money, and the number before the %: 52 for 52%.",
    "3.  Enter 0 where there were none. Leave a cell blank where you have no number: blank is kept as “not supplied”.",
    "4.  You can paste a row of twelve months in one go. Paste values only, so that no formula comes with them.",
    "5.  Use Note for what a reader should know, such as “definition changed in June”. It is shown beside the figure.",
    "6.  A negative number is allowed when a note says why, such as “one offence reclassified”.",
    "7.  If you cannot supply a line, say why in “Cannot supply because”, and when you can in “Expected on”.",
    "8.  Save the workbook as XLSX and upload it. You see what was understood, and what to mend, before it is kept.",
)
_WORDS = (
    ("z or n/a", "Not applicable: the figure cannot exist here."),
    ("c or suppressed", "There is a number, and you may not pass it on."),
    ("x or not supplied", "The same as blank: you have no number."),
    ("w or withdrawn", "You gave a number before and no longer stand by it."),
    ("k", "The number rounds to zero."),
    ("12 u", "Unreliable: a number, with u after it, that should not be relied on."),
)
_PROTECTION = (
    "The sheets are protected, without a password, so that keys and headings stay in place. It is no security: "
    "keep the file as safe as its figures."
)


def write_guide(sheet: Worksheet, specs: Sequence[ReturnSpec], names: Sequence[str], look: Look) -> None:
    """The whole of the sheet; `names` are those of the specs' sheets."""
    row = _write_opening(sheet, specs, look)
    row = _write_returns(sheet, row, specs, names, look)
    row = _write_steps(sheet, row, look)
    row = _write_words(sheet, row, look)
    row = _write_definitions(sheet, row, specs, look)
    _lay_out(sheet, row, specs)


def _write_opening(sheet: Worksheet, specs: Sequence[ReturnSpec], look: Look) -> int:
    sheet.set_row(0, 32)
    sheet.write_string(0, 1, "Read me first", look.title)
    partnerships = join(dict.fromkeys(spec.partnership_title for spec in specs))
    sheet.write_string(
        1, 1, f"Figures that {specs[0].agency_title} is asked to send to {partnerships}", look.subtitle
    )
    if specs[0].marking:
        sheet.write_string(0, 3, specs[0].marking, look.marking)
    return 3


def _write_returns(
    sheet: Worksheet, row: int, specs: Sequence[ReturnSpec], names: Sequence[str], look: Look
) -> int:
    row = _heading(sheet, row, "What is asked of you", look)
    _head(sheet, row, ("Sheet", "Period and reference", "How much"), look)
    for spec, name in zip(specs, names, strict=True):
        row += 1
        quoted = name.replace("'", "''")
        sheet.write_url(row, 1, f"internal:'{quoted}'!A1", look.link, name)
        sheet.write_string(row, 2, f"{spec.period.label}, return {spec.id}", look.wrapped)
        sheet.write_string(row, 3, plural(len(spec.lines), "line"), look.wrapped)
    return row + 2


def _write_steps(sheet: Worksheet, row: int, look: Look) -> int:
    row = _heading(sheet, row, "How to fill it in", look)
    for step in (*_STEPS, "", _PROTECTION):
        sheet.write_string(row, 1, step, look.plain)
        row += 1
    return row + 1


def _write_words(sheet: Worksheet, row: int, look: Look) -> int:
    row = _heading(sheet, row, "When there is no number", look)
    _head(sheet, row, ("Write", "It means"), look)
    for word, meaning in _WORDS:
        row += 1
        sheet.write_string(row, 1, word, look.strong)
        sheet.write_string(row, 2, meaning, look.wrapped)
    return row + 2


def _write_definitions(sheet: Worksheet, row: int, specs: Sequence[ReturnSpec], look: Look) -> int:
    row = _heading(sheet, row, "What each figure means", look)
    _head(sheet, row, ("Indicator", "What it is", "Why it is asked, and what to mind"), look)
    asked: dict[str, Definition] = {}
    for spec in specs:
        for line in spec.lines:
            asked.setdefault(line.key, spec.definitions[line.key])
    for definition in asked.values():
        row += 1
        why = " ".join(part for part in (definition.question, definition.guidance) if part)
        sheet.set_row(
            row, height_of(*zip((definition.title, definition.definition, why), _WIDTHS[1:], strict=True))
        )
        sheet.write_string(row, 1, definition.title, look.strong)
        sheet.write_string(row, 2, definition.definition, look.wrapped)
        sheet.write_string(row, 3, why, look.wrapped)
    return row + 1


def _heading(sheet: Worksheet, row: int, text: str, look: Look) -> int:
    sheet.set_row(row, 24)
    sheet.write_string(row, 1, text, look.heading)
    return row + 1


def _head(sheet: Worksheet, row: int, headings: Sequence[str], look: Look) -> None:
    for column, heading in enumerate(headings, start=1):
        sheet.write_string(row, column, heading, look.head)


def _lay_out(sheet: Worksheet, rows: int, specs: Sequence[ReturnSpec]) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(AMBER)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, rows - 1, 3)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if specs[0].marking:
        sheet.set_header(f"&C&10{specs[0].marking}")
    sheet.set_footer("&R&9Page &P of &N")
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
