import pytest

from roundtable.intake.breakdowns import BreakdownError, Values, read_breakdown
from tests.intake.specs import DEFINITIONS, MONTHS, SPEC, line

ENQUIRIES = Values.of(DEFINITIONS["made.enquiries"], SPEC.lines_of("made.enquiries"))
PLANS = Values.of(DEFINITIONS["made.plans"], ())


@pytest.mark.parametrize("text", ["", "  ", "All", "total", "-", "Whole"])
def test_no_breakdown_is_the_whole(text):
    assert read_breakdown(text, ENQUIRIES).dims == ()


@pytest.mark.parametrize(
    "text",
    [
        "Team: East team; Category: Neglect",
        "category: neglect;TEAM :  east  Team ;",
        "team: east; Category: NEGLECT",
    ],
)
def test_titles_and_keys_are_read_in_any_order_and_case(text):
    found = read_breakdown(text, ENQUIRIES)
    assert found.dims == (("category", "neglect"), ("team", "east"))
    assert found.titles == ()


def test_an_open_dimension_takes_a_value_of_the_suppliers_own_with_its_title():
    found = read_breakdown("Team: Night & weekend", ENQUIRIES)
    assert found.dims == (("team", "night_weekend"),)
    assert found.titles == (("night_weekend", "Night & weekend"),)
    assert found.resembles == ""


def test_a_new_value_much_like_a_known_one_is_noticed():
    assert read_breakdown("Team: Eastern team", ENQUIRIES).resembles == "East team"


def test_a_value_named_by_the_lines_asked_for_is_known_by_its_title():
    asked = line("made.enquiries", MONTHS, "Team: Out of hours", (("team", "ooh"),))
    values = Values.of(DEFINITIONS["made.enquiries"], [asked])
    assert read_breakdown("Team: out of hours", values).dims == (("team", "ooh"),)


def test_a_lone_value_needs_its_dimension_where_there_are_several():
    with pytest.raises(BreakdownError) as problem:
        read_breakdown("Neglect", ENQUIRIES)
    assert "Team: …" in problem.value.what_to_do


@pytest.mark.parametrize(
    ("text", "said", "help_given"),
    [
        ("Category: Neglct", "“Neglct” is not a known category.", "Did you mean “Neglect”?"),
        ("Category: Xyz", "“Xyz” is not a known category.", "Use one of “Neglect” or “Emotional abuse”."),
        ("Categry: Neglect", "not broken down by “Categry”", "“Category”"),
        ("Category: Neglect; Category: Neglect", "names Category twice", "once"),
        ("Team: ???", "names no team", "after the colon"),
    ],
)
def test_what_is_not_known_is_said_with_what_is(text, said, help_given):
    with pytest.raises(BreakdownError) as problem:
        read_breakdown(text, ENQUIRIES)
    assert said in problem.value.message
    assert help_given in problem.value.what_to_do


def test_a_figure_without_dimensions_takes_no_breakdown():
    with pytest.raises(BreakdownError, match="Visits in time is not broken down"):
        read_breakdown("Team: East", Values.of(DEFINITIONS["made.on_time"], ()))
