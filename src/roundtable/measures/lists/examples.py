"""A definition's worked example as lists, and what it comes to: run as a test, and shown in the reference."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from roundtable.measures.lists.counting import Counted, count
from roundtable.measures.lists.engines import Engine
from roundtable.measures.lists.expressions import month_number
from roundtable.measures.lists.listed import Example, Expected, Listed
from roundtable.measures.lists.model import (
    ARROW_TYPES,
    AUTHORITY,
    CHILD,
    COLUMNS,
    Coverage,
    Lists,
    Window,
)
from roundtable.measures.periods import Period

SOMEWHERE = "Fenshire"  # the council of rows that name none


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expected number, and what the engine counted."""

    expected: Expected
    counted: int


def lists_of(listed: Listed, example: Example) -> Lists:
    """The rows of an example as lists; a column that no row names and the figure can do without is not in the source."""
    first, last = example.covers
    tables = {key: _table(key, rows, listed.needs.get(key, ())) for key, rows in example.lists.items()}
    return Lists(tables, Coverage(dict.fromkeys(tables, Window(first, last))))


def _table(key: str, rows: tuple[Mapping[str, Any], ...], needed: tuple[str, ...]) -> pa.Table:
    named = {name for row in rows for name in row} | {AUTHORITY, CHILD, *needed}
    columns = {name: kind for name, kind in COLUMNS[key].items() if name in named}
    filled = [{AUTHORITY: SOMEWHERE, **row} for row in rows]
    return pa.table(
        {
            name: pa.array([row.get(name) for row in filled], ARROW_TYPES[kind])
            for name, kind in columns.items()
        }
    )


def run(listed: Listed, engine: Engine) -> tuple[Outcome, ...]:
    """Count a definition's example; ValueError where it has none."""
    if listed.example is None:
        raise ValueError(f"{listed.figure} has no worked example")
    example = listed.example
    counted = count(lists_of(listed, example), Period.parse(example.period), [listed], engine)
    return tuple(Outcome(e, counted_in(counted, listed.figure, e)) for e in example.expected)


def counted_in(counted: Counted, figure: str, expected: Expected) -> int:
    """The count that an expectation is about, over all authorities; nought for a value that was not found."""
    by = next(
        g.by for g in counted.grids if g.figure == figure and sorted(g.by) == [k for k, _ in expected.dims]
    )
    found = counted.grid(figure, by)
    of = dict(expected.dims)
    wanted = tuple(of[d] for d in by)
    if wanted not in found.values:
        return 0
    column = found.counts[:, :, found.values.index(wanted)].sum(axis=0)
    if expected.period:
        return int(column[found.months.index(month_number(Period.parse(expected.period).end))])
    return int(column[-1] if counted.lasts(figure) else column.sum())
