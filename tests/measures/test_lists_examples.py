"""Each definition over lists does what its own worked example says."""

from collections.abc import Iterator

import pytest

from roundtable.measures.definitions import load as load_definitions
from roundtable.measures.lists.engines import DuckDB
from roundtable.measures.lists.examples import run
from roundtable.measures.lists.listed import Listed, load

ALL = load()


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    with DuckDB(memory="256MB", threads=1) as engine:
        yield engine


@pytest.mark.parametrize("listed", ALL.values(), ids=ALL)
def test_the_worked_example_comes_to_what_it_says(listed: Listed, engine: DuckDB) -> None:
    outcomes = run(listed, engine)

    assert outcomes
    assert [(o.expected, o.counted) for o in outcomes] == [(o.expected, o.expected.count) for o in outcomes]


@pytest.mark.parametrize("listed", ALL.values(), ids=ALL)
def test_every_definition_gives_a_figure_that_is_defined_and_says_what_happens_in_doubt(
    listed: Listed,
) -> None:
    definition = load_definitions().get(listed.figure)

    known = {dimension.key for dimension in definition.dimensions}
    assert listed.rules
    assert {d for by in listed.by for d in by} <= known | {"age_group", "sex", "team", "source", "category"}
