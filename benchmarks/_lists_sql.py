"""The best SQL that we can write by hand for DuckDB: one pass a list and date, windows shared, stocks by deltas.

usage: python -m benchmarks._lists_sql FOLDER [MEMORY]
"""

import sys

import duckdb
import pyarrow as pa

from benchmarks._lists_run import FIRST_DAY, FLOWS, LAST_DAY, STOCKS, main, month_index
from roundtable.measures.lists.working_days import calendar, england

MEMORY = sys.argv[2] if len(sys.argv) > 2 else "4GB"
FIRST, LAST = f"DATE '{FIRST_DAY}'", f"DATE '{LAST_DAY}'"
BEFORE, LAST_MONTH = month_index(FIRST_DAY) - 1, month_index(LAST_DAY)


def month(day):
    return f"(year({day}) * 12 + month({day}) - 1)"


def clamped(day):
    return f"greatest({month(day)}, {BEFORE})"


def inside(day):
    return f"{day} BETWEEN {FIRST} AND {LAST}"


FAR = "DATE '9999-12-31'"
QUERIES = {
    "contacts": f"""
        SELECT authority, {month("contact_date")} AS m, source, count(*) AS n FROM contacts
        WHERE {inside("contact_date")} GROUP BY ALL""",
    "referrals": f"""
        WITH days AS (SELECT authority, child, referral_date, closed, source,
            date_diff('day', DATE '1900-01-01', referral_date) AS d FROM referrals WHERE referral_date <= {LAST}),
        seen AS (SELECT *, max(referral_date) OVER (one RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier,
            max(CASE WHEN closed IS NULL OR closed > referral_date THEN coalesce(closed, {FAR}) END)
              OVER (one ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
            FROM days WINDOW one AS (PARTITION BY authority, child ORDER BY d)),
        said AS (SELECT *, closed IS NULL OR closed > referral_date AS opens,
            least(until, coalesce(closed, {FAR})) AS single FROM seen)
        SELECT authority, {clamped("referral_date")} AS m, source,
          CASE WHEN opens AND until > referral_date AND single <= {LAST} THEN {clamped("single")} END AS s,
          count(*) AS n, count(*) FILTER (WHERE earlier >= referral_date - INTERVAL 12 MONTH) AS again,
          count(*) FILTER (WHERE opens) AS opened, count(*) FILTER (WHERE opens AND until > referral_date) AS doubled
        FROM said GROUP BY ALL""",
    "closed": f"""
        SELECT authority, {clamped("closed")} AS m, count(*) FILTER (WHERE closed > referral_date) AS n FROM referrals
        WHERE closed <= {LAST} GROUP BY ALL""",
    "assessments": f"""
        SELECT authority, {month("ended")} AS m, count(*) AS n,
          count(*) FILTER (WHERE ended >= referral_date AND ended <= last_of_45) AS in_time
        FROM assessments LEFT JOIN calendar ON calendar_day = referral_date WHERE {inside("ended")} GROUP BY ALL""",
    "factors": f"""
        SELECT authority, {month("assessment_ended")} AS m, factor, count(*) AS n
        FROM (SELECT DISTINCT authority, child, referral_date, assessment_ended, factor FROM factors
              WHERE {inside("assessment_ended")}) GROUP BY ALL""",
    "section47": f"""
        SELECT authority, {month("started")} AS m, count(*) AS n FROM section47 WHERE {inside("started")} GROUP BY ALL""",
    "conferences": f"""
        SELECT authority, {month("conference_date")} AS m, count(*) AS n,
          count(*) FILTER (WHERE conference_date >= started AND conference_date <= last_of_15) AS in_time
        FROM section47 LEFT JOIN calendar ON calendar_day = started WHERE {inside("conference_date")} GROUP BY ALL""",
    "plans": f"""
        WITH seen AS (SELECT *, max(started) OVER (PARTITION BY authority, child ORDER BY d
              RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS earlier,
            max(CASE WHEN ended IS NULL OR ended > started THEN coalesce(ended, {FAR}) END)
              OVER (PARTITION BY authority, child ORDER BY d, coalesce(ended, {FAR}), latest_category
                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until
            FROM (SELECT authority, child, started, ended, initial_category, latest_category,
                    date_diff('day', DATE '1900-01-01', started) AS d FROM plans WHERE started <= {LAST})),
        said AS (SELECT *, ended IS NULL OR ended > started AS opens,
            least(until, coalesce(ended, {FAR})) AS single FROM seen)
        SELECT authority, {clamped("started")} AS m, initial_category, latest_category,
          CASE WHEN opens AND until > started AND single <= {LAST} THEN {clamped("single")} END AS s,
          count(*) AS n, count(earlier) AS again, count(*) FILTER (WHERE opens) AS opened,
          count(*) FILTER (WHERE opens AND until > started) AS doubled
        FROM said GROUP BY ALL""",
    "three": f"""
        WITH long AS (SELECT authority, child, ended, CAST(started + INTERVAL 3 MONTH AS DATE) AS opened, started FROM plans
            WHERE ended IS NULL OR ended > started + INTERVAL 3 MONTH),
        seen AS (SELECT *, max(coalesce(ended, {FAR})) OVER (PARTITION BY authority, child ORDER BY started
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM long WHERE opened <= {LAST}),
        said AS (SELECT *, least(until, coalesce(ended, {FAR})) AS single FROM seen)
        SELECT authority, {clamped("opened")} AS m,
          CASE WHEN until > opened AND single <= {LAST} THEN {clamped("single")} END AS s,
          count(*) AS opened, count(*) FILTER (WHERE until > opened) AS doubled FROM said GROUP BY ALL""",
    "ended": f"""
        SELECT authority, {clamped("ended")} AS m, latest_category, count(*) FILTER (WHERE ended >= {FIRST}) AS n,
          count(*) FILTER (WHERE ended >= {FIRST} AND ended > started + INTERVAL 729 DAY) AS two_years,
          count(*) FILTER (WHERE ended > started) AS closed,
          count(*) FILTER (WHERE ended > started + INTERVAL 3 MONTH) AS closed_of_three
        FROM plans WHERE ended <= {LAST} GROUP BY ALL""",
    "reviewed": f"""
        WITH now AS (SELECT authority, child, started FROM plans
            WHERE started + INTERVAL 3 MONTH <= {LAST} AND (ended IS NULL OR ended > {LAST})
            QUALIFY row_number() OVER (
              PARTITION BY authority, child ORDER BY started, ended NULLS LAST, latest_category) = 1),
        held AS (SELECT DISTINCT r.authority, r.child, plan_started, held FROM plan_reviews r
            JOIN now ON r.authority = now.authority AND r.child = now.child AND plan_started = started
            WHERE {inside("held")} AND held >= plan_started),
        due AS (SELECT *, CASE WHEN lag(held) OVER w IS NOT NULL THEN lag(held) OVER w + INTERVAL 6 MONTH
            WHEN plan_started >= {FIRST} THEN plan_started + INTERVAL 3 MONTH ELSE {FIRST} + INTERVAL 6 MONTH END AS due
            FROM held WINDOW w AS (PARTITION BY authority, child, plan_started ORDER BY held)),
        good AS (SELECT authority FROM due GROUP BY authority, child, plan_started
            HAVING NOT bool_or(held > due) AND max(held) + INTERVAL 6 MONTH >= {LAST})
        SELECT authority, 0 AS m, count(*) AS n FROM good GROUP BY ALL""",
    "missing": f"""
        SELECT authority, 0 AS m, count(*) AS n, count(*) FILTER (WHERE times >= 2) AS again FROM (
          SELECT authority, child, count(*) AS times FROM missing WHERE {inside("started")} GROUP BY ALL) GROUP BY ALL""",
    "returned": f"""
        SELECT authority, {month("ended")} AS m, count(*) AS n,
          count(*) FILTER (WHERE interview_date >= ended AND interview_date <= ended + INTERVAL 3 DAY) AS in_time
        FROM missing WHERE {inside("ended")} GROUP BY ALL""",
}
WEIGHT = "(substr(authority, 4)::BIGINT * 100000 + m)"


