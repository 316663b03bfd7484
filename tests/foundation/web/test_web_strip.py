"""The year as one strip."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.foundation.web.registries import YearItem, YearState
from roundtable.foundation.web.strip import STEPS, financial_year_start, strip


def item(start: date, end: date, lane: str = "Returns") -> YearItem:
    return YearItem(lane, "Quarter", start, end, YearState.DONE)


@pytest.mark.parametrize(
    ("start", "end", "steps"),
    [
        (date(2015, 4, 1), date(2015, 6, 30), (1, 18)),
        (date(2016, 1, 1), date(2016, 3, 31), (55, 72)),
        (date(2015, 1, 1), date(2015, 4, 5), (1, 1)),
        (date(2016, 2, 29), date(2016, 12, 31), (66, 72)),
    ],
)
def test_items_stand_where_their_days_are(start: date, end: date, steps: tuple[int, int]) -> None:
    (lane,) = strip([item(start, end)], 2015, date(2015, 11, 22)).lanes

    assert (lane.items[0].first, lane.items[0].last) == steps


def test_what_lies_outside_the_year_is_left_out() -> None:
    assert strip([item(date(2014, 4, 1), date(2015, 3, 31))], 2015, date(2015, 11, 22)).lanes == ()


def test_lanes_keep_the_order_in_which_they_were_given() -> None:
    made = strip(
        [
            item(date(2015, 9, 1), date(2015, 9, 1), "Board"),
            item(date(2015, 4, 1), date(2015, 4, 1), "Returns"),
        ],
        2015,
        date(2015, 11, 22),
    )

    assert [lane.label for lane in made.lanes] == ["Board", "Returns"]


def test_today_is_marked_only_in_its_own_year() -> None:
    assert strip([], 2015, date(2015, 4, 1)).today == 1
    assert strip([], 2015, date(2016, 4, 1)).today is None


def test_days_and_state_are_said_in_words() -> None:
    (lane,) = strip([item(date(2015, 4, 1), date(2015, 6, 30))], 2015, date(2015, 11, 22)).lanes

    assert lane.items[0].when == "1 April 2015 to 30 June 2015: done"


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 400))
def test_steps_grow_with_days_and_stay_on_the_strip(start: date, days: int) -> None:
    year = financial_year_start(start)

    for lane in strip([item(start, start + timedelta(days=days))], year, start).lanes:
        assert 1 <= lane.items[0].first <= lane.items[0].last <= STEPS
