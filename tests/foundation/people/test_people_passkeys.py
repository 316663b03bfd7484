"""Passkeys for real: Chromium with an authenticator of its own, which answers as a telephone's would."""

from collections.abc import Callable

import pytest
from django.core.cache import cache

from tests.browsing import PHONE, WIDE, Tab
from tests.foundation.cast import member, partnership

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL, PASSWORD = "sam@fen.example", "correct horse battery"


@pytest.fixture(autouse=True)
def sam() -> None:
    cache.clear()
    member(partnership("northmoor", "Northmoor"), "business_manager", email=EMAIL, password=PASSWORD)


def with_authenticator(page: Tab) -> None:
    devtools = page.tab.context.new_cdp_session(page.tab)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_in(page: Tab) -> None:
    page.tab.locator("#id_login").fill(EMAIL)
    page.tab.locator("#id_password").fill(PASSWORD)
    page.tab.locator("form button", has_text="Sign in").first.click()
    page.tab.wait_for_url("**/northmoor/")


def test_a_passkey_is_added_and_signs_in_without_a_password(browse: Callable[..., Tab]) -> None:
    page = browse("/sign-in/")
    with_authenticator(page)
    sign_in(page)
    page.go("/account/passkeys/add/")
    page.tab.locator("#id_password").fill(PASSWORD)
    page.tab.get_by_role("button", name="Confirm").click()
    page.tab.get_by_label("Name").fill("Sam’s laptop")
    page.clean()
    page.tab.get_by_role("button", name="Add passkey").click()
    page.tab.get_by_role("heading", name="Your recovery codes").or_(
        page.tab.get_by_text("Sam’s laptop")
    ).first.wait_for()

    page.go("/account/")
    page.clean()
    page.tab.get_by_role("button", name="Sign out").click()
    page.go("/sign-in/")
    page.tab.get_by_role("button", name="Use a passkey").click()
    page.tab.wait_for_url("**/northmoor/")
    page.clean()
    page.go("/northmoor/ledger/?kind=sign-in")
    for said in ("signed in with a passkey", "added a passkey", "signed out", "signed in with a password"):
        page.tab.get_by_text(said, exact=True).first.wait_for()


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_first_pages_are_clean(browse: Callable[..., Tab], width: int) -> None:
    page = browse("/sign-in/", width)
    sign_in(page)
    for path in (
        "/northmoor/",
        "/northmoor/people/",
        "/northmoor/people/invite/",
        "/northmoor/people/agencies/",
        "/northmoor/people/who-may-do-what/",
        "/northmoor/ledger/",
        "/northmoor/ledger/1/",
        "/account/",
        "/account/second-step/",
    ):
        page.go(path).clean()
    page.go("/northmoor/people/").tab.locator("tbody th a").first.click()
    page.clean()