def measure(folder):
    con = duckdb.connect(config={"memory_limit": MEMORY, "threads": 2, "temp_directory": str(folder)})
    for path in folder.glob("*.parquet"):
        con.read_parquet(str(path)).create_view(path.stem)
    days: pa.Table = calendar(FIRST_DAY.replace(year=FIRST_DAY.year - 1), LAST_DAY, (15, 45), england())
    con.register("calendar", days)
    for name, query in QUERIES.items():
        con.execute(f"CREATE TEMP TABLE of_{name} AS {query}")
    found = {}
    for figure, (name, column) in FLOWS.items():
        found[figure] = con.sql(
            f"SELECT sum({column})::BIGINT, sum({column} * {WEIGHT})::BIGINT FROM of_{name} WHERE m <> {BEFORE}"
        ).fetchall()[0]
    for figure, stock in STOCKS.items():
        found[figure] = con.sql(_stock(*stock)).fetchall()[0]
    return found


def _stock(opened, closed, column, by):
    """The running sum on a dense grid of authority, month and category."""
    return f"""
        WITH deltas AS (
          SELECT authority, m, {by or "NULL"} AS k, opened - doubled AS d FROM of_{opened}
          UNION ALL SELECT authority, s, {by or "NULL"}, doubled FROM of_{opened} WHERE s IS NOT NULL
          UNION ALL SELECT authority, m, {by or "NULL"}, -{column} FROM of_{closed}),
        grid AS (SELECT a.authority, k, m FROM (SELECT DISTINCT authority, k FROM deltas) a,
          range({BEFORE}, {LAST_MONTH} + 1) t(m)),
        running AS (SELECT authority, m, sum(coalesce(d, 0)) OVER (PARTITION BY authority, k ORDER BY m) AS n
          FROM grid LEFT JOIN (SELECT authority, m, k, sum(d) AS d FROM deltas GROUP BY ALL) x
          ON x.authority = grid.authority AND x.m = grid.m AND x.k IS NOT DISTINCT FROM grid.k)
        SELECT sum(n)::BIGINT, sum(n * {WEIGHT})::BIGINT FROM running WHERE m > {BEFORE}
    """.replace("SELECT authority, m, sum(coalesce", "SELECT grid.authority, grid.m, sum(coalesce").replace(
        "PARTITION BY authority, k ORDER BY m", "PARTITION BY grid.authority, grid.k ORDER BY grid.m"
    )


if __name__ == "__main__":
    main(measure)
