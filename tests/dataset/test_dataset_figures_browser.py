"""The dashboard and a figure's page in Chromium, wide and on a phone: nothing too wide, axe content, charts that fit."""

from collections.abc import Callable

import pytest

from roundtable.foundation.people.models import Person
from roundtable.site.example import Example
from tests.browsing import PHONE, WIDE, Tab
from tests.example_year import FOLDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANAGER, PASSWORD = "marion.thackeray@cambridgeshire.example", "correct horse battery"
HERE = "/cambridgeshire/dataset/"
MISSING = f"{HERE}figures/missing.reports/"
PLANS = f"{HERE}figures/child_protection.plans.at_period_end/"
AREAS = "/cambridgeshire/people/areas/"
PAGES = (
    HERE,
    MISSING,
    PLANS,
    f"{MISSING}comment/",
    f"{PLANS}comment/?about=difference",
    AREAS,
    f"{AREAS}add/",
)


def test_figures_pass_in_the_browser_and_draw_the_chart_that_fits(browse: Callable[..., Tab]) -> None:
    Example(FOLDER, quiet=True).load()
    person = Person.objects.get(email=MANAGER)
    person.set_password(PASSWORD)
    person.save()
    for width, shown in ((WIDE, "wide"), (PHONE, "phone")):
        page = browse("/sign-in/", width)
        page.tab.get_by_label("E-mail address").fill(MANAGER)
        page.tab.get_by_label("Password", exact=True).fill(PASSWORD)
        page.tab.locator("main form button[type=submit]").first.click()
        page.tab.wait_for_url("**/cambridgeshire/")
        for address in PAGES:
            page.go(address).clean()
        page.go(MISSING)
        for kind in ("wide", "phone"):
            assert page.tab.locator(f".rt-figure__{kind}").is_visible() == (kind == shown)
        table = page.tab.get_by_role("table")
        assert not table.is_visible()
        page.tab.locator("summary", has_text="Table").first.click()
        assert table.is_visible()
