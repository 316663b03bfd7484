"""Passes over lists: everything that is counted by the same date of the same list is counted in one go.

A pass groups a list by authority, month and the columns of its breakdowns, and counts under one condition for each
number that is wanted. What is open at the end of a month is not looked up month by month: a row adds one in the
month in which it opens and takes one away in that in which it closes, and a running sum does the rest. A child with two
open rows at once would count twice, so that the days which an earlier row already covers are taken away again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from roundtable.measures.lists import expressions as ex
from roundtable.measures.lists.conditions import Again, AlsoIn, look_back, working_days_of
from roundtable.measures.lists.engines import Engine
from roundtable.measures.lists.listed import CHILD_DIMENSIONS, Form, Listed
from roundtable.measures.lists.model import AUTHORITY, CHILD
from roundtable.measures.lists.working_days import Holidays, calendar

MONTH = "month"


class What(StrEnum):
    """What a number counts, and so how it enters the figure."""

    ROWS = "rows"
    OPENED = "opened"
    CLOSED = "closed"
    DOUBLED = "doubled"  # opened while an earlier row of the child is open, and until one of the two closes


SIGN = {What.ROWS: 1, What.OPENED: 1, What.CLOSED: -1, What.DOUBLED: -1}


@dataclass(frozen=True, slots=True)
class Ask:
    """One number of a pass: a figure's rows, or what opens and closes of its stock, in a column of that name."""

    listed: Listed
    what: What

    @property
    def name(self) -> str:
        return f"{self.listed.figure.replace('.', '_')}__{self.what.value}"

    @property
    def by_date(self) -> str:
        """The column, or the derived one, whose month it is counted in."""
        match self.what:
            case What.ROWS:
                return self.listed.date
            case What.OPENED | What.DOUBLED:
                return self.listed.opens
            case What.CLOSED:
                return self.listed.closes

    @property
    def single(self) -> str:
        """The column of a doubled row's other month: that in which the child has one open row again."""
        return f"single_{_until(self.listed)}"

    @property
    def run(self) -> tuple[object, ...]:
        """What asks must have in common to be counted in one pass."""
        one = self.listed
        later = one.open_for_months if self.what in {What.OPENED, What.DOUBLED} else 0
        return one.list, self.by_date, later, one.each, one.once_per


@dataclass(frozen=True, slots=True)
class Cube:
    """What one pass found: authority, month, columns of breakdowns, and a column of counts for each ask."""

    table: pa.Table
    columns: tuple[str, ...]
    asks: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are counted, whole months."""

    start: date
    end: date

    @property
    def first(self) -> int:
        return ex.month_number(self.start)

    @property
    def months(self) -> int:
        return ex.month_number(self.end) - self.first + 1


def asks_of(listed: Listed) -> tuple[Ask, ...]:
    if listed.form is Form.FLOW:
        return (Ask(listed, What.ROWS),)
    return tuple(Ask(listed, what) for what in What if what is not What.ROWS)


def _until(listed: Listed) -> str:
    """The column of a stock's running end, the same for all whose rows are the same."""
    own = listed.figure.replace(".", "_") if listed.where else ""
    return f"{ex.OPEN_UNTIL}_{listed.opens}_{listed.open_for_months}_{own}"


