"""Asking for returns and chasing them; what waits on the home page."""

from datetime import date
from urllib.parse import parse_qs

import pytest
from django.core import mail
from django.utils import timezone

from roundtable.dataset.actions import ask_for_return, send_back
from roundtable.dataset.again import following
from roundtable.dataset.home import needs, year
from roundtable.dataset.lines import asked
from roundtable.dataset.models import Return
from roundtable.dataset.queries import due, late, returns
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.requests.actions import extend
from roundtable.foundation.requests.queries import open_requests
from roundtable.foundation.scope.tripwire import permit
from roundtable.foundation.web.registries import YearState
from roundtable.measures.periods import Period
from tests.dataset.returns_cast import KEY, LEAD, World, as_, ask, manager_of, page, sent, world
from tests.foundation.cast import member

pytestmark = pytest.mark.django_db

ASK = "/fen/dataset/returns/ask/"
CHASE = "/fen/dataset/returns/chase/"


@pytest.fixture
def cast() -> World:
    return world()


def given(cast: World, **changed: object) -> dict[str, object]:
    return {
        "agency": cast.police.pk, "title": "Missing children", "period": "2016-17", "figures": [KEY],
        "due_day": "28", "due_month": "4", "due_year": "2017", **changed,
    }  # fmt: skip


def test_asking_makes_a_return_of_the_periods_that_its_figures_have(
    cast: World, django_capture_on_commit_callbacks: object
) -> None:
    client = manager_of("fen")
    page(client, ASK)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        response = client.post(ASK, given(cast, tell="on"))

    assert response["Location"] == "/fen/dataset/returns/RT-0001/", response.content.decode()[:3000]
    with permit("looking, in a test"):
        made = Return.objects.select_related("agency", "request").get()
    assert (made.agency.title, made.period, made.due) == ("Fen Constabulary", "2016-17", date(2017, 4, 28))
    assert {line["key"] for line in made.lines} == {KEY}
    assert [message.to for message in mail.outbox] == [["Agency lead of Fen <lead@constabulary.example>"]]


def test_asking_with_breakdowns_adds_their_lines(cast: World) -> None:
    manager_of("fen").post(ASK, given(cast, figures=["section47.enquiries"], broken_down="on"))

    with permit("looking, in a test"):
        lines = Return.objects.get().lines
    assert lines[0]["dims"] == {}
    assert all(len(line["periods"]) == 12 for line in lines)


def test_a_partnership_may_ask_for_what_the_starter_set_holds(cast: World) -> None:
    client = manager_of("fen")

    assert "(in the starter set)" in page(client, ASK).text
    client.post(ASK, given(cast, figures=["missing.interviews_in_time"]))

    with permit("looking, in a test"):
        assert {line["key"] for line in Return.objects.get().lines} == {"missing.interviews_in_time"}


def test_asking_says_what_was_left_out(cast: World) -> None:
    shown = page(manager_of("fen"), ASK, {"period": "sometime"})

    assert "Select an agency" in shown.errors
    assert "Choose at least one figure to ask for" in shown.errors
    assert any("sometime" in error for error in shown.errors)
    with permit("looking, in a test"):
        assert not Return.objects.exists()


def test_chase_screen_lists_what_is_late_by_agency(cast: World) -> None:
    ask(cast.fen)
    ask(cast.fen, agency="council")
    gone = ask(cast.fen)
    sent(cast.fen, gone, "1", "2", "3")

    shown = page(manager_of("fen"), CHASE)
    assert len(shown.all("tr")) == 1 + 2
    late = (timezone.localdate() - date(2016, 5, 3)).days
    assert f"due 3 May 2016, {late:,} days late" in shown.text
    assert gone.reference not in str(shown.links().values())
    assert [shown.words(i) for i in shown.with_class("govuk-service-navigation__item--active")] == ["Returns"]


def test_reminders_are_read_word_for_word_before_they_leave(
    cast: World, django_capture_on_commit_callbacks: object
) -> None:
    ask(cast.fen)
    client = manager_of("fen")

    shown = page(client, f"{CHASE}letters/?ask=RQ-0001")
    assert "Missing children of Fen (RQ-0001)" in shown.text
    assert "To Agency lead of Fen, lead@constabulary.example" in shown.text
    assert mail.outbox == []
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        client.post(f"{CHASE}letters/", {"ask": ["RQ-0001"], "intent": "send"})
    assert len(mail.outbox) == 1
    shown_text = "".join(shown.text.split())
    assert "".join(mail.outbox[0].body.split()) in shown_text
    assert "Never" not in page(client, CHASE).all("tbody")[0].itertext()


