"""All engines count exactly what a slow, obvious program counts, over random lists full of awkward rows."""

import os
import subprocess
import sys

import pytest
from django.db import connection as django_connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roundtable.measures.lists.engines import DuckDB, Postgres
from tests.measures.lists_compared import differences

SEED = 7  # of the one sample that the engines with a server or a Java of their own are shown


@pytest.mark.slow
@given(seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_duckdb_counts_what_a_plain_program_counts(seed: int) -> None:
    with DuckDB(memory="256MB", threads=1) as engine:
        assert differences(engine, seed) == {}


@pytest.mark.slow
@pytest.mark.spark
def test_spark_counts_what_a_plain_program_counts() -> None:
    """In a process of its own: PySpark leaves its sockets to the garbage collector, and its Java running."""
    job = [sys.executable, "-m", "tests.measures.spark_job", str(SEED)]
    environment = {**os.environ, "PYTHONPATH": "src", "SPARK_LOCAL_IP": "127.0.0.1"}
    done = subprocess.run(job, capture_output=True, text=True, env=environment, check=False, timeout=600)

    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.splitlines()[-1] == "no difference"


@pytest.mark.postgres
@pytest.mark.django_db
def test_postgresql_counts_what_a_plain_program_counts() -> None:
    django_connection.ensure_connection()
    with Postgres(django_connection.connection) as engine:
        assert differences(engine, SEED) == {}
