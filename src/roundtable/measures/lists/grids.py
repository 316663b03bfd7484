"""Counts as dense grids: an authority, a month and a value of the breakdown for each, nought where nothing was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from roundtable.measures.definitions import slug
from roundtable.measures.lists.listed import Form, Listed
from roundtable.measures.lists.model import AUTHORITY
from roundtable.measures.lists.passes import MONTH, SIGN, Cube, Span, What

Counts = npt.NDArray[np.int64]
Values = Mapping[str, Mapping[str, str]]  # dimension → code of the source → value of the figure
NOT_RECORDED = "not_recorded"


@dataclass(frozen=True)
class Grid:
    """One figure by one breakdown: `counts[authority, month, value]`, exact.

    `months` are numbers of months as `expressions.month_number` gives them; a figure that says nothing of months has
    one, the last of the span. `values` holds a value for each dimension of `by`, in its order; of the whole, `((),)`.
    """

    figure: str
    by: tuple[str, ...]
    authorities: tuple[str, ...]
    months: tuple[int, ...]
    values: tuple[tuple[str, ...], ...]
    counts: Counts
    titles: Mapping[tuple[str, str], str] = field(
        default_factory=dict
    )  # of values that only the source names

    def total(self) -> int:
        return int(self.counts.sum())


def authorities_of(tables: Iterable[pa.Table]) -> tuple[str, ...]:
    """Every authority that some table has, in order."""
    found: set[str] = set()
    for table in tables:
        found.update(table[AUTHORITY].unique().to_pylist())
    return tuple(sorted(found))


def grid(
    listed: Listed, by: tuple[str, ...], cubes: Sequence[Cube], authorities: tuple[str, ...], span: Span,
    values: Values,
) -> Grid:  # fmt: skip
    """The grid of a flow or a stock, from all cubes that count some of it."""
    parts = [
        (cube, ask) for cube in cubes for ask in cube.asks if ask.listed.figure == listed.figure
    ]  # fmt: skip
    codes, names = _combinations([cube.table for cube, _ in parts], listed, by, values)
    found = np.zeros((len(authorities), span.months + 1, len(names)), dtype=np.int64)
    for (cube, ask), code in zip(parts, codes, strict=True):
        where = _places(cube.table[AUTHORITY], authorities)
        month = whole(cube.table[MONTH]) - (span.first - 1)
        counts = SIGN[ask.what] * whole(cube.table[ask.name])
        _add(found, (where, month, code), counts)
        if ask.what is What.DOUBLED:
            ends = cube.table[ask.single]
            there = ends.is_valid().to_numpy()
            month = whole(ends)[there] - (span.first - 1)
            # An end before the span counts in the month before its first, as everything does that happened before.
            _add(found, (where[there], month.clip(min=0), code[there]), -counts[there])
    if listed.form is Form.STOCK:
        found = found.cumsum(axis=1)
    months = tuple(range(span.first, span.first + span.months))
    titles = _titles([cube.table for cube, _ in parts], listed, by, values)
    return Grid(listed.figure, by, authorities, months, names, found[:, 1:, :], titles)


def of_one_month(figure: str, table: pa.Table, name: str, authorities: tuple[str, ...], span: Span) -> Grid:
    """The grid of what is counted for the whole span at once, from a table of authorities and counts."""
    found = np.zeros((len(authorities), 1, 1), dtype=np.int64)
    np.add.at(found[:, 0, 0], _places(table[AUTHORITY], authorities), whole(table[name]))
    return Grid(figure, (), authorities, (span.first + span.months - 1,), ((),), found)


def _add(found: Counts, at: tuple[Counts, Counts, Counts], counts: Counts) -> None:
    """Add counts at places that may be named twice; numpy is quick at it in one dimension only."""
    np.add.at(found.reshape(-1), np.ravel_multi_index(at, found.shape), counts)


def whole(column: pa.ChunkedArray) -> Counts:
    """A column of counts as numbers; Spark says nothing where there was nothing to count."""
    numbers: Counts = column.fill_null(0).to_numpy().astype(np.int64)
    return numbers


def _places(column: pa.ChunkedArray, known: tuple[str, ...]) -> Counts:
    place = {name: n for n, name in enumerate(known)}
    encoded = column.combine_chunks().dictionary_encode()
    of_code = np.array([place[name] for name in encoded.dictionary.to_pylist()], dtype=np.int64)
    return of_code[encoded.indices.to_numpy(zero_copy_only=False)] if len(column) else of_code[:0]


def _combinations(
    tables: Sequence[pa.Table], listed: Listed, by: tuple[str, ...], values: Values
) -> tuple[list[Counts], tuple[tuple[str, ...], ...]]:
    """For each table the number of each row's combination of values, and the combinations that there are, in order."""
    if not by:
        return [np.zeros(table.num_rows, dtype=np.int64) for table in tables], ((),)
    said = [_said(table, listed, by, values) for table in tables]
    names = tuple(sorted({name for rows in said for name in rows[1]}))
    place = {name: n for n, name in enumerate(names)}
    codes = []
    for code, own in said:
        of_code = np.array([place[name] for name in own], dtype=np.int64)
        codes.append(of_code[code] if len(code) else np.zeros(0, dtype=np.int64))
    return codes, names


def _said(
    table: pa.Table, listed: Listed, by: tuple[str, ...], values: Values
) -> tuple[Counts, list[tuple[str, ...]]]:
    code = np.zeros(table.num_rows, dtype=np.int64)
    names: list[tuple[str, ...]] = [()]
    for dimension in by:
        column = table[listed.column(dimension)].combine_chunks().dictionary_encode(null_encoding="encode")
        known = values.get(dimension, {})
        own = [value_of(said, known) for said in column.dictionary.to_pylist()]
        code = code * len(own) + column.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        names = [(*before, value) for before in names for value in own]
    used, code = np.unique(code, return_inverse=True)
    return code.reshape(-1), [names[n] for n in used]


def _titles(
    tables: Sequence[pa.Table], listed: Listed, by: tuple[str, ...], values: Values
) -> Mapping[tuple[str, str], str]:
    """The words of the source for values that are not of a known code."""
    found: dict[tuple[str, str], str] = {}
    for dimension in by:
        known = values.get(dimension, {})
        for table in tables:
            for said in sorted(filter(None, table[listed.column(dimension)].unique().to_pylist())):
                if said.strip().upper() not in known:
                    found.setdefault((dimension, value_of(said, known)), said.strip())
    return found


def value_of(said: str | None, known: Mapping[str, str]) -> str:
    """The value that a code of the source is; one that is not known is a value of its own."""
    text = (said or "").strip()
    return known.get(text.upper()) or slug(text) or NOT_RECORDED
