"""Where the headings of a sheet stand, what each column is, and what the sheet says of itself above them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from roundtable.intake.grids import CellValue, Grid, is_blank, text_of
from roundtable.intake.returns import AFTER_PERIODS, BEFORE_PERIODS, IDENTITY, Heading
from roundtable.measures.periods import Period, PeriodKind

_ROWS_SEARCHED = 40
_HEADINGS = (*BEFORE_PERIODS, *AFTER_PERIODS, Heading.RETURN)
_ALSO_CALLED = {
    Heading.KEY: ("figure key", "indicator key", "code", "id", "ref"),
    Heading.INDICATOR: ("measure", "title", "figure", "indicator name", "description"),
    Heading.BREAKDOWN: ("broken down by", "category", "dimension"),
    Heading.AREA: ("area covered", "local authority"),
    Heading.LAST: ("last", "previous", "previous value", "last year"),
    Heading.NOTE: ("notes", "comment", "comments", "commentary"),
    Heading.CANNOT_SUPPLY: ("cannot supply", "can't supply because", "reason", "reason not supplied"),
    Heading.EXPECTED_ON: ("expected", "expected by", "date expected"),
    Heading.SOURCE: ("citation", "data source"),
}
_KNOWN = {
    said.lower(): heading for heading in _HEADINGS for said in (heading, *_ALSO_CALLED.get(heading, ()))
}
_UK_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_SHORT_DAY = re.compile(r"(\d{1,2}-[A-Za-z]{3,9}-)(\d{2})")  # how Excel shows a day in CSV


@dataclass(frozen=True, slots=True)
class Header:
    """Columns by what they are. `renamed` are headings that were read as another, `unread` columns that are none of ours."""

    row: int
    columns: Mapping[str, int]
    periods: Mapping[Period, int]
    repeated: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    unread: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What the lines above the headings say; empty where they say nothing."""

    reference: str = ""
    agency: str = ""
    period: str = ""


def read_identity(grid: Grid, until: int) -> Identity:
    said: dict[str, str] = {}
    for row in grid.rows[:until]:
        for cell in row:
            found = IDENTITY.match(text_of(cell))
            if found:
                said.setdefault(found[1].lower(), found[2])
    return Identity(said.get("return", ""), said.get("agency", ""), said.get("period", ""))


def find_header(grid: Grid, expected: Iterable[Period]) -> Header | None:
    """The row of headings: the first that names a key or an indicator, and a period or two more of our columns."""
    asked = set(expected)
    for number, row in enumerate(grid.rows[:_ROWS_SEARCHED]):
        names = {heading for cell in row if (heading := _heading(text_of(cell)))}
        periods = sum(1 for cell in row if periods_of(cell))
        if names & {Heading.KEY, Heading.INDICATOR} and len(names) + periods >= 3:
            return _read_header(number, row, asked)
    return None


def _heading(text: str) -> str:
    """Which of our columns a heading names; one with a slip of the pen is recognised."""
    said = text.lower().strip(" :*")
    if said in _KNOWN:
        return _KNOWN[said]
    close = get_close_matches(said, list(_KNOWN), 1, 0.85) if len(said) > 3 else []
    return _KNOWN[close[0]] if close else ""


def _read_header(number: int, row: Iterable[CellValue], asked: set[Period]) -> Header:
    columns: dict[str, int] = {}
    periods: dict[Period, int] = {}
    repeated: list[str] = []
    renamed: list[tuple[str, str]] = []
    unread: list[tuple[int, str]] = []
    for column, cell in enumerate(row):
        text, heading, period = text_of(cell), _heading(text_of(cell)), _best(periods_of(cell), asked)
        if period is not None:
            if period in periods:
                repeated.append(text)
            periods.setdefault(period, column)
        elif heading:
            if heading in columns:
                repeated.append(text)
            columns.setdefault(heading, column)
            if heading.lower() != text.lower().strip(" :*"):
                renamed.append((text, heading))
        elif not is_blank(cell):
            unread.append((column, text))
    return Header(number, columns, periods, tuple(repeated), tuple(renamed), tuple(unread))


def _best(readings: tuple[Period, ...], asked: set[Period]) -> Period | None:
    return next((period for period in readings if period in asked), readings[0] if readings else None)


def periods_of(cell: CellValue) -> tuple[Period, ...]:
    """What a heading may mean as a period. A spreadsheet turns "2015-04" into a day, and "2011-12" into a December."""
    if isinstance(cell, date):
        return _of_day(cell.date() if isinstance(cell, datetime) else cell)
    text = text_of(cell)
    if isinstance(cell, float) and not cell.is_integer():
        return ()
    written = _written_day(text)
    if written:
        return _of_day(written)
    try:
        period = Period.parse(text)
    except ValueError:
        return ()
    if period.kind is PeriodKind.SNAPSHOT:
        return _of_day(period.start)
    return _of_month(period) if period.kind is PeriodKind.MONTH else (period,)


def _of_day(day: date) -> tuple[Period, ...]:
    snapshot = Period.snapshot_of(day)
    return (*_of_month(Period.month_of(day.year, day.month)), snapshot) if day.day == 1 else (snapshot,)


def _of_month(month: Period) -> tuple[Period, ...]:
    """A month, and the financial year whose name a spreadsheet takes for it: December 2011 may be 2011-12."""
    year, number = month.start.year, month.start.month
    return (month, Period.financial_year_of(year)) if number == (year + 1) % 100 else (month,)


def _written_day(text: str) -> date | None:
    """30/04/2016, day first, and 30-Apr-16."""
    british = _UK_DAY.fullmatch(text)
    if british:
        day, month, year = (int(part) for part in british.groups())
        try:
            return date(year, month, day)
        except ValueError:
            return None
    short = _SHORT_DAY.fullmatch(text)
    return read_day(f"{short[1]}20{short[2]}") if short else None


def read_day(cell: CellValue) -> date | None:
    """A day as people write it, or none where it is no day of the calendar."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    text = text_of(cell)
    written = _written_day(text)
    if written:
        return written
    try:
        period = Period.parse(text)
    except ValueError:
        return None
    return period.start if period.kind is PeriodKind.SNAPSHOT else None
