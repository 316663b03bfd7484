"""The benchmark of intake runs, small; its made-up files are what they say; and it tells where two validators differ."""

import re
from pathlib import Path

import openpyxl
import pytest

from benchmarks.intake import agreement
from benchmarks.made_looked_after import looked_after
from benchmarks.made_workbook import workbook
from roundtable.intake.read_extract import read_extract
from roundtable.intake.rules.engine import check
from tests.benchmarks.test_benchmarks import bench, ratios


def test_a_census_is_read_checked_and_counted_and_the_absent_validator_is_named() -> None:
    said = bench("intake", "census", "--children", "80")

    assert re.search(
        r"census, 80 children: \d{3} rows read and checked, [1-9]\d* findings written, [1-9]\d* figures", said
    )
    assert re.search(r"ours +\d+\.\d\d CPU s +[1-9]\d* MB", said)
    assert (
        "csc-validator-be-cin is not here, so nothing was compared: --validator-cin CHECKOUT PYTHON" in said
    )


@pytest.mark.slow
def test_a_workbook_and_a_long_census_are_read_whole_both_ways_and_compared() -> None:
    said = bench("intake", "workbook", "stream", "--sheet-rows", "300", "--megabytes", "1")

    assert "workbook, 300 rows of 17 columns" in said
    assert "stream, a census of 1 MB" in said
    assert len(ratios(said)) == 3


@pytest.mark.slow
def test_a_return_of_looked_after_children_is_read_and_checked() -> None:
    said = bench("intake", "looked-after", "--rows", "400")

    assert re.search(r"looked-after, 400 rows: 4\d\d rows read and checked, \d+ findings", said)
    assert "csc-validator-be-903 is not here" in said


def test_two_validators_agree_where_both_name_the_same_children() -> None:
    ours = {"100": ["a", "b"], "200": ["a"], "300": [], "RT01": ["c"], "400": [""]}
    theirs = {"100": ["b", "a"], "200": ["a", "z"], "300": [], "8888": ["q"], "400": ["nan"]}

    summary, differ = agreement(ours, theirs)

    assert summary == "same children by 3 of 4 rules that both have, of which 3 found any"
    assert differ == "not the same: 200 (ours 1, theirs 2, both 1)"


def test_a_made_up_return_is_the_same_for_a_seed_and_its_faults_are_found(tmp_path: Path) -> None:
    many = looked_after(tmp_path / "a", rows=1500, seed=7, faults=0.3)
    looked_after(tmp_path / "b", rows=1500, seed=7, faults=0.3)
    looked_after(tmp_path / "clean", rows=1500, seed=7, faults=0)

    files = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert [(tmp_path / "a" / name).read_bytes() for name in files] == [
        (tmp_path / "b" / name).read_bytes() for name in files
    ]
    faulty, clean = _found(tmp_path / "a"), _found(tmp_path / "clean")
    assert many >= 1500
    assert {"unknown-code", "INT03", "148", "302", "355"} <= faulty.keys()
    assert sum(clean.values()) * 10 < sum(faulty.values())


def _found(folder: Path) -> dict[str, int]:
    extract = read_extract([folder], folder.with_name(f"{folder.name}-tables"), year="2024-25")
    return {group.id: group.count for group in [*extract.problems, *check(extract)]}


def test_a_made_up_workbook_opens_in_openpyxl_with_days_as_days(tmp_path: Path) -> None:
    workbook(tmp_path / "plans.xlsx", rows=3, seed=1)

    rows = list(openpyxl.load_workbook(tmp_path / "plans.xlsx").active.values)

    assert len(rows) == 4
    assert rows[1][0] == "C100002"
    assert rows[1][3].year in range(2008, 2026)
