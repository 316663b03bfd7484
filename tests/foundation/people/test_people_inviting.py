"""Inviting: one letter for all, which opens nothing by itself; a mail server's refusal is seen by whoever invites."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roundtable.foundation.ledger.queries import entries
from roundtable.foundation.notices.models import NoticeState
from roundtable.foundation.notices.queries import notices
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.actions import suspend_grant, write_invitation
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Refused, operator
from roundtable.foundation.scope.tripwire import permit
from tests.foundation.cast import member, partnership
from tests.page import check_page

pytestmark = pytest.mark.django_db

MANAGER = "business_manager.board@northmoor.example"
KNOWN, NEW = "known@southmoor.example", "new@fen.example"
Stored = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def stored(django_capture_on_commit_callbacks: Stored) -> Stored:
    """A block after which all is stored, as after a request."""
    return django_capture_on_commit_callbacks


@pytest.fixture(autouse=True)
def north() -> Partnership:
    cache.clear()
    made = partnership("northmoor", "Northmoor")
    member(made, "business_manager")
    member(made, "administrator")
    member(partnership("southmoor", "Southmoor"), "board_member", email=KNOWN)
    return made


def as_(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def invite(email: str, stored: Stored, client: Client | None = None) -> Any:
    sent = {"email": email, "name": "Some Name", "role": "lay_member"}
    with stored(execute=True):
        return (client or as_(MANAGER)).post("/northmoor/people/invite/", sent)


def grant_of(email: str) -> Grant:
    with permit("a test looks"):
        return Grant.objects.select_related("person").get(person__email=email, partnership__slug="northmoor")


def refuse(self: EmailBackend, messages: object) -> int:
    raise ConnectionRefusedError("no mail server here")


def page_of(email: str) -> Any:
    return check_page(as_(MANAGER).get(f"/northmoor/people/{grant_of(email).pk}/").content.decode())


def test_somebody_new_comes_in_by_a_code_or_a_password_of_their_own(stored: Stored) -> None:
    assert invite("New@Fen.example", stored)["Location"] == "/northmoor/people/"
    letter = mail.outbox.pop()
    assert letter.to == ["Some Name <new@fen.example>"]
    sign_in, forgotten = re.findall(r"http://testserver(/\S+)", str(letter.body))

    client = Client()
    assert "E-mail me a code" in client.get(sign_in).content.decode()
    client.post("/sign-in/code/", {"email": NEW})
    code = re.search(r"^ {4}(\S+)$", str(mail.outbox.pop().body), re.MULTILINE)
    assert code
    client.post("/sign-in/code/enter/", {"code": code[1]})
    assert client.get("/northmoor/").status_code == 200

    other = Client()
    other.post(forgotten, {"email": NEW})
    link = next(word for word in str(mail.outbox.pop().body).split() if "/new-password/" in word)
    form = other.get(link, follow=True)
    new = {"password1": "fen lamp otter road", "password2": "fen lamp otter road"}
    other.post(form.request["PATH_INFO"], new)
    assert Client().post("/sign-in/", {"login": NEW, "password": new["password1"]}).status_code == 302


def test_known_and_unknown_get_the_same_answer_page_letter_and_ledger(
    stored: Stored, north: Partnership
) -> None:
    told = []
    for email in (KNOWN, NEW):
        client = as_(MANAGER)
        answer = invite(email, stored, client)
        listed = check_page(client.get(answer["Location"]).content.decode()).text
        letter = mail.outbox.pop()
        said = [entry.sentence for entry in entries(operator(north.pk))[:3]]
        texts = [str(letter.body), letter.subject, *letter.to, listed.split("Invite somebody")[0], *said]
        told.append(
            (answer.status_code, answer["Location"], [text.replace(email, "ADDRESS") for text in texts])
        )

    assert told[0] == told[1]
    assert "ADDRESS was invited, and a letter is on its way there" in " ".join(told[0][2])


def test_known_and_unknown_take_the_same_work(stored: Stored, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    for hasher in hashers.get_hashers():
        monkeypatch.setattr(
            type(hasher), "encode", lambda self, password, salt, *rest: hashed.append(password)
        )
    counts = []
    for email in (KNOWN, NEW):
        client = as_(MANAGER)
        with CaptureQueriesContext(
            connection,
        ) as taken:
            invite(email, stored, client)
        counts.append(len([one for one in taken if "SAVEPOINT" not in one["sql"]]))

    assert hashed == []  # a hash takes longer than all the rest
    assert counts[1] - counts[0] == 1  # the row of the person


def test_the_inviter_never_holds_what_opens_the_account(stored: Stored) -> None:
    for email in (KNOWN, NEW):
        invite(email, stored)
        text = as_(MANAGER).get(f"/northmoor/people/{grant_of(email).pk}/").content.decode()
        assert "/sign-in/forgotten/" in text
        assert "/new-password/" not in text


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_could_not_be_sent_is_seen_and_sent_again(
    monkeypatch: pytest.MonkeyPatch, north: Partnership
) -> None:
    client = as_(MANAGER)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        answer = invite(NEW, lambda **_: nullcontext(), client)
    url = f"/northmoor/people/{grant_of(NEW).pk}/"
    assert answer["Location"] == url
    page = check_page(client.get(url).content.decode())
    assert "has the role, and the letter to new@fen.example could not be sent" in page.text
    assert "The mail server said: no mail server here" in page.text
    assert "http://testserver/sign-in/" in page.text
    assert mail.outbox == []

    client.post(f"{url}write/")

    again = check_page(client.get(url).content.decode()).text
    assert "A letter is on its way to new@fen.example" in again
    assert "could not be sent" not in again.split("History")[0]
    assert len(mail.outbox) == 1
    assert [one.state for one in notices(operator(north.pk))] == [NoticeState.SENT]


def test_a_letter_that_was_sent_can_be_sent_once_more(stored: Stored) -> None:
    invite(NEW, stored)

    with stored(execute=True):
        as_(MANAGER).post(f"/northmoor/people/{grant_of(NEW).pk}/write/")

    assert [letter.to for letter in mail.outbox] == [["Some Name <new@fen.example>"]] * 2
    assert mail.outbox[0].body == mail.outbox[1].body


def test_letters_are_the_managers_to_send_and_to_read(stored: Stored, north: Partnership) -> None:
    invite(NEW, stored)
    url = f"/northmoor/people/{grant_of(NEW).pk}/"

    assert as_(KNOWN).post(f"{url}write/").status_code == 404
    assert as_("administrator.board@northmoor.example").post(f"{url}write/").status_code == 403
    theirs = check_page(as_("administrator.board@northmoor.example").get(url).content.decode()).text
    assert "The last invitation" not in theirs
    assert "The last invitation" in page_of(NEW).text
    assert len(mail.outbox) == 1


def test_nobody_is_written_to_about_a_role_that_is_not_in_force(stored: Stored, north: Partnership) -> None:
    invite(NEW, stored)
    suspended = suspend_grant(by=operator(north.pk), grant=grant_of(NEW), reason="on leave")

    with pytest.raises(Rejected, match="not in force"):
        write_invitation(by=operator(north.pk), grant=suspended, site="https://roundtable.example")
    client = as_(MANAGER)
    client.post(f"/northmoor/people/{suspended.pk}/write/")
    assert (
        "not in force" in check_page(client.get(f"/northmoor/people/{suspended.pk}/").content.decode()).text
    )


def test_a_letter_about_a_role_elsewhere_is_refused(stored: Stored, north: Partnership) -> None:
    with permit("a test looks"):
        theirs = Grant.objects.select_related("person").get(partnership__slug="southmoor")

    with pytest.raises(Refused):
        write_invitation(by=operator(north.pk), grant=theirs, site="https://roundtable.example")
    assert mail.outbox == []


def test_an_address_that_cannot_be_one_is_refused_and_gives_no_role(stored: Stored) -> None:
    page = check_page(
        as_(MANAGER)
        .post("/northmoor/people/invite/", {"email": "not an address", "name": "X", "role": "lay_member"})
        .content.decode()
    )

    assert page.errors
    assert not Person.objects.filter(name="X").exists()