class Passes:
    """Runs the passes over one set of tables of one engine."""

    def __init__(
        self, engine: Engine, tables: Mapping[str, ir.Table], span: Span, holidays: Holidays
    ) -> None:
        self.engine = engine
        self.tables = tables
        self.span = span
        self.holidays = holidays
        self._calendar: ir.Table | None = None
        self._limits: tuple[int, ...] = ()

    def cubes(self, several: Sequence[Listed], *, children: bool) -> list[Cube]:
        """The cubes of flows and stocks; with `children`, by age group and sex (flows only)."""
        self._limits = tuple(sorted({d for one in several for _, d in working_days_of(one.where)}))
        runs: dict[tuple[object, ...], list[Ask]] = {}
        for one in several:
            for ask in asks_of(one):
                runs.setdefault(ask.run, []).append(ask)
        return [self._cube(asks, children=children) for asks in runs.values()]

    def _cube(self, asks: Sequence[Ask], *, children: bool) -> Cube:
        table = self.prepared(asks)
        one, columns = asks[0].listed, self._columns([ask.listed for ask in asks], children=children)
        if children:
            table = ex.with_children(table, self.tables["children"], asks[0].by_date, columns)
        day = table[asks[0].by_date]
        later = one.open_for_months if asks[0].what in {What.OPENED, What.DOUBLED} else 0
        if later:
            day = (day + ibis.interval(months=later)).cast("date")
        inside = day <= ibis.date(self.span.end)
        if not any(ask.what is not What.ROWS for ask in asks):
            inside = inside & (day >= ibis.date(self.span.start))
        # What opened before is counted in the month before the first.
        month = ibis.greatest(ex.month_of(day), ibis.literal(self.span.first - 1, "int64"))
        conditions = {ask.name: condition(table, ask) for ask in asks}
        single = self._single_months(table, asks)
        wanted = {name: found for name, found in conditions.items() if found is not None}
        keys = {AUTHORITY: table[AUTHORITY], MONTH: month, **{c: table[c] for c in columns}, **single}
        rows = table.filter(inside)
        narrow = rows.select(**keys, **wanted)
        if one.form is Form.FLOW and (one.once_per or one.each):
            narrow = self._once(rows, one, keys, wanted)
        counts = {
            ask.name: narrow.count(where=narrow[ask.name]) if ask.name in wanted else narrow.count()
            for ask in asks
        }
        found = narrow.group_by([AUTHORITY, MONTH, *columns, *single]).agg(**counts)
        return Cube(self.engine.fetch(found), tuple(columns), tuple(asks))

    def _single_months(self, table: ir.Table, asks: Sequence[Ask]) -> Mapping[str, ir.Value]:
        """For each stock, the month in which a doubled row is so no longer; nothing for other rows, and after the span."""
        found: dict[str, ir.Value] = {}
        for ask in asks:
            if ask.what is What.DOUBLED:
                until, closes = table[_until(ask.listed)], table[ask.listed.closes]
                end = ibis.least(until, closes.fill_null(ibis.date(ex.FAR)))
                doubled = condition(table, ask) & (end <= ibis.date(self.span.end))
                found[ask.single] = ibis.cases((doubled, ex.month_of(end)))
        return found

    @staticmethod
    def _once(
        rows: ir.Table, one: Listed, keys: Mapping[str, ir.Value], wanted: Mapping[str, ir.Value]
    ) -> ir.Table:
        """Rows that agree in the child, the columns named and the keys, once."""
        dates = {f"once_{name}": rows[name] for name in (CHILD, *one.once_per, *one.dates)}
        return rows.select(**keys, **wanted, **dates).distinct()

    @staticmethod
    def _columns(several: Sequence[Listed], *, children: bool) -> list[str]:
        names = [
            one.column(d)
            for one in several
            for by in one.by
            for d in by
            if (d in CHILD_DIMENSIONS) == children
        ]
        return list(dict.fromkeys(names))

    def prepared(self, asks: Sequence[Ask]) -> ir.Table:
        """The list with what the conditions need beside its columns."""
        one = asks[0].listed
        table = self.tables[one.list]
        several = [ask.listed for ask in asks]
        table = self._recent(table, asks)
        if one.each:
            column = one.column(one.each)
            table = table.filter(table[column].notnull())
            table = table.mutate(**{column: table[column].split(";").unnest()})
            table = table.mutate(**{column: table[column].strip()})
            table = table.filter(table[column] != "")
        limits: dict[str, set[int]] = {}
        for each in several:
            for column, days in working_days_of(each.where):
                limits.setdefault(column, set()).add(days)
        for column, some in limits.items():
            table = ex.last_days(table, self._days(), column, some)
        return self._windows(table, asks)

    @staticmethod
    def _windows(table: ir.Table, asks: Sequence[Ask]) -> ir.Table:
        """With what a row must know of the child's other rows: all in one step, since each sort of the list costs."""
        agains = dict.fromkeys(c.date for ask in asks for c in ask.listed.where if isinstance(c, Again))
        stocks = {_until(ask.listed): ask.listed for ask in asks if ask.what is What.DOUBLED}
        if not agains and not stocks:
            return table
        table = ex.with_day_numbers(table, dict.fromkeys([*agains, *(one.opens for one in stocks.values())]))
        windows = {ex.EARLIER + column: ex.earlier_day(table, column) for column in agains}
        return table.mutate(**windows, **{name: _open_until(table, one) for name, one in stocks.items()})

    def _recent(self, table: ir.Table, asks: Sequence[Ask]) -> ir.Table:
        """Without the rows that lie too early to matter to any of the asks."""
        if any(ask.what is not What.ROWS for ask in asks):
            return table
        one = asks[0].listed
        months, ever = look_back([c for ask in asks for c in ask.listed.where])
        if (
            not months
            or ever
            or {c.date for a in asks for c in a.listed.where if isinstance(c, Again)} != {one.date}
        ):
            return table
        first = ibis.date(self.span.start) - ibis.interval(months=months)
        return table.filter((table[one.date] >= first) & (table[one.date] <= ibis.date(self.span.end)))

    def _days(self) -> ir.Table:
        if self._calendar is None:
            first = self.span.start.replace(year=self.span.start.year - 1, day=1)
            self._calendar = self.engine.load(
                "calendar", calendar(first, self.span.end, self._limits, self.holidays)
            )
        return self._calendar


def condition(table: ir.Table, ask: Ask) -> ir.BooleanValue | None:
    """What a row must meet to be counted by an ask; None where every row counts."""
    one = ask.listed
    parts = [ex.holds(table, c) for c in one.where if not isinstance(c, AlsoIn)]
    if ask.what is not What.ROWS:
        parts.append(ex.is_open_ever(table, one.opens, one.closes, one.open_for_months))
    if ask.what is What.DOUBLED:
        first = table[one.opens]
        if one.open_for_months:
            first = first + ibis.interval(months=one.open_for_months)
        parts.append((table[_until(one)] > first).fill_null(False))
    return ex.all_of(parts)


def _open_until(table: ir.Table, one: Listed) -> ir.DateColumn:
    """The day until which an earlier row of the child is open.

    Among rows that opened on one day, the order decides only which breakdown the child counts in: without one, the day
    is order enough.
    """
    parts = [
        *(ex.holds(table, c) for c in one.where),
        ex.is_open_ever(table, one.opens, one.closes, one.open_for_months),
    ]
    end = table[one.closes].fill_null(ibis.date(ex.FAR))
    order: list[ir.Value] = [table[ex.DAY_NUMBER + one.opens]]
    if columns := _order(one, table):
        order += [end, *(table[c].fill_null("") for c in columns)]
    same = [AUTHORITY, CHILD, *([one.column(one.each)] if one.each else [])]
    before = ibis.window(group_by=same, order_by=order, preceding=(None, 1))
    return ibis.cases((ex.all_of(parts), end)).max().over(before)


def _order(one: Listed, table: ir.Table) -> list[str]:
    """The columns of its breakdowns, by which rows of the same days are put in order."""
    names = dict.fromkeys(one.column(d) for by in one.by for d in by if d not in CHILD_DIMENSIONS)
    return [name for name in names if name in table.columns and name != one.each]
