"""Each benchmark runs, small, in a process of its own, and says how it compares with the plain way."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def bench(name: str, *arguments: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def ratios(said: str) -> list[float]:
    return [float(found) for found in re.findall(r"ratio (\d+\.\d+)", said)]


def test_loading_keeps_every_value_and_is_compared_with_bare_rows() -> None:
    said = bench("loading", "--indicators", "3", "--agencies", "2", "--years", "1")

    assert "72 values:" in said  # 3 indicators × 12 months × 2 agencies
    assert len(ratios(said)) == 1


@pytest.mark.slow
def test_pages_are_compared_and_take_no_query_for_each_figure() -> None:
    said = bench("pages", "--clients", "2", "--times", "1")

    dashboard, one_at_a_time, *_ = (int(found) for found in re.findall(r"(\d+) queries", said))
    assert len(ratios(said)) == 2
    assert dashboard < 40 < one_at_a_time


@pytest.mark.libreoffice
@pytest.mark.slow
def test_a_report_is_compared_with_libreoffice() -> None:
    said = bench("report", "--charts", "2")

    assert re.search(r"2 charts on [1-9]\d* pages", said)
    assert len(ratios(said)) == 1
