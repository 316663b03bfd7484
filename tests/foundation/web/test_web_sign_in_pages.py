"""The pages that allauth brings wear our look, and their forms our errors."""

import pytest
from django.test import Client

from tests.page import check_page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "sign-in/",
        "sign-in/code/",
        "sign-in/forgotten/",
        "sign-in/forgotten/sent/",
        "sign-in/not-active/",
        "sign-in/by-invitation/",
        "sign-in/elsewhere/cancelled/",
        "sign-in/elsewhere/error/",
    ],
)
def test_pages_of_allauth_keep_the_promises_of_a_page(client: Client, path: str) -> None:
    response = client.get(f"/{path}")

    assert response.status_code == (401 if path.endswith("error/") else 200)
    check_page(response.content.decode(), signed_out=True)


@pytest.mark.django_db
def test_sign_in_says_what_was_left_out(client: Client) -> None:
    response = client.post("/sign-in/", {"login": "", "password": ""})

    page = check_page(response.content.decode(), signed_out=True)
    assert page.errors == ["Enter an e-mail address", "Enter your password"]


@pytest.mark.django_db
def test_sign_in_says_that_it_failed_and_no_more(client: Client) -> None:
    response = client.post("/sign-in/", {"login": "nobody@example.com", "password": "wrong"})

    page = check_page(response.content.decode(), signed_out=True)
    assert len(page.errors) == 1
