"""The components in Chromium: silent console, nothing too wide, axe content, scripts that work."""

from collections.abc import Callable

import pytest

from tests.browsing import PHONE, WIDE, Tab

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("path", ["/components/", "/components/record/", "/components/list/", "/sign-in/"])
def test_pages_are_clean(browse: Callable[..., Tab], path: str, width: int) -> None:
    browse(path, width).clean()


def test_failed_form_moves_to_its_summary_which_leads_to_the_fields(browse: Callable[..., Tab]) -> None:
    page = browse("/components/")
    page.tab.get_by_role("button", name="Continue").click()

    assert page.tab.title().startswith("Error: ")
    assert page.tab.evaluate("document.activeElement.className") == "govuk-error-summary"
    page.tab.get_by_role("link", name="Answer “Can you supply it?”").click()
    assert page.tab.evaluate("document.activeElement.id") == "id_supplied"
    page.clean()


def test_menu_opens_on_a_phone(browse: Callable[..., Tab]) -> None:
    page = browse("/components/record/", PHONE)
    dataset = page.tab.get_by_role("link", name="Dataset")
    assert not dataset.is_visible()

    page.tab.get_by_role("button", name="Menu").click()
    assert dataset.is_visible()
    page.clean()


def test_components_start_in_what_htmx_swaps_in(browse: Callable[..., Tab]) -> None:
    page = browse("/components/")
    page.tab.evaluate(
        "htmx.ajax('GET', '/components/', {target: '#main', select: 'form', swap: 'innerHTML'})"
    )
    page.tab.wait_for_function("document.querySelectorAll('#main > form').length === 1")

    page.tab.wait_for_selector("#main .govuk-password-input[data-govuk-password-input-init]")
    assert page.complaints == []
