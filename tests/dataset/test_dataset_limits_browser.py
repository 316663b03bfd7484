"""A figure's target and limits in Chromium, wide and on a phone: decided on the page, drawn, and clean in axe's eyes."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from roundtable.foundation.figures.actions_limits import Wanted, decide_limits
from roundtable.foundation.figures.models import LimitsDecision, LimitsKind
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import operator
from roundtable.measures.periods import Period
from roundtable.site.example import Example
from tests.browsing import PHONE, WIDE, Tab
from tests.example_year import FOLDER
from tests.foundation.cast import member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MANAGER, PASSWORD = "limits.manager@board.example", "correct horse battery"
FIGURE = "/cambridgeshire/dataset/figures/police.domestic_abuse.repeat_incidents_with_children/"


def test_target_and_limits_are_decided_and_drawn(browse: Callable[..., Tab]) -> None:
    Example(FOLDER, quiet=True).load()
    home = Partnership.objects.get(slug="cambridgeshire")
    who = member(home, "business_manager", email=MANAGER, password=PASSWORD)
    target = Wanted(LimitsKind.TARGET, Period.parse("2015-16"), value=Decimal(300), source="Business plan")
    decide_limits(by=who, key=FIGURE.split("/")[-2], wanted=target, reason="Agreed by the board")
    for width, month in ((WIDE, "October 2015"), (PHONE, "December 2015")):
        page = browse("/sign-in/", width)
        page.tab.get_by_label("E-mail address").fill(MANAGER)
        page.tab.get_by_label("Password", exact=True).fill(PASSWORD)
        page.tab.locator("main form button[type=submit]").first.click()
        page.tab.wait_for_url("**/cambridgeshire/")
        page.go(f"{FIGURE}limits/").clean()
        page.tab.get_by_label("Work the limits out anew").check()
        page.tab.get_by_label("From which month on?").fill(month)
        page.tab.get_by_label("Why?").fill("New recording system")
        page.tab.get_by_role("button", name="Save the decision").click()
        page.tab.wait_for_url(f"**{FIGURE}?**")
        page.clean()
        assert page.tab.locator("p", has_text=f"Limits re-calculated from {month}:").first.is_visible()
        assert page.tab.locator(".rt-signs li").count() == 2
        made = LimitsDecision.objects.seen_by(operator(home.pk)).order_by("-pk")[0]
        page.go(f"{FIGURE}limits/{made.pk}/undo/").clean()
        page.go(f"{FIGURE}limits/").clean()
        page.go("/cambridgeshire/dataset/").clean()
