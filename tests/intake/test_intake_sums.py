import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.intake.problems import Severity
from tests.intake.specs import MONTHS, YEAR, read, read_text, rules

HEAD = "Key,Breakdown,2031-32,2031-32 Q1,Apr 2031,May 2031,Jun 2031,31 March 2032\n"


def told(reading, rule):
    return [(p.severity, p.cell, p.message) for p in reading.problems if p.rule == rule]


def test_months_that_do_not_add_up_to_the_year_are_a_warning_with_both_numbers():
    assert told(read(S7=121, S8=73), "time-disagrees") == [
        (Severity.WARNING, "S7", "The months add up to 120, and the total says 121."),
        (Severity.WARNING, "S8", "The months add up to 72, and the total says 73."),
    ]


def test_lines_that_do_not_add_up_to_the_whole_are_a_warning():
    assert told(read(T11=26), "parts-disagree") == [
        (Severity.WARNING, "T10", "The lines by category add up to 41, and the total says 40.")
    ]


def test_money_is_compared_to_the_penny():
    reading = read_text(f"{HEAD}made.spending,,12.10,,,,,\n")
    assert "parts-disagree" not in rules(reading)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"R7": None}, []),  # eleven months of twelve say nothing against a larger year
        ({"R7": None, "S7": 100}, ["The months add up to 110 already, and the total says 100."]),
        ({"R7": None, "S7": 100, "G7": -3, "U7": "Reclassified"}, []),  # the month to come may take some away
        ({"R7": "c", "S7": 100}, ["The months add up to 110 already, and the total says 100."]),
    ],
)
def test_with_a_part_missing_only_too_much_is_told(cells, said):
    assert [message for _, cell, message in told(read(cells), "time-disagrees") if cell == "S7"] == said


def test_a_missing_category_makes_the_sum_incomplete():
    assert told(read(T12=None), "parts-disagree") == []
    assert told(read(T11=50, T12=None), "parts-disagree")[0][2].startswith(
        "The lines by category add up to 50 already"
    )


def test_overlapping_parts_are_never_added():
    text = (
        f"{HEAD}made.plans,,,,,,,10\nmade.plans,Factor: Alcohol,,,,,,9\nmade.plans,Factor: Violence,,,,,,8\n"
    )
    assert "parts-disagree" not in rules(read_text(text))


def test_percentages_are_never_added():
    assert "time-disagrees" not in rules(read())


@given(st.lists(st.integers(0, 500), min_size=12, max_size=12), st.integers(-5, 5))
def test_a_year_is_questioned_exactly_when_it_is_not_the_sum_of_its_months(months, off):
    head = ",".join(["Key", "Breakdown", *(str(month) for month in MONTHS), str(YEAR), "Note"])
    row = ",".join(
        ["made.enquiries", "", *(str(month) for month in months), str(sum(months) + off), "A note"]
    )
    assert ("time-disagrees" in rules(read_text(f"{head}\n{row}\n"))) is bool(off)
