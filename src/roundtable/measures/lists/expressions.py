"""Conditions, dates and children as expressions that every engine understands."""

from collections.abc import Iterable, Mapping
from datetime import date

import ibis
import ibis.expr.types as ir

from roundtable.measures.lists.conditions import Again, AlsoIn, Condition, Is, Lasted, OneOf, Within
from roundtable.measures.lists.model import AUTHORITY, CHILD
from roundtable.measures.lists.working_days import DAY, limit_name

FAR = date(9999, 12, 31)  # the end of what has no end
_EPOCH = date(1900, 1, 1)

EARLIER = "earlier_"  # and the date column: the child's latest earlier day in the list
DAY_NUMBER = "day_number_"  # and the date column
IN_TIME = "in_time_"  # and the date column and limit: the last day of a limit of working days
OPEN_UNTIL = "open_until"  # until when an earlier row of the child is open


def month_number(day: date) -> int:
    """Months since the year 0, by which months are told apart in all engines."""
    return day.year * 12 + day.month - 1


def month_of(column: ir.DateColumn) -> ir.IntegerColumn:
    return (column.year() * 12 + column.month() - 1).cast("int64")


def day_number(column: ir.DateColumn) -> ir.IntegerColumn:
    return column.delta(ibis.date(_EPOCH), unit="day").cast("int64")


def with_day_numbers(table: ir.Table, columns: Iterable[str]) -> ir.Table:
    """With the day numbers of date columns, by which windows are ordered: two by the same are sorted for only once."""
    return table.mutate(**{DAY_NUMBER + column: day_number(table[column]) for column in columns})


def earlier_day(table: ir.Table, column: str) -> ir.DateColumn:
    """The child's latest row on an earlier day: rows of one day never count as earlier to one another."""
    before = ibis.range_window(group_by=[AUTHORITY, CHILD], order_by=DAY_NUMBER + column, preceding=(None, 1))
    return table[column].max().over(before)


def last_days(table: ir.Table, calendar: ir.Table, column: str, limits: Iterable[int]) -> ir.Table:
    """With the last day that is in time, for each limit; nothing where the calendar does not know the day."""
    limits = sorted(set(limits))
    names = {f"{IN_TIME}{column}_{limit}": calendar[limit_name(limit)] for limit in limits}
    some = calendar.select(joined_day_=calendar[DAY], **names)
    return table.left_join(some, table[column] == some.joined_day_).drop("joined_day_")


def holds(table: ir.Table, condition: Condition) -> ir.BooleanValue:
    """The condition of a row that has been prepared; AlsoIn is a matter of tables, not of rows."""
    match condition:
        case Is(column, value):
            return table[column] == ibis.literal(value)
        case OneOf(column, values):
            return table[column].isin(values)
        case Again(column, months, or_column):
            return _again(table, column, months, or_column)
        case Within(start, end, days, working_days):
            last = (
                table[f"{IN_TIME}{start}_{working_days}"]
                if working_days
                else table[start] + ibis.interval(days=days)
            )
            return (table[end] >= table[start]) & (table[end] <= last)
        case Lasted(start, end, more_than_days):
            return table[end] > table[start] + ibis.interval(days=more_than_days)
        case AlsoIn():
            return ibis.literal(True)


def _again(table: ir.Table, column: str, months: int, or_column: str) -> ir.BooleanValue:
    earlier = table[EARLIER + column]
    found = earlier.notnull()
    if months:
        found = earlier >= table[column] - ibis.interval(months=months)
    found = found & table[CHILD].notnull()
    if or_column and or_column in table.columns:
        found = found.fill_null(False) | (table[or_column] > 0)
    return found


def all_of(parts: Iterable[ir.BooleanValue]) -> ir.BooleanValue | None:
    found = None
    for part in parts:
        found = part if found is None else found & part
    return found


def is_open_ever(table: ir.Table, opens: str, closes: str, months: int = 0) -> ir.BooleanValue:
    """Whether a row is open at the end of any day: it has a start, and ends on a later day or not at all."""
    first = table[opens] + ibis.interval(months=months) if months else table[opens]
    return (
        table[opens].notnull() & table[CHILD].notnull() & (table[closes].isnull() | (table[closes] > first))
    )


def is_open(table: ir.Table, opens: str, closes: str, day: date, months: int = 0) -> ir.BooleanValue:
    """Whether a row is open at the end of a day, and was for so many months before it."""
    first = table[opens] + ibis.interval(months=months) if months else table[opens]
    end = ibis.date(day)
    return table[CHILD].notnull() & (first <= end) & (table[closes].isnull() | (table[closes] > end))


def age_group(born: ir.DateColumn, expected: ir.DateColumn | None, day: ir.DateValue) -> ir.StringColumn:
    """The age group on a day, by completed years: the groups of the department's statistics."""
    had_birthday = (day.month() * 100 + day.day()) >= (born.month() * 100 + born.day())
    years = day.year() - born.year() - had_birthday.ifelse(0, 1)
    unborn = born > day
    if expected is not None:
        unborn = unborn | (born.isnull() & expected.notnull())
    return ibis.cases(
        (unborn, "unborn"),
        (years < 1, "under_1"),
        (years < 5, "1_to_4"),
        (years < 10, "5_to_9"),
        (years < 16, "10_to_15"),
        (years >= 16, "16_and_over"),
        else_="not_known",
    )


def with_children(table: ir.Table, children: ir.Table, day: str | date, wanted: Iterable[str]) -> ir.Table:
    """With the age group (on the row's own day, or on one day) and sex of each row's child.

    A child that is in the list of children more than once is taken once, by its earliest birth.
    """
    wanted = set(wanted)
    facts: Mapping[str, ir.Value] = {
        name: children[name].min() for name in ("birth", "expected_birth", "sex") if name in children.columns
    }
    one = children.group_by(AUTHORITY, CHILD).agg(**facts)
    one = one.rename({f"of_child_{name}": name for name in one.columns})
    same = [table[AUTHORITY] == one.of_child_authority, table[CHILD] == one.of_child_child]
    joined = table.left_join(one, same)
    added: dict[str, ir.Value] = {}
    if "age_group" in wanted:
        when = joined[day] if isinstance(day, str) else ibis.date(day)
        expected = joined.of_child_expected_birth if "expected_birth" in facts else None
        added["age_group"] = age_group(joined.of_child_birth, expected, when)
    if "sex" in wanted:
        added["sex"] = joined.of_child_sex.fill_null("")
    return joined.mutate(**added).drop([f"of_child_{name}" for name in (AUTHORITY, CHILD, *facts)])
