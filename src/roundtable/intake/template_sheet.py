"""One sheet of a template: the lines of one return, ready to be filled in or pasted into."""

from dataclasses import dataclass
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from roundtable.intake.returns import (
    AFTER_PERIODS,
    BEFORE_PERIODS,
    MORE_LINES,
    Heading,
    ReturnSpec,
    SpecLine,
    last_words,
)
from roundtable.intake.template_look import ACCENT, Look, height_of
from roundtable.measures.definitions import Definition, Scale
from roundtable.measures.periods import Period, PeriodKind

HEAD_ROW = 5
MORE_ROWS = 12  # for values of an open dimension that the supplier adds
WORDS_NAME = "status_words"  # the list, on a hidden sheet, of words that say why there is no number

_PERIODS_START = len(BEFORE_PERIODS)
_WIDTHS = {
    Heading.KEY: 15, Heading.INDICATOR: 44, Heading.BREAKDOWN: 32, Heading.AREA: 24, Heading.UNIT: 18, Heading.LAST: 18,
    Heading.NOTE: 36, Heading.CANNOT_SUPPLY: 32, Heading.EXPECTED_ON: 19, Heading.SOURCE: 26,
}  # fmt: skip
_PERIOD_WIDTH = 11
_MOST_ON_ONE_PAGE = 5  # periods; more would be too small to read on A4
_MESSAGE_LENGTH, _TITLE_LENGTH = 255, 32  # Excel's own limits of an input message
_INSTRUCTIONS = (
    "Fill in the yellow cells; a year of months can be pasted in one go. Blank means that you have no number: enter 0 "
    "for none. Grey cells are not asked for."
)
_ENTER = {
    Scale.COUNT: "Enter a whole number, or leave the cell blank. A negative number needs a note in the Note column first.",
    Scale.PERCENT: "Enter the number before the %: 52 for 52%. Or leave the cell blank.",
    Scale.RATE: "Enter a number, or leave the cell blank. A negative number needs a note in the Note column first.",
    Scale.POUNDS: "Enter pounds and pence, such as 1234.50. A negative amount needs a note in the Note column first.",
}


@dataclass(frozen=True, slots=True)
class _Sheet:
    sheet: Worksheet
    spec: ReturnSpec
    look: Look
    periods: tuple[Period, ...]

    @property
    def after(self) -> int:
        """The column of the note, the first after the periods."""
        return _PERIODS_START + len(self.periods)


def heading_of(period: Period) -> str:
    """A period's column: "Jul 2015", and in full where the short form is not its own."""
    return period.short_label if period.kind is PeriodKind.MONTH else str(period)


def write_sheet(sheet: Worksheet, spec: ReturnSpec, look: Look) -> None:
    """Everything of one return on its sheet."""
    page = _Sheet(sheet, spec, look, spec.periods)
    _write_top(page)
    row = HEAD_ROW + 1
    for before, line in zip((None, *spec.lines), spec.lines, strict=False):
        _write_line(page, row, line, first=before is None or before.key != line.key)
        row += 1
    open_keys = [
        key for key in dict.fromkeys(line.key for line in spec.lines) if _is_open(spec.definitions[key])
    ]
    if open_keys:
        row = _write_more(page, row, open_keys)
    _lay_out(page, row)


def _is_open(definition: Definition) -> bool:
    return any(dimension.open for dimension in definition.dimensions)


def _write_top(page: _Sheet) -> None:
    """What the sheet is, in cells that the reader knows it by, and the headings."""
    sheet, spec, look = page.sheet, page.spec, page.look
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, f"{spec.partnership_title}: return of figures", look.title)
    said = (f"Return: {spec.id}", f"Agency: {spec.agency_title}", f"Period: {spec.period}", _INSTRUCTIONS)
    for row, text in enumerate(said, start=1):
        sheet.write_string(row, 0, text, look.subtitle)
    if spec.marking:
        sheet.write_string(0, _PERIODS_START, spec.marking, look.marking)
    headings = (*BEFORE_PERIODS, *(heading_of(period) for period in page.periods), *AFTER_PERIODS)
    sheet.set_row(HEAD_ROW, 34)
    for column, heading in enumerate(headings):
        sheet.write_string(HEAD_ROW, column, heading, look.head)


