"""The report's pages and the world's in Chromium: silent console, nothing too wide, axe content."""

from collections.abc import Callable

import pytest

from roundtable.foundation.people.models import Person
from roundtable.report import queries
from roundtable.report.editions import EDITIONS
from roundtable.report.publish import publish_edition
from roundtable.site.example import Example
from tests.browsing import PHONE, WIDE, Tab
from tests.example_year import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANAGER, PASSWORD = "marion.thackeray@cambridgeshire.example", "correct horse battery"
REPORT = "/cambridgeshire/report/"
INSIDE = (
    REPORT,
    f"{REPORT}start/",
    f"{REPORT}2015-16/",
    f"{REPORT}2015-16/publish/public/",
    f"{REPORT}2015-16/professional/",
    "/cambridgeshire/published/annual-report-2015-16-professional/",
)
OUTSIDE = (
    "/",
    "/about/",
    "/accessibility/",
    "/cambridgeshire/published/",
    "/cambridgeshire/published/annual-report-2015-16-public/",
)


def published_example() -> str:
    """Load the example, let both editions out, and give the address of a section's desk."""
    example = Example(FOLDER, quiet=True)
    example.load()
    by, of = example.by("cambridgeshire"), example.partnerships["cambridgeshire"]
    report = queries.reports(by).get()
    for edition in EDITIONS.values():
        publish_edition(by, of, report, edition)
    person = Person.objects.get(email=MANAGER)
    person.set_password(PASSWORD)
    person.save()
    key = queries.sections(by, report)[1].key
    return f"{REPORT}2015-16/sections/{key}/"


def sign_in(page: Tab) -> None:
    page.tab.get_by_label("E-mail address").fill(MANAGER)
    page.tab.get_by_label("Password", exact=True).fill(PASSWORD)
    page.tab.get_by_role("button", name="Sign in").click()


def test_pages_are_clean_wide_and_narrow(browse: Callable[..., Tab]) -> None:
    desk = published_example()
    for width in (WIDE, PHONE):
        page = browse("/sign-in/", width)
        sign_in(page)
        for path in (*INSIDE, desk, f"{desk}revisions/"):
            page.go(path).clean()
        world = browse("/", width)
        for path in OUTSIDE:
            world.go(path).clean()


def test_picking_a_figure_puts_it_into_the_text_without_losing_a_word(browse: Callable[..., Tab]) -> None:
    page = browse("/sign-in/")
    desk = published_example()
    sign_in(page)
    tab = page.go(desk).tab
    tab.locator("#id_text").fill("What was typed and not saved.")
    tab.get_by_label("Find a figure").fill("contacts received")
    tab.get_by_role("button", name="Find", exact=True).click()
    tab.get_by_role("button", name="Put it in a sentence").first.click()
    text = tab.locator("#id_text").input_value()
    assert text.startswith("What was typed and not saved. [](figure:")
    assert tab.get_by_text("Not saved yet").is_visible()
    page.clean()
