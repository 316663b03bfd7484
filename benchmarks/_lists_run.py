"""What all programs of the comparison share: the days that are counted, and how results are said."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from benchmarks.made_lists import FIRST, MONTHS
from roundtable.measures.lists.working_days import england

FIRST_DAY = FIRST
LAST_DAY = date(FIRST.year + MONTHS // 12, FIRST.month, 1) - timedelta(days=1)
HOLIDAYS = sorted(england().days)


def month_index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _end(month: int) -> date:
    return date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)


MONTH_ENDS = tuple(_end(month) for month in range(month_index(FIRST_DAY), month_index(LAST_DAY) + 1))

# Of the programs with one pass a list: figure → the pass and the column that count it.
FLOWS = {
    "contacts.received": ("contacts", "n"),
    "referrals.received": ("referrals", "n"),
    "referrals.repeat": ("referrals", "again"),
    "assessments.completed": ("assessments", "n"),
    "assessments.in_time": ("assessments", "in_time"),
    "assessments.factors": ("factors", "n"),
    "section47.enquiries": ("section47", "n"),
    "conferences.initial": ("conferences", "n"),
    "conferences.initial_in_time": ("conferences", "in_time"),
    "child_protection.plans.started": ("plans", "n"),
    "child_protection.plans.started_repeat": ("plans", "again"),
    "child_protection.plans.ended": ("ended", "n"),
    "child_protection.plans.ended_after_two_years": ("ended", "two_years"),
    "child_protection.plans.reviewed_in_time": ("reviewed", "n"),
    "missing.children": ("missing", "n"),
    "missing.children_repeat": ("missing", "again"),
    "missing.episodes_ended": ("returned", "n"),
    "missing.interviews_in_time": ("returned", "in_time"),
}
# Of a stock: the pass whose rows open, that whose rows close and the column of it, and the breakdown.
STOCKS = {
    "cases.open": ("referrals", "closed", "n", ""),
    "child_protection.plans.at_period_end": ("plans", "ended", "closed", "latest_category"),
    "child_protection.plans.for_three_months": ("three", "ended", "closed_of_three", ""),
}

# Figure → its total, and a sum that tells a number in another month or authority from one in its own.
Sums = Mapping[str, tuple[int, int]]


def weight(authority: str, month: int) -> int:
    return int(authority[3:]) * 100_000 + month


def main(measure: Callable[[Path], Sums]) -> None:
    print(json.dumps(measure(Path(sys.argv[1]))))
