"""The door's lines in the ledger: who came in by which way, who could not, and what was changed about it."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client, RequestFactory

from roundtable.foundation.ledger.models import Entry
from roundtable.foundation.ledger.queries import entries, verify
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.actions import end_grant
from roundtable.foundation.people.adapters import AccountAdapter
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.principals import operator
from roundtable.foundation.scope.tripwire import permit
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD, WRONG = "sam@fen.example", "correct horse battery", "wrong horse battery"
NORTH = "Business manager of Northmoor"
Stored = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def north() -> Partnership:
    cache.clear()
    made = partnership("northmoor", "Northmoor")
    member(made, "business_manager", email=EMAIL, password=PASSWORD)
    return made


def lines(slug: str = "northmoor") -> list[str]:
    """The door's lines as a reader has them, oldest first."""
    who = operator(Partnership.objects.get(slug=slug).pk)
    return [f"{e.actor} {e.sentence}" for e in entries(who).filter(kind="sign-in").order_by("sequence")]


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL) -> None:
    client.post("/sign-in/", {"login": email, "password": password})


def totp(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def turn_on_app(client: Client, stored: Stored) -> str:
    client.post("/account/confirm/", {"password": PASSWORD})
    page = client.get("/account/second-step/app/").content.decode()
    found = re.search(r'id="totp-secret">([A-Z2-7]+)<', page)
    assert found
    with stored(execute=True):
        client.post("/account/second-step/app/", {"code": totp(found[1])})
    cache.clear()  # the code that was just used may be used again in this test
    return found[1]


def test_a_password_in_and_out(client: Client) -> None:
    sign_in(client)
    client.post("/sign-out/")

    assert lines() == [f"{NORTH} signed in with a password", f"{NORTH} signed out"]


def test_each_partnership_has_its_own_line_under_its_own_name(client: Client, north: Partnership) -> None:
    south = partnership("southmoor", "Southmoor")
    member(south, "lay_member", email=EMAIL, password=PASSWORD)
    elsewhere = partnership("eastmoor", "Eastmoor")
    member(elsewhere, "lay_member", email=EMAIL, password=PASSWORD)
    with permit("a test looks"):
        held = Grant.objects.get(partnership=elsewhere)
    end_grant(by=operator(elsewhere.pk), grant=held, reason="moved", last_day=held.start)

    sign_in(client)

    assert lines("northmoor") == [f"{NORTH} signed in with a password"]
    assert lines("southmoor") == ["Lay member of Southmoor signed in with a password"]
    assert lines("eastmoor") == []
    assert verify(operator(north.pk)) == verify(operator(south.pk)) == []


def test_a_wrong_password_is_told_of_whom_it_was_tried_and_an_unknown_address_is_not(client: Client) -> None:
    sign_in(client, WRONG)
    sign_in(client, WRONG, "nobody@fen.example")

    said = f"somebody not signed in tried to sign in as {NORTH}: the password was not right"
    assert lines() == [said]


def test_a_lock_is_told_once(client: Client) -> None:
    for _ in range(8):
        sign_in(client, WRONG)

    told = lines()
    assert len([line for line in told if "the password was not right" in line]) == 5
    assert told[5:] == [f"somebody not signed in tried too often to sign in as {NORTH}, and has to wait"]


def test_a_code_by_e_mail_right_and_wrong(client: Client) -> None:
    client.post("/sign-in/code/", {"email": EMAIL})
    code = re.search(r"^ {4}(\S+)$", str(mail.outbox[0].body), re.MULTILINE)
    assert code
    client.post("/sign-in/code/enter/", {"code": "XXXXXX"})
    client.post("/sign-in/code/enter/", {"code": code[1]})
    other = Client()
    other.post("/sign-in/code/", {"email": "nobody@fen.example"})
    other.post("/sign-in/code/enter/", {"code": "XXXXXX"})

    assert lines() == [
        f"somebody not signed in tried to sign in as {NORTH}: the code by e-mail was not right",
        f"{NORTH} signed in with a code by e-mail",
    ]


def test_a_second_step_added_used_missed_and_removed(
    client: Client, django_capture_on_commit_callbacks: Stored
) -> None:
    sign_in(client)
    secret = turn_on_app(client, django_capture_on_commit_callbacks)
    fresh = Client()
    sign_in(fresh)
    assert lines()[-1] == f"{NORTH} turned on an authenticator app as a second step"  # half way in is not in
    fresh.post("/sign-in/second-step/", {"code": "000000"})
    fresh.post("/sign-in/second-step/", {"code": totp(secret)})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/second-step/app/off/")

    assert lines()[2:] == [
        f"somebody not signed in tried to sign in as {NORTH}: the code of the second step was not right",
        f"{NORTH} signed in with a password and a code from their app",
        f"{NORTH} turned off the authenticator app",
    ]
    assert not Authenticator.objects.exists()


def test_a_recovery_code_is_named_as_one(client: Client, django_capture_on_commit_callbacks: Stored) -> None:
    sign_in(client)
    turn_on_app(client, django_capture_on_commit_callbacks)
    code = re.findall(r"<li><code>(\d+)</code>", client.get("/account/second-step/codes/").content.decode())[
        0
    ]
    fresh = Client()
    sign_in(fresh)
    fresh.post("/sign-in/second-step/", {"code": code})

    assert lines()[-1] == f"{NORTH} signed in with a password and a recovery code"


def test_too_many_codes_of_the_second_step_are_a_lock(
    client: Client, django_capture_on_commit_callbacks: Stored
) -> None:
    sign_in(client)
    turn_on_app(client, django_capture_on_commit_callbacks)
    fresh = Client()
    sign_in(fresh)
    for _ in range(7):
        fresh.post("/sign-in/second-step/", {"code": "000000"})

    assert lines()[-1] == f"somebody not signed in tried too often to sign in as {NORTH}, and has to wait"
    assert len([line for line in lines() if "second step was not right" in line]) == 5


def test_who_is_signed_in_and_misses_their_own_password(client: Client) -> None:
    sign_in(client)
    client.post("/account/confirm/", {"password": WRONG})

    assert lines()[-1] == f"{NORTH} tried to confirm who they are: the password was not right"


def test_a_password_changed_and_one_chosen_by_a_link(client: Client) -> None:
    sign_in(client)
    new = {"oldpassword": PASSWORD, "password1": "lantern otter fen", "password2": "lantern otter fen"}
    client.post("/account/password/", new)
    other = Client()
    other.post("/sign-in/forgotten/", {"email": EMAIL})
    link = next(word for word in str(mail.outbox[0].body).split() if "/new-password/" in word)
    form = other.get(link, follow=True)
    chosen = {"password1": "otter lantern fen", "password2": "otter lantern fen"}
    other.post(form.request["PATH_INFO"], chosen)

    assert f"{NORTH} changed their password" in lines()
    assert lines()[-1] == f"{NORTH} chose a new password by a link to their e-mail address"


def test_other_devices_that_are_signed_out(client: Client) -> None:
    sign_in(Client())
    sign_in(client)
    client.get("/account/devices/")

    client.post("/account/devices/")

    assert lines()[-1] == f"{NORTH} signed out on 1 other device"


@pytest.mark.parametrize(("change", "said"), [("added", "added a passkey"), ("removed", "removed a passkey")])
def test_passkeys_come_and_go_by_the_mail_that_allauth_names(change: str, said: str) -> None:
    """The real ceremony is in the browser's tests; that nothing is sent here is a setting."""
    AccountAdapter(RequestFactory().get("/")).send_notification_mail(
        f"mfa/email/webauthn_{change}", Person.objects.get(email=EMAIL)
    )

    assert lines() == [f"{NORTH} {said}"]
    assert mail.outbox == []


def test_no_line_holds_a_password_a_code_or_a_secret(
    client: Client, django_capture_on_commit_callbacks: Stored
) -> None:
    sign_in(client, WRONG)
    sign_in(client)
    secret = turn_on_app(client, django_capture_on_commit_callbacks)
    fresh = Client()
    sign_in(fresh)
    code = totp(secret)
    fresh.post("/sign-in/second-step/", {"code": code})

    with permit("a test looks"):
        kept = json.dumps(list(Entry.objects.values("actor", "verb", "kind", "reference", "content")))
    assert "signed in with a password and a code from their app" in kept
    assert not [word for word in (WRONG, PASSWORD, secret, code) if word in kept]


def test_a_reader_of_the_ledger_finds_them_by_their_kind(client: Client) -> None:
    sign_in(client)

    page = client.get("/northmoor/ledger/?kind=sign-in").content.decode()

    assert "signed in with a password" in page.lower()
    assert "brought fen council" not in page.lower()
