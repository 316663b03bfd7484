"""What a source's coverage lets a figure say: which months, whether the whole period, and in words why not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from roundtable.measures.lists.conditions import look_back
from roundtable.measures.lists.listed import Form, Listed
from roundtable.measures.lists.model import TITLES, Coverage, Window
from roundtable.measures.lists.passes import Span
from roundtable.measures.periods import MONTHS, Period
from roundtable.measures.wording import join


@dataclass(frozen=True, slots=True)
class Reach:
    """`months` are the whole months that are covered, `whole` says whether the period is; `reason` why not."""

    months: tuple[Period, ...]
    whole: bool
    reason: str = ""
    note: str = ""  # what a reader of the number should know

    @property
    def nothing(self) -> bool:
        return not self.whole and not self.months


def said(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def window_words(window: Window) -> str:
    return f"{said(window.start)} to {said(window.end)}"


def missing_from(listed: Listed, columns: Mapping[str, frozenset[str]], coverage: Coverage) -> str:
    """What the source lacks for a figure, in words; empty where it has all."""
    for key, needed in listed.needs.items():
        name = TITLES[key]
        if key not in columns or coverage.window(key) is None:
            return f"Not in this source: it has no list of {name}."
        lacking = [c.replace("_", " ") for c in needed if c not in columns[key]]
        if lacking:
            return f"Not in this source: its list of {name} does not say {join(lacking)}."
    return ""


def reach(listed: Listed, period: Period, columns: Mapping[str, frozenset[str]], coverage: Coverage) -> Reach:
    """What can be said of a figure for a period."""
    lacking = missing_from(listed, columns, coverage)
    if lacking:
        return Reach((), whole=False, reason=lacking)
    window = _shared(listed, coverage)
    if window is None:
        return Reach((), whole=False, reason="The lists that it needs do not cover the same days.")
    back, ever = look_back(listed.where, columns[listed.list])
    # A look-back without end sees no further than the source.
    note = (
        f"Earlier ones are known from {said(window.start)} on only, so that some are missed." if ever else ""
    )
    months = tuple(m for m in period.months() if _covers(listed, window, m, back))
    if _covers(listed, window, period, back):
        return Reach(months, whole=True, note=note)
    needs = f"from {said(_months_before(period.start, back))} " if back else ""
    reason = f"The source covers {window_words(window)} only."
    if needs:
        reason = f"{reason} This looks back {back} months, so it needs rows {needs}on."
    return Reach(months, whole=False, reason=reason, note=note)


def _shared(listed: Listed, coverage: Coverage) -> Window | None:
    windows = [coverage.windows[key] for key in listed.needs]
    start, end = max(w.start for w in windows), min(w.end for w in windows)
    return Window(start, end) if start <= end else None


def _covers(listed: Listed, window: Window, period: Period, back: int) -> bool:
    if listed.form is Form.STOCK:
        return window.covers(period.end, period.end)
    return window.covers(_months_before(period.start, back), period.end)


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1) if months else day


def span_of(period: Period) -> Span:
    """The whole months that a period lies in."""
    return Span(period.start.replace(day=1), period.end)
