"""A format's specification: frozen values, and how its file is read."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from roundtable.measures.periods import Period, PeriodKind

_PACKAGE = "roundtable.intake.formats"
_SHARED = "codes.toml"  # code lists of several formats
_YES_NO = "yes_no"
_Table = dict[str, Any]


class ColumnType(StrEnum):
    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    CODE = "code"  # one of a code list; kept as the code
    ID = "id"  # kept as text to the letter, leading noughts and all


class Need(StrEnum):
    ALWAYS = "always"  # a list without the column, or a row without the value, is wrong
    EXPECTED = "expected"  # a list without the column is asked about; a value may be missing
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class Code:
    """`first` and `last` are the years that a code is valid in, by their end ("2024" is 2023-24); 0 for no limit."""

    value: str
    label: str
    spellings: tuple[str, ...] = ()
    first: int = 0
    last: int = 0

    def valid_in(self, year_ending: int) -> bool:
        return self.first <= year_ending and (not self.last or year_ending <= self.last)


@dataclass(frozen=True, slots=True)
class CodeList:
    """Codes by value. Those of a yes or no are "true", "false" and "unknown"."""

    key: str
    codes: Mapping[str, Code]


@dataclass(frozen=True, slots=True)
class Column:
    """`path` is where an XML reader finds it, relative to its list."""

    key: str
    title: str
    type: ColumnType
    need: Need
    spellings: tuple[str, ...] = ()
    codes: CodeList | None = None
    path: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class ListSpec:
    """`names` are what sheets and files of the list are called, `path` its element in XML."""

    key: str
    title: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    path: str = ""
    about: str = ""

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Specification:
    """One version of a format. `years` are financial years ("2023-24") that it was published for."""

    format: str
    version: str
    title: str
    source: str
    years: tuple[str, ...]
    lists: tuple[ListSpec, ...]
    code_lists: Mapping[str, CodeList]
    licence: str = ""

    @property
    def id(self) -> str:
        return f"{self.format}_{self.version}"

    def list(self, key: str) -> ListSpec:
        """The list of a key; KeyError where there is none."""
        for found in self.lists:
            if found.key == key:
                return found
        raise KeyError(key)

    def covers(self, year: str) -> bool:
        return year in self.years


def year_ending(year: str) -> int:
    """2016 of "2015-16"; ValueError for what is no financial year."""
    period = Period.parse(year)
    if period.kind is not PeriodKind.FINANCIAL_YEAR:
        raise ValueError(f"{year} is not a financial year, such as 2015-16.")
    return period.end.year


@cache
def formats() -> tuple[str, ...]:
    """The formats that have a specification, by key."""
    return tuple(sorted(found.name for found in files(_PACKAGE).iterdir() if _versions(found)))


@cache
def specifications(format_key: str) -> tuple[Specification, ...]:
    """The versions of a format, oldest first; KeyError for a format that there is not."""
    if format_key not in formats():
        raise KeyError(format_key)
    raw = {found.name.removesuffix(".toml"): found for found in _versions(files(_PACKAGE) / format_key)}
    return tuple(_specification(format_key, version, raw) for version in sorted(raw))


def nearest(format_key: str, year: str = "") -> tuple[Specification, str]:
    """The version for a year, the latest without one, and a sentence where another year's had to do.

    Of two that are as near, the later: definitions mostly grow.
    """
    known = specifications(format_key)
    if not year:
        return known[-1], ""
    exact = [found for found in known if found.covers(year)]
    if exact:
        return exact[-1], ""
    wanted = year_ending(year)
    chosen = min(reversed(known), key=lambda found: min(abs(year_ending(y) - wanted) for y in found.years))
    span = chosen.years[0] if len(chosen.years) == 1 else f"{chosen.years[0]} to {chosen.years[-1]}"
    return chosen, f"There is no specification for {year}: it was read by that of {span} ({chosen.title})."


def _versions(folder: Traversable) -> list[Traversable]:
    return [found for found in folder.iterdir() if found.name.endswith(".toml")] if folder.is_dir() else []


def _specification(format_key: str, version: str, raw: Mapping[str, Traversable]) -> Specification:
    data = _merged(version, raw)
    code_lists = _named_code_lists(data)
    return Specification(
        format=format_key,
        version=version,
        title=data["title"],
        source=data["source"],
        licence=data.get("licence", ""),
        years=tuple(data["years"]),
        lists=tuple(_list(one, code_lists) for one in data.get("list", [])),
        code_lists=code_lists,
    )


def _merged(version: str, raw: Mapping[str, Traversable]) -> _Table:
    """The tables of a version, with those of the version that it stands on underneath."""
    data = tomllib.loads(raw[version].read_text(encoding="utf-8"))
    base = data.pop("base", "")
    if not base:
        return data
    under = _merged(base, raw)
    lists = {one["key"]: one for one in under.get("list", [])}
    for change in data.pop("list", []):
        lists[change["key"]] = _merged_list(lists.get(change["key"], {}), change)
    for key in data.pop("without_lists", []):
        del lists[key]
    codes = under.get("codelists", {})
    for key, changes in data.pop("codelists", {}).items():
        codes[key] = {**codes.get(key, {}), **changes}
    return {**under, **data, "list": list(lists.values()), "codelists": codes}


def _merged_list(under: _Table, change: _Table) -> _Table:
    columns = {column["key"]: column for column in under.get("column", [])}
    for column in change.pop("column", []):
        columns[column["key"]] = {**columns.get(column["key"], {}), **column}
    for key in change.pop("without", []):
        del columns[key]
    return {**under, **change, "column": list(columns.values())}


@cache
def _shared_codes() -> _Table:
    return tomllib.loads((files(_PACKAGE) / _SHARED).read_text(encoding="utf-8"))


def _named_code_lists(data: _Table) -> dict[str, CodeList]:
    """The code lists that columns name: the format's own, else the shared one; KeyError for one that is nowhere."""
    known = {**_shared_codes(), **data.get("codelists", {})}
    named = {_codes_of(column) for one in data.get("list", []) for column in one["column"]} - {""}
    return {
        key: CodeList(key, {value: _code(value, given) for value, given in known[key].items()})
        for key in sorted(named)
    }


