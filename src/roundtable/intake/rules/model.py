"""Rules of a format, as their files have them.

`<format>/<list>.toml` holds the rules of one list: `view`, the rows that they look at (the list's own, with whatever of
other lists they need beside), and the rules, each a condition in SQL that is true where a row is wrong. A condition that
cannot be decided, because a value is missing, is no finding: a missing value has rules of its own.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from roundtable.intake.extract_problems import Severity

_PACKAGE = "roundtable.intake.rules"
_ABOUT = "about.toml"
Row = dict[str, Any]
Rows = dict[str, list[Row]]
_SEVERITIES = {"error": Severity.ERROR, "query": Severity.QUERY}
_REMEDY = {
    Severity.ERROR: "Correct it in the case system and export again.",
    Severity.QUERY: "Look at the record: correct it, or say why it is right.",
}


@dataclass(frozen=True)
class Example:
    """Lists of a few rows, of which the rule finds something wrong, or nothing. `year` is that of the extract."""

    rows: Rows
    year: int


@dataclass(frozen=True)
class Rule:
    """One check.

    `message` may name columns of the view, {started}; `fields` are the columns that it concerns, the first of which is
    the place. `first` and `last` are the years, by their end, that it holds in (0: no limit); an extract that does not
    say its year is checked by what holds last. `needs` are lists without which it would say what is not so. `checks`
    names what reading need not say of the fields any more: "code", "missing".
    """

    id: str
    list: str
    severity: Severity
    message: str
    fields: tuple[str, ...]
    fails_when: str
    what_to_do: str
    guidance: str
    first: int
    last: int
    needs: tuple[str, ...]
    checks: tuple[str, ...]
    fails: tuple[Example, ...]
    passes: tuple[Example, ...]

    def holds_in(self, year: int) -> bool:
        """`year` 0: not known."""
        if not year:
            return not self.last
        return self.first <= year and (not self.last or year <= self.last)


@dataclass(frozen=True)
class ListRules:
    """The rules of one list and the rows that they look at."""

    list: str
    view: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Comparison:
    """What came of running another validator over the same return: which, in words, and rule by rule."""

    other: str
    said: str
    differences: Mapping[str, str]  # where the two found different children
    readings: Mapping[str, str]  # where they would, in returns that the comparison did not have


@dataclass(frozen=True)
class RuleSet:
    """All rules of a format. `not_covered`: why other published rules are not here, and which."""

    format: str
    title: str
    source: str
    lists: tuple[ListRules, ...]
    not_covered: tuple[tuple[str, tuple[str, ...]], ...]
    comparison: Comparison | None

    def __iter__(self) -> Iterator[Rule]:
        for one in self.lists:
            yield from one.rules


def _folders() -> dict[str, Any]:
    return {found.name: found for found in files(_PACKAGE).iterdir() if (found / _ABOUT).is_file()}


@cache
def formats_with_rules() -> tuple[str, ...]:
    return tuple(sorted(_folders()))


@cache
def rule_set(format_key: str) -> RuleSet:
    """The rules of a format; KeyError for one that has none."""
    folder = _folders()[format_key]
    about = tomllib.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    lists = []
    for key in about["lists"]:
        data = tomllib.loads((folder / f"{key}.toml").read_text(encoding="utf-8"))
        rules = tuple(_rule(key, one, about) for one in data["rule"])
        lists.append(ListRules(key, data["view"].strip(), rules))
    left = tuple((one["why"], tuple(one["ids"])) for one in about.get("not_covered", []))
    return RuleSet(format_key, about["title"], about["source"], tuple(lists), left, _comparison(about))


def _comparison(about: Row) -> Comparison | None:
    data = about.get("comparison")
    if data is None:
        return None
    said = " ".join(data["said"].split())
    return Comparison(data["with"], said, data.get("differences", {}), data.get("readings", {}))


def _rule(list_key: str, data: Row, about: Row) -> Rule:
    severity = _SEVERITIES[data["severity"]]
    first, last = int(data.get("first", 0)), int(data.get("last", 0))
    year = int(last or about["year"])
    return Rule(
        id=data["id"],
        list=list_key,
        severity=severity,
        message=data["message"],
        fields=tuple(data["fields"]),
        fails_when=data["fails_when"].strip(),
        what_to_do=data.get("what_to_do", _REMEDY[severity]),
        guidance=data.get("guidance", about["guidance"].format(id=data["id"])),
        first=first,
        last=last,
        needs=tuple(data.get("needs", ())),
        checks=tuple(data.get("checks", ())),
        fails=tuple(_example(list_key, one, year) for one in data["fails"]),
        passes=tuple(_example(list_key, one, year) for one in data["passes"]),
    )


def _example(list_key: str, data: Row, year: int) -> Example:
    """An example is a row of the rule's list; or, where others matter, its rows (`rows`) and theirs by list."""
    others = {key: value for key, value in data.items() if _is_rows(value)}
    own = {key: value for key, value in data.items() if key not in others}
    rows = {key: list(value) for key, value in others.items() if key != "rows"}
    rows[list_key] = list(others.get("rows", [own] if own or list_key not in rows else rows[list_key]))
    return Example(rows, year)


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)
