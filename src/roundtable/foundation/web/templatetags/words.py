"""Dates and numbers as a reader sees them, and addresses of the same list sorted or paged otherwise."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone

from roundtable.measures import wording

register = template.Library()

# What a browser says of itself, the most particular first: each also claims to be those after it.
BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("Chrom", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "an iPhone"), ("iPad", "an iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "a Mac"), ("CrOS", "a Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def day(value: date | datetime | None) -> str:
    """ "23 November 2026"; nothing for no date."""
    if value is None or value == "":
        return ""
    return wording.day(timezone.localtime(value).date() if isinstance(value, datetime) else value)


@register.filter
def moment(value: datetime | None) -> str:
    """ "23 November 2026 at 4:05pm", in London."""
    if not value:
        return ""
    local = timezone.localtime(value)
    hour = local.hour % 12 or 12
    return f"{wording.day(local.date())} at {hour}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"


@register.filter
def device(user_agent: str) -> str:
    """What its owner calls a browser, from the header that it sends: "Firefox on Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


@register.filter
def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """ "1,234"; nothing for no number."""
    return "" if value is None or value == "" else wording.number(value, decimals)


@register.filter
def plural(count: int, words: str) -> str:
    """`{{ 3|plural:"return" }}` is "3 returns", `{{ 2|plural:"child,children" }}` "2 children"."""
    singular, _, several = words.partition(",")
    return wording.plural(count, singular, several)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """This page's query string with some parameters changed, and without those that are changed to nothing."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            parameters.pop(key, None)
        else:
            parameters[key] = str(value)
    return f"?{parameters.urlencode()}"
