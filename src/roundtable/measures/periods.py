"""One type for every span that a number is about.

Written `2015-16`, `2015-16 Q3`, `2015-07`, `academic 2015-16`, `2015`, `31 March 2016`.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MONTH_NUMBER = {
    said.lower(): number for number, name in enumerate(MONTHS, start=1) for said in (name, name[:3], name[:4])
}  # "Sept" is common

_YEAR = re.compile(
    r"(?P<academic>academic(?: year)? )?(?P<start>\d{4})\s*[-/]\s*(?P<end>\d{2}|\d{4})(?:\s+Q(?P<quarter>[1-4]))?",
    re.IGNORECASE,
)
_ISO_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>0[1-9]|1[0-2])")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(:00)?)?")
_NAMED_MONTH = re.compile(r"(?P<month>[A-Za-z]{3,9})\.?[\s-]+(?P<year>\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"(?P<day>\d{1,2})[\s-]+(?P<month>[A-Za-z]{3,9})\.?[\s-]+(?P<year>\d{4})")
_CALENDAR = re.compile(r"\d{4}")


class PeriodKind(StrEnum):
    FINANCIAL_YEAR = "financial_year"  # April to March
    QUARTER = "quarter"  # of a financial year: Q1 is April to June
    MONTH = "month"
    ACADEMIC_YEAR = "academic_year"  # September to August
    CALENDAR_YEAR = "calendar_year"
    SNAPSHOT = "snapshot"  # one day


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included, and what kind of span it is."""

    start: date
    end: date
    kind: PeriodKind

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read a period as people write it; ValueError in plain words."""
        said = " ".join(str(text).replace("\u2013", "-").split())
        for reader in (_read_month, _read_year, _read_day, _read_named_month, _read_calendar):
            found = reader(said)
            if found is not None:
                return found
        raise ValueError(
            f"{said!r} is not a period: write 2015-16, 2015-16 Q3, 2015-07, academic 2015-16, 2015 or 31 March 2016"
        )

    @classmethod
    def financial_year_of(cls, start_year: int) -> "Period":
        return cls(date(start_year, 4, 1), date(start_year + 1, 3, 31), PeriodKind.FINANCIAL_YEAR)

    @classmethod
    def academic_year_of(cls, start_year: int) -> "Period":
        return cls(date(start_year, 9, 1), date(start_year + 1, 8, 31), PeriodKind.ACADEMIC_YEAR)

    @classmethod
    def calendar_year_of(cls, year: int) -> "Period":
        return cls(date(year, 1, 1), date(year, 12, 31), PeriodKind.CALENDAR_YEAR)

    @classmethod
    def quarter_of(cls, start_year: int, quarter: int) -> "Period":
        """A quarter of the financial year that starts in `start_year`; Q4 is January to March of the next year."""
        months = [cls.month_of(*_shift(start_year, 4, 3 * (quarter - 1) + n)) for n in (0, 2)]
        return cls(months[0].start, months[1].end, PeriodKind.QUARTER)

    @classmethod
    def month_of(cls, year: int, month: int) -> "Period":
        return cls(date(year, month, 1), _first_of_next(year, month) - timedelta(days=1), PeriodKind.MONTH)

    @classmethod
    def snapshot_of(cls, day: date) -> "Period":
        return cls(day, day, PeriodKind.SNAPSHOT)

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.FINANCIAL_YEAR:
                return _span(self.start.year)
            case PeriodKind.ACADEMIC_YEAR:
                return f"academic {_span(self.start.year)}"
            case PeriodKind.QUARTER:
                return f"{_span(self._financial_start)} Q{self._quarter}"
            case PeriodKind.MONTH:
                # "2011-12" is the financial year: that December is written out.
                clash = self.start.month == (self.start.year + 1) % 100
                return self.label if clash else f"{self.start:%Y-%m}"
            case PeriodKind.CALENDAR_YEAR:
                return str(self.start.year)
            case PeriodKind.SNAPSHOT:
                return f"{self.start.day} {MONTHS[self.start.month - 1]} {self.start.year}"

    @property
    def label(self) -> str:
        """The period as a reader sees it."""
        match self.kind:
            case PeriodKind.ACADEMIC_YEAR:
                return f"academic year {_span(self.start.year)}"
            case PeriodKind.QUARTER:
                first, last = MONTHS[self.start.month - 1], MONTHS[self.end.month - 1]
                return f"{first} to {last} {self.end.year} (Q{self._quarter} {_span(self._financial_start)})"
            case PeriodKind.MONTH:
                return f"{MONTHS[self.start.month - 1]} {self.start.year}"
            case _:
                return str(self)

    @property
    def short_label(self) -> str:
        """For a column or a chart's axis: "Jul 2015"."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"{MONTHS[self.start.month - 1][:3]} {self.start.year}"
            case PeriodKind.SNAPSHOT:
                return f"{self.start.day} {MONTHS[self.start.month - 1][:3]} {self.start.year}"
            case PeriodKind.ACADEMIC_YEAR:
                return _span(self.start.year)
            case _:
                return str(self)

    @property
    def _financial_start(self) -> int:
        return self.start.year if self.start.month >= 4 else self.start.year - 1

    @property
    def _quarter(self) -> int:
        return (self.start.month - 4) % 12 // 3 + 1

    def months(self) -> "tuple[Period, ...]":
        """The whole months inside, in order; a snapshot has none."""
        if self.kind is PeriodKind.SNAPSHOT:
            return ()
        count = (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1
        return tuple(Period.month_of(*_shift(self.start.year, self.start.month, n)) for n in range(count))

    def quarters(self) -> "tuple[Period, ...]":
        """The quarters of a financial year; of a quarter, itself; of anything else, none."""
        if self.kind is PeriodKind.FINANCIAL_YEAR:
            return tuple(Period.quarter_of(self.start.year, q) for q in (1, 2, 3, 4))
        return (self,) if self.kind is PeriodKind.QUARTER else ()

    def contains(self, other: "Period") -> bool:
        return self.start <= other.start and other.end <= self.end

    def previous(self) -> "Period":
        """The same period a year earlier; of 29 February, the 28th."""
        if self.kind is PeriodKind.SNAPSHOT:
            return Period.snapshot_of(_year_earlier(self.start))
        if self.kind is PeriodKind.MONTH:
            return Period.month_of(self.start.year - 1, self.start.month)
        end = self.end.replace(year=self.end.year - 1)  # no other kind ends in February
        return Period(self.start.replace(year=self.start.year - 1), end, self.kind)

    def before(self) -> "Period":
        """The period of the same kind just before this one; of a snapshot, the same day a year earlier."""
        if self.kind is PeriodKind.MONTH:
            return Period.month_of(*_shift(self.start.year, self.start.month, -1))
        if self.kind is PeriodKind.QUARTER:
            year, quarter = (self._financial_start, self._quarter - 1)
            return Period.quarter_of(year, quarter) if quarter else Period.quarter_of(year - 1, 4)
        return self.previous()

    def financial_year(self) -> "Period":
        """The financial year that the period ends in."""
        return Period.financial_year_of(self.end.year if self.end.month >= 4 else self.end.year - 1)


def _span(start_year: int) -> str:
    return f"{start_year}-{(start_year + 1) % 100:02d}"


def _shift(year: int, month: int, by: int) -> tuple[int, int]:
    months = year * 12 + month - 1 + by
    return months // 12, months % 12 + 1


def _first_of_next(year: int, month: int) -> date:
    return date(*_shift(year, month, 1), 1)


def _year_earlier(day: date) -> date:
    leap_day = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def _read_year(said: str) -> Period | None:
    found = _YEAR.fullmatch(said)
    if found is None:
        return None
    start, end = int(found["start"]), found["end"]
    if int(end) != (start + 1 if len(end) == 4 else (start + 1) % 100):
        raise ValueError(f"{said!r} does not name two years that follow one another, such as {_span(start)}")
    if found["quarter"]:
        return Period.quarter_of(start, int(found["quarter"]))
    return Period.academic_year_of(start) if found["academic"] else Period.financial_year_of(start)


def _read_month(said: str) -> Period | None:
    """2015-07. `2011-12` is the financial year: the December is written out."""
    found = _ISO_MONTH.fullmatch(said)
    if found is None or int(found["month"]) == (int(found["year"]) + 1) % 100:
        return None
    return Period.month_of(int(found["year"]), int(found["month"]))


def _read_day(said: str) -> Period | None:
    iso = _ISO_DAY.fullmatch(said)
    if iso is not None:
        return Period.snapshot_of(_date(said, *(int(part) for part in iso.groups()[:3])))
    found = _NAMED_DAY.fullmatch(said)
    month = _MONTH_NUMBER.get(found["month"].lower()) if found else None
    if found is None or month is None:
        return None
    return Period.snapshot_of(_date(said, int(found["year"]), month, int(found["day"])))


def _read_named_month(said: str) -> Period | None:
    found = _NAMED_MONTH.fullmatch(said)
    month = _MONTH_NUMBER.get(found["month"].lower()) if found else None
    if found is None or month is None:
        return None
    year = int(found["year"])
    return Period.month_of(year + 2000 if year < 100 else year, month)


def _read_calendar(said: str) -> Period | None:
    return Period.calendar_year_of(int(said)) if _CALENDAR.fullmatch(said) and int(said) > 0 else None


def _date(said: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"{said!r} is not a day of the calendar") from error
