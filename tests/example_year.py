"""The example year for tests that only look at it or write a little: loaded once for each test module.

Import `example` into the module (or its conftest). Each test's own writes are rolled back to the example as loaded.
Not for tests with a live server: they commit.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from roundtable.site.example import Example

FOLDER = Path(__file__).parents[1] / "examples" / "cambridgeshire-2015-16"


@pytest.fixture(scope="module")
def example(django_db_setup: None, django_db_blocker: Any) -> Iterator[Example]:
    """The example, with its partnerships by slug."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = Example(FOLDER, quiet=True)
        made.load()
        yield made
        transaction.set_rollback(True)
