"""The definitions that come with Roundtable: complete, neutral, and pointing at one another rightly."""

import pytest

from roundtable.measures.definitions import BUILT_IN, Adds, Definition, Scale
from tests.examples.example_files import definitions

NEWEST = definitions().newest()
FREQUENCIES = {"annual", "quarterly", "monthly", "snapshot"}


@pytest.mark.parametrize("definition", NEWEST, ids=lambda d: d.key)
def test_definition_says_what_a_board_needs(definition: Definition) -> None:
    assert definition.question.startswith(("How do we know that", "What do we need to know"))
    assert definition.definition.endswith(".")
    assert definition.frequency in FREQUENCIES
    assert definition.planned == (definition.in_use_from is None)
    assert definition.denominator == "" or definition.denominator in definitions()


def test_definitions_are_one_file_a_key() -> None:
    assert sorted(path.stem for path in BUILT_IN.glob("*.toml")) == definitions().keys()


def test_percentages_and_rates_without_parts_say_so() -> None:
    for definition in NEWEST:
        if definition.scale in (Scale.PERCENT, Scale.RATE):
            assert "without" in definition.definition, definition.key
            assert definition.adds is not Adds.SUM


def test_definitions_are_neutral() -> None:
    for path in BUILT_IN.glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert "Cambridgeshire" not in text
        assert "Peterborough" not in text


def test_definitions_cover_the_starter_set() -> None:
    starters = {
        "referrals.received", "referrals.repeat", "assessments.in_time", "section47.enquiries",
        "conferences.initial_in_time", "child_protection.plans.at_period_end", "child_protection.plans.started_repeat",
        "child_protection.plans.ended_after_two_years", "child_protection.plans.reviewed_in_time", "looked_after.missing",
        "missing.children_repeat", "missing.interviews_in_time", "allegations.concluded_in_time",
        "private_fostering.arrangements", "marac.repeat_cases", "marac.cases", "child_deaths.modifiable",
        "health.admissions.injuries_0_14", "health.admissions.alcohol_under_18", "health.admissions.mental_health_0_17",
        "health.road_casualties_0_15", "health.low_birth_weight", "health.breastfeeding",
        "youth_justice.first_time_entrants", "section11.standards_met", "meetings.attended", "training.not_taken_up",
    }  # fmt: skip
    assert starters <= set(definitions().keys())
