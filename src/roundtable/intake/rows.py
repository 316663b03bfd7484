"""The rows of one sheet, read as lines of the return that it answers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from roundtable.intake.breakdowns import Breakdown, BreakdownError, Values, read_breakdown
from roundtable.intake.cell_values import CellProblem, ReadValue, read_value
from roundtable.intake.findings import Findings, Where
from roundtable.intake.grids import Grid, is_blank, text_of
from roundtable.intake.headers import Header, read_day
from roundtable.intake.returns import MORE_LINES, Heading, LineId, ReadLine, ReturnSpec, SpecLine
from roundtable.measures.definitions import Scale, slug
from roundtable.measures.periods import Period
from roundtable.measures.values import Status
from roundtable.measures.wording import join, number, plural

_PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(slots=True)
class Sheet:
    """One sheet, the return that it answers, and where its lines were first seen (shared by sheets of one return)."""

    grid: Grid
    header: Header
    spec: ReturnSpec
    findings: Findings
    seen: dict[LineId, Where]
    values: Mapping[str, Values] = field(init=False)

    def __post_init__(self) -> None:
        self.values = {
            key: Values.of(self.spec.definitions[key], self.spec.lines_of(key))
            for key in dict.fromkeys(line.key for line in self.spec.lines)
        }

    def text(self, row: int, heading: str) -> str:
        return self.grid.text(row, self.header.columns.get(heading))

    def where(self, row: int, heading: str = "") -> Where:
        return Where(self.grid.name, row, self.header.columns.get(heading), heading)

    def in_period(self, row: int, period: Period) -> Where:
        return Where(self.grid.name, row, self.header.periods[period], period.short_label)

    def has_values(self, row: int) -> bool:
        """Whether some period has anything in it; a formula without its value counts."""
        return any(
            not is_blank(self.grid.at(row, at))
            or (row, at) in self.grid.unsaved
            or (row, at) in self.grid.broken
            for at in self.header.periods.values()
        )


@dataclass(frozen=True, slots=True)
class _Words:
    """What a row says beside its values."""

    note: str
    cannot_supply: str
    expected_on: date | None
    citation: str


def read_rows(sheet: Sheet) -> list[ReadLine]:
    """Every value of every line that could be read; the rest is in the findings."""
    lines: list[ReadLine] = []
    for row in range(sheet.header.row + 1, len(sheet.grid.rows)):
        if all(is_blank(cell) for cell in sheet.grid.rows[row]) and not sheet.has_values(row):
            continue
        found = _line(sheet, row)
        if found is not None:
            lines.extend(_values(sheet, row, *found))
    return lines


def _line(sheet: Sheet, row: int) -> tuple[SpecLine, Breakdown] | None:
    """The line that a row answers, or none: then it holds nothing, or the findings say why it cannot be read."""
    key = _key(sheet, row)
    if key is None or not _is_of_this_return(sheet, row):
        return None
    try:
        breakdown = read_breakdown(sheet.text(row, Heading.BREAKDOWN), sheet.values[key])
    except BreakdownError as problem:
        where, said = sheet.where(row, Heading.BREAKDOWN), sheet.text(row, Heading.BREAKDOWN)
        sheet.findings.error("unknown-breakdown", where, problem.message, problem.what_to_do, said)
        return None
    line = _asked_line(sheet, row, key, breakdown)
    earlier = sheet.seen.setdefault(line.id, sheet.where(row))
    if earlier.row == row and earlier.sheet == sheet.grid.name:
        return line, breakdown
    first = f"row {(earlier.row or 0) + 1}" + (
        f" of sheet {earlier.sheet}" if earlier.sheet != sheet.grid.name else ""
    )
    sheet.findings.error(
        "duplicate-line", sheet.where(row, Heading.KEY), f"{line.name} is given twice: here, and in {first}.",
        "Delete one of the two rows.", line.key,
    )  # fmt: skip
    return None


def _is_of_this_return(sheet: Sheet, row: int) -> bool:
    said = sheet.text(row, Heading.RETURN).lower()
    if not said or said in {sheet.spec.id.lower(), sheet.spec.reference.lower()}:
        return True
    sheet.findings.error(
        "wrong-return", sheet.where(row, Heading.RETURN), f"This row is of return {said}, not of {sheet.spec.id}.",
        "Move it to the file of that return.", said,
    )  # fmt: skip
    return False


def _key(sheet: Sheet, row: int) -> str | None:
    said = sheet.text(row, Heading.KEY)
    if said.lower() in sheet.values:
        return said.lower()
    if not said:
        return _key_from_title(sheet, row)
    if not sheet.has_values(row):
        sheet.findings.sentences.append(
            f"{_row_name(sheet, row)} was not read: “{said}” is no key of this return."
        )
        return None
    close = get_close_matches(said.lower(), list(sheet.values), 3, 0.8)
    suggestion = (
        f"Did you mean {join(close, 'or')}?" if close else "Use the keys of the template as they are."
    )
    sheet.findings.error(
        "unknown-key",
        sheet.where(row, Heading.KEY),
        f"“{said}” is not asked for in this return.",
        suggestion,
        said,
    )
    return None


def _key_from_title(sheet: Sheet, row: int) -> str | None:
    said = sheet.text(row, Heading.INDICATOR)
    keys = {line.key for line in sheet.spec.lines if said and slug(line.title) == slug(said)}
    if len(keys) == 1:
        sheet.findings.lenient("key_from_title", sheet.where(row), said)
        return keys.pop()
    if sheet.has_values(row):
        sheet.findings.error(
            "no-key", sheet.where(row, Heading.KEY), "The row has values but no key, so it is not known what they are.",
            "Put the key of its indicator in the Key column, as in the template.",
        )  # fmt: skip
    elif said and not said.startswith(MORE_LINES):
        sheet.findings.sentences.append(
            f"{_row_name(sheet, row)} was not read: it has neither a key nor a value."
        )
    return None


def _row_name(sheet: Sheet, row: int) -> str:
    return f"Row {row + 1} of sheet {sheet.grid.name}" if sheet.grid.name else f"Row {row + 1}"


def _asked_line(sheet: Sheet, row: int, key: str, breakdown: Breakdown) -> SpecLine:
    """The line as it was asked for, or one like it for a breakdown or an area that the supplier adds."""
    area, asked = sheet.text(row, Heading.AREA), sheet.spec.lines_of(key)
    if breakdown.guessed:
        sheet.findings.lenient(
            "breakdown_guessed", sheet.where(row, Heading.BREAKDOWN), sheet.text(row, Heading.BREAKDOWN)
        )
    same = [line for line in asked if tuple(sorted(line.dims)) == breakdown.dims]
    exact = [line for line in same if not area or line.area.lower() == area.lower()]
    if exact:
        return exact[0]
    if same:
        sheet.findings.ask(
            "area-changed", sheet.where(row, Heading.AREA),
            f"{same[0].name} was asked for {same[0].area or 'no area in particular'}, and the file says {area}.",
            "If the figures do cover that area, leave it as it is.", area,
        )  # fmt: skip
        return replace(same[0], area=area)
    _ask_about_new(sheet, row, breakdown)
    periods = tuple(dict.fromkeys(period for line in asked for period in line.periods))
    said = sheet.text(row, Heading.BREAKDOWN)
    return replace(
        asked[0], dims=breakdown.dims, breakdown=said, area=area or asked[0].area, periods=periods, last={}
    )


def _ask_about_new(sheet: Sheet, row: int, breakdown: Breakdown) -> None:
    where, said = sheet.where(row, Heading.BREAKDOWN), sheet.text(row, Heading.BREAKDOWN)
    if breakdown.resembles:
        sheet.findings.ask(
            "new-breakdown", where, f"“{said}” is new, and looks much like “{breakdown.resembles}”.",
            f"If they are the same, write “{breakdown.resembles}”.", said,
        )  # fmt: skip
    else:
        sheet.findings.lenient("not_asked", where, said or "the whole")


def _values(sheet: Sheet, row: int, line: SpecLine, breakdown: Breakdown) -> list[ReadLine]:
    words = _words(sheet, row)
    lines: list[ReadLine] = []
    for period, at in sheet.header.periods.items():
        found = _value(sheet, row, line, period, words)
        if found is None:
            continue
        missing = found.value.status is Status.NOT_SUPPLIED
        where = sheet.in_period(row, period)
        lines.append(ReadLine(
            sheet.spec.partnership, line.key, line.version, tuple(sorted(line.dims)), line.area, period, found.value,
            sheet.grid.text(row, at), sheet.grid.name, where.cell, words.note,
            words.cannot_supply if missing else "", words.expected_on if missing else None, words.citation,
            breakdown.titles, sheet.spec.reference, row + 1, where.column,
        ))  # fmt: skip
    _ask_about_gaps(sheet, row, line, lines, words)
    return lines


def _words(sheet: Sheet, row: int) -> _Words:
    expected = sheet.grid.at(row, sheet.header.columns.get(Heading.EXPECTED_ON))
    day = None if is_blank(expected) else read_day(expected)
    if day is None and not is_blank(expected):
        sheet.findings.error(
            "not-a-date", sheet.where(row, Heading.EXPECTED_ON), f"“{text_of(expected)}” is not a date.",
            "Write the day, the month and the year, such as 30 April 2016.", text_of(expected),
        )  # fmt: skip
    return _Words(
        sheet.text(row, Heading.NOTE),
        sheet.text(row, Heading.CANNOT_SUPPLY),
        day,
        sheet.text(row, Heading.SOURCE),
    )


def _value(sheet: Sheet, row: int, line: SpecLine, period: Period, words: _Words) -> ReadValue | None:
    """The value of a line in a period; none where the line is not asked for it, or where it cannot be read."""
    place = (row, sheet.header.periods[period])
    cell, where = sheet.grid.at(*place), sheet.in_period(row, period)
    raw = text_of(cell)
    try:
        _check_formula(sheet.grid, place)
        if period not in line.periods:
            _check_not_asked(line, period, blank=is_blank(cell))
            return None
        found = read_value(
            cell, line, shown_as_percent=place in sheet.grid.percents and not isinstance(cell, str)
        )
        _check_limits(found, line, words)
    except CellProblem as problem:
        sheet.findings.error(problem.rule, where, problem.message, problem.what_to_do, raw)
        return None
    plain = not sheet.grid.name and _PLAIN_NUMBER.fullmatch(raw)  # in CSV every number is text
    if found.lenient and not (plain and found.lenient == "text_as_number"):
        sheet.findings.lenient(found.lenient, where, raw)
    _ask_about_percent(sheet, where, found, line)
    return found


def _check_formula(grid: Grid, place: tuple[int, int]) -> None:
    if place in grid.broken:
        raise CellProblem(
            "broken-formula", "The cell holds a spreadsheet error, such as #REF! or #DIV/0!.",
            "Mend the formula, or type the number in its place.",
        )  # fmt: skip
    if place in grid.unsaved:
        raise CellProblem(
            "formula-without-value", "The cell holds a formula that was saved without its value.",
            "Open the file in Excel or LibreOffice and save it again, or type the number in place of the formula.",
        )  # fmt: skip


def _check_not_asked(line: SpecLine, period: Period, *, blank: bool) -> None:
    if not blank:
        asked = join(asked.short_label for asked in line.periods[:13])
        raise CellProblem(
            "period-not-asked", f"{line.name} is not asked for in {period.label}.", f"Enter it under {asked}."
        )


def _check_limits(found: ReadValue, line: SpecLine, words: _Words) -> None:
    value = found.value.number
    if value is None:
        return
    if value < 0 and not words.note and (line.minimum is None or line.minimum >= 0):
        raise CellProblem(
            "negative-needs-note", f"{number(value)} is less than nought.",
            "If it is right, say why in the Note column, such as “reclassified”. If not, correct it.",
        )  # fmt: skip
    if line.minimum and value < line.minimum:
        raise CellProblem(
            "under-minimum", f"{number(value)} is less than {number(line.minimum)}, the least that this line can be.",
            "Check the number.",
        )  # fmt: skip


def _ask_about_percent(sheet: Sheet, where: Where, found: ReadValue, line: SpecLine) -> None:
    value = found.value.number
    if line.scale is not Scale.PERCENT or value is None:
        return
    if 0 < value < 1 and found.lenient != "as_percentage":
        sheet.findings.ask(
            "percent-as-fraction", where, f"{number(value)} was read as {number(value)}%, less than one in a hundred.",
            f"If you mean {number(value * 100)}%, enter {number(value * 100)}.", str(value),
        )  # fmt: skip
    if value > 100:
        sheet.findings.ask(
            "percent-over-hundred",
            where,
            f"{number(value)}% is more than all.",
            "Check the number.",
            str(value),
        )


def _ask_about_gaps(sheet: Sheet, row: int, line: SpecLine, lines: list[ReadLine], words: _Words) -> None:
    blank = [found.period.short_label for found in lines if not found.raw]
    where = sheet.where(row, Heading.CANNOT_SUPPLY)
    if blank and not words.cannot_supply:
        which = "every period" if len(blank) == len(line.periods) and len(blank) > 1 else join(blank)
        sheet.findings.ask(
            "blank-without-reason", where, f"{line.name} is blank in {which}. It will be kept as not supplied, not as 0.",
            "Enter 0 if there were none. If you have no number, say why in “Cannot supply because”.",
        )  # fmt: skip
    elif words.cannot_supply and not any(found.value.status is Status.NOT_SUPPLIED for found in lines):
        sheet.findings.ask(
            "reason-without-gap", where, f"{line.name} has {plural(len(lines), 'value')}, and a reason why there is none.",
            "If the value is right, move the reason to the Note column.", words.cannot_supply,
        )  # fmt: skip
    elif words.cannot_supply and words.expected_on is None:
        sheet.findings.ask(
            "no-expected-date", sheet.where(row, Heading.EXPECTED_ON), f"{line.name} cannot be supplied; no date is given.",
            "If it can be supplied later, write the date in “Expected on”.",
        )  # fmt: skip
