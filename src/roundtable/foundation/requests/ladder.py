"""The reminder ladder: which reminder is next, and when a request goes to the chair."""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Rung:
    """One reminder: so many days after the request is due (before it, less than nought)."""

    key: str
    days: int
    title: str
    subject: str
    opening: str


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs, lowest first, and the escalation at the top of them, to whoever holds `role`."""

    version: int
    rungs: tuple[Rung, ...]
    escalation: Rung
    role: str
    asking: Rung  # the first letter, before any reminder

    def reached(self, due: date, today: date) -> Rung | None:
        """The highest rung whose day has come."""
        return next((rung for rung in reversed(self.rungs) if (today - due).days >= rung.days), None)

    def next_to_send(self, due: date, today: date, sent: Collection[str]) -> Rung | None:
        """The rung to remind by now; None where it is too early, or that one was sent. Missed ones are not made up."""
        rung = self.reached(due, today)
        return rung if rung is not None and rung.key not in sent else None

    def to_escalate(self, due: date, today: date) -> bool:
        return (today - due).days >= self.escalation.days


def _rung(raw: dict[str, Any], key: str = "") -> Rung:
    return Rung(key or raw["key"], raw["days"], raw["title"], raw["subject"], raw["opening"])


@lru_cache(maxsize=1)
def ladder() -> Ladder:
    with (Path(__file__).parent / "ladder.toml").open("rb") as handle:
        data = tomllib.load(handle)
    rungs = sorted((_rung(raw) for raw in data["rungs"]), key=lambda rung: rung.days)
    top = data["escalation"]
    return Ladder(
        data["version"], tuple(rungs), _rung(top, "escalation"), top["role"], _rung(data["asking"], "asking")
    )
