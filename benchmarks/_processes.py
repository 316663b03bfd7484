"""A step of a benchmark in a process of its own: the CPU time that it used and the most memory that it held."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Used:
    """CPU seconds of all threads from the process's first moment to its last, peak memory in MB, and what it said."""

    cpu: float
    peak: float
    said: Any = None

    def __str__(self) -> str:
        return f"{self.cpu:9.2f} CPU s {self.peak:7,.0f} MB"


def run(command: Sequence[str], *, path: str = "") -> Used:
    """Run a command from the checkout's root, with `path` as PYTHONPATH; RuntimeError, with its words, where it fails.

    What it prints is JSON, or nothing. Whoever calls this stays small: a child's peak begins with its parent's size.
    """
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": path or f"{ROOT / 'src'}"}
    environment = {key: value for key, value in environment.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=out, stderr=errors, env=environment, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        errors.seek(0)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{errors.read().decode(errors='replace')[-3000:]}")
        text = out.read()
    kilobytes = used.ru_maxrss / 1024 if sys.platform == "darwin" else used.ru_maxrss
    return Used(used.ru_utime + used.ru_stime, kilobytes / 1024, json.loads(text) if text.strip() else None)


def step(module: str, *arguments: object) -> Used:
    """Run one of this folder's modules in the Python that runs this one."""
    return run([sys.executable, "-m", f"benchmarks.{module}", *map(str, arguments)])
