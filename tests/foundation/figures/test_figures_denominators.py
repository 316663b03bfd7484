"""What a rate is over: the right year's population, the right area, and the parts that both figures have."""

import pytest

from roundtable.foundation.figures.cells import denominator, needed
from roundtable.foundation.figures.data import Datum, Store
from roundtable.foundation.figures.references import parse
from roundtable.measures.definitions import load
from roundtable.measures.periods import Period
from roundtable.measures.tables import CellId
from roundtable.measures.values import Value

YEAR = Period.parse("2015-16")


def store() -> Store:
    made = Store(load())
    made.add([Datum("population.children_0_17", 1, YEAR, (), Value.of(5000))])
    return made


@pytest.mark.parametrize(
    ("period", "over"),
    [
        ("2015-16", "2015-16"),
        ("31 March 2016", "2015-16"),
        ("1 April 2016", "2016-17"),
        ("2015-07", "2015-16"),
        ("2015", "2015-16"),
    ],
)
def test_denominator_is_the_population_of_the_financial_year_that_the_period_ends_in(
    period: str, over: str
) -> None:
    cell = CellId("child_protection.plans.at_period_end", period, "England")
    assert denominator(store(), cell) == CellId("population.children_0_17", over, "England")


def test_denominator_that_is_no_population_keeps_the_period() -> None:
    assert denominator(store(), CellId("conferences.attended", "2016-01")) == CellId(
        "conferences.invitations", "2016-01"
    )


def test_denominator_keeps_the_dimensions_that_both_figures_have() -> None:
    dims = (("category", "neglect"), ("factor", "domestic_abuse"))
    found = denominator(store(), CellId("child_protection.plans.with_factor", "31 March 2016", "", dims))
    assert found == CellId("child_protection.plans.at_period_end", "31 March 2016", "", dims[:1])


def test_denominator_is_absent_where_the_definition_has_none() -> None:
    assert denominator(store(), CellId("training.courses", "2015-16")) is None


def test_rate_rests_on_its_denominator_too() -> None:
    """A rate beside a shown numerator would give a hidden denominator back."""
    _, derived = needed(store(), parse("child_deaths.modifiable?as=rate"), YEAR)
    assert derived[0].of == (
        CellId("child_deaths.modifiable", "2015-16"),
        CellId("child_deaths.reviewed", "2015-16"),
    )
