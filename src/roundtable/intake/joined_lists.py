"""Lists of several sources as one: councils side by side, and the years of one council one after another."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import duckdb

from roundtable.measures.lists.model import (
    AUTHORITY,
    CHILD,
    COLUMNS,
    TITLES,
    Coverage,
    Lists,
    ListsError,
    Window,
)

# What makes two rows of one council's returns of two years the same thing: a case that is open at the end of March is in
# both. What is not here happens once, and is in one of them.
_SAME: Mapping[str, tuple[str, ...]] = {
    "children": (CHILD,),
    "referrals": (CHILD, "referral_date"),
    "assessments": (CHILD, "referral_date", "started"),
    "factors": (CHILD, "referral_date", "assessment_ended", "factor"),
    "section47": (CHILD, "started"),
    "conferences": (CHILD, "held"),
    "plans": (CHILD, "started"),
    "plan_reviews": (CHILD, "plan_started", "held"),
    "looked_after": (CHILD, "started"),
    "missing": (CHILD, "started", "kind"),
}


def joined(several: Sequence[Lists], folder: Path) -> Lists:
    """One set of lists, written into `folder`; where two sources say something of the same row, the later one holds.

    A list covers what it covers for every council that has any list: the years of one council together where they
    follow one another. ListsError where they leave a gap, or overlap in what happens once only.
    """
    if len(several) == 1:
        return several[0]
    folder.mkdir(parents=True, exist_ok=True)
    tables: dict[str, Path] = {}
    windows: dict[str, Window] = {}
    with duckdb.connect(":memory:") as connection:
        members = [
            frozenset().union(*(_councils(connection, one, key) for key in one.tables)) for one in several
        ]
        for key in COLUMNS:
            having = sorted((one for one in several if key in one), key=lambda one: _last(one, key))
            if not having:
                continue
            window = _window(key, several, members)
            if window is not None:
                windows[key] = window
            tables[key] = _written(connection, key, having, folder)
    return Lists(tables, Coverage(windows), tuple(dict.fromkeys(s for one in several for s in one.sources)))


def _last(lists: Lists, key: str) -> str:
    window = lists.coverage.window(key)
    return window.end.isoformat() if window else ""


def _view(connection: duckdb.DuckDBPyConnection, lists: Lists, key: str, name: str) -> None:
    rows = lists.tables[key]
    if isinstance(rows, Path):
        connection.read_parquet(str(rows)).create_view(name, replace=True)
    elif isinstance(rows, tuple):
        connection.read_parquet([str(path) for path in rows]).create_view(name, replace=True)
    else:
        connection.from_arrow(rows).create_view(name, replace=True)


def _councils(connection: duckdb.DuckDBPyConnection, lists: Lists, key: str) -> frozenset[str]:
    _view(connection, lists, key, "one")
    found = connection.execute("SELECT DISTINCT coalesce(authority, '') FROM one").fetchall()
    return frozenset(row[0] for row in found)


def _window(key: str, several: Sequence[Lists], members: Sequence[frozenset[str]]) -> Window | None:
    """The days that the list covers for every council; None where some council's sources do not have it."""
    windows = []
    for council in sorted(frozenset().union(*members)):
        sources = [one for one, own in zip(several, members, strict=True) if council in own]
        own = [window for one in sources if (window := one.coverage.window(key))]
        if not own:
            return None
        windows.append(_in_a_row(key, council, own))
    if not windows:
        return None
    start, end = max(w.start for w in windows), min(w.end for w in windows)
    return Window(start, end) if start <= end else None


def _in_a_row(key: str, council: str, windows: list[Window]) -> Window:
    first, *others = sorted(windows, key=lambda w: w.start)
    for window in others:
        if window.start > first.end + timedelta(days=1):
            raise ListsError(
                f"Between {first.end} and {window.start} no file covers the {TITLES[key]} of "
                f"{council or 'an authority that is not named'}"
            )
        if window.start <= first.end and key not in _SAME:
            raise ListsError(
                f"Two files cover the {TITLES[key]} of {council or 'an authority that is not named'} on the "
                f"same days, so that they would be counted twice: give one of them"
            )
        first = Window(first.start, max(first.end, window.end))
    return first


def _written(connection: duckdb.DuckDBPyConnection, key: str, having: Sequence[Lists], folder: Path) -> Path:
    for n, one in enumerate(having):
        _view(connection, one, key, f"part_{n}")
    parts = []
    for n in range(len(having)):
        later = [
            f"ANTI JOIN part_{m} l{m} ON {_same(key, f'l{m}')}"
            for m in range(n + 1, len(having))
            if key in _SAME
        ]
        # Every name in it is ours.
        parts.append(f"SELECT p.* FROM part_{n} p {' '.join(later)}")  # noqa: S608 - no text of a file
    path = folder / f"{key}.parquet"
    connection.sql(" UNION ALL BY NAME ".join(f"({part})" for part in parts)).write_parquet(str(path))
    return path


def _same(key: str, later: str) -> str:
    columns = (AUTHORITY, *_SAME[key])
    return " AND ".join(f"p.{c} IS NOT DISTINCT FROM {later}.{c}" for c in columns)
