"""A day as agencies write it, day first; what can mean two days, or none, is told and never guessed."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from roundtable.measures.periods import MONTHS

EARLIEST, LATEST = date(1901, 1, 1), date(2099, 12, 31)
_TWO_DIGITS_FROM = (
    50  # 50 to 99 are of the last century: no child of a list was born later than this one's middle
)
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar, which has a 29 February 1900
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1 January 1950 to 31 December 2099
_DAYS_TO_1904 = 1_462  # from that day 0 to the one of workbooks that count from 1904
_MONTH = {
    said: number
    for number, name in enumerate(MONTHS, start=1)
    for said in (name.lower(), name[:3].lower(), name[:4].lower())
}

_TIME = r"(?:[ T]+(?P<time>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}", re.IGNORECASE)
_SLASHED = re.compile(
    rf"(?P<day>\d{{1,2}})[-/. ](?P<month>\d{{1,2}})[-/. ](?P<year>\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_NAMED = re.compile(
    rf"(?:[a-z]+,?\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[-/. ]*(?P<month>[a-z]{{3,9}})\.?,?[-/. ]*"
    rf"(?P<year>\d{{4}}|\d{{2}}){_TIME}",
    re.IGNORECASE,
)
_MONTH_NAMED_FIRST = re.compile(
    rf"(?:[a-z]+,?\s+)?(?P<month>[a-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(?P<days>\d{5})(?:\.\d+)?")
_EIGHT = re.compile(r"\d{8}")


class Wrong(StrEnum):
    """Why a text is no day."""

    NOT_A_DATE = "date-not-read"
    NOT_REAL = "date-not-real"
    MONTH_FIRST = "date-month-first"
    OUT_OF_RANGE = "date-out-of-range"


class Manner(StrEnum):
    """How a day was written, where it was not 4 March 2016 in figures, day or year first."""

    NUMBER = "as the numbers by which Excel counts days"
    NUMBER_FROM_1904 = "as numbers of days, which this workbook counts from 1904"
    NAMED = "with the month in letters"
    SHORT_YEAR = "with a year of two figures"
    TOGETHER = "in eight figures"
    ZONED = "with a time in another time zone, as the day that it was in England"
    TIMED = "with a time, which was left out"


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day, or why there is none. `swappable` days would be another day if the month stood first."""

    day: date | None
    wrong: Wrong | None = None
    manner: Manner | None = None
    swappable: bool = False
    day_first: bool = False  # the figures can be read no other way: the day is over 12


def read_day(text: str, *, from_1904: bool = False) -> ReadDay:
    """A day from text such as "04/03/2016", "2016-03-04 00:00:00", "4 Mar 2016", "42433".

    `from_1904`: numbers count days from 1 January 1904, as in some workbooks, and not as Excel usually does.
    """
    said = " ".join(text.split())
    iso = _ISO.fullmatch(said)
    if iso:
        return _checked(int(iso["year"]), int(iso["month"]), int(iso["day"]), _manner_of_time(iso), iso)
    slashed = _SLASHED.fullmatch(said)
    if slashed:
        return _of_figures(slashed)
    named = _NAMED.fullmatch(said) or _MONTH_NAMED_FIRST.fullmatch(said)
    if named:
        month = _MONTH.get(named["month"].lower())
        if month is None:
            return ReadDay(None, Wrong.NOT_A_DATE)
        return _checked(_year(named["year"]), month, int(named["day"]), Manner.NAMED, named)
    return _of_number(said, from_1904=from_1904)


def _of_figures(found: re.Match[str]) -> ReadDay:
    day, month, year = int(found["day"]), int(found["month"]), _year(found["year"])
    manner = Manner.SHORT_YEAR if len(found["year"]) == 2 else _manner_of_time(found)
    read = _checked(year, month, day, manner, found)
    if read.wrong is Wrong.NOT_REAL and month > 12 and _day(year, day, month):
        return ReadDay(None, Wrong.MONTH_FIRST)
    if read.day is None:
        return read
    return ReadDay(read.day, None, read.manner, swappable=day <= 12 and day != month, day_first=day > 12)


def _of_number(said: str, *, from_1904: bool) -> ReadDay:
    serial = _SERIAL.fullmatch(said)
    days = int(serial["days"]) + (_DAYS_TO_1904 if from_1904 else 0) if serial else 0
    if _FIRST_SERIAL <= days <= _LAST_SERIAL:
        manner = Manner.NUMBER_FROM_1904 if from_1904 else Manner.NUMBER
        return ReadDay(_SERIAL_ZERO + timedelta(days=days), None, manner)
    if not _EIGHT.fullmatch(said):
        return ReadDay(None, Wrong.NOT_A_DATE)
    readings = {
        found
        for found in (
            _day(int(said[:4]), int(said[4:6]), int(said[6:])),
            _day(int(said[4:]), int(said[2:4]), int(said[:2])),
        )
        if found is not None and EARLIEST <= found <= LATEST
    }
    if len(readings) != 1:
        return ReadDay(None, Wrong.NOT_A_DATE)
    return ReadDay(readings.pop(), None, Manner.TOGETHER)


def _checked(year: int, month: int, day: int, manner: Manner | None, found: re.Match[str]) -> ReadDay:
    real = _day(year, month, day)
    if real is None:
        return ReadDay(None, Wrong.NOT_REAL)
    if not EARLIEST <= real <= LATEST:
        return ReadDay(None, Wrong.OUT_OF_RANGE)
    if found["zone"]:
        real = _in_england(real, found)
    return ReadDay(real, None, manner)


def _manner_of_time(found: re.Match[str]) -> Manner | None:
    if found["zone"]:
        return Manner.ZONED
    clock = (found["time"] or "").replace(":", "").replace(".", "").strip("0")
    midnight = not clock or (clock == "12" and (found["half"] or "").lower().startswith("a"))
    return None if midnight else Manner.TIMED


def _in_england(day: date, found: re.Match[str]) -> date:
    """The day that an instant fell on in England: midnight of 1 July is 23:00 of 30 June in universal time."""
    hours, minutes = (int(part) for part in found["time"].split(":")[:2])
    if hours > 23 or minutes > 59:
        return day
    zone = found["zone"].upper()
    away = timedelta()
    if zone != "Z":
        digits = zone[1:].replace(":", "")
        away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    universal = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=UTC) - away
    summer = _last_sunday(universal.year, 3) <= universal < _last_sunday(universal.year, 10)
    return (universal + timedelta(hours=1 if summer else 0)).date()


def _last_sunday(year: int, month: int) -> datetime:
    """When clocks change: 01:00 universal time of the last Sunday of March and of October, both of 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    number = int(text)
    if len(text) == 4:
        return number
    return number + (1900 if number >= _TWO_DIGITS_FROM else 2000)
