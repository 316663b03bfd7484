"""The API: what a token may, and nothing for anybody else; returns are checked as uploads are."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from roundtable.dataset.actions import accept_return
from roundtable.dataset.models import Return
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.foundation.scope.tripwire import permit
from roundtable.foundation.tokens.actions import create_token, revoke_token
from roundtable.foundation.tokens.models import Token
from roundtable.foundation.tokens.queries import tokens
from roundtable.measures.wording import day
from tests.dataset.returns_cast import KEY, World, ask, numbers, sent, state_of, world

pytestmark = pytest.mark.django_db
EVERYTHING = (
    Permission.SEE_DATASET,
    Permission.SEE_ALL_RETURNS,
    Permission.LOAD_FOR_AGENCIES,
    Permission.SEE_LEDGER,
)
READS = (
    "figures?year=2015-16",
    f"figures/{KEY}?period=2015-16",
    "returns",
    "ledger/head",
)


def token(by: Principal, *permissions: Permission) -> tuple[Token, Client]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    made, secret = create_token(by=by, name="Nightly", permissions=permissions, ends=tomorrow)
    return made, Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def fen() -> World:
    return world()


@pytest.fixture
def found(fen: World) -> Return:
    return ask(fen.fen)


def get(client: Client, path: str, slug: str = "fen") -> Any:
    return client.get(f"/api/v1/{slug}/{path}")


def lines(values: dict[str, object], **more: object) -> dict[str, object]:
    return {"lines": [{"key": KEY, "area": "Fen", "values": values}], **more}


def post_lines(client: Client, reference: str, body: dict[str, object]) -> Any:
    return client.post(f"/api/v1/fen/returns/{reference}/lines", body, content_type="application/json")


def test_figures_are_those_that_were_accepted(fen: World, found: Return) -> None:
    sent(fen.fen, found, "10", "20", "30")
    accept_return(by=operator(fen.fen.pk), found=found)
    _, client = token(fen.manager, *EVERYTHING)

    every = get(client, "figures?year=2015-16").json()
    one = get(client, f"figures/{KEY}?period=2015-05").json()

    assert [row["value"] for f in every if f["key"] == KEY for row in f["breakdowns"]["month"]][:3] == [
        10,
        20,
        30,
    ]
    assert (one["key"], one["value"]) == (KEY, 20)


def test_the_public_gets_what_the_public_may(fen: World, found: Return) -> None:
    sent(fen.fen, found, "10", "3", "30")
    accept_return(by=operator(fen.fen.pk), found=found)
    _, client = token(fen.manager, *EVERYTHING)

    inside = get(client, f"figures/{KEY}?period=2015-05").json()
    outside = get(client, f"figures/{KEY}?period=2015-05&audience=public").json()

    assert inside["value"] == 3
    assert outside["value"] is None


def test_without_a_token_that_works_nothing_is_answered(fen: World, found: Return) -> None:
    made, revoked = token(fen.manager, *EVERYTHING)
    revoke_token(by=fen.manager, token=made)
    signed_in = Client()
    signed_in.force_login(Person.objects.get(pk=fen.manager.person_id))

    for client in (Client(), revoked, signed_in):
        for path in READS:
            answer = get(client, path)
            assert answer.status_code == 401
            assert "Bearer" in answer.json()["error"]
            assert ("was revoked on" in answer.json()["error"]) == (client is revoked)
        assert post_lines(client, found.reference, lines({"2015-04": 1})).status_code == 401
    assert numbers() == []


def test_next_door_is_not_there(fen: World, found: Return) -> None:
    _, client = token(fen.manager, *EVERYTHING)

    for path in READS:
        assert get(client, path, "wold").status_code == 404
        assert get(client, path, "nowhere").status_code == 404
        assert get(client, path).status_code == 200
    theirs = ask(fen.wold)
    answer = client.post(
        f"/api/v1/wold/returns/{theirs.reference}/lines",
        lines({"2015-04": 1}),
        content_type="application/json",
    )
    assert answer.status_code == 404
    assert "error" in answer.json()


def test_a_token_does_not_do_what_it_was_not_made_for(fen: World, found: Return) -> None:
    _, client = token(fen.manager, Permission.SEE_DATASET)

    for path in ("returns", "ledger/head"):
        answer = get(client, path)
        assert answer.status_code == 403
        assert "The token needs permission to" in answer.json()["error"]
    _, other = token(fen.manager, Permission.SEE_LEDGER)
    assert get(other, "figures?year=2015-16").status_code == 403


def test_an_agency_sends_its_return_as_lines(fen: World, found: Return) -> None:
    _, client = token(fen.lead, Permission.SUBMIT_RETURNS)

    answer = post_lines(client, found.reference, lines({"2015-04": 10, "2015-05": "20", "2015-06": 30}))

    assert answer.status_code == 201, answer.json()
    assert (answer.json()["version"], answer.json()["lines"]) == (1, 3)
    assert numbers() == [10, 20, 30]
    assert state_of(found) == "submitted"


def test_an_agency_sends_its_return_as_a_file(fen: World, found: Return) -> None:
    _, client = token(fen.lead, Permission.SUBMIT_RETURNS)
    text = f"Key,Area,2015-04,2015-05,2015-06\n{KEY},Fen,10,20,30\n"

    answer = client.post(
        f"/api/v1/fen/returns/{found.reference}", {"file": SimpleUploadedFile("june.csv", text.encode())}
    )

    assert answer.status_code == 201, answer.json()
    assert numbers() == [10, 20, 30]


def test_problems_are_told_with_their_place_and_nothing_is_kept(fen: World, found: Return) -> None:
    _, client = token(fen.lead, Permission.SUBMIT_RETURNS)

    answer = post_lines(client, found.reference, lines({"2015-04": "lots"}))
    refused = client.post(
        f"/api/v1/fen/returns/{found.reference}", {"file": SimpleUploadedFile("scan.csv", b"%PDF-1.7")}
    )
    muddled = post_lines(client, found.reference, {"rows": []})

    assert answer.status_code == refused.status_code == muddled.status_code == 422
    problem = next(p for p in answer.json()["problems"] if p["severity"] == "error")
    assert problem["place"] == "Row 2, column Apr 2015 (E2)"
    assert problem["value"] == "lots"
    assert problem["what_to_do"]
    assert "PDF" in refused.json()["error"]
    assert "lines" in muddled.json()["error"]
    assert numbers() == []


def test_a_manager_loads_a_return_that_an_agency_was_asked_for(fen: World, found: Return) -> None:
    _, client = token(fen.manager, Permission.SEE_ALL_RETURNS, Permission.LOAD_FOR_AGENCIES)

    answer = post_lines(client, found.reference, lines({"2015-04": 10}))

    assert answer.status_code == 201, answer.json()
    assert state_of(found) == "submitted"


def test_a_body_of_the_wrong_kind_is_said_to_be_so(fen: World, found: Return) -> None:
    _, client = token(fen.lead, Permission.SUBMIT_RETURNS)

    answer = client.post(f"/api/v1/fen/returns/{found.reference}/lines", "{", content_type="application/json")

    assert answer.status_code == 400
    assert "could not be read" in answer.json()["error"]


def test_a_return_of_another_agency_is_not_there(fen: World) -> None:
    theirs = ask(fen.fen, agency="council")
    _, client = token(fen.lead, Permission.SUBMIT_RETURNS)

    assert post_lines(client, theirs.reference, lines({"2015-04": 1})).status_code == 404
    assert get(client, "returns").json() == []


def test_restating_without_a_reason_is_rejected_in_words(fen: World, found: Return) -> None:
    sent(fen.fen, found, "10", "20", "30")
    accept_return(by=operator(fen.fen.pk), found=found)
    _, client = token(fen.lead, Permission.SUBMIT_RETURNS)

    first = post_lines(client, found.reference, lines({"2015-04": 11}))
    second = post_lines(client, found.reference, lines({"2015-04": 11}, reason="A late report"))

    assert first.status_code == 422
    assert "Say why" in first.json()["error"]
    assert second.status_code == 201


def test_what_cannot_be_asked_is_said_in_words(fen: World) -> None:
    _, client = token(fen.manager, *EVERYTHING)

    assert get(client, "figures?year=soon").status_code == 400
    assert get(client, "figures?year=2015-16&audience=everyone").status_code == 400
    assert get(client, "figures/no.such.figure?period=2015-16").status_code == 404
    assert get(client, f"figures/{KEY}").status_code == 400
    assert all("error" in get(client, p).json() for p in ("figures?year=soon", "figures/no.such?period=2015"))


def test_the_api_describes_itself() -> None:
    described = Client().get("/api/v1/openapi.json").json()

    assert "/api/v1/{partnership}/figures/{key}" in described["paths"]
    assert "post" in described["paths"]["/api/v1/{partnership}/returns/{reference}"]


def test_a_token_that_ended_says_when(fen: World) -> None:
    made, client = token(fen.manager, *EVERYTHING)
    yesterday = timezone.localdate() - timedelta(days=1)
    with permit("letting a token end, in a test"):
        Token.objects.filter(pk=made.pk).update(ends=yesterday)

    answer = get(client, "returns")

    assert answer.status_code == 401
    assert f"This token ended on {day(yesterday)}. Make another" in answer.json()["error"]


def test_a_token_that_asks_too_often_is_told_how_long_to_wait(
    fen: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.API_LIMIT = 3
    monkeypatch.setattr(
        "roundtable.site.api_door.time.time", lambda: 1_448_400_020.5
    )  # 20.5 seconds into a minute
    _, first = token(fen.manager, *EVERYTHING)
    _, other = token(fen.manager, *EVERYTHING)

    answers = [get(first, "returns") for _ in range(5)]

    assert [a.status_code for a in answers] == [200, 200, 200, 429, 429]
    assert answers[-1]["Retry-After"] == "40"
    assert answers[-1].json()["error"] == "A token may ask 3 times a minute. Wait 40 seconds and ask again."
    assert get(other, "returns").status_code == 200
    monkeypatch.setattr("roundtable.site.api_door.time.time", lambda: 1_448_400_060.5)
    assert get(first, "returns").status_code == 200


def test_using_the_api_is_noted_on_the_token(fen: World) -> None:
    made, client = token(fen.manager, *EVERYTHING)

    get(client, "returns")

    assert tokens(fen.manager).get(pk=made.pk).used_at is not None
