"""CSV without quotation marks taken whole blocks at once: case systems write such, and it takes two fifths off reading.

What it gives is what Python's csv gives; it stops before the first row that is not as wide as the headings.
"""

import re
from collections.abc import Generator
from pathlib import Path

import pyarrow as pa
from pyarrow import csv

from roundtable.intake.extracts import BATCH_ROWS
from roundtable.intake.tabular.sheets import Texts

LONGEST_ROW = 1 << 20
_CHUNK = 1 << 20
_OVERLAP = 3  # bytes of one chunk that are looked at with the next
# A quotation mark, a blank line, a carriage return that ends a line by itself, a byte order mark within the file.
_NOT_PLAIN = re.compile(b'"|\n\r?\n|\r(?!\n)|\xef\xbb\xbf')


def is_unquoted(path: Path) -> bool:
    """Whether every line of a UTF-8 file is a row and every delimiter parts cells."""
    rest = b"\n"  # as if a line had ended: a first line may not be blank either
    with path.open("rb") as file:
        if file.read(3) != b"\xef\xbb\xbf":
            file.seek(0)
        while chunk := file.read(_CHUNK):
            seen = rest + chunk
            whole = seen[:-1] if seen.endswith(b"\r") else seen  # what follows it is in the next chunk
            if _NOT_PLAIN.search(whole):
                return False
            rest = seen[-_OVERLAP:]
    return not rest.endswith(b"\r")


def column_blocks(
    path: Path, delimiter: str, first: int, cells: int
) -> Generator[list[Texts], None, tuple[int, bool]]:
    """The columns of some rows at a time, from row `first` on. Returns how many rows that were, and whether all."""
    names = [str(at) for at in range(cells)]
    given, waiting = 0, _Waiting(names)
    try:
        reader = csv.open_csv(
            path,
            csv.ReadOptions(column_names=names, skip_rows=first - 1, block_size=LONGEST_ROW),
            csv.ParseOptions(
                delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False
            ),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False),
        )
        for batch in reader:
            waiting.add(batch)
            if waiting.rows >= BATCH_ROWS:
                given += waiting.rows
                yield waiting.taken()
        done = True
    except pa.ArrowInvalid:
        done = False
    if waiting.rows:
        given += waiting.rows
        yield waiting.taken()
    return given, done


class _Waiting:
    """Rows that are too few for a block."""

    def __init__(self, names: list[str]) -> None:
        self._schema = pa.schema([(name, pa.string()) for name in names])
        self._batches: list[pa.RecordBatch] = []
        self.rows = 0

    def add(self, batch: pa.RecordBatch) -> None:
        self._batches.append(batch)
        self.rows += batch.num_rows

    def taken(self) -> list[Texts]:
        table = pa.Table.from_batches(self._batches, self._schema)
        self._batches, self.rows = [], 0
        return [pa.concat_arrays(column.chunks) for column in table.columns]
