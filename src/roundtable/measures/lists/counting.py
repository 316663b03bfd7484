"""Counting indicators over lists: what the source can say is counted, exactly, and what it cannot is said."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import ibis.expr.types as ir
import pyarrow as pa

from roundtable.measures.listed import FOLDER
from roundtable.measures.lists.engines import Engine
from roundtable.measures.lists.grids import Grid, Values, authorities_of, grid, of_one_month
from roundtable.measures.lists.listed import CHILD_DIMENSIONS, Form, Listed
from roundtable.measures.lists.model import CHILD, Lists
from roundtable.measures.lists.passes import Cube, Passes, Span
from roundtable.measures.lists.people import (
    children_in_period,
    name_of,
    reviewed_in_time,
    stock_by_children,
)
from roundtable.measures.lists.reach import Reach, missing_from, reach, span_of
from roundtable.measures.lists.working_days import Holidays, england
from roundtable.measures.periods import Period

_FILE = FOLDER / "_values.toml"

# The date by which a row of each list is placed in time, so that a row without one is in no figure.
PLACED_BY = {
    "contacts": "contact_date", "early_help": "ended", "referrals": "referral_date", "assessments": "started",
    "factors": "assessment_ended", "section47": "started", "plans": "started", "looked_after": "started",
    "missing": "started",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a list that say too little: without the date that places them, or without a child's identifier."""

    list: str
    rows: int
    without_date: int
    without_child: int


@dataclass(frozen=True)
class Counted:
    """What counting gave: grids of what could be counted, how far each figure reaches, and the rows left out."""

    period: Period
    grids: tuple[Grid, ...]
    reaches: Mapping[str, Reach]
    left_out: tuple[LeftOut, ...]
    authorities: tuple[str, ...]
    forms: Mapping[str, Form]

    def lasts(self, figure: str) -> bool:
        """Whether the period's count is that of its last day, and not the sum of its months."""
        return self.forms[figure] is Form.STOCK

    def grid(self, figure: str, by: tuple[str, ...] = ()) -> Grid:
        """One grid; KeyError where that figure or breakdown was not counted."""
        for found in self.grids:
            if (found.figure, found.by) == (figure, by):
                return found
        raise KeyError((figure, by))


@cache
def known_values() -> Values:
    """For each dimension, the value of the figure that each code of the sources is."""
    with _FILE.open("rb") as handle:
        raw = tomllib.load(handle)
    return {d: {code: v["key"] for v in values for code in v["codes"]} for d, values in raw.items()}


@cache
def value_titles() -> Mapping[str, Mapping[str, str]]:
    """For each dimension, the title of each value that a known code is."""
    with _FILE.open("rb") as handle:
        raw = tomllib.load(handle)
    return {d: {v["key"]: v["title"] for v in values} for d, values in raw.items()}


def count(
    lists: Lists, period: Period, which: Iterable[Listed], engine: Engine, *,
    holidays: Holidays | None = None, breakdowns: bool = True,
) -> Counted:  # fmt: skip
    """Count figures over lists for a period that is made of whole months.

    ValueError for a period that is one day; ListsError for lists that are not what they should be.
    """
    if not period.months():
        raise ValueError(f"{period} is one day; name the year, quarter or month that ends on it")
    tables = engine.open(lists)
    columns = {key: frozenset(table.columns) for key, table in tables.items()}
    several = list(which)
    reaches = {one.figure: reach(one, period, columns, lists.coverage) for one in several}
    possible = [_without_lacking(one, columns) for one in several if not reaches[one.figure].nothing]
    span = span_of(period)
    work = _Work(engine, tables, span, holidays or england())
    work.run(possible, children="children" in tables, breakdowns=breakdowns)
    authorities = authorities_of([*(c.table for c in work.cubes), *work.tables.values()])
    grids = tuple(_grids(possible, work, authorities, breakdowns=breakdowns))
    forms = {one.figure: one.form for one in several}
    return Counted(period, grids, reaches, tuple(_left_out(engine, tables)), authorities, forms)


