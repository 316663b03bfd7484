"""Clocks: what must be done by when, as dated rules. `deadlines` runs them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roundtable.foundation.regimes.reading import BUILT_IN, Raw, RulesError, tables
from roundtable.measures.wording import day as day_words
from roundtable.measures.wording import plural


class Unit(StrEnum):
    HOURS = "hours"  # elapsed, whatever the clocks on the wall do
    DAYS = "days"  # in London, as are all those below; the last one counts to its end
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"

    @property
    def singular(self) -> str:
        return self.value.removesuffix("s").replace("_", " ")


class Direction(StrEnum):
    AFTER = "after"
    BEFORE = "before"


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of one clock. Its key and version are stored with each deadline that it set."""

    key: str
    version: int
    title: str
    starts: str  # the event that it runs from, or up to: "the child is found or returns"
    limit: int
    unit: Unit
    direction: Direction
    recurring: bool  # meeting it starts it again
    lasts_months: int  # it recurs for so long after its origin, then `then` takes over; 0: for ever
    then: str  # key of the clock that follows
    pauses: str  # when it may be paused, in words; empty: never
    start: date
    end: date | None
    source: str
    checked: bool  # whether every detail was read in the source itself
    note: str = ""

    @property
    def words(self) -> str:
        """ "7 working days after the notification is received"."""
        return f"{plural(self.limit, self.unit.singular)} {self.direction} {self.starts}"

    def applies_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


_FIELDS = (
    "key", "version", "title", "starts", "limit", "unit", "direction", "recurring", "lasts_months", "then", "pauses",
    "from", "to", "source", "checked", "note",
)  # fmt: skip


def _rule(raw: Raw) -> Rule:
    raw.only(*_FIELDS)
    start, end = raw.span()
    try:
        unit, direction = Unit(raw.text("unit")), Direction(raw.text("direction", Direction.AFTER))
    except ValueError as error:
        units = ", ".join(Unit)
        raise raw.fault(f"{error}. Units are {units}; directions are after and before.") from error
    rule = Rule(
        raw.text("key"), raw.number("version"), raw.text("title"), raw.text("starts"), raw.number("limit"), unit,
        direction, raw.flag("recurring"), raw.number("lasts_months", 0), raw.text("then", ""),
        raw.text("pauses", ""), start, end, raw.text("source"), raw.flag("checked"), raw.text("note", ""),
    )  # fmt: skip
    if rule.limit == 0:
        raise raw.fault("`limit` must be at least 1.")
    if direction is Direction.BEFORE and (rule.recurring or rule.pauses or rule.then):
        raise raw.fault("a clock that runs before an event cannot recur, pause or be followed by another.")
    if rule.lasts_months and not (rule.recurring and rule.then):
        raise raw.fault("`lasts_months` is for a recurring clock with a `then`.")
    return rule


class Clocks:
    """All versions of all clocks."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: Mapping[tuple[str, int], Rule] = {(rule.key, rule.version): rule for rule in rules}
        names = self.names()
        for rule in self._rules.values():
            if rule.then and rule.then not in names:
                raise RulesError(f"{rule.key} is followed by {rule.then}, and there is no such clock.")

    def names(self) -> tuple[str, ...]:
        return tuple(sorted({key for key, _ in self._rules}))

    def versions(self, key: str) -> tuple[Rule, ...]:
        """All versions of one clock, oldest first; LookupError where there is none of that key."""
        found = sorted((r for r in self._rules.values() if r.key == key), key=lambda rule: rule.version)
        if not found:
            raise LookupError(f"There is no clock called {key}.")
        return tuple(found)

    def get(self, key: str, version: int) -> Rule:
        """The version that a deadline was set by."""
        try:
            return self._rules[key, version]
        except KeyError:
            raise LookupError(f"There is no version {version} of the clock {key}.") from None

    def on(self, key: str, day: date) -> Rule:
        """The rule for something that began on a day: the newest version that applied then."""
        found = [rule for rule in self.versions(key) if rule.applies_on(day)]
        if not found:
            raise LookupError(f"The clock {key} did not apply on {day_words(day)}.")
        return found[-1]


def read(*folders: Path) -> Clocks:
    """Clocks from folders of TOML files. A later folder's rule replaces an earlier one of the same key and version."""
    return Clocks(
        _rule(raw)
        for folder in folders
        for path in sorted(folder.glob("*.toml"))
        for raw in tables(path, "rules")
    )


@lru_cache(maxsize=1)
def clocks() -> Clocks:
    """The clocks of this installation, read once: the built-in ones, then those of its own folders."""
    return read(BUILT_IN / "clocks", *settings.CLOCK_FOLDERS)
