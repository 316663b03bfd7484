"""Tables of a return on disk: rows come piece by piece, and are numbered and written in batches."""

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from roundtable.intake.cin.rows import ARROW, ListRows, Rows
from roundtable.intake.cin.shape import Shape, number_of
from roundtable.intake.extracts import BATCH_ROWS, PLACE, ROW, SOURCE
from roundtable.intake.formats.specification import ListSpec

CHILDREN, CHILD = "children", "child"


class _Table:
    """One list's file."""

    def __init__(self, folder: Path, one: ListSpec, ancestors: tuple[str, ...], source: str) -> None:
        self.path = folder / f"{one.key}.parquet"
        self.spec, self.ancestors = one, ancestors
        text = pa.dictionary(pa.int32(), pa.string())  # in memory; on disk it is text
        self._source, self._place = pa.array([source]), pa.array([one.title])
        own = [] if one.key == CHILDREN else [pa.field(CHILD, pa.string())]
        numbers = [pa.field(number_of(key), pa.int64()) for key in (*ancestors, one.key)]
        columns = [pa.field(column.key, ARROW[column.type]) for column in one.columns]
        places = [pa.field(SOURCE, text), pa.field(PLACE, text), pa.field(ROW, pa.int64())]
        self.schema = pa.schema([*own, *numbers, *columns, *places])
        self.rows = 0
        self._waiting: list[pa.RecordBatch] = []
        self._many = 0
        texts = [field.name for field in self.schema if not pa.types.is_integer(field.type)]
        self._writer = pq.ParquetWriter(
            self.path, self.schema, store_schema=False, write_statistics=False, use_dictionary=texts
        )

    def add(self, rows: ListRows, before: dict[str, int], child: pa.Array) -> None:
        """`before`: how many rows each list had before this piece; `child`: the id of each child of the piece."""
        if not rows.count:
            return
        arrays: dict[str, pa.Array] = dict(rows.values)
        arrays[number_of(self.spec.key)] = pa.array(np.arange(1, rows.count + 1) + before[self.spec.key])
        for key in self.ancestors:
            arrays[number_of(key)] = pa.array(rows.links[key] + before[key] + 1)
        if self.spec.key != CHILDREN:
            arrays[CHILD] = child.take(pa.array(rows.links[CHILDREN]))
        nought = pa.array(np.zeros(rows.count, dtype=np.int32))
        arrays[SOURCE] = pa.DictionaryArray.from_arrays(nought, self._source)
        arrays[PLACE] = pa.DictionaryArray.from_arrays(nought, self._place)
        arrays[ROW] = pa.array(rows.lines)
        self._waiting.append(
            pa.record_batch([arrays[name] for name in self.schema.names], schema=self.schema)
        )
        self.rows += rows.count
        self._many += rows.count
        if self._many >= BATCH_ROWS:
            self._write()

    def _write(self) -> None:
        if self._waiting:
            self._writer.write_table(pa.Table.from_batches(self._waiting, self.schema))
        self._waiting, self._many = [], 0

    def close(self) -> None:
        self._write()
        self._writer.close()


class Tables:
    """All lists of a return. A context: what was written is taken away again where it ends with an error."""

    def __init__(self, folder: Path, shape: Shape, source: str) -> None:
        self._tables = {one.key: _Table(folder, one, shape.ancestors[one.key], source) for one in shape.lists}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in self._tables.values():
            table.close()
            if kind is not None:
                table.path.unlink(missing_ok=True)

    def add(self, rows: Rows) -> None:
        before = self.counts
        child = rows.lists[CHILDREN].values[CHILD]
        for key, table in self._tables.items():
            table.add(rows.lists[key], before, child)

    @property
    def counts(self) -> dict[str, int]:
        return {key: table.rows for key, table in self._tables.items()}