def test_reminders_can_be_kept_as_drafts_and_noted_as_sent(cast: World) -> None:
    ask(cast.fen)
    client = manager_of("fen")
    client.post(f"{CHASE}letters/", {"ask": ["RQ-0001"], "intent": "draft"})

    shown = page(client, f"{CHASE}drafts/")
    assert mail.outbox == []
    assert "To: Agency lead of Fen <lead@constabulary.example>" in shown.text
    opens = next(url for url in shown.links().values() if url.startswith("mailto:"))
    to, _, rest = opens.partition("?")
    carried = parse_qs(rest)
    assert to == "mailto:lead@constabulary.example"
    assert carried["subject"][0].startswith("Still late: Missing children of Fen")
    assert "Dear Agency lead of Fen\r\n\r\nWe have not had the following" in carried["body"][0]
    form = next(f for f in shown.all("form") if "/sent/" in (f.get("action") or ""))
    assert manager_of("wold").post(form.get("action", "").replace("/fen/", "/wold/")).status_code == 404
    client.post(form.get("action", ""))
    assert "There is no draft" in page(client, f"{CHASE}drafts/").text


def test_nothing_ticked_leads_back_to_the_chase_screen(cast: World) -> None:
    assert manager_of("fen").get(f"{CHASE}letters/")["Location"] == CHASE
    ask(cast.fen)
    # Another partnership's request is none of one's own.
    assert (
        manager_of("wold").get("/wold/dataset/returns/chase/letters/?ask=RQ-0001")["Location"]
        == "/wold/dataset/returns/chase/"
    )


def test_agencies_may_neither_ask_nor_chase(cast: World) -> None:
    for url in (ASK, CHASE, f"{CHASE}letters/", f"{CHASE}drafts/"):
        assert as_(LEAD).get(url).status_code == 403
        assert manager_of("wold").get(url).status_code == 404


def test_home_tells_the_agency_to_send_and_the_manager_to_chase_and_decide(cast: World) -> None:
    late, come = ask(cast.fen), ask(cast.fen)
    sent(cast.fen, come, "1", "2", "3")

    assert [(item.title, item.url) for item in needs(cast.lead)] == [
        ("Send Missing children of Fen", f"/fen/dataset/returns/{late.reference}/")
    ]
    assert [(item.button, item.url) for item in needs(cast.manager)] == [
        ("Decide", f"/fen/dataset/returns/{come.reference}/decide/"),
        ("Chase", "/fen/dataset/returns/chase/"),
    ]
    assert needs(member(cast.wold, "independent_chair")) == []
    assert needs(member(cast.fen, "board_member")) == []


def test_year_marks_the_days_by_which_returns_are_due(cast: World) -> None:
    ask(cast.fen)
    ask(cast.fen, agency="council")

    assert [(i.title, i.start, i.state) for i in year(cast.manager, 2016)] == [
        ("2 returns", date(2016, 5, 3), YearState.LATE)
    ]
    assert [i.title for i in year(cast.lead, 2016)] == ["Missing children of Fen"]
    assert year(cast.manager, 2015) == []


AGAIN = "/fen/dataset/returns/RT-0001/again/"


def test_asking_again_moves_every_line_to_the_other_period(cast: World) -> None:
    ask(cast.fen)
    client = manager_of("fen")
    shown = page(client, AGAIN)
    assert [i.get("value") for i in shown.all("input") if i.get("name") == "period"] == ["2016-17"]

    day = {"due_day": "28", "due_month": "April", "due_year": "2017"}
    client.post(AGAIN, {"title": "Missing children", "period": "2016-17", **day})
    with permit("looking, in a test"):
        made = Return.objects.get(reference="RT-0002")
    assert [line["periods"] for line in made.lines] == [["2016-04", "2016-05", "2016-06"]]
    wrong = page(client, AGAIN, {"title": "Missing children", "period": "July 2016", **day})
    assert wrong.errors == ["Enter a period like 2015-16, which the return asked for before"]
    assert as_(LEAD).get(AGAIN).status_code == 403
    assert manager_of("wold").get(AGAIN).status_code == 404


