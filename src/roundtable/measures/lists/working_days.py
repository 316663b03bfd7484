"""England's working days, as a table that every engine can join: for each day, the last day of a time limit."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa

from roundtable.measures.listed import FOLDER
from roundtable.measures.lists.model import ListsError

_FILE = FOLDER / "_bank_holidays.toml"
DAY = "calendar_day"


@dataclass(frozen=True, slots=True)
class Holidays:
    """Bank holidays, and the days from the first to the last of which all of them are known."""

    days: frozenset[date]
    first: date
    last: date


@cache
def england(path: Path = _FILE) -> Holidays:
    """The bank holidays of England that the package carries."""
    with path.open("rb") as handle:
        raw = tomllib.load(handle)
    return Holidays(frozenset(raw["days"]), date(raw["first_year"], 1, 1), date(raw["last_year"], 12, 31))


def limit_name(working_days: int) -> str:
    return f"last_of_{working_days}"


def calendar(first: date, last: date, limits: Iterable[int], holidays: Holidays) -> pa.Table:
    """A row for each day from `first` to `last`: `calendar_day`, and for each limit the last day that is in time.

    The day itself is not counted: fifteen working days from a Friday end on the Friday three weeks later, where no bank
    holiday lies between. The weekend after it is in time too, since no working day more has passed. ListsError where the
    bank holidays are not known that far.
    """
    wanted = sorted(set(limits))
    reach = last + timedelta(days=2 * max(wanted, default=0) + 30)
    if first < holidays.first or last > holidays.last:
        raise ListsError(
            f"Bank holidays are known from {holidays.first.year} to {holidays.last.year}, so working days cannot be "
            f"counted from {first.isoformat()} to {last.isoformat()}"
        )
    working = [day for day in _days(first, reach) if day.weekday() < 5 and day not in holidays.days]
    days = list(_days(first, last))
    columns: dict[str, pa.Array] = {DAY: pa.array(days, pa.date32())}
    for limit in wanted:
        columns[limit_name(limit)] = pa.array(_ends(days, working, limit), pa.date32())
    return pa.table(columns)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _ends(days: Iterable[date], working: list[date], limit: int) -> list[date]:
    ends, after = [], 0
    for day in days:
        while working[after] <= day:
            after += 1
        ends.append(working[after + limit] - timedelta(days=1))
    return ends
