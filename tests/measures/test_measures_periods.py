from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.measures.periods import Period, PeriodKind

years = st.integers(1900, 2200)
periods = st.one_of(
    st.builds(Period.financial_year_of, years),
    st.builds(Period.academic_year_of, years),
    st.builds(Period.calendar_year_of, years),
    st.builds(Period.quarter_of, years, st.integers(1, 4)),
    st.builds(Period.month_of, years, st.integers(1, 12)),
    st.builds(Period.snapshot_of, st.dates(date(1900, 1, 1), date(2200, 12, 31))),
)


@given(periods)
def test_period_written_and_read_again_is_the_same(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods)
def test_period_as_readers_see_it_is_not_mistaken_for_another(period: Period) -> None:
    """A label that reads at all reads as the period it came from."""
    try:
        again = Period.parse(period.label)
    except ValueError:
        return

    assert again == period


@given(periods)
def test_period_months_fill_it_without_gap_or_overlap(period: Period) -> None:
    months = period.months()

    if period.kind is PeriodKind.SNAPSHOT:
        assert months == ()
        return
    assert (months[0].start, months[-1].end) == (period.start, period.end)
    assert all((later.start - earlier.end).days == 1 for earlier, later in pairwise(months))
    assert all(period.contains(month) for month in months)


@given(periods)
def test_period_a_year_earlier_keeps_its_kind_and_place(period: Period) -> None:
    earlier = period.previous()

    assert earlier.kind is period.kind
    assert earlier.start.year == period.start.year - 1
    assert earlier.start.month == period.start.month


@given(periods)
def test_period_just_before_touches_it(period: Period) -> None:
    if period.kind is not PeriodKind.SNAPSHOT:
        assert (period.start - period.before().end).days == 1
        assert period.before().kind is period.kind


@given(periods)
def test_period_lies_or_ends_in_its_financial_year(period: Period) -> None:
    year = period.financial_year()

    assert year.kind is PeriodKind.FINANCIAL_YEAR
    assert year.start <= period.end <= year.end


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2015-16", "2015-16"),
        ("2015/16", "2015-16"),
        ("2015-2016", "2015-16"),
        ("2015\N{EN DASH}16", "2015-16"),
        (" 2015-16 q3 ", "2015-16 Q3"),
        ("1999-00", "1999-00"),
        ("academic year 2015/16", "academic 2015-16"),
        ("2015-07", "2015-07"),
        ("Jul-15", "2015-07"),
        ("Jul 2015", "2015-07"),
        ("July 2015", "2015-07"),
        ("Sept 2015", "2015-09"),
        ("2015", "2015"),
        ("2016-03-31", "31 March 2016"),
        ("2016-03-31 00:00:00", "31 March 2016"),
        ("31 Mar 2016", "31 March 2016"),
        ("2011-12", "2011-12"),
        ("December 2011", "December 2011"),
    ],
)
def test_period_parse_is_forgiving(said: str, meant: str) -> None:
    assert str(Period.parse(said)) == meant


@pytest.mark.parametrize(
    "said", ["", "soon", "2015-17", "2015-2017", "2015-16 Q5", "31 February 2016", "Marzipan 2015", "2015-00"]
)
def test_period_parse_refuses_what_is_none(said: str) -> None:
    with pytest.raises(ValueError, match=r"not a period|follow one another|not a day"):
        Period.parse(said)


def test_period_2011_12_is_a_year_and_not_december() -> None:
    assert Period.parse("2011-12").kind is PeriodKind.FINANCIAL_YEAR
    assert Period.parse(str(Period.month_of(2011, 12))).kind is PeriodKind.MONTH


def test_period_quarter_four_is_january_to_march_of_the_next_year() -> None:
    quarter = Period.parse("2015-16 Q4")

    assert (quarter.start, quarter.end) == (date(2016, 1, 1), date(2016, 3, 31))
    assert quarter.label == "January to March 2016 (Q4 2015-16)"
    assert quarter.short_label == "2015-16 Q4"
    assert quarter.financial_year().quarters()[-1] == quarter


@pytest.mark.parametrize(
    ("said", "label", "short"),
    [
        ("2015-07", "July 2015", "Jul 2015"),
        ("2015-16", "2015-16", "2015-16"),
        ("31 March 2016", "31 March 2016", "31 Mar 2016"),
        ("academic 2015-16", "academic year 2015-16", "2015-16"),
        ("2015", "2015", "2015"),
    ],
)
def test_period_labels(said: str, label: str, short: str) -> None:
    period = Period.parse(said)

    assert (period.label, period.short_label) == (label, short)


def test_period_leap_day_a_year_earlier() -> None:
    assert Period.parse("29 February 2016").previous() == Period.parse("28 February 2015")
    assert Period.parse("2016-02").previous().end == date(2015, 2, 28)


def test_periods_sort_by_time_and_serve_as_keys() -> None:
    said = ["2016-01", "2015-04", "2015-12"]

    assert [str(p) for p in sorted({Period.parse(s) for s in said})] == ["2015-04", "2015-12", "2016-01"]
