"""Indicators over case lists: contacts, referrals, enquiries, plans and episodes, a row for each.

What is counted is data (`measures/listed/*.toml`); the same definitions run on DuckDB, PostgreSQL and Apache Spark and
give exact counts. Rates and intervals are worked out once, afterwards.
"""

from roundtable.measures.lists.model import (
    ARROW_TYPES,
    AUTHORITY,
    CHILD,
    COLUMNS,
    Coverage,
    Lists,
    ListsError,
    Rows,
    Type,
    Window,
    empty,
)

__all__ = [
    "ARROW_TYPES",
    "AUTHORITY",
    "CHILD",
    "COLUMNS",
    "Coverage",
    "Lists",
    "ListsError",
    "Rows",
    "Type",
    "Window",
    "empty",
]