def _codes_of(column: _Table) -> str:
    return str(column.get("codes", _YES_NO if column["type"] == ColumnType.BOOLEAN else ""))


def _code(value: str, given: str | _Table) -> Code:
    """A code is written as its label, or as a table with more about it."""
    if isinstance(given, str):
        return Code(value, given)
    return Code(
        value,
        given["label"],
        tuple(given.get("spellings", ())),
        int(given.get("first", 0)),
        int(given.get("last", 0)),
    )


def _list(data: _Table, code_lists: Mapping[str, CodeList]) -> ListSpec:
    return ListSpec(
        key=data["key"],
        title=data["title"],
        names=tuple(data.get("names", ())),
        required=bool(data.get("required", False)),
        path=data.get("path", ""),
        about=data.get("about", ""),
        columns=tuple(_column(one, code_lists) for one in data["column"]),
    )


def _column(data: _Table, code_lists: Mapping[str, CodeList]) -> Column:
    kind = ColumnType(data["type"])
    codes = _codes_of(data)
    if (kind in {ColumnType.CODE, ColumnType.BOOLEAN}) != bool(codes):
        raise ValueError(f"Column {data['key']}: a column of codes names its code list, and no other does.")
    return Column(
        key=data["key"],
        title=data["title"],
        type=kind,
        need=Need(data.get("required", Need.EXPECTED)),
        spellings=tuple(data.get("spellings", ())),
        codes=code_lists[codes] if codes else None,
        path=data.get("path", ""),
        about=data.get("about", ""),
    )
