"""Made-up case lists of any size, from a seed number: nobody in them is anybody."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

AUTHORITIES = 152
FIRST, MONTHS = date(2015, 4, 1), 72

# The share of all rows that each list has. Children are one for every six rows, and lie beside them.
SHARES = {
    "contacts": 0.30,
    "referrals": 0.22,
    "assessments": 0.15,
    "factors": 0.15,
    "section47": 0.06,
    "plans": 0.05,
    "plan_reviews": 0.05,
    "missing": 0.02,
}


@dataclass(frozen=True, slots=True)
class Made:
    """Where the Parquet files lie, one for each list, and how many rows they have together."""

    folder: Path
    rows: int


def make(folder: Path, rows: int, seed: int = 1) -> Made:
    """Write the lists as Parquet files into `folder`; the same seed and size give the same rows."""
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect(config={"memory_limit": "2GB", "threads": 2, "temp_directory": str(folder)})
    con.execute(f"SET VARIABLE children = {max(rows // 6, 1)}")
    con.execute(f"CREATE MACRO r(i, what, n) AS (hash(i, what, {seed}) % n)::INTEGER")
    con.execute("CREATE MACRO few(i, what) AS (hash(i, what) % getvariable('children'))::BIGINT")
    con.execute(f"CREATE MACRO council(c) AS 'E' || (6000001 + hash(c, {seed}) % {AUTHORITIES})::VARCHAR")
    con.execute(f"CREATE MACRO day(i, what) AS DATE '{FIRST}' + r(i, what, 2192)")
    total = 0
    for key, share in SHARES.items():
        count = int(rows * share)
        con.execute(_copy(_SELECT[key], folder / f"{key}.parquet", count, seed))
        total += count
    con.execute(_copy(_SELECT["children"], folder / "children.parquet", max(rows // 6, 1), seed))
    con.close()
    return Made(folder, total)


def _copy(select: str, path: Path, count: int, seed: int) -> str:
    # A child's rows lie apart, as in a file that was sorted by date or not at all.
    body = f"""
        SELECT council(c) AS authority, 'C' || lpad(c::VARCHAR, 9, '0') AS child, {select}
        FROM (SELECT i, few(i, {seed}) AS c FROM range({count}) t(i))
    """
    if path.stem == "children":
        body = body.replace(f"few(i, {seed})", "i")
    return f"COPY ({body}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 122880)"


_SOURCES = (
    "['1A','1B','1C','1D','2A','2B','3A','3B','3C','3D','3E','3F','4','5A','5B','5C','6','7','8','9','10']"
)
_SELECT = {
    "children": """
        day(i, 90) - 6570 + r(i, 91, 6000) AS birth, NULL::DATE AS expected_birth,
        CASE r(i, 92, 2) WHEN 0 THEN 'F' ELSE 'M' END AS sex""",
    "contacts": f"day(i, 1) AS contact_date, {_SOURCES}[1 + r(i, 2, 21)] AS source",
    "referrals": f"""
        day(i, 3) AS referral_date, {_SOURCES}[1 + r(i, 4, 21)] AS source, r(i, 5, 10) = 0 AS no_further_action,
        CASE WHEN r(i, 6, 4) > 0 THEN day(i, 3) + r(i, 7, 500) END AS closed, 'N' || (1 + r(i, 8, 9)) AS primary_need""",
    "assessments": """
        day(i, 9) AS referral_date, day(i, 9) + r(i, 10, 4) AS started,
        CASE WHEN r(i, 11, 20) > 0 THEN day(i, 9) + r(i, 12, 90) END AS ended""",
    "factors": """
        day(i, 13) AS referral_date, day(i, 13) + r(i, 14, 90) AS assessment_ended, (1 + r(i, 15, 20)) || 'A' AS factor""",
    "section47": """
        day(i, 16) - r(i, 17, 5) AS referral_date, day(i, 16) AS started, r(i, 18, 3) = 0 AS conference_required,
        CASE WHEN r(i, 18, 3) = 0 THEN day(i, 16) + r(i, 19, 35) END AS conference_date""",
    "plans": """
        day(i, 20) - 20 AS referral_date, day(i, 20) AS started,
        CASE WHEN r(i, 21, 8) > 0 THEN day(i, 20) + r(i, 22, 900) END AS ended,
        ['NEG','EMO','PHY','SAB','MUL'][1 + r(i, 23, 5)] AS initial_category,
        ['NEG','EMO','PHY','SAB','MUL'][1 + r(i, 24, 5)] AS latest_category""",
    "plan_reviews": "day(i, 20) AS plan_started, day(i, 20) + r(i, 25, 400) AS held",
    "missing": """
        day(i, 26) AS started, CASE WHEN r(i, 27, 50) > 0 THEN day(i, 26) + r(i, 28, 6) END AS ended,
        CASE r(i, 29, 3) WHEN 0 THEN 'A' ELSE 'M' END AS kind,
        CASE WHEN r(i, 30, 2) = 0 THEN day(i, 26) + r(i, 28, 6) + r(i, 31, 9) END AS interview_date""",
}
