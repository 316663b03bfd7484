"""Home: what waits in its order and words, the year for those who see every return, and what changed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web import registries, views_home
from roundtable.foundation.web.needs import due_words, in_order, summary
from roundtable.foundation.web.registries import ChangeCard, NeedsItem, YearItem, YearState
from roundtable.foundation.web.tones import Tone
from tests.foundation.cast import member, partnership
from tests.page import check_page

TODAY = date(2015, 11, 23)  # a Monday


def item(title: str, due: date | None) -> NeedsItem:
    return NeedsItem(title, "", due, Tone.AMBER, "/x/", "Open")


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2015, 11, 17), "Late 6 days"),
        (date(2015, 11, 22), "Late 1 day"),
        (TODAY, "Due today"),
        (date(2015, 11, 26), "Due Thursday"),
        (date(2015, 11, 30), "Due 30 November 2015"),
        (None, "When you can"),
    ],
)
def test_a_tag_says_how_long(due: date | None, words: str) -> None:
    assert due_words(due, TODAY) == words


def test_the_longest_late_stands_first_and_what_has_no_day_last() -> None:
    given = [item("free", None), item("later", date(2015, 12, 1)), item("late", date(2015, 11, 1))]

    assert [one.title for one in in_order(given, TODAY)] == ["late", "later", "free"]


def test_the_lede_counts_what_is_late_and_what_is_due_this_week() -> None:
    late, soon = date(2015, 11, 1), date(2015, 11, 25)

    assert summary([], TODAY) == "Nothing is late, and nothing is due this week."
    assert summary([item("a", late)], TODAY) == "1 thing is late."
    found = [item("a", late), item("b", late), item("c", late), item("d", soon)]
    assert summary(found, TODAY) == "3 things are late, 1 is due this week."


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registries of the page that hold what this test puts in, and nothing of the apps."""
    needs: registries.Providers[NeedsItem] = registries.Providers()
    changes: registries.Providers[ChangeCard] = registries.Providers()
    year = registries.YearProviders()
    waiting = [item(f"Waiting {n}", timezone.localdate() + timedelta(days=n)) for n in range(10)]
    needs.register(lambda who: waiting)
    changes.register(
        lambda who: [ChangeCard("Returns", "It came", "", "/x/", "Look", datetime(2015, 5, 1, tzinfo=UTC))]
    )

    def items(who: Principal, start: int) -> list[YearItem]:
        return [YearItem("Returns", f"Due in {start}", date(start, 5, 1), date(start, 5, 1), YearState.DONE)]

    year.register(items, lambda who: 2015)
    for name, made in (("needs", needs), ("changes", changes), ("year", year)):
        monkeypatch.setattr(views_home, name, made)


def home(role: str, agency: str | None, query: str = "") -> str:
    client = Client()
    client.force_login(Person.objects.get(email=f"{role}.{agency or 'board'}@northmoor.example"))
    response = client.get(f"/northmoor/{query}")
    return check_page(response.content.decode(), front=True).text


@pytest.mark.django_db
@pytest.mark.usefixtures("shared")
def test_home_shows_what_waits_the_year_and_what_changed() -> None:
    member(partnership("northmoor", "Northmoor"), "business_manager")

    text = home("business_manager", None)
    assert "Waiting 0" in text
    assert "Waiting 8" not in text
    assert "See 2 more" in text
    assert "The year 2015-16" in text
    assert "Due in 2015" in text
    assert "It came" in text
    assert "Waiting 9" in home("business_manager", None, "?all=1")
    assert "Due in 2013" in home("business_manager", None, "?year=2013")
    assert "Due in 2015" in home("business_manager", None, "?year=nonsense")


@pytest.mark.django_db
@pytest.mark.usefixtures("shared")
def test_the_year_is_for_those_who_see_every_return() -> None:
    member(partnership("northmoor", "Northmoor"), "agency_contributor", "council")

    text = home("agency_contributor", "council")

    assert "Waiting 0" in text
    assert "Due in 2015" not in text