def count_span(
    lists: Lists, span: Span, which: Iterable[Listed], engine: Engine, *, holidays: Holidays | None = None
) -> tuple[Grid, ...]:
    """The grids of whole months of any number, of the figures that the lists have the columns for.

    Nothing is asked of what the source covers: that is the caller's to know. ListsError as `count`.
    """
    tables = engine.open(lists)
    columns = {key: frozenset(table.columns) for key, table in tables.items()}
    possible = [
        _without_lacking(one, columns) for one in which if not missing_from(one, columns, lists.coverage)
    ]
    work = _Work(engine, tables, span, holidays or england())
    work.run(possible, children="children" in tables, breakdowns=True)
    authorities = authorities_of([*(c.table for c in work.cubes), *work.tables.values()])
    return tuple(_grids(possible, work, authorities, breakdowns=True))


def _without_lacking(one: Listed, columns: Mapping[str, frozenset[str]]) -> Listed:
    """The figure by those of its breakdowns that the source has the columns for."""
    facts = {"age_group": "birth", "sex": "sex"}
    children = columns.get("children", frozenset())

    def there(dimension: str) -> bool:
        if dimension in facts:
            return facts[dimension] in children
        return one.column(dimension) in columns[one.list]

    return replace(one, by=tuple(by for by in one.by if all(there(d) for d in by)))


class _Work:
    """Everything that the engine is asked, in as few passes as it takes."""

    def __init__(
        self, engine: Engine, tables: Mapping[str, ir.Table], span: Span, holidays: Holidays
    ) -> None:
        self.engine, self.source, self.span = engine, tables, span
        self.passes = Passes(engine, tables, span, holidays)
        self.cubes: list[Cube] = []
        self.by_children: list[Cube] = []
        self.tables: dict[str, pa.Table] = {}

    def run(self, several: Sequence[Listed], *, children: bool, breakdowns: bool) -> None:
        running = [one for one in several if one.form in {Form.FLOW, Form.STOCK}]
        self.cubes = self.passes.cubes(running, children=False)
        for group in _by_date([one for one in several if one.form is Form.PEOPLE]):
            found = children_in_period(self.engine, self.source, group, self.span)
            self.tables.update({one.figure: found for one in group})
        for one in several:
            if one.form is Form.REVIEWED:
                self.tables[one.figure] = reviewed_in_time(self.engine, self.source, one, self.span)
        if children and breakdowns:
            self._run_children(running)

    def _run_children(self, running: Sequence[Listed]) -> None:
        flows = [one for one in running if one.form is Form.FLOW and _of_children(one)]
        self.by_children = self.passes.cubes(flows, children=True)
        for one in running:
            if one.form is Form.STOCK and _of_children(one):
                columns = list(dict.fromkeys(d for by in _of_children(one) for d in by))
                cube = stock_by_children(self.engine, self.source, one, self.span, columns)
                self.by_children.append(cube)


def _of_children(one: Listed) -> tuple[tuple[str, ...], ...]:
    return tuple(by for by in one.by if any(d in CHILD_DIMENSIONS for d in by))


def _by_date(several: Sequence[Listed]) -> list[list[Listed]]:
    groups: dict[tuple[str, str, str], list[Listed]] = {}
    for one in several:
        groups.setdefault((one.list, one.date, one.opens), []).append(one)
    return list(groups.values())


def _grids(
    several: Sequence[Listed], work: _Work, authorities: tuple[str, ...], *, breakdowns: bool
) -> Iterable[Grid]:
    for one in several:
        if one.figure in work.tables:
            table = work.tables[one.figure]
            yield of_one_month(one.figure, table, name_of(one), authorities, work.span)
            continue
        if one.whole:
            yield grid(one, (), work.cubes, authorities, work.span, known_values())
        for by in one.by if breakdowns else ():
            cubes = work.by_children if by in _of_children(one) else work.cubes
            if cubes:
                found = grid(one, by, cubes, authorities, work.span, known_values())
                yield _last_month(found) if one.form is Form.STOCK and by in _of_children(one) else found


def _last_month(found: Grid) -> Grid:
    """A stock by age is known of its last day only."""
    return replace(found, months=found.months[-1:], counts=found.counts[:, -1:, :])


def _left_out(engine: Engine, tables: Mapping[str, ir.Table]) -> Iterable[LeftOut]:
    for key, table in tables.items():
        placed = PLACED_BY.get(key)
        if placed is None or placed not in table.columns:
            continue
        found = engine.fetch(
            table.agg(
                rows=table.count(),
                without_date=table.count(where=table[placed].isnull()),
                without_child=table.count(where=table[CHILD].isnull()),
            )
        ).to_pylist()[0]
        yield LeftOut(key, *(int(found[n] or 0) for n in ("rows", "without_date", "without_child")))
