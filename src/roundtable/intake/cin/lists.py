"""A CIN census return as the lists that indicators are counted over.

The census holds a year of referrals with all that hangs on them, and neither contacts nor teams nor early help; looked
after children have a return of their own.
"""

from pathlib import Path

import duckdb

from roundtable.intake.authorities import authority_code
from roundtable.intake.cin.shape import HEADER
from roundtable.intake.extracts import Extract
from roundtable.measures.lists.model import Coverage, Lists, ListsError, Window
from roundtable.measures.periods import Period

FOLDER = "lists"
_QUERIES = {
    "children": """
        SELECT c.child, c.birth, c.expected_birth,
          CASE c.sex WHEN '1' THEN 'M' WHEN '2' THEN 'F' WHEN '0' THEN 'U' WHEN '9' THEN 'U' ELSE c.sex END AS sex,
          c.ethnicity, d.disabled, c.died
        FROM children c
        LEFT JOIN (SELECT children_no, bool_or(disability <> 'NONE') AS disabled FROM disabilities GROUP BY 1) d
          USING (children_no)""",
    "referrals": """
        SELECT d.child, d.referral_date, d.source, d.no_further_action, d.closed, d.closure_reason,
          d.primary_need
        FROM cin_details d""",
    "assessments": """
        SELECT a.child, d.referral_date, a.started, a.ended
        FROM assessments a JOIN cin_details d USING (cin_details_no)""",
    "factors": """
        SELECT DISTINCT f.child, d.referral_date, a.ended AS assessment_ended, f.factor
        FROM factors f JOIN assessments a USING (assessments_no) JOIN cin_details d ON d.cin_details_no = a.cin_details_no
        WHERE f.factor IS NOT NULL""",
    "section47": """
        SELECT s.child, d.referral_date, s.started,
          NOT s.conference_not_required AS conference_required, s.conference_date
        FROM section47 s JOIN cin_details d USING (cin_details_no)""",
    # A conference without an enquiry of this authority is recorded with the case; one recorded in both places is one.
    "conferences": """
        SELECT s.child, s.started AS section47_started, s.conference_date AS held
        FROM section47 s WHERE s.conference_date IS NOT NULL
        UNION ALL
        SELECT d.child, NULL, d.conference_date
        FROM cin_details d WHERE d.conference_date IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM section47 s WHERE s.children_no = d.children_no AND s.conference_date = d.conference_date)""",
    "plans": """
        SELECT p.child, d.referral_date, p.started, p.ended, p.initial_category, p.latest_category,
          p.previous_plans
        FROM child_protection_plans p JOIN cin_details d USING (cin_details_no)""",
    "plan_reviews": """
        SELECT r.child, p.started AS plan_started, r.held
        FROM reviews r JOIN child_protection_plans p USING (child_protection_plans_no)
        WHERE r.held IS NOT NULL""",
}


def to_lists(extract: Extract) -> Lists:
    """The lists of a return, written beside its tables. ListsError for a return that does not say its year."""
    if not extract.year:
        raise ListsError(
            "The return does not say its year, so nobody can tell which days it covers: say it, as in --year 2015-16"
        )
    folder = extract.folder / FOLDER
    folder.mkdir(exist_ok=True)
    with duckdb.connect(":memory:") as connection:
        for key in extract.counts:
            rows = connection.read_parquet(str(extract.table(key)))
            # The child of a record without an identifier is still one child.
            named = "* REPLACE (coalesce(child, 'record ' || children_no) AS child)"
            rows.project("*" if key == HEADER else named).create_view(key)
        authority = _authority(connection)
        tables = {key: _written(connection, key, query, authority, folder) for key, query in _QUERIES.items()}
    window = Window.of(Period.parse(extract.year))
    return Lists(tables, Coverage(dict.fromkeys(tables, window)), extract.sources)


def _authority(connection: duckdb.DuckDBPyConnection) -> str | None:
    found = connection.execute(f"SELECT max(lea) FROM {HEADER}").fetchone()  # noqa: S608 - a name of ours
    number = found[0] if found else None
    return authority_code(number) or number if number else None


def _written(
    connection: duckdb.DuckDBPyConnection, key: str, query: str, authority: str | None, folder: Path
) -> Path:
    path = folder / f"{key}.parquet"
    connection.execute("SET VARIABLE authority = $1", [authority])
    relation = connection.sql(
        f"SELECT CAST(getvariable('authority') AS VARCHAR) AS authority, * FROM ({query})"  # noqa: S608 - the queries above
    )
    relation.write_parquet(str(path))
    return path
