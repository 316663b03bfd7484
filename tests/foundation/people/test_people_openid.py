"""Signing in by an organisation's own accounts: those who are known by a verified address, and nobody else."""

from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from roundtable.foundation.ledger.queries import entries
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import operator
from tests.foundation.cast import member, partnership
from tests.foundation.people.provider import CLIENT_ID, SECRET, OpenIdProvider, running
from tests.page import check_page

pytestmark = pytest.mark.django_db

EMAIL = "sam@fen.example"


@pytest.fixture
def provider(settings: Any) -> Iterator[OpenIdProvider]:
    cache.clear()
    member(partnership("northmoor", "Northmoor"), "business_manager", email=EMAIL)
    with running(OpenIdProvider({"sub": "u-1", "email": EMAIL, "email_verified": True})) as made:
        app = {
            "provider_id": "organisation",
            "name": "Council account",
            "client_id": CLIENT_ID,
            "secret": SECRET,
            "settings": {"server_url": f"{made.address}/.well-known/openid-configuration"},
        }
        settings.OIDC_NAME = "Council account"
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield made


def come_back(client: Client, callback: str = "") -> Any:
    """From the button on our page to the provider, and with what it answers back to us."""
    started = client.post("/sign-in/elsewhere/organisation/login/")
    there = urlsplit(started["Location"])
    connection = HTTPConnection(there.netloc, timeout=10)
    connection.request("GET", f"{there.path}?{there.query}")
    back = urlsplit(connection.getresponse().headers["Location"])
    connection.close()
    return client.get(callback or f"{back.path}?{back.query}")


def signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_the_sign_in_page_offers_it_by_its_name(client: Client, provider: OpenIdProvider) -> None:
    page = check_page(client.get("/sign-in/").content.decode(), signed_out=True)

    assert "Use your Council account" in page.text


def test_somebody_known_by_a_verified_address_comes_in(client: Client, provider: OpenIdProvider) -> None:
    come_back(client)

    assert signed_in(client)
    assert provider.asked[0]["code_challenge_method"] == "S256"
    assert client.get("/northmoor/").status_code == 200


def test_it_goes_on_to_know_them_by_their_account(client: Client, provider: OpenIdProvider) -> None:
    come_back(Client())
    provider.claims = {"sub": "u-1", "email": "renamed@fen.example", "email_verified": True}

    come_back(client)

    assert signed_in(client)
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "claims",
    [
        {"sub": "u-2", "email": "stranger@fen.example", "email_verified": True},
        {"sub": "u-3", "email": EMAIL, "email_verified": False},
        {"sub": "u-4", "email": EMAIL},
    ],
    ids=["a stranger", "an address that was not verified", "an address of which nothing is said"],
)
def test_others_do_not_come_in_and_nobody_is_made(
    client: Client, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims

    response = come_back(client)

    while response.status_code == 302:
        response = client.get(response["Location"])
    assert check_page(response.content.decode(), signed_out=True).h1 == "Only by invitation"
    assert not signed_in(client)
    assert Person.objects.count() == 1


def trust(settings: Any, *domains: str) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["verified_email"] = list(domains)


UNSAID = {"sub": "u-4", "email": EMAIL}


@pytest.mark.parametrize(
    ("domains", "claims", "comes_in"),
    [
        ((), UNSAID, False),
        (("fen.example",), UNSAID, True),
        (("Fen.Example",), {**UNSAID, "email": EMAIL.upper()}, True),
        (("other.example",), UNSAID, False),
        (("example",), UNSAID, False),
        (("fen.example",), {**UNSAID, "email_verified": False}, False),
        (("fen.example",), {**UNSAID, "email_verified": "false"}, False),
        ((), {**UNSAID, "email_verified": "false"}, False),
        ((), {**UNSAID, "email_verified": "true"}, True),
    ],
)
def test_an_address_of_which_nothing_is_said_counts_where_its_domain_is_named(
    client: Client,
    provider: OpenIdProvider,
    settings: Any,
    domains: tuple[str, ...],
    claims: dict[str, Any],
    comes_in: bool,
) -> None:
    trust(settings, *domains)
    provider.claims = claims

    come_back(client)

    assert signed_in(client) is comes_in


def door_lines() -> list[str]:
    who = operator(Partnership.objects.get().pk)
    return [f"{e.actor} {e.sentence}" for e in entries(who).filter(kind="sign-in").order_by("sequence")]


def test_the_ledger_tells_of_the_way_and_of_whom_was_turned_away(
    client: Client, provider: OpenIdProvider
) -> None:
    provider.claims = UNSAID
    come_back(Client())
    provider.claims = {"sub": "u-9", "email": "stranger@fen.example", "email_verified": True}
    come_back(Client())
    provider.claims = {"sub": "u-1", "email": EMAIL, "email_verified": True}
    come_back(client)

    name = "Business manager of Northmoor"
    why = "the address that their organisation's account gave is not verified"
    assert door_lines() == [
        f"somebody not signed in tried to sign in as {name}: {why}",
        f"{name} connected an account of their organisation",
        f"{name} signed in with their Council account",
    ]


def test_an_answer_that_nobody_asked_for_is_refused(client: Client, provider: OpenIdProvider) -> None:
    response = come_back(client, "/sign-in/elsewhere/organisation/login/callback/?code=code-1&state=forged")

    assert check_page(response.content.decode(), signed_out=True).h1 == "We could not sign you in"
    assert not signed_in(client)


def test_a_provider_that_refuses_us_lets_nobody_in(
    client: Client, provider: OpenIdProvider, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "not the secret"

    come_back(client)

    assert not signed_in(client)