@pytest.mark.parametrize(
    ("period", "later"),
    [
        ("2015-16", "2016-17"),
        ("2015-16 Q3", "2015-16 Q4"),
        ("2015-16 Q4", "2016-17 Q1"),
        ("2015-12", "2016-01"),
        ("academic 2015-16", "academic 2016-17"),
        ("2015", "2016"),
        ("31 March 2016", "31 March 2017"),
        ("29 February 2016", "28 February 2017"),
    ],
)
def test_period_that_follows(period: str, later: str) -> None:
    assert str(following(Period.parse(period))) == later


def test_more_time_is_carriedwith_a_reason(cast: World) -> None:
    ask(cast.fen)
    client, url = manager_of("fen"), f"{CHASE}RQ-0001/more-time/"
    page(client, url)

    sooner = {"due_day": "1", "due_month": "5", "due_year": "2016", "reason": "They asked for it"}
    assert page(client, url, sooner).errors == ["The new date must be after 3 May 2016"]
    assert "Enter why more time is given" in page(client, url, sooner | {"reason": ""}).errors
    client.post(url, sooner | {"due_year": "2040"})
    assert "due 1 May 2040" in page(client, CHASE).text
    assert "Late" not in page(client, CHASE).text
    assert as_(LEAD).get(url).status_code == 403
    assert manager_of("wold").get(url).status_code == 404


def test_more_time_moves_the_day_of_the_return_wherever_it_is_told(cast: World) -> None:
    found = ask(cast.fen)
    assert [one.reference for one in late(cast.manager)] == [found.reference]
    manager_of("fen").post(
        f"{CHASE}RQ-0001/more-time/",
        {"due_day": "1", "due_month": "5", "due_year": "2040", "reason": "The analyst is ill"},
    )

    assert list(late(cast.manager)) == []
    assert [one.due for one in due(cast.manager)] == [date(2040, 5, 1)]
    assert [item.due for item in needs(cast.lead)] == [date(2040, 5, 1)]
    assert needs(cast.manager) == []
    assert [(i.start, i.state) for i in year(cast.manager, 2040)] == [(date(2040, 5, 1), YearState.TO_COME)]
    assert year(cast.manager, 2016) == []
    record = page(as_(LEAD), f"/fen/dataset/returns/{found.reference}/").text
    assert "1 May 2040" in record
    assert "3 May 2016" not in record.split("History")[0]
    assert "1 May 2040" in page(manager_of("fen"), "/fen/dataset/returns/?sort=due").text


def test_return_that_is_sent_back_is_chased_by_the_day_it_was_given(cast: World) -> None:
    found = ask(cast.fen)
    extend(by=cast.manager, request=open_requests(cast.manager)[0], due=date(2016, 6, 1), reason="Half-term")
    sent(cast.fen, found, "1", "2", "3")
    assert list(open_requests(cast.manager)) == []

    again = returns(cast.manager).get(pk=found.pk)
    send_back(by=cast.manager, found=again, reason="June is missing")
    assert [(r.reference, r.due) for r in open_requests(cast.manager)] == [("RQ-0001", date(2016, 6, 1))]
    assert [one.reference for one in late(cast.manager)] == [found.reference]
    assert "asked Fen Constabulary again" in history(cast.manager, "request", "RQ-0001")[0].sentence


def test_published_table_is_asked_of_nobody_and_has_no_day(cast: World) -> None:
    line = asked(definitions().get(KEY), "", "Fen", [Period.parse("2015-16")])
    made = ask_for_return(
        by=cast.manager, partnership=cast.fen, agency=cast.police, period="2015-16", title="Published",
        lines=[line], due=date(2016, 5, 3), provider="published",
    )  # fmt: skip

    assert made.due is None
    assert list(open_requests(cast.manager)) == []
    assert list(due(cast.manager)) == []


def test_chair_is_told_by_a_letter_that_was_read_first(
    cast: World, django_capture_on_commit_callbacks: object
) -> None:
    ask(cast.fen)
    client, url = manager_of("fen"), f"{CHASE}RQ-0001/chair/"
    assert page(client, url, {}).errors == [
        "Nobody is the independent chair in this partnership, so nobody can be told"
    ]
    member(cast.fen, "independent_chair")

    assert "To Independent chair of Fen" in page(client, url).text
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        client.post(url, {"reason": "Twice promised"})
    assert "Twice promised" in mail.outbox[0].body
    assert "the chair was told on" in page(client, CHASE).text
    assert as_(LEAD).get(url).status_code == 403
    assert manager_of("wold").get(url).status_code == 404
