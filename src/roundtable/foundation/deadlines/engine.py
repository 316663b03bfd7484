"""When something is due: a rule, the moment that it runs from, the calendar, and the times that it stood still."""

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from roundtable.foundation.deadlines.calendars import Calendar
from roundtable.foundation.regimes.clocks import Clocks, Direction, Rule, Unit

LONDON = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A time during which a clock stood still, both moments aware."""

    start: datetime
    end: datetime

    def days(self) -> frozenset[date]:
        """The days that do not count: those after the first, the last one included (as an event's own day does not)."""
        first, last = local_day(self.start), local_day(self.end)
        return frozenset(first + timedelta(days=n) for n in range(1, (last - first).days + 1))


def local_day(moment: datetime) -> date:
    """The day in London; ValueError for a moment without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("A deadline needs a moment with a time zone")
    return moment.astimezone(LONDON).date()


def end_of_day(day: date) -> datetime:
    """The last moment of a day in London."""
    return datetime.combine(day, time.max, tzinfo=LONDON)


def start_of_day(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=LONDON)


def due_at(rule: Rule, start: datetime, calendar: Calendar, pauses: Iterable[Span] = ()) -> datetime:
    """The last moment at which a rule is kept, in London's time.

    Hours are elapsed ones, across a change of the clocks too. Everything else counts days in London: the day of the
    event does not count, the last one counts to its end. A month ends on the day of the same number, or on the month's
    last where there is none. `OutsideCalendar` where working days are not known.
    """
    if rule.unit is Unit.HOURS:
        return _hours(rule, start, sorted(pauses, key=lambda span: span.start))
    idle = frozenset(day for span in pauses for day in span.days())
    return end_of_day(_day(rule, local_day(start), calendar, idle))


def _hours(rule: Rule, start: datetime, pauses: Iterable[Span]) -> datetime:
    local_day(start)  # refuses a moment without a time zone
    limit = timedelta(hours=rule.limit)
    due = start.astimezone(UTC) + (limit if rule.direction is Direction.AFTER else -limit)
    for span in pauses:
        if start <= span.end and span.start < due:
            due += span.end - max(span.start, start)
    return due.astimezone(LONDON)


def _day(rule: Rule, first: date, calendar: Calendar, idle: frozenset[date]) -> date:
    count = rule.limit if rule.direction is Direction.AFTER else -rule.limit
    match rule.unit:
        case Unit.WORKING_DAYS:
            return calendar.add(first, count, idle)
        case Unit.MONTHS:
            return _without(idle, first, add_months(first, count))
        case Unit.WEEKS:
            return _without(idle, first, first + 7 * count * ONE_DAY)
        case _:
            return _without(idle, first, first + count * ONE_DAY)


def _without(idle: frozenset[date], first: date, last: date) -> date:
    """Move the last day on by one for each idle day up to it."""
    owed = sum(first < day <= last for day in idle)
    while owed:
        last += ONE_DAY
        owed -= last not in idle
    return last


def add_months(day: date, count: int) -> date:
    """The same day so many months on (back, where negative), or that month's last."""
    place = day.year * 12 + day.month - 1 + count
    year, month = divmod(place, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def following(rule: Rule, rules: Clocks, origin: datetime, met_at: datetime) -> Rule | None:
    """The rule that runs from `met_at` once this one was met; None where that was the end of it, or where nothing of
    the kind is asked any more on that day.

    `origin` is when the first of the row began. An interval belongs to the span that it begins in.
    """
    day = local_day(met_at)
    over = rule.lasts_months and day >= add_months(local_day(origin), rule.lasts_months)
    next_key = rule.then if rule.then and (over or not rule.recurring) else rule.key if rule.recurring else ""
    return (
        next((found for found in reversed(rules.versions(next_key)) if found.applies_on(day)), None)
        if next_key
        else None
    )
