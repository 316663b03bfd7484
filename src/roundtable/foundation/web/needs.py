"""How things that wait for the reader are ordered and worded."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from roundtable.foundation.web.registries import NeedsItem
from roundtable.measures import wording

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK = 7


def in_order(items: Iterable[NeedsItem], today: date) -> list[NeedsItem]:
    """The longest late first, what has no date last, each with the words of its tag."""
    dated = sorted(items, key=lambda item: (item.due is None, item.due or today))
    return [item if item.words else replace(item, words=due_words(item.due, today)) for item in dated]


def due_words(due: date | None, today: date) -> str:
    """ "Late 6 days", "Due today", "Due Thursday", "Due 3 December 2026", or "When you can" without a date."""
    if due is None:
        return "When you can"
    days = (due - today).days
    if days < 0:
        return f"Late {wording.plural(-days, 'day')}"
    if days == 0:
        return "Due today"
    return f"Due {WEEKDAYS[due.weekday()] if days < WEEK else wording.day(due)}"


def summary(items: Iterable[NeedsItem], today: date) -> str:
    """The sentence under "What needs you": how much is late, and how much is due within a week."""
    known = [item.due for item in items if item.due]
    late = sum(due < today for due in known)
    soon = sum(today <= due < today + timedelta(days=WEEK) for due in known)
    parts = [
        words
        for count, words in ((late, f"{_things(late)} late"), (soon, f"{_things(soon)} due this week"))
        if count
    ]
    if not parts:
        return "Nothing is late, and nothing is due this week."
    return (
        ", ".join([parts[0], *(part.replace("things ", "").replace("thing ", "") for part in parts[1:])])
        + "."
    )


def _things(count: int) -> str:
    return f"{wording.plural(count, 'thing')} {'is' if count == 1 else 'are'}"
