"""A wire under the floor: no statement touches a protected table unless a query or an action sent it.

Reads come through `Scoped.objects.seen_by(who)`, which filters and marks its SQL; writes come from inside an
`@action`. Anything else that names a protected table, however it was built, raises `Tripped`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression
from django.db.models.sql.compiler import SQLCompiler

_PROTECTED: frozenset[str] = frozenset()
_PERMIT: ContextVar[str] = ContextVar("roundtable_permit", default="")
_TABLES = re.compile(
    r'\b(?:FROM|JOIN|UPDATE|INTO|USING)\s+(?:ONLY\s+)?"?([A-Za-z_][A-Za-z0-9_]*)"?', re.IGNORECASE
)
_MARKS = re.compile(r"/\*seen:([A-Za-z0-9_]+)\*/")
# Statements that define rather than read; everything not listed is checked, UNION in brackets included.
_SKIP = re.compile(
    r"\s*(CREATE|ALTER|DROP|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|VACUUM|SET|TRUNCATE)\b", re.I
)


class Tripped(RuntimeError):
    """A statement reached for a protected table without scope."""


class Seen(Expression):
    """Always true; its comment says that the rows of one table were filtered for whoever asks."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, table: str) -> None:
        super().__init__()
        self.table = table

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        return f"(1=1 /*seen:{self.table}*/)", ()

    def get_source_expressions(self) -> list[Any]:
        return []

    def __repr__(self) -> str:
        return f"Seen({self.table})"


@contextmanager
def permit(why: str) -> Iterator[None]:
    """Let statements through while an action runs, or while the system does what no person asked for (`why`)."""
    token = _PERMIT.set(why)
    try:
        yield
    finally:
        _PERMIT.reset(token)


def permitted() -> str:
    return _PERMIT.get()


@lru_cache(maxsize=4096)
def unmarked(sql: str, protected: frozenset[str]) -> tuple[str, ...]:
    """The protected tables that a statement names more often than it marks them."""
    if _SKIP.match(sql):
        return ()
    named = Counter(name for name in _TABLES.findall(sql) if name in protected)
    if not named:
        return ()
    marked = Counter(_MARKS.findall(sql))
    return tuple(name for name, times in named.items() if times > marked[name])


def protect(tables: Iterable[str]) -> None:
    """Put tables under the wire, for good."""
    global _PROTECTED  # noqa: PLW0603 - set once for each app registry, before any request
    _PROTECTED = _PROTECTED | frozenset(tables)


def wire(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: dict[str, Any]) -> Any:
    """An execute wrapper for every connection."""
    if not _PERMIT.get():
        bare = unmarked(str(sql), _PROTECTED)
        if bare:
            raise Tripped(f"A statement reached for {', '.join(bare)} outside a query or an action")
    return execute(sql, params, many, context)


def install(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if wire not in connection.execute_wrappers:
        connection.execute_wrappers.append(wire)
