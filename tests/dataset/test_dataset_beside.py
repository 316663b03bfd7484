"""Other areas beside the partnership's own number, the parts that two sources have, and why the board says they differ."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from roundtable.dataset.beside import OWN, PUBLISHED_OWN, Beside, Elsewhere
from roundtable.dataset.beside_drawing import drawing
from roundtable.dataset.figure_page import FigurePage, figure_page
from roundtable.dataset.models import Observation
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.actions_areas import add_area, set_neighbours
from roundtable.foundation.partnerships.models import Area, Neighbour, Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.foundation.scope.tripwire import permit
from roundtable.measures.intervals import rate
from roundtable.site.example import Example
from tests.example_year import example
from tests.page import Page, check_page

__all__ = ["example"]
pytestmark = pytest.mark.django_db

PLANS = "child_protection.plans.at_period_end"
RATE = "child_protection.plans.rate_as_supplied"
NEIGHBOURS = "Statistical neighbours (mean of 10)"


@pytest.fixture
def who(example: Example) -> Principal:
    return operator(example.partnerships["cambridgeshire"].pk)


def page_of(who: Principal, key: str) -> FigurePage:
    found = figure_page(who, key)
    assert found is not None
    return found


def rows_of(who: Principal, key: str) -> dict[str, Beside]:
    return {row.name: row for row in page_of(who, key).elsewhere.rows}


def seen(key: str, query: str = "") -> Page:
    client = Client()
    client.force_login(Person.objects.get(email="marion.thackeray@cambridgeshire.example"))
    response = client.get(f"/cambridgeshire/dataset/figures/{key}/{query}")
    return check_page(response.content.decode())


def change(number: Decimal | None, status: str, **which: str) -> None:
    with permit("a test restates a published number"):
        Observation.objects.filter(provider="published", current=True, **which).update(
            number=number, status=status
        )


def test_neighbours_region_and_england_stand_beside_the_published_count(who: Principal) -> None:
    rows = rows_of(who, PLANS)

    assert list(rows) == [OWN, PUBLISHED_OWN, NEIGHBOURS, "East of England", "England"]
    assert (rows[OWN].value, rows[PUBLISHED_OWN].value) == ("439", "438")
    assert rows[PUBLISHED_OWN].interval == "95% interval 30.3 to 36.6"
    # The mean of the ten rates as they are, which is the one of the Department's rounded rates to a tenth.
    assert rows[NEIGHBOURS].rate == "39.3 per 10,000"
    assert rows[NEIGHBOURS].words == "Lower than chance would explain"
    assert rows["East of England"].words == "No real difference"
    assert rows["England"].limits == "Chance alone: 37.9 to 49.2"
    assert rows[OWN].words == ""


def test_a_percentage_is_compared_over_its_own_source_by_wilson_and_binomial_limits(who: Principal) -> None:
    rows = rows_of(who, "referrals.repeat")

    # 764 of the Department's 3,918, not of the 4,168 that the council counted.
    assert (rows[PUBLISHED_OWN].rate, rows[PUBLISHED_OWN].interval) == ("19.5%", "95% interval 18.3 to 20.8")
    assert rows[NEIGHBOURS].words == "Lower, and chance may explain it"
    assert rows["England"].words == "Lower than chance would explain"


def test_what_was_supplied_as_a_rate_has_a_mean_and_no_test(who: Principal) -> None:
    found = page_of(who, RATE).elsewhere

    mean = next(row for row in found.rows if row.name == NEIGHBOURS)
    assert mean.value == "39.3"
    assert not found.compared
    assert found.notes[0] == "The counts behind these numbers are not known, so chance cannot be reckoned."


def test_a_suppressed_neighbour_stays_so_and_the_mean_says_how_many_it_is_of(who: Principal) -> None:
    change(None, "suppressed", key=PLANS, area="Hampshire")
    found = page_of(who, PLANS).elsewhere

    assert "Statistical neighbours (mean of 9 of 10)" in [row.name for row in found.rows]
    assert "Hampshire" not in [row.name for row in found.neighbours]
    assert len(found.neighbours) == 9


def test_a_list_that_came_out_later_is_said_to_be_a_later_one(who: Principal) -> None:
    said = "That list came out on 1 April 2021, after the period"
    assert any(note.startswith(said) for note in page_of(who, PLANS).elsewhere.notes)

    Neighbour.objects.update(published=date(2014, 4, 1))
    assert not any(note.startswith("That list") for note in page_of(who, PLANS).elsewhere.notes)


def test_neighbours_of_another_day_or_of_two_areas_are_in_no_mean(who: Principal) -> None:
    Neighbour.objects.update(start=date(2016, 4, 1))
    rows = rows_of(who, PLANS)
    assert NEIGHBOURS not in rows
    assert "Hampshire" in rows, "without a list it is an area like others"

    Neighbour.objects.update(start=date(2012, 4, 1))
    home = Partnership.objects.get(slug="cambridgeshire")
    other = add_area(by=who, partnership=home, title="Peterborough", start=date(2012, 4, 1))
    set_neighbours(
        by=who,
        area=other,
        names=["Derby"],
        source="A list",
        published=date(2012, 4, 1),
        start=date(2012, 4, 1),
    )
    assert NEIGHBOURS not in rows_of(who, PLANS)


def test_an_area_that_is_spelled_otherwise_is_the_same_neighbour(who: Principal) -> None:
    with permit("a test spells an area otherwise"):
        Observation.objects.filter(area="Hampshire").update(area="Hampshire County Council")
    assert NEIGHBOURS in rows_of(who, PLANS)


def test_a_figure_that_nobody_else_has_stands_alone(who: Principal) -> None:
    assert page_of(who, "missing.reports").elsewhere == Elsewhere()


def test_change_on_last_year_has_its_interval(who: Principal) -> None:
    facts = dict(page_of(who, PLANS).facts)
    assert facts["Change on 2014-15"] == "+13% (95% interval −1% to +30%)"
    contacts = dict(page_of(who, "contacts.received").facts)
    assert contacts["Change on 2014-15"] == "+17% (95% interval +15% to +18%)"


def test_drawing_has_a_dot_for_each_area_and_says_it_in_words(who: Principal) -> None:
    page = page_of(who, PLANS)
    drawn = page.beside_drawing
    assert drawn is not None
    assert drawn.title == "Children on a child protection plan beside England"
    assert "This partnership 33.3 per 10,000, England 43.4 per 10,000." in drawn.wide
    assert "Highest Hampshire, 51.5; lowest West Sussex, 24.6." in drawn.wide
    for words in ("This partnership, as published", "England 43.4", "Bath and North East Somerset"):
        assert words in drawn.phone
    assert page_of(who, RATE).beside_drawing is None

    few = Elsewhere(page.elsewhere.rows[:2], (), (), page.elsewhere.own)
    assert drawing(few, page.definition) is None


def test_page_shows_the_comparison_the_neighbours_and_the_limits(example: Example) -> None:
    page = seen(PLANS)
    tables = {page.words(next(table.iter("caption"))): page.words(table) for table in page.all("table")}

    assert "England 50,310 43.4 per 10,000 95% interval 43.0 to 43.8" in tables["The same figure elsewhere"]
    assert "Hampshire 1,441 51.5 per 10,000" in tables["The statistical neighbours, the nearest first"]
    assert "Differences are judged from the published 438, so that like stands beside like." in page.text


@pytest.mark.parametrize(
    ("key", "words"),
    [
        (PLANS, ["439", "–", "438", "−1 (less than 1%)"]),
        ("referrals.received", ["4,168", "–", "3,918", "−250 (−6%)"]),
        ("section47.enquiries", ["1,496", "–", "1,407", "−89 (−6%)"]),
    ],
)
def test_each_local_figure_stands_beside_what_the_department_published(
    example: Example, key: str, words: list[str]
) -> None:
    page = seen(key, "?period=2015-16")
    table = next(t for t in page.all("table") if "as each source has it" in page.words(t))
    assert [page.words(c) for c in table.iter("td") if "numeric" in (c.get("class") or "")] == words


def test_parts_are_reconciled_where_two_sources_have_them(who: Principal) -> None:
    parts = {p.name: (p.ours, p.theirs, p.difference) for p in page_of(who, PLANS).reconciliation.parts}
    assert parts["Category: Neglect"] == ("289", "289", "the same")
    assert parts["Category: Emotional abuse"] == ("113", "112", "−1 (−1%)")
    assert not page_of(who, "missing.reports").reconciliation


def test_board_says_why_and_it_stands_beside_the_sources(who: Principal) -> None:
    home = "/cambridgeshire/dataset/figures/section47.enquiries/"
    before = seen("section47.enquiries")
    assert "The board has not said why yet." in before.text
    client = Client()
    client.force_login(Person.objects.get(email="marion.thackeray@cambridgeshire.example"))
    asked = f"{home}comment/?period=2015-16&about=difference"
    form = check_page(client.get(asked).content.decode())
    assert form.h1 == "Say why the sources differ"
    empty = check_page(client.post(asked, {"text": ""}).content.decode())
    assert "Enter why the sources differ" in empty.text

    assert client.post(asked, {"text": "Enquiries that were merged are counted once."}).status_code == 302
    after = seen("section47.enquiries")
    where = after.text.index("Why they differ")
    assert where < after.text.index("Enquiries that were merged") < after.text.index("What the board said")
    assert "The board has not said why yet." not in after.text
    line = history(who, "figure", "section47.enquiries")[0]
    assert line.sentence == "commented on why the sources differ of section47.enquiries, 2015-16"


def test_drawing_says_where_chance_would_leave_each(who: Principal) -> None:
    own = Beside("Own", "1", estimate=rate(10, 1000), denominator=Decimal(1000))
    england = Beside("England", "9", estimate=rate(9000, 100000), denominator=Decimal(100000))
    near = Beside("Near", "2", estimate=rate(80, 1000), denominator=Decimal(1000))
    bare = Beside("Bare", "2")
    found = Elsewhere((own, near, england), (near, bare, near), (), own)
    assert drawing(found, definitions().get(PLANS)) is None, "two areas beside England"
    third = Beside("Third", "3", estimate=rate(95, 1000), denominator=Decimal(1000))
    drawn = drawing(Elsewhere((own, near, third, england), (), (), own), definitions().get(PLANS))
    assert drawn is not None
    assert "1 of 3 lie further from England than chance explains." in drawn.wide


def test_areas_of_the_example_have_their_neighbours(example: Example) -> None:
    for area in Area.objects.all():
        assert area.neighbours.count() == 10
