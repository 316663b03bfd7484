"""Named, versioned rule sets of disclosure control, as data: one file each, in `measures/rules`.

A rule set says for each level of geography what is hidden and rounded, and from when to when it was in force.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from roundtable.measures.tables import Rules

LEVELS = ("local_authority", "region", "national")
_KEYS = {"low", "high", "secondary", "keeps", "nearest", "places"}


class UnknownRules(LookupError):
    """No rule set, version or level of that name: the message says which there are."""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A published way of disclosure control in one version. `start` and `end` are the first day on which it
    held and the first on which it no longer did; None where the source does not say, or it still does.
    """

    name: str
    version: str
    title: str
    source: str
    note: str
    start: date | None
    end: date | None
    hidden_symbol: str
    levels: Mapping[str, Rules]

    def at(self, level: str) -> Rules:
        """The rules at a level of geography: local_authority, region or national."""
        if level not in self.levels:
            raise UnknownRules(
                f"{self.name} {self.version} has no level {level!r}: it has {_or(self.levels)}"
            )
        return self.levels[level]

    def in_force(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def names() -> tuple[str, ...]:
    """The names of all rule sets."""
    return tuple(sorted({each.name for each in _all()}))


def rule_set(name: str, version: str = "") -> RuleSet:
    """A rule set by its name, in the version asked for or the newest. UnknownRules where there is none."""
    named = [each for each in _all() if each.name == name]
    if not named:
        raise UnknownRules(f"No rule set is called {name!r}: there are {_or(names())}")
    found = [each for each in named if version in {"", each.version}]
    if not found:
        raise UnknownRules(f"{name} has no version {version!r}: it has {_or(e.version for e in named)}")
    return max(found, key=lambda each: (each.start or date.min, each.version))


def rule_set_on(name: str, day: date) -> RuleSet:
    """The version of a rule set that was in force on a day. UnknownRules where none was."""
    rule_set(name)
    found = [each for each in _all() if each.name == name and each.in_force(day)]
    if not found:
        raise UnknownRules(f"{name} was not in force on {day}")
    return found[0]


def read_rule_sets(text: str, where: str) -> list[RuleSet]:
    """The versions that a file declares. ValueError, with the file and what is wrong, where it is not a rule set."""
    try:
        said = tomllib.loads(text)
        return [_version(said, each) for each in said["versions"]]
    except KeyError as error:
        raise ValueError(f"{where}: {error.args[0]} is missing") from error
    except (tomllib.TOMLDecodeError, ValueError, TypeError) as error:
        raise ValueError(f"{where}: {error}") from error


def _version(said: Mapping[str, Any], each: Mapping[str, Any]) -> RuleSet:
    levels = {
        level: _rules(said["name"], each["version"], level, its) for level, its in each["levels"].items()
    }
    return RuleSet(
        said["name"], each["version"], said["title"], said["source"], each["note"], each.get("start"),
        each.get("end"), each["hidden_symbol"], MappingProxyType(levels),
    )  # fmt: skip


def _rules(name: str, version: str, level: str, its: Mapping[str, Any]) -> Rules:
    if level not in LEVELS:
        raise ValueError(f"no level is called {level!r}: there are {_or(LEVELS)}")
    if strange := its.keys() - _KEYS:
        raise ValueError(f"{_or(strange)} in {level} says nothing: there are {_or(_KEYS)}")
    # A level that names no range hides nothing.
    low, high = its.get("low", 1), its.get("high", 0)
    if its.get("keeps", 3) > high - low + 1 > 0:
        raise ValueError(
            f"{level} hides {low} to {high}, which is fewer numbers than the {its['keeps']} to be kept"
        )
    if its.get("nearest", 1) < 1:
        raise ValueError(f"{level} rounds to {its['nearest']}: it must be 1 or more")
    return Rules(
        name, version, low, high, keeps=its.get("keeps", 3), secondary=its.get("secondary", False),
        nearest=its.get("nearest", 1), places=its.get("places"),
    )  # fmt: skip


@cache
def _all() -> tuple[RuleSet, ...]:
    folder = files("roundtable.measures").joinpath("rules")
    found = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(
        each for file in found for each in read_rule_sets(file.read_text(encoding="utf-8"), file.name)
    )


def _or(words: Any) -> str:
    return ", ".join(sorted(words))
