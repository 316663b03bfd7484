"""An installation of its own in a temporary folder, so that no benchmark touches anybody's data."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

os.environ["ROUNDTABLE_HOME"] = tempfile.mkdtemp(prefix="roundtable-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "roundtable.site.settings_test"

import django
from django.core.management import call_command

django.setup()


def fresh_database() -> None:
    """Tables without rows."""
    call_command("migrate", verbosity=0)


@dataclass
class Clock:
    seconds: float = 0.0


@contextmanager
def clock() -> Iterator[Clock]:
    """Time a block: `.seconds` afterwards."""
    made = Clock()
    start = time.perf_counter()
    yield made
    made.seconds = time.perf_counter() - start


def percentile(times: list[float], share: float) -> float:
    """The time within which that share of requests was answered."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def say(text: str) -> None:
    print(text, flush=True)
