"""Deciding on a return: the card, the decision, and what becomes of its request."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roundtable.dataset.models import Return
from roundtable.foundation.requests.queries import open_requests
from tests.dataset.returns_cast import LEAD, World, as_, ask, manager_of, numbers, page, sent, state_of, world

pytestmark = pytest.mark.django_db

ONE = "/fen/dataset/returns/RT-0001/"


@pytest.fixture
def cast() -> World:
    return world()


@pytest.fixture
def found(cast: World) -> Return:
    made = ask(cast.fen)
    sent(cast.fen, made, "31", "29", "40")
    return made


def test_card_sets_the_figures_against_last_year_and_against_others(cast: World, found: Return) -> None:
    earlier = ask(cast.fen, period="2014-15", months=("2014-04", "2014-05", "2014-06"))
    made = {"RT-0002": ("20", "20", "10")}
    client = manager_of("fen")
    client.post(
        "/fen/dataset/returns/RT-0002/form/",
        {"intent": "check"} | {f"line0_2014_0{4 + i}": v for i, v in enumerate(made[earlier.reference])},
    )
    client.post("/fen/dataset/returns/RT-0002/form/check/")
    client.post("/fen/dataset/returns/RT-0002/decide/", {"decision": "accept"})
    ask(cast.fen, agency="council")
    council = Return.objects.seen_by(cast.manager).get(reference="RT-0003")
    sent(cast.fen, council, "1", "2", "3")
    client.post("/fen/dataset/returns/RT-0003/decide/", {"decision": "accept"})

    shown = page(client, f"{ONE}decide/").text
    assert "Apr 2015 to Jun 2015" in shown
    assert "100" in shown
    assert "+50 (+100%)" in shown
    assert "6 in all, 1 other agency" in shown


def test_accepted_figures_count_from_then_on(found: Return) -> None:
    client = manager_of("fen")
    assert numbers(current=True) == []
    assert page(client, f"{ONE}decide/", {}).errors == ["Choose whether you accept it or send it back"]

    client.post(f"{ONE}decide/", {"decision": "accept", "note": "Checked by telephone"})
    assert numbers(current=True) == [31, 29, 40]
    assert "Checked by telephone" in page(client, ONE).text
    # There is nothing more to decide.
    assert client.get(f"{ONE}decide/")["Location"] == ONE


def test_sending_back_needs_a_reason_and_asks_again(cast: World, found: Return) -> None:
    client = manager_of("fen")
    assert list(open_requests(cast.manager)) == []  # it came, so nobody is chased for it

    assert page(client, f"{ONE}decide/", {"decision": "send_back"}).errors == [
        "Say what the agency should change"
    ]
    client.post(f"{ONE}decide/", {"decision": "send_back", "note": "April is missing a district"})
    assert state_of(found) == "sent_back"
    assert [request.subject_reference for request in open_requests(cast.manager)] == ["RT-0001"]
    assert "April is missing a district" in page(as_(LEAD), ONE).text


def test_only_those_who_accept_may_decide(found: Return) -> None:
    assert as_(LEAD).post(f"{ONE}decide/", {"decision": "accept"}).status_code == 403
    assert manager_of("wold").post(f"{ONE}decide/", {"decision": "accept"}).status_code == 404
    assert state_of(found) == "submitted"


def test_version_that_came_meanwhile_is_not_decided_unseen(cast: World, found: Return) -> None:
    client = manager_of("fen")
    sent(cast.fen, found, "31", "29", "41")

    shown = page(client, f"{ONE}decide/", {"decision": "accept", "version": "1"})
    assert shown.errors == ["Version 2 came while you were reading version 1. Read it below, then decide."]
    assert numbers(current=True) == []
    hidden = next(i for i in shown.all("input") if i.get("name") == "version")
    client.post(f"{ONE}decide/", {"decision": "accept", "version": hidden.get("value", "")})
    assert numbers(current=True) == [31, 29, 41]
    tags = [" ".join(tag.itertext()) for tag in page(client, ONE).with_class("rt-tag")]
    assert tags == ["Accepted", "Accepted", "Replaced"]


def test_card_says_what_the_sender_was_told_of_the_file(cast: World) -> None:
    ask(cast.fen)
    client = as_(LEAD)
    data = b"Key,Breakdown,Area,2015-04,2015-05,2015-06\nmissing.reports,,Fen,31,,40\n"
    client.post(f"{ONE}upload/", {"file": SimpleUploadedFile("mine.csv", data)})
    client.post(f"{ONE}upload/check/")

    shown = page(manager_of("fen"), f"{ONE}decide/").text
    assert "What its sender was told" in shown
    assert "is blank in May 2015. It will be kept as not supplied, not as 0." in shown
    for url in (ONE, f"{ONE}versions/1/"):
        record = page(client, url).text
        assert "Problems found in" in record
        assert "is blank in May 2015. It will be kept as not supplied, not as 0." in record
