"""Regimes themselves: which guidance a partnership worked under on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from roundtable.foundation.regimes.reading import BUILT_IN, Raw, tables
from roundtable.measures.wording import day as day_words


@dataclass(frozen=True, slots=True)
class Regime:
    """One edition of the guidance, from a day until a day (open for the one in force)."""

    key: str
    title: str
    short_title: str  # "Working Together 2015"
    body: str  # the body that it sets up: lscb, partnership
    start: date
    end: date | None
    source: str
    checked: bool  # whether every detail was read in the source itself
    note: str = ""

    def applies_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def _regime(raw: Raw) -> Regime:
    raw.only("key", "title", "short_title", "body", "from", "to", "source", "checked", "note")
    start, end = raw.span()
    return Regime(
        raw.text("key"), raw.text("title"), raw.text("short_title"), raw.text("body"), start, end,
        raw.text("source"), raw.flag("checked"), raw.text("note", ""),
    )  # fmt: skip


@lru_cache(maxsize=1)
def regimes() -> Mapping[str, Regime]:
    """Every regime by key, oldest first."""
    found = [_regime(raw) for raw in tables(BUILT_IN / "regimes.toml", "regimes")]
    return {regime.key: regime for regime in sorted(found, key=lambda regime: regime.start)}


def regime_on(day: date) -> Regime:
    """The regime in force on a day; LookupError for a day before the first one known."""
    for regime in regimes().values():
        if regime.applies_on(day):
            return regime
    first = next(iter(regimes().values()))
    raise LookupError(f"No guidance is kept for {day_words(day)}. The first is {first.short_title}.")
