"""The benchmark of indicators over lists runs, small, and its programs count the same."""

import re

import pytest

from tests.benchmarks.test_benchmarks import bench, ratios


@pytest.mark.slow
def test_our_definitions_count_what_sql_by_hand_counts() -> None:
    said = bench("lists", "--rows", "20000", "--only", "ours", "sql")

    assert re.search(r"the same 21 figures from all 2", said)
    assert len(ratios(said)) == 1
