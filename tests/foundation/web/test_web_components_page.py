"""The components page: every piece in use, on pages that keep all promises."""

import pytest
from django.template.loader import get_template
from django.test import Client

from tests.page import check_page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "record/", "list/", "list/?sort=-lines&page=2"])
def test_components_pages_are_whole(client: Client, path: str) -> None:
    response = client.get(f"/components/{path}")

    assert response.status_code == 200
    check_page(response.content.decode())


@pytest.mark.django_db
def test_components_form_says_what_is_wrong_and_where(client: Client) -> None:
    response = client.post("/components/", {"email": "nobody", "received_day": "31", "received_month": "feb"})

    page = check_page(response.content.decode())
    assert page.title.startswith("Error: Components")
    assert page.errors == [
        "Enter a reference",
        "Enter an e-mail address in the correct format, like name@example.com",
        "Enter a number of reports",
        "Day on which it came must include a year",
        "Select an agency",
        "Answer “Can you supply it?”",
        "Enter a note",
        "Select a return",
        "Enter your password",
        "Tick the box to say: I have checked these numbers",
    ]


@pytest.mark.django_db
def test_page_that_is_not_there_says_so_in_our_look(client: Client) -> None:
    response = client.get("/components/nowhere/")

    assert response.status_code == 404
    page = check_page(response.content.decode(), front=True)
    assert page.h1 == "Page not found"


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "500.html"])
def test_error_pages_are_whole_even_with_nothing_to_go_by(name: str) -> None:
    check_page(get_template(name).render(), front=True)
