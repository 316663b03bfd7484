"""What rules may name of the extract as a whole: `$start`, `$end` and days counted from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from roundtable.intake.formats.specification import Specification
from roundtable.measures.lists.working_days import Holidays, england

_NAMED = re.compile(r"\$([a-z_0-9]+)")
_HEADER, _REFERENCE = "header", "reference_date"
_SATURDAY = 5
_DAY, _MARGIN = timedelta(days=1), timedelta(days=100)
# Working days that a conference and an assessment may take, the day that they are counted from among them.
_CONFERENCE_DAYS, _ASSESSMENT_DAYS = 15, 45


@dataclass(frozen=True)
class Constants:
    """Dates by name; one that is not known leaves every condition with it undecided."""

    dates: Mapping[str, date | None]

    def into(self, sql: str) -> str:
        """The SQL with each `$name` as a literal; KeyError for a name that there is not."""
        return _NAMED.sub(lambda found: _literal(self.dates[found[1]]), sql)


def constants(connection: duckdb.DuckDBPyConnection, specification: Specification, year: int) -> Constants:
    """The constants of an extract: its year by its header's reference date, otherwise by the year it is said to be of."""
    end = date(year, 3, 31) if year else None
    if any(
        column.key == _REFERENCE
        for one in specification.lists
        if one.key == _HEADER
        for column in one.columns
    ):
        found = connection.execute(f'SELECT max({_REFERENCE}) FROM "{_HEADER}"').fetchone()  # noqa: S608 - a name of ours
        end = found[0] if found else None
    return Constants(dates(end))


def dates(end: date | None) -> dict[str, date | None]:
    """The constants of the year that ends on a day."""
    if end is None:
        names = (
            "start",
            "end",
            "working_day_before_start",
            "end_less_15_working_days",
            "end_less_45_working_days",
        )
        return dict.fromkeys(names)
    start = _year_before(end) + timedelta(days=1)
    return {
        "start": start,
        "end": end,
        "working_day_before_start": working_days_back(start, 2),
        "end_less_15_working_days": working_days_back(end, _CONFERENCE_DAYS),
        "end_less_45_working_days": working_days_back(end, _ASSESSMENT_DAYS),
    }


def _year_before(end: date) -> date:
    return end.replace(year=end.year - 1, day=28 if (end.month, end.day) == (2, 29) else end.day)


def working_days_back(day: date, count: int) -> date | None:
    """The first of so many working days in a row, the last of which is `day` or the first working day after it.

    None where England's bank holidays are not known that far.
    """
    holidays = england()
    if not holidays.first + _MARGIN <= day <= holidays.last - _MARGIN:
        return None
    while not _works(day, holidays):
        day += _DAY
    for _ in range(count - 1):
        day -= _DAY
        while not _works(day, holidays):
            day -= _DAY
    return day


def _works(day: date, holidays: Holidays) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays.days


def _literal(found: date | None) -> str:
    return "CAST(NULL AS DATE)" if found is None else f"DATE '{found.isoformat()}'"
