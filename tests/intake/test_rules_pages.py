"""The reference pages of rules are what the rules say now."""

import os
from pathlib import Path

import pytest

from roundtable.intake.rules.model import rule_set
from roundtable.intake.rules.pages import NAMES, page, pages, write

REFERENCE = Path("docs/reference")


@pytest.mark.parametrize("name", sorted(NAMES.values()))
def test_page_is_drawn_from_the_rules(name: str) -> None:
    if os.environ.get("WRITE_PAGES"):
        write(REFERENCE)

    assert (REFERENCE / name).read_text(encoding="utf-8") == pages()[name], (
        "Draw the pages again with WRITE_PAGES=1 in the environment of this test, and look at what changed"
    )


def test_page_names_every_rule_and_every_id_that_is_not_covered() -> None:
    rules = rule_set("ssda903")
    text = page(rules)

    assert all(f"| {rule.id} |" in text for rule in rules)
    assert all(identifier in text for _, ids in rules.not_covered for identifier in ids)


@pytest.mark.parametrize("format_key", sorted(NAMES))
def test_no_id_is_both_covered_and_not(format_key: str) -> None:
    rules = rule_set(format_key)
    covered = {rule.id for rule in rules}

    assert not covered & {identifier for _, ids in rules.not_covered for identifier in ids}
