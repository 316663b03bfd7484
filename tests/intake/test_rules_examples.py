"""Every rule finds what its own examples say is wrong, and nothing in what they say is right."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from roundtable.intake.rules.engine import message_of
from roundtable.intake.rules.examples import found
from roundtable.intake.rules.model import Example, Rule, formats_with_rules, rule_set

CASES = [
    pytest.param(
        format_key, rule, example, wrong, id=f"{format_key}-{rule.id}-{rule.last or rule.first}-{kind}{at}"
    )
    for format_key in formats_with_rules()
    for rule in rule_set(format_key)
    for kind, wrong, examples in (("fails", True, rule.fails), ("passes", False, rule.passes))
    for at, example in enumerate(examples)
]


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as started:
        yield started


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.mark.parametrize(("format_key", "rule", "example", "wrong"), CASES)
def test_rule_example(
    format_key: str,
    rule: Rule,
    example: Example,
    wrong: bool,
    folder: Path,
    engine: duckdb.DuckDBPyConnection,
) -> None:
    hits = found(format_key, rule, example, folder, engine)

    assert bool(hits) is wrong
    for hit in hits:
        said = message_of(rule, hit.values)
        assert "{" not in said
        assert said.endswith(".")


@pytest.mark.parametrize("format_key", formats_with_rules())
def test_every_rule_has_examples_of_both_kinds(format_key: str) -> None:
    for rule in rule_set(format_key):
        assert rule.fails, rule.id
        assert rule.passes, rule.id
        assert rule.fields, rule.id


@pytest.mark.parametrize("format_key", formats_with_rules())
@pytest.mark.parametrize("year", [0, 2019, 2023, 2024, 2025, 2026])
def test_an_id_stands_for_one_rule_in_any_year(format_key: str, year: int) -> None:
    ids = [rule.id for rule in rule_set(format_key) if rule.holds_in(year)]

    assert len(set(ids)) == len(ids)
