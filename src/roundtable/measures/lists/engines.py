"""The engines that run the same expressions: DuckDB inside the program, PostgreSQL, and Apache Spark.

An engine opens lists as tables with canonical columns and types, and fetches what an expression gives as Arrow. It is
a context: what it loaded is gone afterwards. Ibis writes the SQL; the engine's own client runs it.
"""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, Self

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from roundtable.measures.lists.model import AUTHORITY, CHILD, COLUMNS, Lists, ListsError, Rows, Type

_IBIS_TYPES = {Type.TEXT: "string", Type.DATE: "date", Type.INTEGER: "int64", Type.BOOLEAN: "boolean"}


class Engine(Protocol):
    """What indicators ask of an engine."""

    def open(self, lists: Lists) -> Mapping[str, ir.Table]: ...

    def load(self, name: str, rows: pa.Table) -> ir.Table: ...

    def fetch(self, wanted: ir.Table) -> pa.Table: ...


class DuckDB:
    """The engine that is inside: no server, memory held to a limit, the rest on disk.

    `memory` is what DuckDB understands ("4GB"); `folder` takes what does not fit, a temporary one where none is named.
    """

    def __init__(self, memory: str = "2GB", threads: int = 0, folder: Path | None = None) -> None:
        self._own = None if folder else Path(tempfile.mkdtemp(prefix="roundtable-"))
        settings: dict[str, Any] = {"memory_limit": memory, "temp_directory": str(folder or self._own)}
        if threads:
            settings["threads"] = threads
        self._connection = duckdb.connect(config=settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
        if self._own:
            shutil.rmtree(self._own, ignore_errors=True)

    def open(self, lists: Lists) -> Mapping[str, ir.Table]:
        return {key: canonical(self._table(key, rows), key) for key, rows in lists.tables.items()}

    def _table(self, key: str, rows: Rows) -> ir.Table:
        if isinstance(rows, pa.Table):
            return self.load(key, rows)
        paths = _paths(rows)
        self._connection.read_parquet([str(path) for path in paths]).create_view(_name(key))
        return _table(key, schema_of(paths))

    def load(self, name: str, rows: pa.Table) -> ir.Table:
        self._connection.register(_name(name), rows)
        return _table(name, rows.schema)

    def fetch(self, wanted: ir.Table) -> pa.Table:
        return self._connection.sql(ibis.to_sql(wanted, dialect="duckdb")).to_arrow_table()


class Postgres:
    """Lists in PostgreSQL: loaded by COPY into temporary tables, gone when the connection closes.

    `connection` is one of psycopg 3, which the caller opens and closes; nothing but temporary tables is written.
    """

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._loaded: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._connection.cursor() as cursor:
            for name in self._loaded:
                cursor.execute(f'DROP TABLE IF EXISTS pg_temp."{name}"')

    def open(self, lists: Lists) -> Mapping[str, ir.Table]:
        return {key: canonical(self._table(key, rows), key) for key, rows in lists.tables.items()}

    def _table(self, key: str, rows: Rows) -> ir.Table:
        if isinstance(rows, pa.Table):
            return self.load(key, rows)
        paths = _paths(rows)
        return self.load(
            key, pa.concat_tables([pq.read_table(path) for path in paths], promote_options="default")
        )

    def load(self, name: str, rows: pa.Table) -> ir.Table:
        table = _name(name)
        columns = ", ".join(f'"{field.name}" {_postgres_type(field.type)}' for field in rows.schema)
        with self._connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMPORARY TABLE "{table}" ({columns})')
            self._loaded.append(table)
            self._copy(cursor, table, rows)
            cursor.execute(f'ANALYZE "{table}"')
        return _table(name, rows.schema)

    @staticmethod
    def _copy(cursor: Any, table: str, rows: pa.Table) -> None:
        # Everything that is there is quoted, so that an empty text is not taken for nothing.
        how = pa_csv.WriteOptions(include_header=False, quoting_style="all_valid")
        with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT csv)') as copy:
            for batch in rows.to_batches(max_chunksize=50_000):
                sink = pa.BufferOutputStream()
                pa_csv.write_csv(pa.Table.from_batches([batch]), sink, how)
                copy.write(sink.getvalue().to_pybytes())

    def fetch(self, wanted: ir.Table) -> pa.Table:
        schema = wanted.schema().to_pyarrow()
        with self._connection.cursor() as cursor:
            cursor.execute(ibis.to_sql(wanted, dialect="postgres"))
            columns = list(zip(*cursor.fetchall(), strict=True)) or [()] * len(schema)
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


