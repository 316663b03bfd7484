"""Every address × (who may, a colleague who may not, a stranger from next door, nobody), and every call of the API × tokens.

The addresses come from the URLconf, what each must answer from `oracle`, and the canaries in the data from `canaries`. The
person who may sees hers with 200; nobody else sees any, in no page, file, header or letter, and writes nothing.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from pytest_django import Settings

from roundtable.foundation.scope.policies import Door, Policy, policy_of
from roundtable.foundation.scope.tripwire import permit
from tests.repo import canaries
from tests.repo.canaries import COLLEAGUE, LEAD, MANAGER, STRANGER, World, body, holds_canary
from tests.repo.oracle import (
    FOR_EVERYBODY,
    FOR_MEMBERS,
    FOR_THE_SIGNED_IN,
    MEMBER,
    ORACLE,
    OTHER_SCOPE,
    Entry,
)

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
NOBODY = ""
Captures = Callable[..., Any]  # pytest-django's django_capture_on_commit_callbacks

# Where everybody writes what is their own: their name, and in the ledger that they signed out.
OF_ONES_OWN = ("account/", "sign-out/")

# Whatever a form here may ask for, so that a door left open lets something be written.
SENT: dict[str, Any] = {
    "text": "Words", "title": "A title", "name": "Robin", "email": "robin@fen.example", "role": "lay_member",
    "reason": "Because", "note": "A note", "decision": "accept", "intent": "send", "ask": ["RQ-0003"],
    "due_day": "3", "due_month": "3", "due_year": "2031", "start_day": "1", "start_month": "4", "start_year": "2016",
    "ends_day": "1", "ends_month": "1", "ends_year": "2027", "permissions": ["see_dataset", "submit_returns"],
    "provider": "returns", "period": "2015-16", "year": "2015-16", "regime": "Working Together 2015", "key": "more",
    "seen_revision": "1", "editions": ["public"], "agency": "council", "0:2015-16": "12", "confirm": "yes",
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """One address of the URLconf: its route and its view."""

    route: str
    view: Any

    @property
    def policy(self) -> Policy:
        found = policy_of(self.view)
        assert found is not None, (
            f"{self.route} has no policy: give its view one of policy, signed_in or public"
        )
        return found

    @property
    def entry(self) -> Entry:
        assert self.route in ORACLE, (
            f"{self.route} is not in tests/repo/oracle.py: say there what it must answer"
        )
        return ORACLE[self.route]

    def path(self, world: World) -> str:
        """The address with a real thing of Fen in each place."""
        given = self.entry.place
        ids = {"partnership": "fen", **{k: world.ids.get(v, v) for k, v in given.items()}}
        made = given.get("") or PLACE.sub(lambda place: ids[place[1]], self.route)
        query = self.entry.query.format(**world.ids)
        return f"/{made}?{query}" if query else f"/{made}"


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        else:
            yield Address(route, entry.callback)


def of_pages() -> list[Address]:
    return [a for a in addresses() if a.policy.door is not Door.API]


def of_the_api() -> list[Address]:
    return [a for a in addresses() if a.policy.door is Door.API]


@pytest.fixture
def world(settings: Settings) -> World:
    settings.DEMO = False  # where the sign-in page lists the made-up people
    return canaries.build()


def client(email: str) -> Client:
    made = Client(raise_request_exception=True)
    if email:
        made.force_login(get_user_model().objects.get(email=email))
    return made


def program(world: World, token: str) -> Client:
    """A client that shows a token; with no name, one that shows none while its user is signed in as the manager."""
    if not token:
        return client(MANAGER)
    return Client(headers={"Authorization": f"Bearer {world.tokens[token]}"})


def with_work_begun(world: World) -> Client:
    """The manager, after she has uploaded a file with a mistake, which waits to be checked."""
    made = client(MANAGER)
    wrong = canaries.file_of(world.fen, f"about {canaries.NUMBER}", canaries.CANARY)
    place = f"/fen/dataset/returns/{world.ids['late']}/upload/"
    assert made.post(place, {"file": SimpleUploadedFile("late.csv", wrong)}).status_code == 302
    return made


def expected(address: Address, who: str) -> set[int]:
    """What a reader who may not is answered, by the oracle and not by the policy, which may be what is wrong; every
    status where the address is for them too.
    """
    if address.route in FOR_EVERYBODY:
        return {address.entry.others} if address.entry.others else set(range(200, 500))
    if who == NOBODY:
        return {302}
    if address.route in FOR_THE_SIGNED_IN:
        return {200, 302}
    if who == STRANGER:
        return {404}
    return set(range(200, 500)) if address.route in FOR_MEMBERS else {403}


# The doors


def test_every_address_stands_in_the_oracle_and_no_other_does() -> None:
    routes = [a.route for a in addresses()]

    assert sorted(set(routes)) == sorted(routes)
    assert [r for r in routes if r not in ORACLE] == [], "say in tests/repo/oracle.py what these must answer"
    assert [r for r in ORACLE if r not in routes] == [], (
        "these addresses are gone: take them out of the oracle"
    )


def test_every_address_has_the_door_that_the_oracle_says() -> None:
    for address in of_pages():
        policy = address.policy
        said = {
            Door.PUBLIC: address.route in FOR_EVERYBODY,
            Door.SIGNED_IN: address.route in FOR_THE_SIGNED_IN,
            Door.MEMBER: address.route.startswith(MEMBER) and address.route not in FOR_EVERYBODY,
        }
        assert said[policy.door], f"{address.route} stands behind the door {policy.door}"
        assert policy.why or policy.door is not Door.PUBLIC, f"{address.route} is public and does not say why"


# Reading


def test_the_person_who_may_sees_hers(world: World) -> None:
    manager = with_work_begun(world)

    for address in of_pages():
        entry, path = address.entry, address.path(world)
        if address.route == "sign-out/" or (entry.pdf and not canaries.can_read_pdf()):
            continue
        answer = manager.get(path)
        assert answer.status_code in entry.status, f"{path} answers {answer.status_code}"
        there = holds_canary(body(answer))
        assert there or not entry.sees, f"{path} does not show its owner what is hers"
        assert entry.sees or not there, f"{path} shows what the oracle says it does not: let it say `seen`"


@pytest.mark.parametrize("who", [NOBODY, STRANGER, COLLEAGUE])
def test_nobody_else_sees_any_of_it(world: World, who: str) -> None:
    asker = client(who)

    for address in of_pages():
        path = address.path(world)
        for method in ("get", "head"):
            answer = getattr(asker, method)(path)
            assert answer.status_code in expected(address, who), (
                f"{path} answers {who or 'nobody'} with {answer.status_code}"
            )
            assert not holds_canary(body(answer)), f"{path} told {who or 'nobody'}"


def test_the_public_edition_is_for_everybody_and_holds_no_canary(world: World) -> None:
    for who in (NOBODY, STRANGER, COLLEAGUE, MANAGER):
        for end in ("/", ".json", ".docx", ".pdf"):
            answer = client(who).get(f"/fen/published/{world.ids['for_all']}{end}")
            assert answer.status_code == 200
            assert canaries.CANARY not in body(answer)
            assert str(canaries.NUMBER) not in body(answer)


# Writing


def test_nobody_else_writes_anything_or_is_sent_a_letter(
    world: World, django_capture_on_commit_callbacks: Captures
) -> None:
    before, hers = kept(), get_user_model().objects.get(email=MANAGER).name

    for address in sorted(of_pages(), key=lambda each: each.route in OF_ONES_OWN):
        for who in (NOBODY, STRANGER, COLLEAGUE):
            path = address.path(world)
            with django_capture_on_commit_callbacks(execute=True):
                answer = client(who).post(path, SENT)
            allowed = expected(address, who)
            assert answer.status_code in allowed, (
                f"{path} answers {who or 'nobody'} with {answer.status_code}"
            )
            assert not holds_canary(body(answer)), f"{path} told {who or 'nobody'}"
        assert address.route in OF_ONES_OWN or kept() == before, f"Somebody wrote at {path}"
    assert [letter for letter in mail.outbox if holds_canary(_letter(letter))] == []
    assert get_user_model().objects.get(email=MANAGER).name == hers


def test_the_person_who_may_writes(world: World) -> None:
    """What the others send is no nonsense: from the manager's hand it changes something at many addresses."""
    wrote = []

    for address in of_pages():
        with transaction.atomic():
            manager = with_work_begun(world)
            before = kept()
            answer = manager.post(address.path(world), SENT)
            assert answer.status_code < 500, f"{address.route} answers {answer.status_code}"
            if kept() != before:
                wrote.append(address.route)
            transaction.set_rollback(True)

    assert len(wrote) >= 15, f"The manager wrote only at {wrote}"


