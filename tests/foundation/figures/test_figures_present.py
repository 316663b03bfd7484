"""What is worked out from two numbers, and when it is refused with a reason."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from roundtable.foundation.figures import catalogue
from roundtable.foundation.figures.data import Datum
from roundtable.foundation.figures.present import Presentation, present
from roundtable.foundation.figures.references import parse
from roundtable.foundation.figures.shown import Shown
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.measures.periods import Period
from roundtable.measures.values import Value

pytestmark = pytest.mark.django_db

YEAR = Period.parse("2015-16")
KEY = "contacts.received"


@dataclass
class Given:
    """A provider with the data of one test."""

    data_given: list[Datum]
    name: str = "returns"
    title: str = "Returns"

    def data(self, who: Principal, keys: Collection[str]) -> Iterable[Datum]:
        return [d for d in self.data_given if d.key in keys]

    def known_keys(self, who: Principal) -> set[str]:
        return {d.key for d in self.data_given}


def shown(monkeypatch: pytest.MonkeyPatch, text: str, *data: Datum) -> Shown:
    return presented(monkeypatch, text, *data).inline(parse(text))


def presented(monkeypatch: pytest.MonkeyPatch, text: str, *data: Datum) -> Presentation:
    monkeypatch.setattr(catalogue, "_PROVIDERS", {"returns": Given(list(data))})
    return present(operator(1), [parse(text)], YEAR)


def given(number: str, period: str = "2015-16", key: str = KEY, **more: Any) -> Datum:
    options: dict[str, Any] = {"version": 1, "dims": (), **more}
    return Datum(key=key, period=Period.parse(period), value=Value.of(Decimal(number)), **options)


@pytest.mark.parametrize("transform", ["change", "difference"])
@pytest.mark.parametrize(
    ("other", "why"),
    [
        (
            {"provider": "published"},
            "the two come from different sources, which may not count the same thing",
        ),
        ({"version": 2}, "the definition changed between the two, so they do not count the same thing"),
    ],
)
def test_change_across_sources_or_definitions_is_refused_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, transform: str, other: dict[str, Any], why: str
) -> None:
    found = shown(monkeypatch, f"{KEY}?as={transform}", given("120"), given("100", "2014-15", **other))
    assert (found.missing, found.number, found.why) == (True, None, why)


def test_change_of_one_source_and_definition_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, f"{KEY}?as=change", given("120"), given("100", "2014-15")).text == "+20%"
    assert shown(monkeypatch, f"{KEY}?as=difference", given("120"), given("100", "2014-15")).text == "20"


def test_change_on_a_year_without_a_number_says_which_year(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, f"{KEY}?as=change", given("120")).why == "2014-15: not supplied"


@pytest.mark.parametrize("count", ["-3", "12.5"])
def test_rate_of_what_is_no_count_is_refused_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, count: str
) -> None:
    population = given("5000", key="population.children_0_17")
    found = shown(monkeypatch, "missing.reports?as=rate", given(count, key="missing.reports"), population)
    assert found.missing
    assert found.why == "a rate needs a whole number of at least nought over a number above nought"


def test_estimate_has_an_interval_round_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "missing.reports?as=rate"
    population = given("5000", key="population.children_0_17")
    estimate = presented(monkeypatch, asked, given("50", key="missing.reports"), population).estimate(
        parse(asked)
    )
    assert estimate is not None
    assert estimate.lower < estimate.value == 100 < estimate.upper


def test_open_values_keep_the_order_of_the_supplier(monkeypatch: pytest.MonkeyPatch) -> None:
    teams = ("Walton", "Access", "March")
    named = [(team.lower(), team) for team in teams]
    data = [given("1", key="section47.enquiries", dims=(("team", v),), titles=((v, t),)) for v, t in named]
    text = "section47.enquiries?by=team&show=table"
    rows = presented(monkeypatch, text, *data).grid(parse(text)).rows
    assert tuple(row.heading for row in rows if not row.total) == teams


@pytest.mark.parametrize(
    ("reason", "outside"),
    [
        ("Only 3 children, so we do not say", "not supplied"),
        ("The system was changed", "The system was changed"),
    ],
)
def test_a_suppliers_reason_that_holds_a_number_stays_inside(
    monkeypatch: pytest.MonkeyPatch, reason: str, outside: str
) -> None:
    datum = Datum(KEY, 1, YEAR, (), Value.missing(), cannot_supply=reason)
    monkeypatch.setattr(catalogue, "_PROVIDERS", {"returns": Given([datum])})

    said = {
        audience: present(operator(1), [parse(KEY)], YEAR, audience).inline(parse(KEY)).why
        for audience in ("partnership", "public")
    }

    assert said == {"partnership": reason, "public": outside}
