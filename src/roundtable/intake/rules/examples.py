"""Running a rule over one of its own examples: the proof that its condition says what its message says."""

from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from roundtable.intake.cin.shape import HEADER, Shape, number_of
from roundtable.intake.extracts import PLACE, ROW, SOURCE, Extract
from roundtable.intake.formats.specification import ColumnType, ListSpec, Specification, nearest
from roundtable.intake.rules.engine import Checked, Hit
from roundtable.intake.rules.model import Example, Row, Rule

_ARROW = {
    ColumnType.DATE: pa.date32(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.DECIMAL: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
}
_FILE = "example"
# All rows of an example are of one child unless they say otherwise.
_CHILD, _ONE = {"child", "child_id"}, "A1"


def found(
    format_key: str,
    rule: Rule,
    example: Example,
    folder: Path,
    engine: duckdb.DuckDBPyConnection | None = None,
) -> list[Hit]:
    """What the rule finds in the example, whose few rows are written to `folder`."""
    with Checked(extract_of(format_key, example, folder), only=(rule.id,), engine=engine) as checked:
        return [hit for known in checked.rules() if known is rule for hit in checked.hits(known)]


def extract_of(format_key: str, example: Example, folder: Path) -> Extract:
    """An example as an extract. What its rows do not say is missing; rows above them in XML are there, and empty."""
    year = f"{example.year - 1}-{example.year % 100:02d}"
    specification, _ = nearest(format_key, year)
    ancestors = _ancestors(specification)
    counts = {}
    for spec in specification.lists:
        rows = _rows(spec, example, ancestors)
        pq.write_table(pa.Table.from_pylist(rows, _schema(spec, ancestors)), folder / f"{spec.key}.parquet")
        counts[spec.key] = len(rows)
    return Extract(format_key, specification.id, folder, counts, year=year)


def _ancestors(specification: Specification) -> dict[str, tuple[str, ...]]:
    """Of a format whose lists hang on each other; the rows of others know each other by their child."""
    hanging = any("/" in one.path for one in specification.lists)
    return Shape.of(specification).ancestors if hanging else {}


def _rows(spec: ListSpec, example: Example, ancestors: dict[str, tuple[str, ...]]) -> list[Row]:
    given = example.rows.get(spec.key)
    if given is None:
        holds = any(spec.key in ancestors.get(key, ()) for key in example.rows)
        given = [{}] if holds or (ancestors and spec.key == HEADER) else []
    numbers = {number_of(key): 1 for key in ancestors.get(spec.key, ())}
    about_year: Row = {"reference_date": date(example.year, 3, 31), "year": example.year}
    start = about_year if ancestors and spec.key == HEADER else {}
    known = {*_schema(spec, ancestors).names}
    rows = []
    for at, row in enumerate(given, start=1):
        if strange := set(row) - known:
            raise ValueError(
                f"An example of {spec.key} has what the list has not: {', '.join(sorted(strange))}"
            )
        own: Row = {number_of(spec.key): at} if ancestors else dict.fromkeys(known & _CHILD, _ONE)
        # The header of an example is whole unless the example is about it.
        filled = row if start and row else {**start, **row}
        rows.append({**numbers, **own, SOURCE: _FILE, PLACE: spec.title, ROW: at, **filled})
    return rows


def _schema(spec: ListSpec, ancestors: dict[str, tuple[str, ...]]) -> pa.Schema:
    names = {column.key: _ARROW.get(column.type, pa.string()) for column in spec.columns}
    if ancestors:
        names |= {number_of(key): pa.int64() for key in (*ancestors.get(spec.key, ()), spec.key)}
        names.setdefault("child", pa.string())
    return pa.schema([*names.items(), (SOURCE, pa.string()), (PLACE, pa.string()), (ROW, pa.int64())])
