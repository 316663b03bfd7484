"""Two providers of one figure: which of them counts, and what stands beside it."""

from datetime import date

from roundtable.foundation.figures.data import Datum, Decided, Store
from roundtable.measures.definitions import load
from roundtable.measures.periods import Period
from roundtable.measures.tables import CellId
from roundtable.measures.values import Status, Value

KEY = "missing.reports"
YEAR = Period.parse("2015-16")


def datum(provider: str, period: Period, value: int | None) -> Datum:
    known = Value.missing(Status.NOT_SUPPLIED) if value is None else Value.of(value)
    return Datum(KEY, 1, period, (), known, provider=provider)


def store(*data: Datum, decided: tuple[Decided, ...] = ()) -> Store:
    made = Store(load(), ("returns", "published"), {KEY: decided} if decided else {})
    made.add(data)
    return made


def months(provider: str, value: int, *, but: int = 0) -> list[Datum]:
    return [datum(provider, month, value) for month in YEAR.months()[but:]]


def values(made: Store, period: str = "2015-16") -> list[tuple[str, object]]:
    """Who has it and how much, the one that counts first."""
    found = made.find(CellId(KEY, period))
    return [(each.provider, each.value.number) for each in (found, *found.others)]


def test_a_year_of_one_provider_is_set_beside_the_months_of_another() -> None:
    both = (*months("returns", 10), datum("published", YEAR, 118))

    assert values(store(*both)) == [("returns", 120), ("published", 118)]
    chosen = (Decided("published", YEAR.start),)
    assert values(store(*both, decided=chosen)) == [("published", 118), ("returns", 120)]


def test_months_of_two_providers_are_never_added_up() -> None:
    made = store(*months("returns", 10, but=1), datum("published", YEAR.months()[0], 10))

    found = made.find(CellId(KEY, "2015-16"))
    assert (found.value.known, found.why_missing) == (False, "11 of 12 months supplied")


def test_who_does_not_know_gives_way_to_who_does() -> None:
    made = store(*months("returns", 10, but=1), datum("published", YEAR, 118))

    assert values(made)[0] == ("published", 118)
    assert made.find(CellId(KEY, "2015-16")).others[0].why_missing == "11 of 12 months supplied"
    silent = store(
        datum("returns", YEAR, None), datum("published", YEAR, 118), decided=(Decided("returns", YEAR.start),)
    )
    assert values(silent) == [("published", 118), ("returns", None)]


def test_a_decision_holds_from_its_period_on_until_a_later_one_reaches_as_far_back() -> None:
    data = [
        datum(provider, Period.parse(year), value)
        for year in ("2013-14", "2014-15", "2015-16")
        for provider, value in (("returns", 1), ("published", 2))
    ]
    first = Decided("published", date(2014, 4, 1))
    later = Decided("returns", date(2015, 4, 1))
    years = ("2013-14", "2014-15", "2015-16")

    assert [values(store(*data, decided=(first,)), y)[0][0] for y in years] == [
        "returns",
        "published",
        "published",
    ]
    both = store(*data, decided=(later, first))  # the newest first
    assert [values(both, y)[0][0] for y in years] == ["returns", "published", "returns"]
    assert [both.chosen(KEY, y) for y in years] == ["", "published", "returns"]
    turned = store(*data, decided=(Decided("returns", date(2013, 4, 1)), first))
    assert [values(turned, y)[0][0] for y in years] == ["returns"] * 3


def test_what_was_reported_with_a_year_and_lies_after_it_follows_it_up() -> None:
    april = Period.parse("2016-04")
    made = Store(load())
    made.add(
        Datum(KEY, 1, period, (), Value.of(3), reported_for=YEAR)
        for period in (Period.parse("2014-15"), Period.parse("2015-07"), april)
    )

    assert made.follow_ups(KEY, YEAR) == [april]
    assert made.follow_ups(KEY, Period.parse("2014-15")) == []
