"""The example year's files, as the tests read them."""

import csv
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from roundtable.measures.definitions import Definition, Definitions, load, slug
from roundtable.measures.periods import Period

FOLDER = Path(__file__).parents[2] / "examples" / "cambridgeshire-2015-16"
BEFORE = ("Key", "Indicator", "Breakdown", "Area", "Unit", "Last value")
AFTER = ("Note", "Cannot supply because", "Expected on", "Source")


@dataclass(frozen=True)
class Line:
    """One line of a return: what it is about and what it gives for each period; blanks are left out."""

    file: str
    key: str
    dims: tuple[tuple[str, str], ...]
    breakdown: str
    area: str
    values: dict[str, Decimal]
    blanks: frozenset[str]
    note: str
    cannot: str
    source: str

    @property
    def published(self) -> bool:
        return "comparators" in self.file


@cache
def definitions() -> Definitions:
    return load()


def read_toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def return_files() -> list[Path]:
    return sorted(FOLDER.rglob("*.csv"))


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


@cache
def lines() -> tuple[Line, ...]:
    return tuple(_line(path, row) for path in return_files() for row in rows(path))


def _line(path: Path, row: dict[str, str]) -> Line:
    periods = [name for name in row if name not in (*BEFORE, *AFTER)]
    return Line(
        file=path.relative_to(FOLDER).as_posix(),
        key=row["Key"],
        dims=dims_of(definitions().get(row["Key"]), row["Breakdown"]),
        breakdown=row["Breakdown"],
        area=row["Area"],
        values={str(Period.parse(p)): Decimal(row[p]) for p in periods if row[p]},
        blanks=frozenset(str(Period.parse(p)) for p in periods if not row[p]),
        note=row["Note"],
        cannot=row["Cannot supply because"],
        source=row["Source"],
    )


def dims_of(definition: Definition, breakdown: str) -> tuple[tuple[str, str], ...]:
    """ "Team: Access; Category: Neglect" as keys; KeyError for a title that a closed dimension does not know."""
    found = []
    for part in filter(None, breakdown.split("; ")):
        title, _, value = part.partition(": ")
        dimension = next(d for d in definition.dimensions if d.title == title)
        known = {name: key for key, name in dimension.values}
        found.append((dimension.key, known[value] if value in known or not dimension.open else slug(value)))
    return tuple(sorted(found))


def own(key: str, period: str, **dims: str) -> Decimal:
    """The one value that Cambridgeshire's own returns give."""
    wanted = tuple(sorted(dims.items()))
    found = [
        line.values[period]
        for line in lines()
        if line.key == key and line.dims == wanted and period in line.values
        if line.file.startswith("returns/")
    ]
    assert len(found) == 1, f"{key} {period} {wanted}: {found}"
    return found[0]


def parts(key: str, period: str, dimension: str, **dims: str) -> list[Decimal]:
    """The values along one dimension that Cambridgeshire's own returns give."""
    return [
        line.values[period]
        for line in lines()
        if line.key == key and period in line.values and line.file.startswith("returns/")
        if dict(line.dims).keys() == {dimension, *dims} and dims.items() <= dict(line.dims).items()
    ]


def months(key: str, year: str, **dims: str) -> list[Decimal]:
    return [own(key, str(month), **dims) for month in Period.parse(year).months()]
