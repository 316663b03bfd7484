"""An extract of any format as the lists that indicators are counted over, with the days that it wholly covers.

A column that the files did not have is left out, so that an indicator that needs it is "not in this source".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from roundtable.intake.cin import lists as cin_lists
from roundtable.intake.cin import reader as cin
from roundtable.intake.extracts import Extract
from roundtable.measures.lists.model import AUTHORITY, CHILD, Coverage, Lists, ListsError, Window
from roundtable.measures.periods import Period

FOLDER = "lists"
ANNEX_A, SSDA903 = "annex_a", "ssda903"
_MONTHS = 6  # what most lists of Annex A look back


@dataclass(frozen=True, slots=True)
class _Mapped:
    """A list drawn from one table: each column from a column of it, or by an expression over some."""

    table: str
    columns: Mapping[str, str]
    where: str = ""

    @property
    def child(self) -> str:
        return self.columns[CHILD]


_ANNEX_A = {
    "contacts": _Mapped("contacts", {CHILD: "child_id", "contact_date": "contact_date", "source": "source"}),
    "early_help": _Mapped(
        "early_help",
        {CHILD: "child_id", "started": "started", "ended": "completed", "organisation": "organisation"},
    ),
    "referrals": _Mapped(
        "referrals",
        {
            CHILD: "child_id",
            "referral_date": "referral_date",
            "source": "source",
            "no_further_action": "no_further_action",
            "team": "team",
            "earlier_referrals": "referrals_12_months",
        },
    ),
    "assessments": _Mapped(
        "assessments", {CHILD: "child_id", "started": "started", "ended": "authorised", "team": "team"}
    ),
    "section47": _Mapped(
        "section47",
        {
            CHILD: "child_id",
            "started": "started",
            "conference_required": "NOT conference_unnecessary",
            "conference_date": "conference_date",
            "team": "team",
        },
    ),
    "conferences": _Mapped(
        "section47",
        {CHILD: "child_id", "section47_started": "started", "held": "conference_date"},
        where="conference_date",
    ),
    "plans": _Mapped(
        "plans",
        {
            CHILD: "child_id",
            "started": "started",
            "ended": "ended",
            "initial_category": "initial_category",
            "latest_category": "latest_category",
            "previous_plans": "previous_plans",
        },
    ),
    "looked_after": _Mapped(
        "looked_after",
        {
            CHILD: "child_id",
            "started": "started",
            "ended": "ended",
            "reason_ended": "reason_ceased",
            "legal_status": "legal_status",
            "need": "need",
            "placement": "placement",
            "placed_within_area": "location = 'IN'",
        },
    ),
}
_SSDA903 = {
    "children": _Mapped("header", {CHILD: "child", "birth": "dob", "sex": "sex", "ethnicity": "ethnic"}),
    "looked_after": _Mapped(
        "episodes",
        {
            CHILD: "child",
            "started": "decom",
            "ended": "dec",
            "reason_started": "rne",
            "reason_ended": "rec",
            "legal_status": "ls",
            "need": "cin",
            "placement": "place",
        },
    ),
    "missing": _Mapped(
        "missing", {CHILD: "child", "started": "mis_start", "ended": "mis_end", "kind": "missing"}
    ),
}
# Days on which something happened, by the lists of Annex A that hold all such events of their six months.
_EVENTS = {
    "contacts": "contact_date",
    "early_help": "started",
    "referrals": "referral_date",
    "section47": "started",
}
_OF_A_CHILD = {"birth": "birth", "sex": "sex", "ethnicity": "ethnicity", "disabled": "disabled"}


def to_lists(extract: Extract, *, until: date | None = None) -> Lists:
    """The lists of an extract, written beside its tables.

    `until` is the day on which an Annex A extract was taken: it then covers the six months up to it. Without it, the
    extract covers the days from its first event to its last, at most six months. ListsError for a return that does not
    say its year, for an extract without events, and for a format that holds no lists of children.
    """
    if extract.format == cin.FORMAT:
        return cin_lists.to_lists(extract)
    if extract.format not in {ANNEX_A, SSDA903}:
        raise ListsError(
            "Published numbers hold no lists of children, so indicators cannot be counted over them"
        )
    folder = extract.folder / FOLDER
    folder.mkdir(exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        for key in extract.counts:
            connection.read_parquet(str(extract.table(key))).create_view(key)
        if extract.format == SSDA903:
            return _looked_after_return(connection, extract, folder)
        return _annex_a(connection, extract, folder, until)


def _looked_after_return(connection: duckdb.DuckDBPyConnection, extract: Extract, folder: Path) -> Lists:
    if not extract.year:
        raise ListsError(
            "SSDA903 files do not say their year, so nobody can tell which days they cover: say it, as in --year 2015-16"
        )
    tables = _written(connection, extract, _SSDA903, folder)
    window = Window.of(Period.parse(extract.year))
    return Lists(tables, Coverage({key: window for key in tables if key != "children"}), extract.sources)


def _annex_a(
    connection: duckdb.DuckDBPyConnection, extract: Extract, folder: Path, until: date | None
) -> Lists:
    window = _window(connection, extract, until)
    tables = _written(connection, extract, _ANNEX_A, folder)
    children = _children(connection, extract, folder, window.end)
    return Lists({**children, **tables}, Coverage(dict.fromkeys(tables, window)), extract.sources)


def _window(connection: duckdb.DuckDBPyConnection, extract: Extract, until: date | None) -> Window:
    """The days that the extract wholly covers."""
    if until is not None:
        return Window(_months_before(until, _MONTHS), until)
    dated = [
        f"SELECT {column} AS day FROM {key}"  # noqa: S608 - names of ours
        for key, column in _EVENTS.items()
        if _has(extract, key, column)
    ]
    found = None
    if dated:
        union = " UNION ALL ".join(dated)
        found = connection.execute(f"SELECT max(day), min(day) FROM ({union})").fetchall()[0]  # noqa: S608 - names of ours
    if not found or found[0] is None:
        raise ListsError(
            "No contact, referral, enquiry or early help assessment says when the extract was taken: say the day"
        )
    last, first = found
    return Window(max(first, _months_before(last, _MONTHS)), last)


def _months_before(last: date, months: int) -> date:
    """The first of the days of some whole months that end with `last`: 1 October 2015 for six before 31 March 2016."""
    after = last + timedelta(days=1)
    year, month = divmod(after.year * 12 + after.month - 1 - months, 12)
    day = after.day
    while True:
        try:
            return date(year, month + 1, day)
        except ValueError:  # there is no 31st
            day -= 1


def _written(
    connection: duckdb.DuckDBPyConnection, extract: Extract, mapped: Mapping[str, _Mapped], folder: Path
) -> dict[str, Path]:
    """Each list whose table the files gave, with the columns that it has."""
    tables: dict[str, Path] = {}
    for key, how in mapped.items():
        if how.table not in extract.counts or not _has(extract, how.table, how.child):
            continue
        there = {
            name: said for name, said in how.columns.items() if _has(extract, how.table, _column_in(said))
        }
        chosen = ", ".join(f"{said} AS {name}" for name, said in there.items())
        where = f" WHERE {how.where} IS NOT NULL" if how.where and _has(extract, how.table, how.where) else ""
        if how.where and not where:
            continue
        query = f"SELECT {AUTHORITY}, {chosen} FROM {how.table}{where}"  # noqa: S608 - names of ours
        tables[key] = _write(connection, query, folder / f"{key}.parquet")
    return tables


def _children(
    connection: duckdb.DuckDBPyConnection, extract: Extract, folder: Path, until: date
) -> dict[str, Path]:
    """Every child of any list, once; where lists differ about one, the greatest value is kept, so that it is always one.

    A birth after the extract was taken is the day on which a child is expected.
    """
    parts = []
    for key in extract.counts:
        if not _has(extract, key, "child_id"):
            continue
        said = [f"{c} AS {c}" if _has(extract, key, c) else f"NULL AS {c}" for c in _OF_A_CHILD]
        parts.append(f"SELECT {AUTHORITY}, child_id AS child, {', '.join(said)} FROM {key}")  # noqa: S608 - names of ours
    if not parts:
        return {}
    connection.execute("SET VARIABLE until = $1", [until])
    query = f"""
        SELECT authority, child,
          max(birth) FILTER (birth <= getvariable('until')) AS birth,
          max(birth) FILTER (birth > getvariable('until')) AS expected_birth,
          max(sex) AS sex, max(ethnicity) AS ethnicity, bool_or(disabled) AS disabled
        FROM (SELECT authority, child, CAST(birth AS DATE) AS birth, CAST(sex AS VARCHAR) AS sex,
            CAST(ethnicity AS VARCHAR) AS ethnicity, CAST(disabled AS BOOLEAN) AS disabled
          FROM ({" UNION ALL ".join(parts)}) WHERE child IS NOT NULL)
        GROUP BY authority, child ORDER BY authority, child"""  # noqa: S608 - names of ours
    return {"children": _write(connection, query, folder / "children.parquet")}


def _write(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    connection.sql(query).write_parquet(str(path))
    return path


def _has(extract: Extract, key: str, column: str) -> bool:
    return key in extract.counts and column in pq.read_schema(extract.table(key)).names


def _column_in(said: str) -> str:
    """The column that an expression is over."""
    return said.removeprefix("NOT ").split(" = ")[0]
