"""Dates, numbers and addresses in templates."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory


def said(text: str, **context: Any) -> str:
    return Template(text).render(Context(context))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 23), "23 November 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        (None, ""),
    ],
)
def test_day_is_the_day_in_london(value: Any, words: str) -> None:
    assert said("{{ value|day }}", value=value) == words


@pytest.mark.parametrize(("hour", "words"), [(0, "12:05am"), (9, "9:05am"), (12, "12:05pm"), (16, "4:05pm")])
def test_moment_is_the_time_in_london(hour: int, words: str) -> None:
    at = datetime(2026, 11, 23, hour, 5, tzinfo=UTC)

    assert said("{{ at|moment }}", at=at) == f"23 November 2026 at {words}"


def test_number_groups_thousands() -> None:
    assert said("{{ value|number }}", value=Decimal(1496)) == "1,496"


def test_plural_counts() -> None:
    assert (
        said("{{ 1|plural:'child,children' }}, {{ n|plural:'return' }}", n=1200) == "1 child, 1,200 returns"
    )


def test_query_changes_what_it_names_and_keeps_the_rest() -> None:
    request = RequestFactory().get("/?a=1&b=2&page=3")

    assert said("{% query a=5 page=None %}", request=request) == "?a=5&amp;b=2"


@pytest.mark.parametrize(
    ("system", "browser", "words"),
    [
        ("Windows NT 10.0; Win64; x64", "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("X11; Linux x86_64", "Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("iPhone; CPU iPhone OS 18_0 like Mac OS X", "Mobile/15E148 Safari/604.1", "Safari on an iPhone"),
        ("Windows NT 10.0; rv:140.0", "Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("", "curl/8.5", "A browser"),
    ],
)
def test_a_device_is_named_as_its_owner_would(system: str, browser: str, words: str) -> None:
    assert said("{{ agent|device }}", agent=f"Mozilla/5.0 ({system}) AppleWebKit/537.36 {browser}") == words
