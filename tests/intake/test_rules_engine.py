"""Running rules over an extract: counts, places, what is left out and why."""

import csv
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks.made_census import census
from benchmarks.planted import PLANTS
from roundtable.intake.cin.reader import read
from roundtable.intake.extract_problems import EveryProblem, Severity
from roundtable.intake.extracts import Extract
from roundtable.intake.rules import check, checked_by_rules, rule_set
from roundtable.intake.rules.constants import dates, working_days_back
from roundtable.intake.rules.engine import Checked, in_general, message_of
from roundtable.intake.rules.examples import extract_of
from roundtable.intake.rules.model import Example, Rows


def extract(folder: Path, rows: Rows, format_key: str = "cin_census", year: int = 2026) -> Extract:
    return extract_of(format_key, Example(rows, year), folder)


def made(folder: Path, children: int, seed: int, share: float) -> tuple[Extract, dict[str, int]]:
    path = folder / "made.xml"
    planted = census(path, children=children, seed=seed, plants=PLANTS, share=share)
    return read(path, folder / "out"), dict(planted)


def test_a_clean_return_has_hardly_a_finding(tmp_path: Path) -> None:
    clean, _ = made(tmp_path, 400, seed=5, share=0)

    groups = check(clean)

    # The made-up children keep the rules, but for an assessment that is long open at the year's end.
    assert {group.id for group in groups} <= {"8670Q", "8606"}


def test_what_is_planted_is_found(tmp_path: Path) -> None:
    broken, planted = made(tmp_path, 1500, seed=7, share=0.5)

    found = {group.id: group.count for group in check(broken)}

    # A second error in the same child may undo the first, but none goes wholly unseen.
    assert {name for name, count in planted.items() if count} - set(found) == set()
    assert sum(found.values()) > 400


def test_a_finding_names_its_line_and_says_what_is_wrong(tmp_path: Path) -> None:
    rows: Rows = {"plans": [{"started": date(2025, 5, 2), "ended": date(2025, 5, 1)}]}

    (group,) = [group for group in check(extract(tmp_path, rows)) if group.id == "4011"]

    assert group.message == "The child in need plan ended on 1 May 2025, before it began on 2 May 2025."
    assert group.severity is Severity.ERROR
    assert group.list == "plans"
    assert group.column == "ended, started"
    assert group.guidance == "DfE, Children in need census, validation rule 4011"
    (example,) = group.examples
    assert (example.source, example.row, example.column, example.value) == (
        "example",
        1,
        "CIN plan end date",
        "1 May 2025",
    )


def test_many_findings_are_told_as_one_with_the_first_places(tmp_path: Path) -> None:
    rows: Rows = {"plans": [{"started": date(2025, 5, 2), "ended": date(2025, 5, 1)}] * 40}

    (group,) = [group for group in check(extract(tmp_path, rows)) if group.id == "4011"]

    assert group.count == 40
    assert [example.row for example in group.examples] == [1, 2, 3, 4, 5]
    assert group.message == "The child in need plan ended on …, before it began on …."


def test_every_finding_can_be_written(tmp_path: Path) -> None:
    rows: Rows = {"plans": [{"started": date(2025, 5, 2), "ended": date(2025, 5, 1)}] * 40}
    path = tmp_path / "every.csv"
    folder = tmp_path / "extract"
    folder.mkdir()

    with EveryProblem(path) as every:
        check(extract(folder, rows), every=every)

    with path.open(encoding="utf-8-sig", newline="") as file:
        written = [row for row in csv.DictReader(file) if row["Problem"] == "4011"]
    assert [row["Row"] for row in written] == [str(at) for at in range(1, 41)]
    assert (
        written[0]["What is wrong"]
        == "The child in need plan ended on 1 May 2025, before it began on 2 May 2025."
    )


def test_errors_come_before_queries(tmp_path: Path) -> None:
    broken, _ = made(tmp_path, 300, seed=9, share=0.5)

    severities = [group.severity for group in check(broken)]

    assert severities == sorted(severities, key=lambda severity: severity is not Severity.ERROR)
    assert set(severities) == {Severity.ERROR, Severity.QUERY}


