"""Published numbers as comparators: of each number the newest publication's, and what a newer one revised.

One table is published every year with all years in it. Columns are renamed and authorities get new codes between
publications; both are put right as the files are read, so that vintages can be laid side by side here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from roundtable.intake.ees.reader import FORMAT, LIST
from roundtable.intake.extracts import Extract
from roundtable.measures.values import Status, Value

# What identifies a published number: two publications that agree in these are about the same thing.
_SAME = ('"table"', "indicator", "period", "time_period", "level", "area", "filters")


@dataclass(frozen=True, slots=True)
class Observation:
    """A published number. `period` is in Roundtable's words ("2015-16"), `area` the code that the area has now.

    `vintage` is the last time period in the file that it came from, and `source` that file.
    """

    table: str
    indicator: str
    period: str
    level: str
    area: str
    area_name: str
    filters: str
    value: Value
    vintage: str
    source: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A number that a newer publication gives differently."""

    before: Observation
    after: Observation


def observations(
    extract: Extract,
    *,
    indicators: Iterable[str] = (),
    areas: Iterable[str] = (),
    periods: Iterable[str] = (),
) -> tuple[Observation, ...]:
    """The newest publication's numbers, all or those of some indicators, areas and periods; in a steady order.

    ValueError for an extract of another format.
    """
    with _opened(extract) as connection:
        found = connection.execute(
            "SELECT * FROM ranked WHERE newest = 1 AND (len($1) = 0 OR list_contains($1, indicator)) "
            "AND (len($2) = 0 OR list_contains($2, area)) AND (len($3) = 0 OR list_contains($3, period)) "
            'ORDER BY "table", indicator, period, level, area, filters',
            [list(indicators), list(areas), list(periods)],
        ).fetchall()
        return tuple(_observation(row) for row in found)


def revisions(extract: Extract) -> tuple[Revision, ...]:
    """What each publication changed of the one before it, where both give the number."""
    with _opened(extract) as connection:
        same = " AND ".join(f"a.{key} IS NOT DISTINCT FROM b.{key}" for key in _SAME)
        found = connection.execute(
            f"SELECT b.*, a.* FROM ranked a JOIN ranked b ON {same} AND b.newest = a.newest + 1 "  # noqa: S608 - names of ours
            "WHERE (a.value IS DISTINCT FROM b.value OR a.status <> b.status) "
            'ORDER BY a."table", a.indicator, a.period, a.level, a.area, a.filters, a.newest'
        ).fetchall()
        width = len(found[0]) // 2 if found else 0
        return tuple(Revision(_observation(row[:width]), _observation(row[width:])) for row in found)


def _opened(extract: Extract) -> duckdb.DuckDBPyConnection:
    """A connection with the observations ranked by publication, 1 for the newest."""
    if extract.format != FORMAT:
        raise ValueError("Only data files of Explore Education Statistics hold published numbers")
    connection = duckdb.connect(":memory:")
    connection.read_parquet(str(extract.table(LIST))).create_view("published")
    partition = ", ".join(_SAME)
    connection.execute(
        f"""CREATE VIEW ranked AS
        SELECT "table", indicator, period, time_period, level, area, area_name, filters, value, status, vintage, _source,
          row_number() OVER (PARTITION BY {partition} ORDER BY vintage DESC, _source DESC, _row) AS newest
        FROM published JOIN (SELECT _source, max(time_period) AS vintage FROM published GROUP BY _source) USING (_source)"""  # noqa: S608
    )
    return connection


def _observation(row: tuple[object, ...]) -> Observation:
    table, indicator, period, time_period, level, area, name, filters, value, status, vintage, source, _ = row
    return Observation(
        table=str(table or ""),
        indicator=str(indicator),
        period=str(period or time_period),
        level=str(level),
        area=str(area or ""),
        area_name=str(name or ""),
        filters=str(filters or ""),
        value=_value(value, str(status)),
        vintage=str(vintage),
        source=str(source),
    )


def _value(number: object, status: str) -> Value:
    """The number with its status. What is "too unreliable to publish" has no number here, as in the returns."""
    if number is not None:
        return Value.of(Decimal(str(number)).normalize() + 0)
    return Value.missing(Status.NOT_SUPPLIED if status == Status.UNRELIABLE else Status(status))
