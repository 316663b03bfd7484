"""The benchmark of disclosure control runs, small, and compares with the plain way."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_benchmark_compares_the_quick_way_and_the_search_with_hiding_by_hand() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.disclosure", "--only", "10x12", "--seconds", "10"],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "one more in row and column: 4 more hidden" in run.stdout
    quick, best = (float(found) for found in re.findall(r"loss (\d+\.\d)", run.stdout))
    assert best < quick
    assert re.findall(r"(\d+) too narrow", run.stdout) == ["0", "0"]
