"""Areas and their codes, as they were at the end of a period."""

from datetime import date

from roundtable.dataset.geography import Gazetteer
from roundtable.foundation.partnerships.models import Area
from roundtable.measures.periods import Period

# Northamptonshire was one county council until 31 March 2021, and two unitary authorities from the next day on.
COUNTY = Area(
    code="E10000021", dfe_code="928", region="E12000004", title="Northamptonshire",
    start=date(2009, 4, 1), end=date(2021, 3, 31),
)  # fmt: skip
RECODED = Area(code="E06000061", title="North Northamptonshire", start=date(2021, 4, 1))
KNOWN = Gazetteer((COUNTY, RECODED), "Northamptonshire")
YEAR = Period.parse("2015-16")


def test_own_area_is_that_of_the_partnership() -> None:
    assert KNOWN.place("", YEAR).row == (
        "Local authority", "E92000001", "England", "E12000004", "East Midlands", "928", "E10000021",
        "Northamptonshire",
    )  # fmt: skip
    assert KNOWN.place("northamptonshire", YEAR).row == KNOWN.place("", YEAR).row


def test_codes_are_those_of_the_periods_end() -> None:
    assert KNOWN.place("", Period.parse("2020-21")).authority[1] == "E10000021"
    assert KNOWN.place("", Period.parse("2021-22")).row[0] == "Other"
    assert KNOWN.place("North Northamptonshire", Period.parse("2021-22")).row[3:] == (
        "", "", "", "E06000061", "North Northamptonshire",
    )  # fmt: skip
    assert KNOWN.place("North Northamptonshire", YEAR).authority == ("", "", "")


def test_later_code_of_the_same_name_takes_the_place_of_the_earlier() -> None:
    first = Area(code="E06000001", title="Moor", start=date(2009, 4, 1))
    second = Area(code="E06000002", title="Moor", start=date(2015, 4, 1))
    moor = Gazetteer((first, second), "Moor")
    assert [moor.place("", Period.parse(y)).authority[1] for y in ("2014-15", "2015-16")] == [
        "E06000001",
        "E06000002",
    ]


def test_country_and_region_have_no_authority() -> None:
    assert KNOWN.place("England", YEAR).row == ("National", "E92000001", "England", "", "", "", "", "")
    assert KNOWN.place("Yorkshire and the Humber", YEAR).row[:5] == (
        "Regional", "E92000001", "England", "E12000003", "Yorkshire and The Humber",
    )  # fmt: skip
    assert KNOWN.place("Statistical neighbours", YEAR).level == "Other"
    neighbour = KNOWN.place("Bath and North East Somerset", YEAR)
    assert neighbour.row == (
        "Local authority", "E92000001", "England", "E12000009", "South West", "800", "E06000022",
        "Bath and North East Somerset",
    )  # fmt: skip