def test_a_letter_goes_to_whom_it_is_for(world: World, django_capture_on_commit_callbacks: Captures) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        client(MANAGER).post(
            "/fen/dataset/returns/chase/letters/", {"ask": [world.ids["request"]], "intent": "send"}
        )

    told = [letter for letter in mail.outbox if holds_canary(_letter(letter))]
    assert [LEAD in to for letter in told for to in letter.recipients()] == [True]


# The API


def test_a_token_that_was_made_for_it_gets_what_is_its_owners(world: World) -> None:
    for address in of_the_api():
        answer = program(world, "manager").get(address.path(world))
        assert answer.status_code in address.entry.status, f"{address.route} answers {answer.status_code}"
        assert holds_canary(body(answer)) is address.entry.sees, address.route


@pytest.mark.parametrize(
    ("token", "status"),
    [("", 401), ("revoked", 401), ("stranger", 404), ("other scope", 403), ("colleague", 403)],
)  # fmt: skip
def test_no_other_token_reads_or_writes_through_the_api(world: World, token: str, status: int) -> None:
    before = kept()

    for address in (a for a in of_the_api() if OTHER_SCOPE[a.route]):
        asker = program(world, OTHER_SCOPE[address.route] if token == "other scope" else token)
        path = address.path(world)
        answer = asked(asker, path, world) if 405 in address.entry.status else asker.get(path)
        assert answer.status_code in _refusals(token, status, address), f"{path}: {answer.status_code}"
        assert not holds_canary(body(answer)), f"{path} told {token or 'nobody'}"
        assert kept() == before, f"{token or 'nobody'} wrote at {path}"


