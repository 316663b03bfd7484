"""Asking for a return again: the same lines, moved to another period."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from typing import Any

from roundtable.dataset.models import Return
from roundtable.foundation.scope.actions import Rejected
from roundtable.measures.periods import Period, PeriodKind

_YEARLY = {
    PeriodKind.FINANCIAL_YEAR: Period.financial_year_of,
    PeriodKind.ACADEMIC_YEAR: Period.academic_year_of,
    PeriodKind.CALENDAR_YEAR: Period.calendar_year_of,
}


def following(period: Period) -> Period:
    """The period of the same kind that comes next; a year later for a day."""
    length = 12 if period.kind is PeriodKind.SNAPSHOT else _months_between(period.start, period.end) + 1
    return moved(period, length)


def moved_lines(found: Return, period: Period) -> list[dict[str, Any]]:
    """What a return asked for, as it would be asked for another period. Rejected where the two do not match."""
    first = Period.parse(found.period)
    if period.kind is not first.kind:
        raise Rejected(f"Enter a period like {first}, which the return asked for before.", "period")
    months = _months_between(first.start, period.start)
    return [_moved_line(line, months) for line in found.lines]


def _moved_line(line: Mapping[str, Any], months: int) -> dict[str, Any]:
    return {**line, "periods": [str(moved(Period.parse(text), months)) for text in line["periods"]]}


def moved(period: Period, months: int) -> Period:
    """The same period so many months later. Rejected where a year would not begin where years begin."""
    year, month = divmod(period.start.year * 12 + period.start.month - 1 + months, 12)
    match period.kind:
        case PeriodKind.MONTH:
            return Period.month_of(year, month + 1)
        case PeriodKind.QUARTER if months % 3 == 0:
            start_year = year if month >= 3 else year - 1
            return Period.quarter_of(start_year, (month - 3) % 12 // 3 + 1)
        case PeriodKind.SNAPSHOT:
            return Period.snapshot_of(_day(period.start, year, month + 1))
        case kind if kind in _YEARLY and months % 12 == 0:
            return _YEARLY[kind](year)
    raise Rejected(f"{period.label} cannot be moved by {months} months: choose the figures anew.", "period")


def _day(day: date, year: int, month: int) -> date:
    """The same day of another month; the last of a month stays the last."""
    length = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, length if is_last else min(day.day, length))


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