class Spark:
    """Lists on Apache Spark, for a region or the nation. `session` is a `pyspark.sql.SparkSession` of the caller."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._folder = Path(tempfile.mkdtemp(prefix="roundtable-"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, lists: Lists) -> Mapping[str, ir.Table]:
        return {key: canonical(self._table(key, rows), key) for key, rows in lists.tables.items()}

    def _table(self, key: str, rows: Rows) -> ir.Table:
        if isinstance(rows, pa.Table):
            return self.load(key, rows)
        return self._view(key, _paths(rows))

    def load(self, name: str, rows: pa.Table) -> ir.Table:
        path = self._folder / f"{name}.parquet"
        pq.write_table(rows, path)
        return self._view(name, (path,))

    def _view(self, name: str, paths: tuple[Path, ...]) -> ir.Table:
        self._session.read.parquet(*(str(path) for path in paths)).createOrReplaceTempView(_name(name))
        return _table(name, schema_of(paths))

    def fetch(self, wanted: ir.Table) -> pa.Table:
        return self._session.sql(ibis.to_sql(wanted, dialect="pyspark")).toArrow()


def _name(key: str) -> str:
    return f"list_{key}"


def _table(key: str, schema: pa.Schema) -> ir.Table:
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=_name(key))


def _paths(rows: Path | tuple[Path, ...]) -> tuple[Path, ...]:
    return (rows,) if isinstance(rows, Path) else rows


def schema_of(paths: tuple[Path, ...]) -> pa.Schema:
    """The columns of Parquet files that are read as one; ListsError where they differ."""
    first, *others = [pq.read_schema(path).remove_metadata() for path in paths]
    for path, schema in zip(paths[1:], others, strict=True):
        if not schema.equals(first):
            raise ListsError(f"{path.name} in {path.parent} has other columns than {paths[0].parent} has")
    return first


def _postgres_type(kind: pa.DataType) -> str:
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_integer(kind):
        return "bigint"
    return "boolean" if pa.types.is_boolean(kind) else "text"


def canonical(table: ir.Table, key: str) -> ir.Table:
    """The columns that the list knows, in its types; ListsError where one holds another kind of thing."""
    schema = table.schema()
    for needed in (AUTHORITY, CHILD):
        if needed not in schema:
            raise ListsError(f"The list {key} has no column {needed}, which every list must have")
    chosen = {}
    for name, kind in COLUMNS[key].items():
        if name in schema:
            if not _fits(schema[name], kind):
                raise ListsError(
                    f"The column {key}.{name} holds {schema[name]}, where {kind.value} was expected"
                )
            column = table[name]
            wanted = _IBIS_TYPES[kind]
            chosen[name] = column if str(schema[name]) == wanted else column.cast(wanted)
    # An authority that is not said is one of its own, and never nothing.
    chosen[AUTHORITY] = chosen[AUTHORITY].fill_null("")
    return table.select(**chosen)


def _fits(found: Any, kind: Type) -> bool:
    if found.is_null():
        return True
    return bool(
        {
            Type.TEXT: found.is_string,
            Type.DATE: found.is_date,
            Type.INTEGER: found.is_integer,
            Type.BOOLEAN: found.is_boolean,
        }[kind]()
    )
