"""What a source covers decides what is said: the number, some of its months, or the reason why not."""

from datetime import date

from roundtable.measures.lists import COLUMNS, Coverage, Window
from roundtable.measures.lists.listed import load
from roundtable.measures.lists.reach import Reach, reach
from roundtable.measures.periods import Period

YEAR = Period.parse("2015-16")
ALL = {key: frozenset(columns) for key, columns in COLUMNS.items()}
CENSUS = Window.of(YEAR)


def reached(figure: str, window: Window | None, without: dict[str, set[str]] | None = None) -> Reach:
    columns = {key: named - (without or {}).get(key, set()) for key, named in ALL.items()}
    coverage = Coverage(dict.fromkeys(COLUMNS, window) if window else {})
    return reach(load()[figure], YEAR, columns, coverage)


def test_a_source_that_covers_the_year_gives_its_months_and_the_whole() -> None:
    found = reached("section47.enquiries", CENSUS)

    assert found.whole
    assert len(found.months) == 12


def test_half_a_year_gives_its_whole_months_and_the_reason() -> None:
    found = reached("section47.enquiries", Window(date(2015, 10, 15), date(2016, 4, 14)))

    assert [str(month) for month in found.months] == ["2015-11", "2015-12", "2016-01", "2016-02", "2016-03"]
    assert not found.whole
    assert found.reason == "The source covers 15 October 2015 to 14 April 2016 only."


def test_what_looks_back_needs_the_months_before_too() -> None:
    without = {"referrals": {"earlier_referrals"}}

    found = reached("referrals.repeat", CENSUS, without)
    assert found.nothing
    assert "looks back 12 months, so it needs rows from 1 April 2014 on" in found.reason

    partly = reached("referrals.repeat", Window(date(2014, 7, 1), date(2016, 3, 31)), without)
    assert str(partly.months[0]) == "2015-07"
    assert not partly.whole


def test_a_source_that_counts_earlier_referrals_itself_needs_no_year_before() -> None:
    assert reached("referrals.repeat", CENSUS).whole


def test_a_look_back_without_end_says_from_when_it_knows() -> None:
    without = {"plans": {"previous_plans"}}

    assert reached("child_protection.plans.started_repeat", CENSUS).note == ""
    said = reached("child_protection.plans.started_repeat", CENSUS, without).note
    assert said == "Earlier ones are known from 1 April 2015 on only, so that some are missed."


def test_a_stock_needs_the_day_and_no_more() -> None:
    found = reached("child_protection.plans.at_period_end", Window(date(2016, 3, 31), date(2016, 3, 31)))

    assert found.whole
    assert [str(month) for month in found.months] == ["2016-03"]


def test_a_list_or_column_that_is_not_there_is_named() -> None:
    assert reached("contacts.received", None).reason == "Not in this source: it has no list of contacts."
    said = reached("assessments.in_time", CENSUS, {"assessments": {"referral_date"}}).reason
    assert said == "Not in this source: its list of assessments does not say referral date."
