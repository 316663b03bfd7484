"""The main job in Chromium, from the agency's template to the report's files, with numbers made up for this run."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page

from roundtable.foundation.scope.principals import operator
from roundtable.measures.periods import Period
from roundtable.report.actions import add_section, start_report
from tests.browsing import Tab
from tests.dataset.returns_cast import LEAD, World, ask, fill, world
from tests.report.rendered import pdf_text, squeezed, word_text

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"
MANAGER = "business_manager.board@fen.example"
MONTHS = tuple(f"{2015 if month > 3 else 2016}-{month:02d}" for month in (*range(4, 13), 1, 2, 3))
TEXT = """Children were reported missing [](figure:missing.reports) times, and
in June [](figure:missing.reports?period=2015-06) times.

![Reports by month](figure:missing.reports?by=month&show=bar)
"""


def made_up(seed: int) -> list[int]:
    """A number for each month, June's small enough to be hidden from the public."""
    draw = random.Random(seed)
    numbers = [draw.randrange(20, 200) for _ in MONTHS]
    numbers[2] = draw.randrange(1, 6)
    return numbers


def sign_in(tab: Page, base: str, email: str) -> None:
    tab.goto(f"{base}/sign-in/")
    tab.get_by_label("E-mail address").fill(email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()


def upload(tab: Page, file: Path) -> None:
    tab.locator("input[type=file]").set_input_files(file)
    tab.get_by_role("button", name="Check the file").click()


def downloaded(tab: Page, click: Callable[[], None]) -> Download:
    with tab.expect_download() as waiting:
        click()
    return waiting.value


def said_in(kind: str, file: Path) -> str:
    """The words of a report's file, without the white space that its lines add."""
    match kind:
        case "Word":
            return squeezed(word_text(file.read_bytes()))
        case "PDF":
            return squeezed(pdf_text(file))
        case _:
            return squeezed(re.sub(r"<[^>]+>", " ", file.read_text()))


def a_report(of: World) -> None:
    by = operator(of.fen.pk)
    report = start_report(
        by=by, partnership=of.fen, period="2015-16", title="Annual report", regime="Working Together 2015"
    )
    add_section(by=by, report=report, key="missing", title="Missing children", text=TEXT)


@pytest.mark.parametrize("seed", [2015, 2016])
def test_main_job(browse: Callable[..., Tab], tmp_path: Path, seed: int) -> None:
    there = world()
    found = ask(there.fen, months=MONTHS)
    a_report(there)
    numbers = made_up(seed)
    total = f"{sum(numbers):,}"

    # The agency downloads its template, sends a wrong file, reads what is wrong, and sends a right one.
    lead = browse("/sign-in/")
    tab = lead.tab
    sign_in(tab, lead.base, LEAD)
    lead.go(f"/fen/dataset/returns/{found.reference}/")
    template = downloaded(tab, tab.get_by_role("link", name="Download the template as a spreadsheet").click)
    blank = Path(template.path()).read_bytes()
    heads = [Period.parse(month).short_label for month in MONTHS]
    values = dict(zip(heads, numbers, strict=True))
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "right.xlsx"
    wrong.write_bytes(fill(blank, "Fen", values | {"May 2015": "about forty"}))
    right.write_bytes(fill(blank, "Fen", values))

    lead.go(f"/fen/dataset/returns/{found.reference}/upload/")
    upload(tab, wrong)
    assert tab.get_by_text("Nothing has been kept.").is_visible()
    assert tab.get_by_text("about forty").first.is_visible()
    assert not tab.get_by_role("button", name="Send this return").is_visible()
    lead.clean()
    tab.get_by_role("button", name="Upload the mended file").click()
    upload(tab, right)
    lead.clean()
    tab.get_by_role("button", name="Send this return").click()

    # Until it is accepted, neither dashboard nor report knows of it.
    manager = browse("/sign-in/")
    desk = manager.tab
    sign_in(desk, manager.base, MANAGER)
    manager.go("/fen/report/2015-16/professional/")
    assert desk.get_by_text("Children were reported missing not supplied times").is_visible()
    manager.go("/fen/dataset/?period=2015-16")
    assert not desk.get_by_text(total, exact=True).first.is_visible()

    manager.go(f"/fen/dataset/returns/{found.reference}/decide/")
    desk.get_by_label("Accept it").check()
    desk.get_by_role("button", name="Save the decision").click()

    manager.go("/fen/dataset/?period=2015-16")
    assert desk.get_by_text(total).first.is_visible()
    manager.go("/fen/report/2015-16/professional/")
    assert desk.get_by_text(f"Children were reported missing {total} times").is_visible()
    manager.clean()

    # Three formats and two editions, which say the same but for what is hidden from the public.
    manager.go("/fen/report/2015-16/")
    for edition in ("professional", "public"):
        for kind in ("Word", "PDF", "HTML"):
            link = desk.get_by_role("link", name=f"{kind} of the {edition} edition")
            file = Path(downloaded(desk, link.click).path())
            words = said_in(kind, file)
            small = squeezed(f"in June {numbers[2]} times")
            if edition == "professional":
                assert squeezed(f"reported missing {total} times") in words
                assert small in words
            else:
                assert small not in words
                assert "suppressed" in words
