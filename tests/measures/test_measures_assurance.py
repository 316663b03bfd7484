"""Variation and assurance against NHSRplotthedots 0.2.2 (R), and signs that differ in shape."""

import re
from itertools import combinations

import pytest

from roundtable.measures.assurance import (
    ASSURANCE_WORDS,
    VARIATION_WORDS,
    Assurance,
    Variation,
    assurance,
    reading,
    variation,
)
from roundtable.measures.charts.icons import assurance_icon, variation_icon
from roundtable.measures.definitions import Polarity
from roundtable.measures.spc import Limits, xmr
from tests.measures.test_measures_spc import DRAWN_FOR, REFERENCE, draw

# Transcribed from test-ptd_calculate_assurance_type.R of the reference: lower, mean and upper limits; the target is 4.
LIMITS = {"a": (1, 2, 3), "b": (5, 6, 7), "c": (1, 4, 5)}
EXPECTED: dict[Polarity, dict[str, Assurance | None]] = {
    Polarity.HIGH: {"a": Assurance.FAIL, "b": Assurance.PASS, "c": Assurance.INCONSISTENT},
    Polarity.LOW: {"a": Assurance.PASS, "b": Assurance.FAIL, "c": Assurance.INCONSISTENT},
    Polarity.NEITHER: {"a": None, "b": None, "c": None},
}


@pytest.mark.parametrize("polarity", list(Polarity))
@pytest.mark.parametrize("case", list(LIMITS))
def test_assurance_agrees_with_the_reference(polarity: Polarity, case: str) -> None:
    lower, mean, upper = LIMITS[case]
    found = assurance(Limits(mean, lower, upper, 13), 4, polarity)
    assert found is EXPECTED[polarity][case]


@pytest.mark.parametrize("target", [1, 3])
def test_target_on_a_limit_may_be_met_or_missed(target: int) -> None:
    for polarity in (Polarity.HIGH, Polarity.LOW):
        assert assurance(Limits(2, 1, 3, 13), target, polarity) is Assurance.INCONSISTENT


def test_assurance_is_of_the_last_phase() -> None:
    chart = xmr([10, 12] * 7 + [50, 52] * 7, rebase=[14])
    assert reading(chart, Polarity.HIGH, 30).assurance is Assurance.PASS
    assert reading(chart, Polarity.LOW, 30).assurance is Assurance.FAIL
    assert reading(chart, Polarity.LOW).assurance is None


@pytest.mark.parametrize(("case", "facet"), [key for key in sorted(REFERENCE) if key[0].startswith("ae_")])
def test_variation_is_the_references_kind_of_the_last_point(case: str, facet: str) -> None:
    rows = REFERENCE[case, facet]
    found = variation(draw(case, rows), DRAWN_FOR.get(case, Polarity.LOW))

    kind = rows[-1]["point_type"].removeprefix("special_cause_")
    side = "high" if rows[-1]["relative_to_mean"] == "1" else "low"
    expected = {"common_cause": "common", "improvement": f"improvement_{side}", "concern": f"concern_{side}"}
    assert found == expected.get(kind, kind)


def test_every_variation_can_be_come_by() -> None:
    still = [10, 12] * 7
    found = {
        variation(xmr([*still, last], fix_after=14), polarity)
        for last in (11, 60, -60)
        for polarity in Polarity
    }
    assert found == set(Variation)


def test_variation_is_of_the_newest_point_that_was_supplied() -> None:
    chart = xmr([10, 12] * 7 + [60, None], fix_after=14)
    assert variation(chart, Polarity.LOW) is Variation.CONCERN_HIGH


def test_signs_differ_in_shape_and_words_without_their_colours() -> None:
    signs = {str(kind): variation_icon(kind) for kind in Variation}
    signs |= {str(kind): assurance_icon(kind) for kind in Assurance}
    shapes = {kind: re.findall(r' d="([^"]+)"', sign) for kind, sign in signs.items()}

    assert len(signs) == 10
    for one, other in combinations(shapes, 2):
        assert shapes[one] != shapes[other]
    assert all('aria-hidden="true"' in sign for sign in signs.values())
    assert set(VARIATION_WORDS) == set(Variation)
    assert set(ASSURANCE_WORDS) == set(Assurance)
    for words in (VARIATION_WORDS, ASSURANCE_WORDS):
        assert len(set(words.values())) == len(words)