def test_the_owners_token_writes_through_the_api(world: World) -> None:
    """What the others send is no nonsense: from her program it is kept."""
    for address in (a for a in of_the_api() if 405 in a.entry.status):
        before = kept()
        with transaction.atomic():
            assert asked(program(world, "manager"), address.path(world), world).status_code == 201
            assert kept() != before
            transaction.set_rollback(True)


def asked(asker: Client, path: str, world: World) -> Any:
    """A return, sent as the address takes it."""
    if path.endswith("/lines"):
        lines = {"lines": [{"key": canaries.KEY, "area": "Fen", "values": {"2015-16": 12}}]}
        return asker.post(path, json.dumps(lines), content_type="application/json")
    return asker.post(path, {"file": SimpleUploadedFile("r.csv", canaries.file_of(world.fen, "12", ""))})


def _refusals(token: str, status: int, address: Address) -> set[int]:
    """One status each, but that a return which a token may not see is not there for it, and a list may be empty."""
    if 405 in address.entry.status and token in {"colleague", "other scope"}:
        return {404}
    return {200} if token == "colleague" and address.route.endswith("/returns") else {status}


# What is kept


def kept() -> dict[str, list[Any]]:
    """Every row of Roundtable's tables, without what signing in and using a token leave by themselves."""
    passing = {"last_login", "used_at"}
    found: dict[str, list[Any]] = {}
    with permit("looking, in a test"):
        for model in _models():
            names = [f.attname for f in model._meta.concrete_fields if f.name not in passing]
            found[model._meta.label] = list(model._base_manager.order_by("pk").values_list(*names))
    return found


def _models() -> list[type[models.Model]]:
    own = ("roundtable.", "allauth.mfa", "allauth.account")
    return [m for m in apps.get_models() if m.__module__.startswith(own)]


def _letter(letter: Any) -> str:
    return f"{letter.subject}\n{letter.message()}\n{letter.body}".replace(",", "")
