"""Columns out of spans of bytes: dates by arithmetic, codes by look-up, and only what is odd one by one."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from roundtable.intake.cin.rows import ARROW, ListRows
from roundtable.intake.cin.shape import Leaf, Shape
from roundtable.intake.cin.values import EARLIEST, LATEST, NO, YES, Value, typed
from roundtable.intake.cin.words import LONGEST, Ints, Words
from roundtable.intake.formats.specification import Column, ColumnType, ListSpec

_EPOCH = date(1970, 1, 1)
_DATE_LENGTH, _DASH, _NOUGHT, _SPACE = 10, 45, 48, 32
_DIGITS_AT = [0, 1, 2, 3, 5, 6, 8, 9]
_MOST_COUNTED = 100  # whole numbers below it are looked up; others are read one by one


@dataclass(frozen=True)
class Spans:
    """Texts in a buffer: `lengths[i]` bytes from `starts[i]` on."""

    buffer: bytes
    starts: Ints
    lengths: Ints

    def text(self, at: int) -> str:
        start = int(self.starts[at])
        return self.buffer[start : start + int(self.lengths[at])].decode("ascii")


@dataclass(frozen=True, slots=True)
class OddValue:
    """`at` counts the spans of the column."""

    id: str
    at: int
    value: str


@dataclass(frozen=True)
class _Vocabulary:
    """The texts that a column mostly has, and the value of each."""

    words: Words
    values: pa.Array


class Columns:
    """Readers of all columns of a shape, made once."""

    def __init__(self, shape: Shape) -> None:
        self._vocabularies = {
            (key, column.key): _vocabulary(column) for key, column in shape.columns() if _expected(column)
        }

    def column(self, leaf: Leaf, spans: Spans, rows: Ints, count: int) -> tuple[pa.Array, list[OddValue]]:
        """The values of a list's `count` rows, of which `rows` have a text each."""
        if leaf.column.type is ColumnType.DATE:
            return _dates(leaf.column, spans, rows, count)
        known = self._vocabularies.get((leaf.list, leaf.column.key))
        if known is None:
            return _texts(leaf.column, spans, rows, count)
        return _looked_up(leaf.column, known, spans, rows, count)

    def fill(self, one: ListSpec, rows: ListRows) -> None:
        for column in one.columns:
            if column.key not in rows.values:
                rows.values[column.key] = pa.nulls(rows.count, ARROW[column.type])


def _expected(column: Column) -> dict[bytes, Value]:
    match column.type:
        case ColumnType.CODE:
            values = column.codes.codes if column.codes else {}
            return {value.encode(): value for value in values if value.isascii() and len(value) <= LONGEST}
        case ColumnType.BOOLEAN:
            return {text.encode(): text in YES for text in (*YES, *NO)}
        case ColumnType.INTEGER:
            return {str(many).encode(): many for many in range(_MOST_COUNTED)}
        case _:
            return {}


def _vocabulary(column: Column) -> _Vocabulary:
    expected = _expected(column)
    return _Vocabulary(Words(list(expected)), pa.array(list(expected.values()), ARROW[column.type]))


def _looked_up(
    column: Column, known: _Vocabulary, spans: Spans, rows: Ints, count: int
) -> tuple[pa.Array, list[OddValue]]:
    found = known.words.find(spans.buffer, spans.starts, spans.lengths)
    values = known.values
    strange, odd = _one_by_one(column, spans, np.flatnonzero(found < 0))
    if strange:
        extra = pa.array([value for _, value in strange], ARROW[column.type])
        found[[at for at, _ in strange]] = np.arange(len(values), len(values) + len(extra))
        values = pa.concat_arrays([values, extra])
    index = np.full(count, -1, dtype=np.int32)
    index[rows] = found
    return values.take(pa.array(index, mask=index < 0)), odd


def _dates(column: Column, spans: Spans, rows: Ints, count: int) -> tuple[pa.Array, list[OddValue]]:
    days, good = _days(spans)
    strange, odd = _one_by_one(column, spans, np.flatnonzero(~good))
    for at, value in strange:
        if isinstance(value, date):
            days[at], good[at] = (value - _EPOCH).days, True
    whole = np.zeros(count, dtype=np.int32)
    missing = np.ones(count, dtype=bool)
    whole[rows], missing[rows] = days, ~good
    return pa.array(whole, pa.int32(), mask=missing).cast(pa.date32()), odd


def _days(spans: Spans) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.bool_]]:
    """Days since 1970 of what is written 2024-03-31, and which texts are a real date written so."""
    letters = np.frombuffer(spans.buffer, dtype=np.uint8)[spans.starts[:, None] + np.arange(_DATE_LENGTH)]
    digits = letters[:, _DIGITS_AT].astype(np.int64) - _NOUGHT
    good = (spans.lengths == _DATE_LENGTH) & (letters[:, 4] == _DASH) & (letters[:, 7] == _DASH)
    good &= ((digits >= 0) & (digits <= 9)).all(axis=1)
    year = digits[:, 0] * 1000 + digits[:, 1] * 100 + digits[:, 2] * 10 + digits[:, 3]
    month, day = digits[:, 4] * 10 + digits[:, 5], digits[:, 6] * 10 + digits[:, 7]
    good &= (year >= EARLIEST.year) & (year <= LATEST.year) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(good, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    after = (months + 1).astype("datetime64[D]").astype(np.int64)
    days = first + day - 1
    good &= days < after
    return np.where(good, days, 0).astype(np.int32), good


def _texts(column: Column, spans: Spans, rows: Ints, count: int) -> tuple[pa.Array, list[OddValue]]:
    letters = np.frombuffer(spans.buffer, dtype=np.uint8)
    ends = spans.starts + spans.lengths - 1
    if len(rows) and not ((letters[spans.starts] > _SPACE) & (letters[ends] > _SPACE)).all():
        return _stripped(column, spans, rows, count), []
    lengths = np.zeros(count, dtype=np.int64)
    lengths[rows] = spans.lengths
    offsets = np.concatenate(([0], np.cumsum(lengths)))
    moved = np.repeat(spans.starts - offsets[rows], spans.lengths) + np.arange(offsets[-1])
    there = np.zeros(count, dtype=bool)
    there[rows] = spans.lengths > 0
    buffers = [np.packbits(there, bitorder="little"), offsets.astype(np.int32), letters[moved]]
    return pa.Array.from_buffers(ARROW[column.type], count, [pa.py_buffer(one) for one in buffers]), []


def _stripped(column: Column, spans: Spans, rows: Ints, count: int) -> pa.Array:
    """Texts of which some have space around them, or are nothing but space."""
    values: list[str | None] = [None] * count
    for at, row in enumerate(rows.tolist()):
        values[row] = spans.text(at).strip() or None
    return pa.array(values, ARROW[column.type])


def _one_by_one(column: Column, spans: Spans, places: Ints) -> tuple[list[tuple[int, Value]], list[OddValue]]:
    """What the quick way did not know, each text read once: its values, and what there is to say."""
    values: list[tuple[int, Value]] = []
    odd: list[OddValue] = []
    for at in places.tolist():
        text = spans.text(at)
        read = typed(column, text)
        if read.value is not None:
            values.append((at, read.value))
        if read.wrong or read.understood:
            odd.append(OddValue(read.wrong or read.understood, at, text.strip()))
    return values, odd
