"""Signing in by each way there is, and what those learn who may not."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client

from roundtable.foundation.people.adapters import SecondFactorAdapter
from roundtable.foundation.people.models import Person
from tests.foundation.cast import member, partnership
from tests.page import check_page

pytestmark = pytest.mark.django_db

EMAIL, PASSWORD = "sam@fen.example", "correct horse battery"


@pytest.fixture(autouse=True)
def sam() -> Person:
    cache.clear()
    member(partnership("northmoor", "Northmoor"), "business_manager", email=EMAIL, password=PASSWORD)
    return Person.objects.get(email=EMAIL)


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL) -> str:
    """The errors of the page, or where it led."""
    response = client.post("/sign-in/", {"login": email, "password": password})
    if response.status_code == 302:
        return str(response["Location"])
    return "; ".join(check_page(response.content.decode(), signed_out=True).errors)


def confirm(client: Client) -> None:
    """Ways of signing in are changed only after the password was given once more."""
    page = check_page(client.get("/account/confirm/").content.decode())
    assert page.h1 == "Confirm that it is you"
    client.post("/account/confirm/", {"password": PASSWORD})


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def totp(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def turn_on_app(client: Client) -> str:
    assert client.get("/account/second-step/app/")["Location"].startswith("/account/confirm/")
    confirm(client)
    page = client.get("/account/second-step/app/").content.decode()
    check_page(page)
    found = re.search(r'id="totp-secret">([A-Z2-7]+)<', page)
    assert found
    client.post("/account/second-step/app/", {"code": totp(found[1])})
    cache.clear()  # the code that was just used may be used again in this test
    return found[1]


def test_a_password_signs_in_and_signing_out_ends_it(client: Client) -> None:
    assert sign_in(client) == "/"
    assert signed_in(client)
    client.post("/sign-out/")
    assert not signed_in(client)


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(client: Client) -> None:
    wrong = sign_in(client, "not the password")
    unknown = sign_in(client, "not the password", "nobody@fen.example")

    assert wrong == unknown
    assert wrong == "The e-mail address or the password is not right. Check both and try again."
    assert not signed_in(client)


def test_after_five_wrong_passwords_the_right_one_waits(client: Client) -> None:
    for _ in range(5):
        sign_in(client, "not the password")

    assert sign_in(client) == "There were too many attempts. Wait five minutes, then try again."
    assert not signed_in(client)
    cache.clear()  # as five minutes do
    assert sign_in(client) == "/"


def test_somebody_who_was_made_inactive_does_not_come_in(client: Client, sam: Person) -> None:
    sam.is_active = False
    sam.save()

    sign_in(client)

    assert not signed_in(client)


def test_a_code_by_e_mail_signs_in_once(client: Client) -> None:
    client.post("/sign-in/code/", {"email": EMAIL})
    check_page(client.get("/sign-in/code/enter/").content.decode(), signed_out=True)
    code = re.search(r"^ {4}(\S+)$", str(mail.outbox[0].body), re.MULTILINE)
    assert code

    client.post("/sign-in/code/enter/", {"code": code[1]})

    assert signed_in(client)
    other = Client()
    other.post("/sign-in/code/", {"email": "nobody@fen.example"})
    other.post("/sign-in/code/enter/", {"code": code[1]})
    assert not signed_in(other)


def test_a_wrong_code_is_refused_in_words(client: Client) -> None:
    client.post("/sign-in/code/", {"email": EMAIL})

    page = check_page(
        client.post("/sign-in/code/enter/", {"code": "XXXXXX"}).content.decode(), signed_out=True
    )

    assert page.errors == ["The code is not right. Check it and try again."]
    assert not signed_in(client)


@pytest.mark.parametrize(("path", "field"), [("/sign-in/code/", "email"), ("/sign-in/forgotten/", "email")])
def test_asking_for_a_code_or_a_link_never_says_who_is_known(path: str, field: str) -> None:
    answers = []
    for address in (EMAIL, "nobody@fen.example"):
        response = Client().post(path, {field: address}, follow=True)
        text = check_page(response.content.decode(), signed_out=True).text
        answers.append((response.redirect_chain, text.replace(address, "ADDRESS")))
    assert answers[0] == answers[1]
    assert [letter.to for letter in mail.outbox] == [[EMAIL]]


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client: Client) -> None:
    client.post("/sign-in/forgotten/", {"email": EMAIL})
    link = next(word for word in mail.outbox[0].body.split() if "/new-password/" in word)
    form = client.get(link, follow=True)
    new = {"password1": "lantern otter fenland", "password2": "lantern otter fenland"}
    check_page(form.content.decode(), signed_out=True)
    client.post(form.request["PATH_INFO"], new)

    assert sign_in(Client(), "lantern otter fenland") == "/"
    again = check_page(Client().get(link, follow=True).content.decode(), signed_out=True)
    assert again.h1 == "This link no longer works"


def test_with_an_app_the_password_alone_is_not_enough(client: Client) -> None:
    sign_in(client)
    secret = turn_on_app(client)
    fresh = Client()

    assert sign_in(fresh) == "/sign-in/second-step/"
    assert not signed_in(fresh)
    check_page(fresh.get("/sign-in/second-step/").content.decode(), signed_out=True)
    fresh.post("/sign-in/second-step/", {"code": "000000"})
    assert not signed_in(fresh)
    fresh.post("/sign-in/second-step/", {"code": totp(secret)})
    assert signed_in(fresh)


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    sign_in(client)
    turn_on_app(client)
    page = client.get("/account/second-step/codes/").content.decode()
    check_page(page)
    code = re.findall(r"<li><code>(\d+)</code>", page)[0]
    first, second = Client(), Client()
    for each in (first, second):
        sign_in(each)
        each.post("/sign-in/second-step/", {"code": code})

    assert signed_in(first)
    assert not signed_in(second)


def test_the_secret_of_an_app_is_sealed_in_the_database(client: Client, sam: Person) -> None:
    sign_in(client)
    secret = turn_on_app(client)

    stored = Authenticator.objects.get(user=sam, type=Authenticator.Type.TOTP).data["secret"]

    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret


@pytest.mark.parametrize(
    "path", ["", "password/", "second-step/", "second-step/app/", "passkeys/", "passkeys/add/", "devices/"]
)
def test_the_pages_of_an_account_keep_the_promises_of_a_page(client: Client, path: str) -> None:
    sign_in(client)
    confirm(client)

    check_page(client.get(f"/account/{path}").content.decode())
    assert Client().get(f"/account/{path}").status_code == 302


def test_a_name_is_changed_by_its_owner(client: Client, sam: Person) -> None:
    sign_in(client)

    client.post("/account/", {"name": "Samira Fenn"})

    sam.refresh_from_db()
    assert sam.name == "Samira Fenn"
    assert "changed their name" in client.get("/northmoor/ledger/").content.decode()


def test_nobody_signs_up(client: Client) -> None:
    client.post("/sign-in/by-invitation/", {"email": "x@fen.example", "password1": "lantern otter fenland"})

    assert not Person.objects.filter(email="x@fen.example").exists()


def test_the_demonstration_lists_its_people_in_demo_mode_alone(client: Client, settings: object) -> None:
    assert EMAIL in client.get("/sign-in/").content.decode()
    settings.DEMO = False  # type: ignore[attr-defined]  # pytest-django's settings
    assert EMAIL not in client.get("/sign-in/").content.decode()


def test_from_a_code_one_can_go_back_to_the_password(client: Client) -> None:
    client.post("/sign-in/code/", {"email": EMAIL})

    response = client.post("/sign-out/", {"next": "/sign-in/"}, follow=True)

    assert check_page(response.content.decode(), signed_out=True).h1 == "Sign in"
    assert sign_in(client) == "/"


def test_a_password_is_changed_and_a_short_one_is_refused(client: Client) -> None:
    sign_in(client)
    short = {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    new = {"oldpassword": PASSWORD, "password1": "lantern otter fen", "password2": "lantern otter fen"}

    page = check_page(client.post("/account/password/", short).content.decode())
    assert any("12 characters" in error for error in page.errors)
    assert client.post("/account/password/", new)["Location"] == "/account/"
    assert sign_in(Client(), "lantern otter fen") == "/"
