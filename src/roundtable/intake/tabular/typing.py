"""Columns of text turned into columns of values, a block at a time, each different text read once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from roundtable.intake.formats.specification import Column, ColumnType, Need
from roundtable.intake.tabular.cells import CellReader, CellResult
from roundtable.intake.tabular.sheets import Texts

ARROW = {
    ColumnType.TEXT: pa.string(),
    ColumnType.ID: pa.string(),
    ColumnType.CODE: pa.string(),
    ColumnType.DATE: pa.date32(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.DECIMAL: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
}
# Cells that are what they seem, and blank ones: whole identifiers, numbers in figures, pupil numbers and postcodes. What is
# not, is read one by one.
_PLAIN = {
    ColumnType.ID: r"\A(\d{1,15}|[A-Za-z]{1,10}\d{1,20})?\z",
    ColumnType.INTEGER: r"\A(\d{1,11})?\z",
    ColumnType.DECIMAL: r"\A(\d{1,9}(\.\d{1,20})?)?\z",
    ColumnType.TEXT: r"\A([A-Z]{0,4}\d[A-Z0-9]{0,20}( \d[A-Z]{2})?)?\z",
}
Mask = npt.NDArray[np.bool_]
_NO_CELL = CellResult(None)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One wrong cell of a block: its place from the block's first row, the id of what is wrong, and its text."""

    at: int
    id: str
    text: str


@dataclass
class ColumnFacts:
    """What the dates of a column say of which way round they are, and how leniently its cells were read, by manner."""

    month_first: int = 0
    day_first: int = 0
    swappable: int = 0
    lenient: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TypedColumn:
    values: pa.Array
    wrong: Sequence[Wrong]


def typed(reader: CellReader, texts: Texts, facts: ColumnFacts) -> TypedColumn:
    """A column of text as its values, and what is wrong with some. `facts` gathers over all blocks of the column."""
    plain = _plain(reader.column, texts)
    if plain is not None:
        return TypedColumn(plain, ())
    encoded = texts.dictionary_encode()
    said: list[str | None] = encoded.dictionary.to_pylist()
    results = [reader.read(text) for text in said]
    values = pa.array([result.value for result in results], ARROW[reader.column.type])
    places = encoded.indices
    _gather(facts, results, said, places)
    bad = {at for at, result in enumerate(results) if result.wrong}
    nothing = reader.read(None) if places.null_count else _NO_CELL
    if not bad and not nothing.wrong:
        return TypedColumn(values.take(places), ())
    spotted = _spotted(places, bad, nulls=bool(nothing.wrong))
    wrong = [
        Wrong(at, nothing.wrong, "") if place is None else Wrong(at, results[place].wrong, said[place] or "")
        for at, place in spotted
    ]
    return TypedColumn(values.take(places), wrong)


def _plain(column: Column, texts: Texts) -> pa.Array | None:
    """The values of a block of which nothing needs to be said, all at once; None where a cell must be looked at."""
    pattern = _PLAIN.get(column.type)
    if pattern is None or not len(texts):
        return None
    if not pc.all(pc.match_substring_regex(texts, pattern), skip_nulls=True).as_py():
        return None
    given = pc.replace_with_mask(texts, pc.equal(texts, ""), pa.scalar(None, pa.string()))
    if given.null_count and column.need is Need.ALWAYS:
        return None
    return given.cast(ARROW[column.type])


def _spotted(places: pa.Array, bad: Iterable[int], *, nulls: bool) -> Iterable[tuple[int, int | None]]:
    """Which rows hold a bad text, or nothing where there must be something."""
    mask = pc.is_in(places, pa.array(sorted(bad), places.type))
    if nulls:
        mask = pc.or_kleene(mask, pc.is_null(places))
    rows = np.flatnonzero(mask.to_numpy(zero_copy_only=False))
    return zip(rows.tolist(), places.take(pa.array(rows)).to_pylist(), strict=True)


def _gather(
    facts: ColumnFacts, results: Sequence[CellResult], said: Sequence[str | None], places: pa.Array
) -> None:
    telling = [
        at
        for at, r in enumerate(results)
        if r.lenient or r.swappable or r.day_first or r.wrong == "date-month-first"
    ]
    if not telling:
        return
    counted = np.bincount(places.drop_null().to_numpy(), minlength=len(results))
    for at in telling:
        result, count = results[at], int(counted[at])
        facts.swappable += count if result.swappable else 0
        facts.day_first += count if result.day_first else 0
        facts.month_first += count if result.wrong == "date-month-first" else 0
        if result.lenient:
            before, example = facts.lenient.get(result.lenient, (0, said[at] or ""))
            facts.lenient[result.lenient] = (before + count, example)


def filled(columns: Sequence[Texts], rows: int) -> Mask:
    """Which rows have anything in any of the columns."""
    found = np.zeros(rows, dtype=bool)
    for column in columns:
        if found.all():
            break
        said = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(column), ""), fill_value=False)
        found |= said.to_numpy(zero_copy_only=False)
    return found


def schema_of(columns: Iterable[Column]) -> list[pa.Field]:
    return [pa.field(column.key, ARROW[column.type]) for column in columns]