def _write_line(page: _Sheet, row: int, line: SpecLine, *, first: bool) -> None:
    sheet, look = page.sheet, page.look
    shown = (
        (line.key, look.key), (line.title, look.name if first else look.same_name), (line.breakdown, look.fixed),
        (line.area, look.text), (line.unit, look.fixed), (last_words(line), look.last),
    )  # fmt: skip
    sheet.set_row(
        row, height_of(*((text, _WIDTHS[BEFORE_PERIODS[n]]) for n, (text, _) in enumerate(shown) if n))
    )
    for column, (text, form) in enumerate(shown):
        sheet.write_string(row, column, text, form)
    if line.guidance:
        sheet.data_validation(row, 1, row, 1, {
            "validate": "any", "input_title": _cut(line.title, _TITLE_LENGTH),
            "input_message": _cut(line.guidance, _MESSAGE_LENGTH),
        })  # fmt: skip
    entry = {Scale.COUNT: look.whole, Scale.POUNDS: look.money}.get(line.scale, look.decimal)
    for column, period in enumerate(page.periods, start=_PERIODS_START):
        asked = period in line.periods
        sheet.write_blank(row, column, None, entry if asked else look.shut)
        if asked:
            _check(page, row, column, column, line.scale)
    _write_words(page, row)


def _write_words(page: _Sheet, row: int) -> None:
    """The cells after the periods: note, reason, date and source."""
    for step, form in enumerate((page.look.text, page.look.text, page.look.day, page.look.text)):
        page.sheet.write_blank(row, page.after + step, None, form)
    page.sheet.data_validation(row, page.after + 2, row, page.after + 2, {
        "validate": "date", "criteria": ">", "value": date(2000, 1, 1), "error_title": "Not a date",
        "error_message": "Enter a date, such as 30 April 2016.",
    })  # fmt: skip


def _check(page: _Sheet, row: int, first: int, last: int, scale: Scale) -> None:
    """What Excel says on typing, and colours on pasting; the file is checked again when it is read."""
    valid = _validity(page, row, first, scale)
    page.sheet.data_validation(row, first, row, last, {
        "validate": "custom", "value": f"={valid}", "error_title": "Check this cell",
        "error_message": _ENTER[scale],
    })  # fmt: skip
    cell = xl_rowcol_to_cell(row, first)
    page.sheet.conditional_format(row, first, row, last, {
        "type": "formula", "criteria": f"=AND(LEN({cell})>0,NOT({valid}))", "format": page.look.wrong,
    })  # fmt: skip


def _validity(page: _Sheet, row: int, column: int, scale: Scale) -> str:
    cell, note = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(row, page.after, col_abs=True)
    right = f"OR({cell}>=0,LEN({note})>0)"
    if scale is Scale.COUNT:
        right = f"AND({cell}=INT({cell}),{right})"
    return f"IF(ISNUMBER({cell}),{right},COUNTIF({WORDS_NAME},{cell})>0)"


def _write_more(page: _Sheet, row: int, keys: list[str]) -> int:
    """Empty rows for values of an open dimension, such as a team that was not on the list; the row after them."""
    dimension = next(d for d in page.spec.definitions[keys[0]].dimensions if d.open)
    for column in range(page.after + len(AFTER_PERIODS)):
        page.sheet.write_blank(row, column, None, page.look.legend)
    page.sheet.write_string(
        row, 1, f"{MORE_LINES}, such as “{dimension.title}: …”. One row for each.", page.look.legend
    )
    for extra in range(row + 1, row + 1 + MORE_ROWS):
        for column in range(_PERIODS_START):
            page.sheet.write_blank(extra, column, None, _more_form(page.look, column))
        for column in range(_PERIODS_START, page.after):
            page.sheet.write_blank(extra, column, None, page.look.decimal)
        _write_words(page, extra)
    page.sheet.data_validation(row + 1, 0, row + MORE_ROWS, 0, {
        "validate": "list", "source": keys if sum(len(key) + 1 for key in keys) <= _MESSAGE_LENGTH else keys[:1],
        "error_type": "warning", "error_title": "Not a key of this list",
        "error_message": "Only these keys take breakdowns of your own.",
    })  # fmt: skip
    return row + 1 + MORE_ROWS


def _more_form(look: Look, column: int) -> Format:
    entry = BEFORE_PERIODS[column] in (Heading.KEY, Heading.BREAKDOWN, Heading.AREA)
    return look.text if entry else look.shut


def _lay_out(page: _Sheet, rows: int) -> None:
    sheet, spec = page.sheet, page.spec
    headings = (*BEFORE_PERIODS, *("" for _ in page.periods), *AFTER_PERIODS)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, _WIDTHS.get(heading, _PERIOD_WIDTH))
    sheet.freeze_panes(HEAD_ROW + 1, BEFORE_PERIODS.index(Heading.AREA))
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    sheet.hide_gridlines(2)
    sheet.set_tab_color(ACCENT)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    wide = len(page.periods) > _MOST_ON_ONE_PAGE
    sheet.fit_to_pages(2 if wide else 1, 0)
    if wide:
        sheet.repeat_columns(0, BEFORE_PERIODS.index(Heading.BREAKDOWN))
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(0, 0, rows - 1, len(headings) - 1)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    if spec.marking:
        sheet.set_header(f"&C&10{spec.marking}")
    sheet.set_footer(f"&L&9Return {spec.id}, {spec.agency_title}&R&9Page &P of &N")


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
