"""The mean of the statistical neighbours as a figure reference: worked out from what may be seen, and never stored."""

from datetime import date
from decimal import Decimal

import pytest

from roundtable.dataset.models import Observation
from roundtable.foundation.figures.neighbours import AREA, NeighbourList, in_force
from roundtable.foundation.figures.present import present
from roundtable.foundation.figures.references import parse
from roundtable.foundation.figures.shown import Shown
from roundtable.foundation.partnerships.models import Neighbour
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.foundation.scope.tripwire import permit
from roundtable.measures.periods import Period
from roundtable.measures.values import Status
from roundtable.site.example import Example
from tests.example_year import example

__all__ = ["example"]
pytestmark = pytest.mark.django_db

YEAR = Period.parse("2015-16")
PLANS = "child_protection.plans.at_period_end"
MEAN = f"{PLANS}?area={AREA}&as=rate"
SUPPLIED = f"child_protection.plans.rate_as_supplied?area={AREA}"


@pytest.fixture
def who(example: Example) -> Principal:
    return operator(example.partnerships["cambridgeshire"].pk)


def shown(who: Principal, text: str, audience: str = "partnership") -> Shown:
    reference = parse(text)
    presentation = present(who, [reference], YEAR, audience)
    assert presentation.problems == {}
    return presentation.inline(reference)


def counts(who: Principal) -> list[tuple[Decimal, Decimal]]:
    """Each neighbour's children on a plan, and children, as they were loaded."""
    names = list(Neighbour.objects.filter(area__title="Cambridgeshire").values_list("title", flat=True))
    with permit("a test reads what was loaded"):
        rows = Observation.objects.filter(partnership_id=who.partnership_id, current=True, area__in=names)
        found = {
            (row.key, row.area): row.number for row in rows if row.period in {"31 March 2016", "2015-16"}
        }
    return [(found[PLANS, name], found["population.children_0_17", name]) for name in names]


def restate(area: str, number: int | None) -> None:
    with permit("a test restates a published number"):
        Observation.objects.filter(key=PLANS, area=area, current=True).update(
            number=number, status="given" if number is not None else "suppressed"
        )


@pytest.mark.parametrize("audience", ["partnership", "public"])
def test_mean_is_that_of_the_rates_and_not_of_the_pool(who: Principal, audience: str) -> None:
    pairs = counts(who)
    mean = sum(count * 10_000 / people for count, people in pairs) / len(pairs)
    pooled = sum(count for count, _ in pairs) * 10_000 / sum(people for _, people in pairs)

    found = shown(who, MEAN, audience)

    assert found.number == round(mean, 4)
    assert round(pooled, 4) != found.number
    assert found.text == "39.3"


def test_mean_of_rates_that_were_supplied_is_of_them(who: Principal) -> None:
    assert shown(who, SUPPLIED).text == shown(who, SUPPLIED, "public").text == "39.3"


def test_mean_is_not_stored_and_follows_its_neighbours(who: Principal) -> None:
    with permit("a test looks for a stored mean"):
        assert not Observation.objects.filter(area=AREA).exists()
    restate("Hampshire", None)
    pairs = [(c, p) for c, p in counts(who) if c is not None]
    assert len(pairs) == 9
    assert shown(who, MEAN).number == round(sum(c * 10_000 / p for c, p in pairs) / 9, 4)


def test_public_mean_gives_back_no_small_count_that_is_hidden(who: Principal) -> None:
    """Nine neighbours and the mean of ten would give back the tenth."""
    restate("West Berkshire", 3)

    assert shown(who, f"{PLANS}?area=West Berkshire", "public").status is Status.SUPPRESSED
    assert shown(who, MEAN, "public").status is Status.SUPPRESSED
    assert not shown(who, MEAN).missing


def test_mean_of_counts_is_refused_in_words(who: Principal) -> None:
    found = shown(who, f"{PLANS}?area={AREA}")
    assert found.missing
    assert "ask for the rate" in found.why


def test_without_a_list_or_a_known_neighbour_there_is_no_mean(who: Principal) -> None:
    with permit("a test takes every neighbour's count away"):
        Observation.objects.filter(key=PLANS, provider="published").exclude(area="Cambridgeshire").delete()
    found = shown(who, MEAN)
    assert (found.text, found.why) == ("not available", "none of 10 statistical neighbours has a figure")

    Neighbour.objects.all().delete()
    assert shown(who, MEAN).missing


def test_a_list_holds_from_its_first_day_to_its_last() -> None:
    def listed(area: int, start: date, end: date | None = None) -> NeighbourList:
        return NeighbourList(area, "A list", start, start, end, ("E10000025",), ("Oxfordshire",))

    old, new = listed(1, date(2012, 4, 1), date(2020, 3, 31)), listed(1, date(2020, 4, 1))
    assert in_force([new, old], date(2020, 3, 31)) is old
    assert in_force([new, old], date(2020, 4, 1)) is new
    assert in_force([new, old], date(2012, 3, 31)) is None
    assert in_force([new, listed(2, date(2012, 4, 1))], date(2021, 1, 1)) is None