def test_a_rule_that_needs_a_list_is_not_run_without_it(tmp_path: Path) -> None:
    rows: Rows = {"plans": [{"started": date(2025, 5, 1)}]}
    whole = extract(tmp_path, rows, "annex_a", 2025)
    counts = {key: count for key, count in whole.counts.items() if key != "children_in_need"}
    partial = Extract("annex_a", whole.specification, whole.folder, counts, year=whole.year)

    assert "A7-09" in {group.id for group in check(whole)}
    assert "A7-09" not in {group.id for group in check(partial)}
    assert "A7-11" in {group.id for group in check(partial)}


def test_a_column_that_the_files_lack_decides_nothing(tmp_path: Path) -> None:
    rows: Rows = {"plans": [{"started": date(2025, 5, 2), "ended": date(2025, 5, 1)}]}
    whole = extract(tmp_path, rows)
    table = pq.read_table(whole.table("plans"))
    pq.write_table(table.drop_columns(["ended"]), whole.table("plans"))

    assert "4011" not in {group.id for group in check(whole)}


@pytest.mark.parametrize(
    ("year", "sex", "wrong"), [(2024, "1", False), (2025, "1", True), (2025, "F", False)]
)
def test_rules_are_those_of_the_extracts_year(tmp_path: Path, year: int, sex: str, wrong: bool) -> None:
    found = {group.id for group in check(extract(tmp_path, {"children": [{"sex": sex}]}, year=year))}

    assert ("4180" in found) is wrong


def test_without_a_reference_date_no_date_is_outside_the_year(tmp_path: Path) -> None:
    rows: Rows = {"header": [{"year": 2026}], "plans": [{"started": date(2030, 5, 1)}]}

    found = {group.id for group in check(extract(tmp_path, rows))}

    assert "100" in found
    assert "4010" not in found


def test_a_format_without_rules_has_no_findings(tmp_path: Path) -> None:
    assert check(Extract("ees", "ees_2020", tmp_path, {})) == ()
    assert checked_by_rules("ees") == frozenset()


def test_what_rules_tell_better_is_left_to_them() -> None:
    checked = checked_by_rules("cin_census")

    assert ("unknown-code", "children", "ethnicity") in checked
    assert ("value-missing", "cin_details", "referral_date") in checked
    assert ("not-a-date", "cin_details", "referral_date") not in checked


def test_only_chosen_rules_are_run(tmp_path: Path) -> None:
    with Checked(extract(tmp_path, {"children": [{}]}), only=("8500",)) as checked:
        assert [rule.id for rule in checked.rules()] == ["8500"]
        assert [group.id for group in checked.groups()] == ["8500"]


def test_messages_have_the_rows_values_or_none() -> None:
    rule = next(rule for rule in rule_set("cin_census") if rule.id == "8630")

    assert message_of(rule, {"closed": date(2025, 5, 1), "referral_date": None}) == (
        "The case was closed on 1 May 2025, before it was referred on (missing)."
    )
    assert in_general(rule) == "The case was closed on …, before it was referred on …."


@pytest.mark.parametrize(
    ("day", "count", "first"),
    [
        (date(2026, 3, 31), 1, date(2026, 3, 31)),
        (date(2026, 3, 31), 15, date(2026, 3, 11)),
        (date(2026, 3, 31), 45, date(2026, 1, 28)),
        # 31 March 2024 was Easter Sunday: the next working day is 2 April, and Good Friday is none.
        (date(2024, 3, 31), 1, date(2024, 4, 2)),
        (date(2024, 3, 31), 2, date(2024, 3, 28)),
        (date(2025, 4, 1), 2, date(2025, 3, 31)),
    ],
)
def test_working_days_are_counted_back_over_weekends_and_bank_holidays(
    day: date, count: int, first: date
) -> None:
    assert working_days_back(day, count) == first


def test_working_days_that_nobody_knows_leave_a_rule_undecided() -> None:
    assert working_days_back(date(1931, 3, 31), 15) is None
    assert dates(None)["end"] is None
    assert dates(date(2024, 2, 29))["start"] == date(2023, 3, 1)
