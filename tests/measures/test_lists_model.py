"""The shape of case lists, and what several sources cover together."""

from datetime import date

import pytest

from roundtable.measures.lists import AUTHORITY, CHILD, COLUMNS, Coverage, Lists, ListsError, Window, empty
from roundtable.measures.periods import Period

YEAR = Window.of(Period.parse("2015-16"))


@pytest.mark.parametrize("key", COLUMNS)
def test_every_row_of_every_list_says_the_authority_and_the_child(key: str) -> None:
    assert list(COLUMNS[key])[:2] == [AUTHORITY, CHILD]
    assert empty(key).column_names == list(COLUMNS[key])


def test_a_list_that_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(
        ListsError, match=r"no list referral; the lists are children, contacts, .* and missing"
    ):
        Lists({"referral": empty("referrals")}, Coverage())
    with pytest.raises(ListsError, match="no list referral"):
        Coverage({"referral": YEAR})


def test_several_sources_cover_together_only_the_days_that_all_of_them_cover() -> None:
    half = Window(date(2015, 10, 1), date(2016, 6, 30))

    shared = Coverage.together([Coverage({"plans": YEAR, "contacts": half}), Coverage({"plans": half})])

    assert shared == Coverage({"plans": Window(date(2015, 10, 1), date(2016, 3, 31))})


def test_sources_of_different_years_cover_nothing_together() -> None:
    later = Window.of(Period.parse("2016-17"))

    assert Coverage.together([Coverage({"plans": YEAR}), Coverage({"plans": later})]) == Coverage()


def test_a_window_ends_no_earlier_than_it_starts() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Window(date(2016, 4, 1), date(2016, 3, 31))
    assert YEAR.covers(date(2015, 4, 1), date(2016, 3, 31))
    assert not YEAR.covers(date(2015, 3, 31), date(2015, 4, 30))
