"""When things are due: elapsed hours, London days, England's working days, months that end early, clocks that pause."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.foundation.deadlines.calendars import Calendar, OutsideCalendar, england
from roundtable.foundation.deadlines.engine import (
    LONDON,
    Span,
    add_months,
    due_at,
    end_of_day,
    following,
    local_day,
)
from roundtable.foundation.regimes.clocks import Direction, Rule, Unit, clocks


def rule(limit: int, unit: Unit, direction: Direction = Direction.AFTER) -> Rule:
    return Rule(
        "a.clock",
        1,
        "A clock",
        "the start",
        limit,
        unit,
        direction,
        False,
        0,
        "",
        "",
        date(2012, 1, 1),
        None,
        "x",
        True,
    )


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("limit", "unit", "start", "due"),
    [
        # Received on Wednesday 23 December 2015: 25 and 28 December are bank holidays (Boxing Day fell on a Saturday),
        # and so is 1 January.
        (1, Unit.WORKING_DAYS, "2015-12-24T16:00", "2015-12-29"),
        (7, Unit.WORKING_DAYS, "2015-12-23T09:00", "2016-01-06"),
        # Good Friday and Easter Monday 2016: 25 and 28 March.
        (1, Unit.WORKING_DAYS, "2016-03-24T09:00", "2016-03-29"),
        # The Queen's funeral, 19 September 2022, was a bank holiday in that year alone.
        (1, Unit.WORKING_DAYS, "2022-09-16T09:00", "2022-09-20"),
        # Received on a Saturday: Monday is the first day.
        (1, Unit.WORKING_DAYS, "2015-07-04T10:00", "2015-07-06"),
        (15, Unit.WORKING_DAYS, "2019-04-01T12:00", "2019-04-24"),
        (5, Unit.DAYS, "2015-12-23T23:59", "2015-12-28"),
        (6, Unit.WEEKS, "2015-07-01T00:00", "2015-08-12"),
        (1, Unit.MONTHS, "2016-01-31T09:00", "2016-02-29"),
        (1, Unit.MONTHS, "2015-01-31T09:00", "2015-02-28"),
        (3, Unit.MONTHS, "2015-11-30T09:00", "2016-02-29"),
        (12, Unit.MONTHS, "2015-07-01T09:00", "2016-07-01"),
    ],
)
def test_due_on_a_day(limit: int, unit: Unit, start: str, due: str) -> None:
    assert due_at(rule(limit, unit), at(start), england()) == end_of_day(date.fromisoformat(due))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2015-07-01T09:30", "2015-07-04T09:30"),
        ("2015-10-24T12:00", "2015-10-27T11:00"),  # the clocks went back on 25 October
        ("2016-03-26T12:00", "2016-03-29T13:00"),  # and forward on 27 March
    ],
)
def test_seventy_two_hours_are_elapsed_across_a_change_of_the_clocks(start: str, due: str) -> None:
    found = due_at(clocks().get("missing.return_interview", 1), at(start), england())

    assert found == at(due)
    assert found.astimezone(UTC) - at(start).astimezone(UTC) == timedelta(hours=72)


def test_day_of_an_event_is_londons_and_not_the_servers() -> None:
    late_evening = datetime(2015, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight on 1 July in London

    assert local_day(late_evening) == date(2015, 7, 1)
    assert due_at(rule(1, Unit.DAYS), late_evening, england()) == end_of_day(date(2015, 7, 2))


def test_notice_is_due_before_the_event() -> None:
    found = due_at(clocks().get("private_fostering.notice", 1), at("2015-09-01T00:00"), england())
    working = due_at(rule(2, Unit.WORKING_DAYS, Direction.BEFORE), at("2016-03-29T09:00"), england())

    assert found == end_of_day(date(2015, 7, 21))
    assert working == end_of_day(date(2016, 3, 23))


def test_moment_without_a_time_zone_is_refused() -> None:
    naive = datetime(2015, 7, 1, 9, 0)  # noqa: DTZ001 - the point of the test
    for unit in Unit:
        with pytest.raises(ValueError, match="time zone"):
            due_at(rule(1, unit), naive, england())


@pytest.mark.parametrize(("start", "limit"), [("2028-12-20T09:00", 15), ("2011-06-01T09:00", 1)])
def test_working_days_outside_the_calendar_are_refused(start: str, limit: int) -> None:
    with pytest.raises(OutsideCalendar, match=r"known from 2012 to 2028\. Give the date yourself"):
        due_at(rule(limit, Unit.WORKING_DAYS), at(start), england())


def test_other_units_need_no_calendar() -> None:
    assert due_at(rule(3, Unit.MONTHS), at("2028-12-20T09:00"), england()) == end_of_day(date(2029, 3, 20))


def test_year_announced_in_part_is_not_known() -> None:
    assert Calendar([date(2030, 1, 1), date(2030, 4, 19)]).years == []


def test_pause_adds_the_hours_that_the_clock_stood_still() -> None:
    pause = Span(at("2015-07-02T09:00"), at("2015-07-02T15:00"))
    afterwards = Span(at("2015-08-02T09:00"), at("2015-08-02T15:00"))

    assert due_at(rule(72, Unit.HOURS), at("2015-07-01T09:00"), england(), [afterwards, pause]) == at(
        "2015-07-04T15:00"
    )


@pytest.mark.parametrize(
    ("unit", "limit", "due"),
    [(Unit.DAYS, 10, "2015-07-14"), (Unit.MONTHS, 1, "2015-08-04"), (Unit.WORKING_DAYS, 5, "2015-07-09")],
)
def test_pause_adds_its_days(unit: Unit, limit: int, due: str) -> None:
    # From Thursday 2 to Sunday 5 July: three days stood still, one of them a working day.
    pause = Span(at("2015-07-02T09:00"), at("2015-07-05T15:00"))

    assert due_at(rule(limit, unit), at("2015-07-01T09:00"), england(), [pause]) == end_of_day(
        date.fromisoformat(due)
    )


def test_second_pause_within_the_time_that_the_first_added_counts_too() -> None:
    pauses = [
        Span(at("2015-07-02T09:00"), at("2015-07-04T09:00")),
        Span(at("2015-07-06T09:00"), at("2015-07-07T09:00")),
    ]

    assert due_at(rule(5, Unit.DAYS), at("2015-07-01T09:00"), england(), pauses) == end_of_day(
        date(2015, 7, 9)
    )


def test_visits_become_twelve_weekly_a_year_after_the_authority_became_aware() -> None:
    weekly = clocks().get("private_fostering.visits", 1)
    aware = at("2015-04-10T09:00")

    within = following(weekly, clocks(), aware, at("2016-04-09T10:00"))
    after = following(weekly, clocks(), aware, at("2016-04-10T10:00"))

    assert within == weekly
    assert after is not None
    assert (after.key, after.limit, after.recurring) == ("private_fostering.visits_later", 12, True)


def test_first_review_is_followed_by_later_ones() -> None:
    first, later = (
        clocks().get(key, 1) for key in ("child_protection.review", "child_protection.review_later")
    )
    now = at("2015-07-01T09:00")

    assert following(first, clocks(), now, now) == later
    assert following(later, clocks(), now, now) == later
    assert following(clocks().get("missing.return_interview", 1), clocks(), now, now) is None


@given(st.dates(date(2012, 1, 3), date(2027, 12, 1)), st.integers(1, 60))
def test_due_working_day_is_worked_and_so_many_lie_up_to_it(start: date, limit: int) -> None:
    calendar = england()

    due = calendar.add(start, limit)
    between = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]

    assert calendar.is_working(due)
    assert sum(map(calendar.is_working, between)) == limit


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-60, 60))
def test_months_land_in_the_right_month_and_never_beyond_the_day(day: date, count: int) -> None:
    found = add_months(day, count)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == count
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)
