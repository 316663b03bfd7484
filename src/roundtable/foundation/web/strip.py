"""The year as one strip: where each item stands on it, as steps of five days or so, and where today is.

Six steps a month and twelve months from April: a place is a number from 1 to 72, which the stylesheet knows as a class.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from roundtable.foundation.web.registries import YearItem
from roundtable.measures import wording
from roundtable.measures.periods import MONTHS

STEPS_IN_MONTH = 6
STEPS = 12 * STEPS_IN_MONTH
APRIL = 4
MONTH_LABELS = tuple(MONTHS[(APRIL - 1 + i) % 12][:3] for i in range(12))

WORDS = {"done": "done", "now": "in hand", "late": "late", "to-come": "to come"}


@dataclass(frozen=True, slots=True)
class Placed:
    """An item on the strip, from one step to another, with its days and state in words."""

    item: YearItem
    first: int
    last: int

    @property
    def is_point(self) -> bool:
        return self.item.start == self.item.end

    @property
    def when(self) -> str:
        start, end = self.item.start, self.item.end
        days = wording.day(start) if self.is_point else f"{wording.day(start)} to {wording.day(end)}"
        return f"{days}: {WORDS[self.item.state]}"


@dataclass(frozen=True, slots=True)
class Lane:
    label: str
    items: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """A financial year with its lanes; `today` is a step, or None in another year."""

    lanes: tuple[Lane, ...]
    today: int | None
    months: tuple[str, ...] = MONTH_LABELS


def financial_year_start(day: date) -> int:
    """The calendar year in which the financial year of a day began."""
    return day.year if day.month >= APRIL else day.year - 1


def strip(items: Iterable[YearItem], start_year: int, today: date) -> Strip:
    """Items in lanes, in the order in which lanes first appear; what lies outside the year is cut to it or left out."""
    first, last = date(start_year, APRIL, 1), date(start_year + 1, APRIL - 1, 31)
    lanes: dict[str, list[Placed]] = {}
    for item in items:
        if item.start <= last and item.end >= first:
            placed = Placed(item, _step(max(item.start, first)), _step(min(item.end, last)))
            lanes.setdefault(item.lane, []).append(placed)
    made = tuple(
        Lane(label, tuple(sorted(placed, key=lambda one: (one.first, one.last))))
        for label, placed in lanes.items()
    )
    return Strip(made, _step(today) if first <= today <= last else None)


def _step(day: date) -> int:
    months = (day.month - APRIL) % 12
    within = (day.day - 1) * STEPS_IN_MONTH // monthrange(day.year, day.month)[1]
    return months * STEPS_IN_MONTH + within + 1
