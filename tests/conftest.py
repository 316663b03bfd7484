"""What every test stands on: which programs this machine has, and an honest account of what was not run.

A test marked `browser`, `libreoffice`, `server` or `postgres` is skipped where its program is missing. The end of the
output says so and how to get it. With REQUIRE_ALL=1, as in CI, any skip is a failure.
"""

import os
import shutil
from collections import Counter
from collections.abc import Generator
from pathlib import Path

import pytest
from django.conf import settings

from tests.browsing import browse, chromium

# One browser for all tests, so its fixtures stand here: Playwright runs only once in a process.
__all__ = ["browse", "chromium"]

# Mark: what the tests are called, one program of each line that must be there, and the Debian packages.
PROGRAMS = {
    "browser": ("browser tests", [["chromium", "chromium-browser", "google-chrome"]], "chromium"),
    "libreoffice": (
        "document tests",
        [["soffice", "libreoffice"], ["pdftoppm"]],
        "libreoffice-writer-nogui poppler-utils",
    ),
    "spark": ("tests on Apache Spark", [["java"]], "default-jre-headless"),
    "server": (
        "tests of the files for a server",
        [["nginx"], ["systemd-analyze"], ["openssl"]],
        "nginx-light systemd openssl",
    ),
}
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only the tests that use the database, and no browser: for the second database",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    on_postgres = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    deselected = {item for item in items if not _belongs(config, item, on_postgres=on_postgres)}
    if deselected:
        config.hook.pytest_deselected(items=list(deselected))
        items[:] = [item for item in items if item not in deselected]
    for item in items:
        for mark, (_, needed, packages) in PROGRAMS.items():
            if item.get_closest_marker(mark) and not _has(needed):
                reason = f"needs a program that is not on this machine: apt-get install {packages}"
                item.add_marker(pytest.mark.skip(reason=reason))


def _belongs(config: pytest.Config, item: pytest.Item, *, on_postgres: bool) -> bool:
    """Whether the test is for this run: PostgreSQL's own tests only there, and there only tests of data."""
    if item.get_closest_marker("postgres"):
        return on_postgres
    if not config.getoption("--only-database"):
        return True
    if item.get_closest_marker("browser") or item.get_closest_marker("libreoffice"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & DATABASE_FIXTURES)


def _has(needed: list[list[str]]) -> bool:
    # Debian keeps what only root uses off other people's path.
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"])
    return all(any(shutil.which(name, path=places) for name in names) for names in needed)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    report.user_properties += [("not run", m) for m in PROGRAMS if item.get_closest_marker(m)]
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, and REQUIRE_ALL=1 allows no skips: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"A whole file was skipped, and REQUIRE_ALL=1 allows no skips: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was not run for want of a program, and leave it where scripts/test gathers it for its last lines."""
    skipped = terminalreporter.getreports("skipped")
    counts = Counter(mark for report in skipped for name, mark in report.user_properties if name == "not run")
    lines = [
        f"{PROGRAMS[mark][0]} ({count}); to run them: apt-get install {PROGRAMS[mark][2]}"
        for mark, count in sorted(counts.items())
    ]
    if not lines or hasattr(terminalreporter.config, "workerinput"):
        return
    terminalreporter.section("Not run on this machine")
    for line in lines:
        terminalreporter.line(line)
    if place := os.environ.get("ROUNDTABLE_NOT_RUN"):
        with Path(place).open("a") as gathered:
            gathered.writelines(f"{line}\n" for line in lines)
