"""What rules may name of the extract as a whole: `$start`, `$end` and days counted from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb

from roundtable.intake.formats.specification import Specification

_NAMED = re.compile(r"\$([a-z_0-9]+)")
_HEADER = "header"
_SATURDAY = 5
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
    if any(one.key == _HEADER for one in specification.lists):
        found = connection.execute(f'SELECT max(reference_date) FROM "{_HEADER}"').fetchone()  # noqa: S608 - a name of ours
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


def working_days_back(day: date, count: int) -> date:
    """The first of so many working days in a row, the last of which is `day` or the first working day after it.

    The bank holidays between late January and early April, where these counts fall, are those of Easter.
    """
    while not _works(day):
        day += timedelta(days=1)
    for _ in range(count - 1):
        day -= timedelta(days=1)
        while not _works(day):
            day -= timedelta(days=1)
    return day


def _works(day: date) -> bool:
    easter = easter_sunday(day.year)
    return day.weekday() < _SATURDAY and day not in (easter - timedelta(days=2), easter + timedelta(days=1))


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous algorithm, Nature, 20 April 1876)."""
    golden, (century, within) = year % 19, divmod(year, 100)
    leaps, rest = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - correction + 15) % 30
    sundays, left = divmod(within, 4)
    weekday = (32 + 2 * rest + 2 * sundays - moon - left) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _literal(found: date | None) -> str:
    return "CAST(NULL AS DATE)" if found is None else f"DATE '{found.isoformat()}'"
