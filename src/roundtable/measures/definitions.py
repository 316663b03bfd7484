"""What an indicator means: versioned definitions, read from data files.

One TOML file a key, in `definitions/` or in a folder that an installation names. A file holds the key and
one `[[versions]]` table for each version, oldest first. Nothing in a definition is a value of any partnership.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

KEY = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,3}")
BUILT_IN = Path(__file__).parent / "definitions"


class Counts(StrEnum):
    """What is counted; it decides whether a small count may identify somebody."""

    PEOPLE = "people"
    EVENTS = "events"  # events about people
    NEITHER = "neither"  # meetings, courses, answers, money


class Adds(StrEnum):
    """How the indicator adds over time."""

    SUM = "sum"  # a year is the sum of its months
    LAST = "last"  # a year is its last value
    NONE = "none"  # months say nothing about the year


class Polarity(StrEnum):
    HIGH = "high"
    LOW = "low"
    NEITHER = "neither"


class Scale(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    RATE = "rate"
    POUNDS = "pounds"


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way in which the indicator is broken down.

    `values` are keys and titles in their order. An open dimension also takes values that the supplier
    names (a council's own teams), keyed by `slug`. `exclusive` says that the parts add up to the whole;
    where they overlap (a child with two factors) no total may be made of them.
    """

    key: str
    title: str
    values: tuple[tuple[str, str], ...] = ()
    open: bool = False
    exclusive: bool = True


@dataclass(frozen=True, slots=True)
class Definition:
    """One version of one indicator's definition."""

    key: str
    version: int
    title: str
    question: str  # "How do we know that…"
    theme: str
    definition: str
    counts: Counts
    unit: str  # plural noun: "contacts", "children", "pounds"
    scale: Scale
    adds: Adds
    polarity: Polarity
    supplier: str  # the kind of agency or post that supplies it, in words
    frequency: str  # monthly, quarterly, annual, snapshot
    source: str
    numerator: str = ""
    denominator: str = ""  # a figure key, for rates and shares over another figure
    denominator_vintage: str = ""
    per: int = 1  # 100, 1000, 10000, 100000: what a rate of this figure is given per
    decimals: int = 0
    dimensions: tuple[Dimension, ...] = ()
    comparators: tuple[str, ...] = ()
    challenge_questions: tuple[str, ...] = ()
    guidance: str = ""  # said to the supplier beside the line
    in_use_from: date | None = None
    in_use_to: date | None = None
    replaced_by: str = ""
    planned: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)

    def dimension(self, key: str) -> Dimension:
        """The dimension of that key; KeyError with the ones that there are."""
        for dimension in self.dimensions:
            if dimension.key == key:
                return dimension
        known = ", ".join(d.key for d in self.dimensions) or "none"
        raise KeyError(f"{self.key} has no dimension {key!r}; it has: {known}")

    def in_use_on(self, day: date) -> bool:
        after = self.in_use_from is None or day >= self.in_use_from
        before = self.in_use_to is None or day <= self.in_use_to
        return after and before and not self.planned


class DefinitionError(ValueError):
    """A definition file that cannot be used; the message names the file and the field."""


def slug(text: str) -> str:
    """The key of a value that a supplier names: "NHS England" is nhs_england."""
    return re.sub(r"[^a-z0-9]+", "_", text.strip().lower()).strip("_")


def load(*folders: Path) -> "Definitions":
    """Every definition in the built-in folder and in `folders`; a later folder may add versions, not change them."""
    found: dict[str, list[Definition]] = {}
    for folder in (BUILT_IN, *folders):
        for path in sorted(folder.glob("*.toml")):
            for definition in read_file(path):
                versions = found.setdefault(definition.key, [])
                if definition.version != len(versions) + 1:
                    raise DefinitionError(
                        f"{path.name}: version {definition.version} of {definition.key} comes after {len(versions)}"
                    )
                versions.append(definition)
    return Definitions(found)


def read_file(path: Path) -> list[Definition]:
    """The versions in one file, oldest first."""
    with path.open("rb") as handle:
        try:
            data = tomllib.load(handle)
        except tomllib.TOMLDecodeError as error:
            raise DefinitionError(f"{path.name}: {error}") from error
    key = data.get("key", "")
    if not KEY.fullmatch(key):
        raise DefinitionError(f"{path.name}: key {key!r} is not of the form function.noun.qualifier")
    first = data.get("first_version", 1)
    return [
        _version(path, key, number, raw) for number, raw in enumerate(data.get("versions", ()), start=first)
    ]


def _version(path: Path, key: str, number: int, raw: dict[str, Any]) -> Definition:
    fields = dict(raw)
    try:
        fields["counts"] = Counts(fields["counts"])
        fields["scale"] = Scale(fields.get("scale", "count"))
        fields["adds"] = Adds(fields["adds"])
        fields["polarity"] = Polarity(fields["polarity"])
        fields["dimensions"] = tuple(_dimension(d) for d in fields.pop("dimensions", ()))
        for name in ("comparators", "challenge_questions"):
            fields[name] = tuple(fields.get(name, ()))
        return Definition(key=key, version=number, **fields)
    except (KeyError, TypeError, ValueError) as error:
        raise DefinitionError(f"{path.name}, version {number}: {error}") from error


def _dimension(raw: dict[str, Any]) -> Dimension:
    values = tuple((v["key"], v["title"]) for v in raw.get("values", ()))
    return Dimension(raw["key"], raw["title"], values, raw.get("open", False), raw.get("exclusive", True))


class Definitions:
    """The definitions that an installation knows, by key and version."""

    def __init__(self, versions: Mapping[str, Iterable[Definition]]) -> None:
        self._versions = {key: tuple(found) for key, found in versions.items()}

    def keys(self) -> list[str]:
        return sorted(self._versions)

    def __contains__(self, key: str) -> bool:
        return key in self._versions

    def get(self, key: str, version: int | None = None) -> Definition:
        """One version, the newest where none is named; KeyError in words where there is none."""
        if key not in self._versions:
            raise KeyError(f"There is no figure {key!r}")
        versions = self._versions[key]
        if version is None:
            return versions[-1]
        if not 1 <= version <= len(versions):
            raise KeyError(f"{key} has {len(versions)} version(s), not {version}")
        return versions[version - 1]

    def on(self, key: str, day: date) -> Definition:
        """The newest version in use on a day, or the newest of all where none was."""
        versions = self._versions[self.get(key).key]
        return next((v for v in reversed(versions) if v.in_use_on(day)), versions[-1])

    def newest(self) -> list[Definition]:
        return [versions[-1] for _, versions in sorted(self._versions.items())]

    def versions(self, key: str) -> tuple[Definition, ...]:
        return self._versions[key]
