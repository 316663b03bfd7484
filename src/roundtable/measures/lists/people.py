"""Counts of children that no running sum can give: in a whole period, by reviews, and by age on one day."""

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from roundtable.measures.lists import expressions as ex
from roundtable.measures.lists.conditions import AlsoIn
from roundtable.measures.lists.engines import Engine
from roundtable.measures.lists.listed import Listed
from roundtable.measures.lists.model import AUTHORITY, CHILD
from roundtable.measures.lists.passes import MONTH, Ask, Cube, Span, What

FIRST_REVIEW_MONTHS, NEXT_REVIEW_MONTHS = 3, 6  # within which a plan is reviewed; see Working Together


def name_of(listed: Listed) -> str:
    return listed.figure.replace(".", "_")


def children_in_period(
    engine: Engine, tables: Mapping[str, ir.Table], several: Sequence[Listed], span: Span
) -> pa.Table:
    """Children with so many rows in the period, each once; all of `several` are of one list and date.

    Columns: authority, and one for each figure.
    """
    first = several[0]
    table = tables[first.list]
    start, end = ibis.date(span.start), ibis.date(span.end)
    if first.closes:
        inside = (table[first.opens] <= end) & (table[first.closes].isnull() | (table[first.closes] >= start))
    else:
        inside = (table[first.date] >= start) & (table[first.date] <= end)
    meets = {name_of(one): _meets(table, one) for one in several}
    rows = table.filter(inside & table[CHILD].notnull())
    rows = rows.select(
        AUTHORITY, CHILD, **{name: found for name, found in meets.items() if found is not None}
    )
    children = rows.group_by(AUTHORITY, CHILD).agg(
        **{
            name: rows.count(where=rows[name]) if found is not None else rows.count()
            for name, found in meets.items()
        }
    )
    counts = {}
    for one in several:
        enough = children[name_of(one)] >= one.at_least
        for condition in one.where:
            if isinstance(condition, AlsoIn):
                other = _open_in(tables[condition.list], span)
                children = children.left_join(other, [AUTHORITY, CHILD], rname="{name}_there")
                enough = (children[name_of(one)] >= one.at_least) & children[f"{CHILD}_there"].notnull()
        counts[name_of(one)] = enough
    children = children.select(AUTHORITY, **counts)
    found = children.group_by(AUTHORITY).agg(
        **{name: children.count(where=children[name]) for name in counts}
    )
    return engine.fetch(found)


def _meets(table: ir.Table, one: Listed) -> ir.BooleanValue | None:
    return ex.all_of(ex.holds(table, c) for c in one.where if not isinstance(c, AlsoIn))


def _open_in(table: ir.Table, span: Span) -> ir.Table:
    """The children with a row that was open on some day of the span."""
    inside = (table.started <= ibis.date(span.end)) & (
        table.ended.isnull() | (table.ended >= ibis.date(span.start))
    )
    return table.filter(inside & table[CHILD].notnull()).select(AUTHORITY, CHILD).distinct()


def open_on_last_day(tables: Mapping[str, ir.Table], one: Listed, span: Span) -> ir.Table:
    """The rows open at the end of the span, one a child: that which opened first stands for it."""
    table = tables[one.list]
    condition = ex.is_open(table, one.opens, one.closes, span.end, one.open_for_months)
    meets = _meets(table, one)
    rows = table.filter(condition if meets is None else condition & meets)
    names = [one.column(d) for by in one.by for d in by if one.column(d) in table.columns]
    order = [
        rows[one.opens],
        rows[one.closes].fill_null(ibis.date(ex.FAR)),
        *(rows[n].fill_null("") for n in dict.fromkeys(names)),
    ]
    place = ibis.row_number().over(ibis.window(group_by=[AUTHORITY, CHILD], order_by=order))
    numbered = rows.mutate(place_=place)
    return numbered.filter(numbered.place_ == 0).drop("place_")


def stock_by_children(
    engine: Engine, tables: Mapping[str, ir.Table], one: Listed, span: Span, columns: Sequence[str]
) -> Cube:
    """The stock at the end of the span by age group that day, and sex: a cube of its last month alone."""
    table = ex.with_children(open_on_last_day(tables, one, span), tables["children"], span.end, columns)
    last = ibis.literal(span.first + span.months - 1, "int64")
    narrow = table.select(AUTHORITY, *columns, **{MONTH: last})
    ask = Ask(one, What.OPENED)
    found = narrow.group_by([AUTHORITY, MONTH, *columns]).agg(**{ask.name: narrow.count()})
    return Cube(engine.fetch(found), tuple(columns), (ask,))


def reviewed_in_time(engine: Engine, tables: Mapping[str, ir.Table], one: Listed, span: Span) -> pa.Table:
    """Children with a plan open at the end whose reviews were all in time, judged by the reviews held in the span.

    The first is due three months after the plan started (where it started before the span, six months into it), each
    later one six months after the one before, and none may be due at the end. Columns: authority and the figure's.
    """
    plans = open_on_last_day(tables, one, span).select(AUTHORITY, CHILD, plan_started=one.opens)
    reviews = tables["plan_reviews"]
    in_span = (reviews.held >= ibis.date(span.start)) & (reviews.held <= ibis.date(span.end))
    held = reviews.filter(in_span & (reviews.held >= reviews.plan_started))
    held = held.select(AUTHORITY, CHILD, "plan_started", "held").distinct()
    keys = [AUTHORITY, CHILD, "plan_started"]
    before = held.held.lag().over(ibis.window(group_by=keys, order_by="held"))
    held = held.mutate(before=before)
    first_due = ibis.ifelse(
        held.plan_started >= ibis.date(span.start),
        (held.plan_started + ibis.interval(months=FIRST_REVIEW_MONTHS)).cast("date"),
        (ibis.date(span.start) + ibis.interval(months=NEXT_REVIEW_MONTHS)).cast("date"),
    )
    next_due = (held.before + ibis.interval(months=NEXT_REVIEW_MONTHS)).cast("date")
    held = held.mutate(late=held.held > ibis.ifelse(held.before.isnull(), first_due, next_due))
    of_plan = held.group_by(keys).agg(last_held=held.held.max(), late=held.count(where=held.late))
    in_time = of_plan.filter(
        (of_plan.late == 0)
        & ((of_plan.last_held + ibis.interval(months=NEXT_REVIEW_MONTHS)) >= ibis.date(span.end))
    )
    good = plans.semi_join(in_time, keys)
    return engine.fetch(good.group_by(AUTHORITY).agg(**{name_of(one): good.count()}))
