"""Chromium for tests: pages as people get them, with scripts, styles and the content security policy at work.

A test asks for `browse` (tests/conftest.py offers it everywhere):

    def test_home(browse): page = browse("/northmoor/"); page.clean(); page.tab.get_by_role(...).click()
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright's own loop runs in this thread; Django would refuse the database there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
WIDE, PHONE = 1280, 390


@dataclass
class Tab:
    """One open page of the site, and what its console complained of."""

    tab: Page
    base: str
    complaints: list[str] = field(default_factory=list)
    listening: bool = True

    def __post_init__(self) -> None:
        self.tab.on("console", lambda message: self._note(message.type, message.text))
        self.tab.on("pageerror", lambda error: self._note("error", str(error)))

    def _note(self, kind: str, text: str) -> None:
        if self.listening and kind == "error":
            self.complaints.append(text)

    def go(self, path: str) -> "Tab":
        self.tab.goto(f"{self.base}{path}")
        return self

    def clean(self) -> None:
        """No complaint in the console, nothing wider than the window, nothing that axe finds fault with."""
        assert self.complaints == []
        width = self.tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert width[0] <= width[1], f"{self.tab.url} is {width[0]} pixels wide in a window of {width[1]}"
        self.listening = False  # axe styles the page for its own ends, which the policy refuses
        found = Axe().run(self.tab).response["violations"]
        self.listening = True
        faults = [
            f"{fault['id']}: {fault['help']} {[node['target'] for node in fault['nodes']]}" for fault in found
        ]
        assert faults == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(
        p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, live_server: object) -> Iterator[Callable[..., Tab]]:
    """Opens an address of the site in a fresh window; `width` is WIDE or PHONE."""
    contexts = []

    def open_tab(path: str, width: int = WIDE) -> Tab:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
        contexts.append(context)
        return Tab(context.new_page(), str(live_server)).go(path)

    yield open_tab
    for context in contexts:
        context.close()
