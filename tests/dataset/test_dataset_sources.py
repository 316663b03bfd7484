"""Where a figure comes from: each source beside the others, and deciding which counts."""

import pytest
from django.test import Client

from roundtable.dataset.sources import difference_words
from roundtable.foundation.figures.actions import decide_source
from roundtable.foundation.figures.catalogue import decisions, definitions, store
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, Refused
from roundtable.measures.periods import Period
from roundtable.measures.tables import CellId
from roundtable.measures.values import Value
from roundtable.site.example import Example
from tests.example_year import FOLDER
from tests.foundation.cast import member, partnership
from tests.page import Page, check_page

pytestmark = pytest.mark.django_db

KEY = "child_protection.plans.at_period_end"
FIGURE = f"/cambridgeshire/dataset/figures/{KEY}/"
SOURCE = f"{FIGURE}source/"
YEAR = Period.parse("2015-16")


@pytest.fixture
def manager() -> Principal:
    Example(FOLDER, quiet=True).load()
    return member(Partnership.objects.get(slug="cambridgeshire"), "business_manager", email="m@board.example")


def signed_in(email: str = "m@board.example") -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def page(client: Client, url: str, data: dict[str, str] | None = None) -> Page:
    response = client.post(url, data) if data is not None else client.get(url)
    assert response.status_code == 200, response.headers.get("Location")
    return check_page(response.content.decode())


def value(who: Principal, period: str = "31 March 2016") -> tuple[str, object]:
    found = store(who, {KEY}).find(CellId(KEY, period))
    return found.provider, found.value.number


def test_decision_changes_which_number_counts_and_the_ledger_says_so(manager: Principal) -> None:
    assert value(manager) == ("returns", 439)
    why = "The Department checked it"
    decide_source(by=manager, key=KEY, provider="published", since=YEAR, reason=why)

    assert value(manager) == ("published", 438)
    assert value(manager, "31 March 2015")[0] == "returns"
    entry = history(manager, "figure", KEY)[0]
    assert entry.sentence == (
        "decided that Children on a child protection plan is taken from “Published tables”, from 2015-16 on"
    )
    decide_source(by=manager, key=KEY, provider="returns", since=YEAR, reason="It came too late")
    assert value(manager) == ("returns", 439)
    assert [made.provider for made in decisions(manager, KEY)] == ["returns", "published"]


def test_decision_is_of_a_source_that_has_the_figure_with_a_reason_and_changes_something(
    manager: Principal,
) -> None:
    for provider, key in (("register", KEY), ("published", "marac.cases"), ("returns", "no.such")):
        with pytest.raises(Rejected, match="Choose a source that has this figure"):
            decide_source(by=manager, key=key, provider=provider, since=YEAR, reason="x")
    with pytest.raises(Rejected, match="Say why"):
        decide_source(by=manager, key=KEY, provider="published", since=YEAR, reason=" ")
    decide_source(by=manager, key=KEY, provider="published", since=YEAR, reason="x")
    with pytest.raises(Rejected, match="That is so already: Published tables has counted from 2015-16 on"):
        decide_source(by=manager, key=KEY, provider="published", since=Period.parse("2016-17"), reason="x")
    decide_source(by=manager, key=KEY, provider="published", since=Period.parse("2014-15"), reason="x")
    assert value(manager, "31 March 2015")[0] == "published"


def test_only_the_manager_decides_and_for_their_own_partnership(manager: Principal) -> None:
    home = Partnership.objects.get(slug="cambridgeshire")
    for role in ("administrator", "independent_chair", "lay_member"):
        with pytest.raises(Refused, match="decide which source of a figure counts"):
            decide_source(by=member(home, role), key=KEY, provider="published", since=YEAR, reason="x")
    decide_source(by=manager, key=KEY, provider="published", since=YEAR, reason="x")
    peterborough = member(Partnership.objects.get(slug="peterborough"), "business_manager")
    assert decisions(peterborough, KEY) == []
    assert "published" not in value(peterborough)


def test_figure_page_sets_the_sources_beside_one_another(manager: Principal) -> None:
    shown = page(signed_in(), FIGURE)

    assert "Where this figure comes from" in shown.text
    table = next(t for t in shown.all("table") if "One number" in shown.words(next(t.iter("caption"))))
    rows = [[shown.words(cell) for cell in row] for row in table.iter("tr")][1:]
    assert [row[1:3] for row in rows] == [["439", "–"], ["438", "−1 (less than 1%)"]]
    assert rows[0][0].startswith("Agencies’ returns Counts")
    assert shown.links()["Decide which source counts"].startswith(SOURCE)
    one = page(signed_in(), "/cambridgeshire/dataset/figures/marac.cases/").text
    assert "Where this figure comes from" not in one


def test_manager_decides_on_a_page_and_everybody_sees_why(manager: Principal) -> None:
    client = signed_in()
    first = page(client, f"{SOURCE}?period=2015-16")
    assert "Nothing was decided yet" in first.text
    assert "Published tables (438 children for 2015-16)" in first.text

    wrong = page(client, SOURCE, {"since": "lately"})
    assert {"Choose which source counts", "Say why this source counts"} <= set(wrong.errors)
    assert any("lately" in error for error in wrong.errors)
    asked = {"provider": "published", "since": "2015-16", "reason": "The Department checked it"}
    done = client.post(f"{SOURCE}?period=2015-16", asked)
    assert done.status_code == 302
    assert "That is so already" in " ".join(page(client, SOURCE, asked).errors)

    member(Partnership.objects.get(slug="cambridgeshire"), "lay_member", email="lay@board.example")
    seen = page(signed_in("lay@board.example"), FIGURE)
    assert "that Published tables counts from 2015-16 on: “The Department checked it”" in seen.text
    assert "Decide which source counts" not in seen.links()
    assert "Holds" in page(client, SOURCE).text


def test_page_is_refused_to_others_and_hidden_from_strangers(manager: Principal) -> None:
    member(Partnership.objects.get(slug="cambridgeshire"), "independent_chair", email="chair@board.example")
    member(partnership("wold", "Wold"), "business_manager", email="w@board.example")

    assert signed_in("chair@board.example").get(SOURCE).status_code == 403
    assert signed_in("w@board.example").get(SOURCE).status_code == 404
    assert Client().get(SOURCE).status_code == 302
    assert signed_in().get("/cambridgeshire/dataset/figures/no.such/source/").status_code == 404


@pytest.mark.parametrize(
    ("theirs", "ours", "words"),
    [
        (438, 439, "−1 (less than 1%)"),
        (3918, 4168, "−250 (−6%)"),
        (110, 100, "+10 (+10%)"),
        (5, 5, "the same"),
        (5, 0, "+5"),
    ],
)
def test_difference_is_theirs_less_ours(theirs: int, ours: int, words: str) -> None:
    definition = definitions().get(KEY)
    assert difference_words(Value.of(theirs), Value.of(ours), definition) == words
    assert difference_words(Value.missing(), Value.of(ours), definition) == ""
