"""What an indicator counts in case lists: declared in a file for each, in `measures/listed/`.

A file names the figure whose count it gives, the list and the form of counting, the conditions that a row must meet, the
breakdowns, what happens in doubtful cases in words, and a worked example that is run as a test and shown in the
reference. Shares and rates are not declared here: the figure's own definition names its denominator.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from roundtable.measures.definitions import KEY
from roundtable.measures.listed import FOLDER
from roundtable.measures.lists.conditions import (
    Again,
    AlsoIn,
    Condition,
    ConditionError,
    columns_of,
    read_condition,
)
from roundtable.measures.lists.model import COLUMNS, Type
from roundtable.measures.wording import join

BUILT_IN = FOLDER
CHILD_DIMENSIONS = ("age_group", "sex")  # of the list of children, not of the list that is counted


class ListedError(ValueError):
    """A file of `listed` that cannot be used; the message names the file and the field."""


class Form(StrEnum):
    """The ways in which a list is counted."""

    FLOW = "flow"  # rows whose date lies in the period
    STOCK = "stock"  # children with a row open at the end of the day
    PEOPLE = "people"  # children with so many rows in the period, each child once
    REVIEWED = "reviewed"  # children with a plan open at the end whose reviews were all in time


@dataclass(frozen=True, slots=True)
class Rule:
    """What is done with a doubtful case, in words: "Unborn children", "A plan is counted from the day …"."""

    about: str
    says: str


@dataclass(frozen=True, slots=True)
class Expected:
    """What a worked example comes to: a count in a period (the example's own where empty) and breakdown."""

    count: int
    period: str = ""
    dims: tuple[tuple[str, str], ...] = ()
    refused: str = ""  # words of the reason, where there is no count


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: tiny lists, the days that they cover, and the counts that they come to."""

    period: str
    covers: tuple[date, date]
    lists: Mapping[str, tuple[Mapping[str, Any], ...]]
    expected: tuple[Expected, ...]
    says: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """How one figure is counted over lists.

    `date` is the column that places a row in time (of a stock, `opens` and `closes`); a stock of rows open for so many
    months counts a row from that much later on. A flow counts rows that agree in `once_per` and their date only once,
    where it names columns. `at_least` is the number of rows that a child must have. `each` names a column that
    holds several values parted by semicolons, and the dimension that they are. Without a `whole`, the figure is given by
    its breakdowns only, since a sum of overlapping parts would say nothing.
    """

    figure: str
    version: int
    form: Form
    list: str
    date: str = ""
    opens: str = ""
    closes: str = ""
    open_for_months: int = 0
    at_least: int = 1
    where: tuple[Condition, ...] = ()
    by: tuple[tuple[str, ...], ...] = ()
    columns: Mapping[str, str] | None = None  # dimension → column, where their names differ
    each: str = ""
    once_per: tuple[str, ...] = ()
    whole: bool = True
    rules: tuple[Rule, ...] = ()
    example: Example | None = None

    def column(self, dimension: str) -> str:
        return (self.columns or {}).get(dimension, dimension)

    @property
    def dates(self) -> tuple[str, ...]:
        return tuple(name for name in (self.date, self.opens, self.closes) if name)

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """The lists and columns without which nothing can be counted."""
        own = [*self.dates, *columns_of(self.where), *self.once_per]
        if self.each:
            own.append(self.column(self.each))
        needed = {self.list: tuple(dict.fromkeys(own))}
        if self.form is Form.REVIEWED:
            needed["plan_reviews"] = ("plan_started", "held")
        for condition in self.where:
            if isinstance(condition, AlsoIn):
                needed[condition.list] = ("started", "ended")
        return needed


def load(folder: Path = BUILT_IN) -> dict[str, Listed]:
    """Every figure that can be counted over lists, by key."""
    found: dict[str, Listed] = {}
    for path in sorted(folder.glob("*.toml")):
        if not path.name.startswith("_"):
            listed = read_file(path)
            found[listed.figure] = listed
    return found


def read_file(path: Path) -> Listed:
    with path.open("rb") as handle:
        try:
            raw = tomllib.load(handle)
        except tomllib.TOMLDecodeError as error:
            raise ListedError(f"{path.name}: {error}") from error
    try:
        listed = _listed(raw)
        _check(listed)
    except (KeyError, TypeError, ValueError) as error:
        raise ListedError(f"{path.name}: {error}") from error
    return listed


def _listed(raw: dict[str, Any]) -> Listed:
    count = dict(raw["count"])
    return Listed(
        figure=raw["figure"],
        version=raw["version"],
        form=Form(count.pop("form")),
        where=tuple(read_condition(c) for c in count.pop("where", ())),
        by=tuple(tuple(b) for b in count.pop("by", ())),
        once_per=tuple(count.pop("once_per", ())),
        rules=tuple(Rule(**rule) for rule in raw.get("rules", ())),
        example=_example(raw["example"]),
        **count,
    )


def _example(raw: dict[str, Any]) -> Example:
    first, last = raw["covers"]
    return Example(
        period=raw["period"],
        covers=(first, last),
        lists={key: tuple(rows) for key, rows in raw["lists"].items()},
        expected=tuple(_expected(e) for e in raw["expected"]),
        says=raw.get("says", ""),
    )


def _expected(raw: dict[str, Any]) -> Expected:
    dims = tuple(sorted((k, v) for k, v in raw.items() if k not in {"count", "period", "refused"}))
    return Expected(raw.get("count", -1), raw.get("period", ""), dims, raw.get("refused", ""))


_NEEDED = {
    Form.FLOW: ("date",),
    Form.STOCK: ("opens", "closes"),
    Form.PEOPLE: ("date",),
    Form.REVIEWED: ("opens", "closes"),
}


def _check(listed: Listed) -> None:
    """What the types cannot say: the columns are there and of the right kind, the form has what it needs."""
    if not KEY.fullmatch(listed.figure):
        raise ListedError(f"figure {listed.figure!r} is not a key")
    needed = _NEEDED[Form.STOCK if listed.form is Form.PEOPLE and listed.opens else listed.form]
    missing = [name for name in needed if not getattr(listed, name)]
    if missing:
        raise ListedError(f"a {listed.form} needs {join(missing)}")
    if listed.form is Form.STOCK and any(isinstance(c, Again) for c in listed.where):
        raise ListedError("what is open does not depend on earlier rows")
    for key, columns in listed.needs.items():
        if key not in COLUMNS:
            raise ListedError(f"there is no list {key}")
        _known(key, columns)
    for name in listed.dates:
        if COLUMNS[listed.list][name] is not Type.DATE:
            raise ListedError(f"{listed.list}.{name} is no date")
    own = [listed.column(d) for b in listed.by for d in b if d not in CHILD_DIMENSIONS]
    _known(listed.list, own)
    if listed.example is not None:
        for key, rows in listed.example.lists.items():
            _known(key, {name for row in rows for name in row})


def _known(key: str, columns: Iterable[str]) -> None:
    unknown = sorted(set(columns) - set(COLUMNS[key]))
    if unknown:
        raise ListedError(f"the list {key} has no column {join(unknown)}")


def dimensions_of(several: Sequence[Listed]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(d for one in several for by in one.by for d in by))


__all__ = [
    "BUILT_IN",
    "CHILD_DIMENSIONS",
    "ConditionError",
    "Example",
    "Expected",
    "Form",
    "Listed",
    "ListedError",
    "Rule",
    "dimensions_of",
    "load",
    "read_file",
]
