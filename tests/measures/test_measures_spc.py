"""XmR charts against NHSRplotthedots 0.2.2 (R): see tests/data/spc/README.md."""

import csv
import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.measures.definitions import Polarity
from roundtable.measures.spc import Chart, Rule, Signal, shifts, trends, two_of_three, xmr

DATA = Path(__file__).parent.parent / "data" / "spc"
VECTORS = json.loads((DATA / "xmr_rule_vectors.json").read_text())


def reference() -> dict[tuple[str, str], list[dict[str, str]]]:
    series: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with (DATA / "xmr_reference_points.csv").open(newline="") as handle:
        for row in csv.DictReader(handle):
            series[row["case"], row["f"]].append(row)
    return series


REFERENCE = reference()
# What the reference was told: fewer breaches are better, except where it was left at its default.
DRAWN_FOR = {"ae_attendances_neutral": Polarity.NEITHER, "ae_breaches_fix12": Polarity.HIGH}
NAMES = {
    (Rule.OUTSIDE, 1): "Above UCL",
    (Rule.OUTSIDE, -1): "Below LCL",
    (Rule.SHIFT, 1): "7 Points Above CL",
    (Rule.SHIFT, -1): "7 Points Below CL",
    (Rule.TREND, 1): "7 Point Trend (Increasing)",
    (Rule.TREND, -1): "7 Point Trend (Decreasing)",
    (Rule.TWO_OF_THREE, 1): "2 in 3 Above CL",
    (Rule.TWO_OF_THREE, -1): "2 in 3 Below CL",
}


def draw(case: str, rows: list[dict[str, str]]) -> Chart:
    groups = [row["rebase_group"] for row in rows]
    return xmr(
        [float(row["y"]) for row in rows],
        screen="noscreen" not in case,
        fix_after=12 if "fix12" in case else None,
        rebase=[place for place in range(1, len(rows)) if groups[place] != groups[place - 1]],
    )


@pytest.mark.parametrize(("case", "facet"), sorted(REFERENCE), ids=lambda part: part.replace(" ", "_"))
def test_xmr_agrees_with_the_reference(case: str, facet: str) -> None:
    rows = REFERENCE[case, facet]

    chart = draw(case, rows)

    for point, row in zip(chart.points, rows, strict=True):
        assert point.limits.mean == pytest.approx(float(row["mean_col"]))
        assert point.limits.lower == pytest.approx(float(row["lpl"]))
        assert point.limits.upper == pytest.approx(float(row["upl"]))
        assert point.side == int(row["relative_to_mean"])
        assert point.limits.close(point.value or 0) == (row["close_to_limits"] == "TRUE")
        names = [NAMES[signal.rule, signal.direction] for signal in point.signals]
        assert (names or ["Common Cause"])[0] == row["special_cause_type"]


@pytest.mark.parametrize(("case", "facet"), [key for key in sorted(REFERENCE) if key[0].startswith("ae_")])
def test_points_read_as_the_reference_colours_them(case: str, facet: str) -> None:
    polarity = DRAWN_FOR.get(case, Polarity.LOW)
    rows = REFERENCE[case, facet]

    chart = draw(case, rows)

    said = [point.reads_as(polarity) for point in chart.points]
    assert said == [
        row["point_type"].removeprefix("special_cause_").split("_")[-1].replace("cause", "common")
        for row in rows
    ]


def test_limits_of_the_packages_own_snapshot() -> None:
    snapshots = VECTORS["snapshot_limits_rnorm20_seed123"]
    cases = {
        "screen_outliers": "pkg_rnorm20",
        "y15=10, screen_outliers": "pkg_rnorm20_outlier",
        "y15=10, no screening": "pkg_rnorm20_outlier_noscreen",
    }

    for name, case in cases.items():
        chart = draw(case, REFERENCE[case, "no facet"])
        expected = snapshots[name]
        assert chart.mean == pytest.approx(expected["mean"], abs=1e-6)
        assert chart.lower == pytest.approx(expected["lpl"], abs=1e-5)
        assert chart.upper == pytest.approx(expected["upl"], abs=1e-5)


def part_of_seven(ends: list[int]) -> list[int]:
    """Every point of a run, from the marks of the reference on the ends of runs."""
    return [next((mark for mark in ends[place : place + 7] if mark), 0) for place in range(len(ends))]


@pytest.mark.parametrize("vector", VECTORS["ptd_seven_point_trend"])
def test_trend_vectors(vector: dict[str, list[int]]) -> None:
    assert trends(vector["in"]) == part_of_seven(vector["out"])


@pytest.mark.parametrize("vector", VECTORS["ptd_seven_point_one_side_mean"])
def test_shift_vectors(vector: dict[str, list[int]]) -> None:
    assert [abs(side) for side in shifts(vector["in"])] == part_of_seven(vector["out"])


@pytest.mark.parametrize("vector", VECTORS["ptd_part_of_two_in_three"])
def test_two_of_three_vectors(vector: dict[str, list[int]]) -> None:
    assert [abs(side) for side in two_of_three([bool(c) for c in vector["close"]], vector["side"])] == vector[
        "out"
    ]


def test_twelve_ordinary_months_are_no_real_change_and_provisional() -> None:
    chart = xmr([57, 60, 65, 115, 74, 68, 101, 81, 83, 84, 74, 76])

    assert chart.signals == ()
    assert chart.provisional
    assert chart.headline == "No real change"
    assert chart.summary([f"month {n}" for n in range(12)]) == (
        "Every month lies within what chance would explain. Twelve points make these limits provisional."
    )


def test_summary_of_months_with_one_missing_speaks_only_of_those_supplied() -> None:
    said = xmr([57, 60, None, 65]).summary(["April", "May", "June", "July"])
    assert said.startswith("Every month that was supplied lies within what chance would explain.")


def test_thirteen_points_are_firm() -> None:
    assert not xmr([5, 7] * 6 + [6]).provisional
    assert xmr([5, 7] * 6).provisional


def test_summary_names_what_stands_out() -> None:
    values = [10, 19, 12, 17, 11, 18, 60, 12, 19, 11, 17, 21, 10, 18]
    labels = [f"M{n}" for n in range(len(values))]

    chart = xmr(values)

    assert chart.summary(labels) == "M6 was higher than chance would explain."
    assert chart.points[6].signals == (Signal(Rule.OUTSIDE, 1),)


def test_summary_tells_a_shift_and_a_trend() -> None:
    step = xmr([10, 11, 10, 12, 11, 10, 11, 20, 21, 20, 22, 21, 20, 21])
    climb = xmr([10, 12, 14, 16, 18, 20, 22, 21, 24, 20, 23, 22, 20, 24])
    labels = [f"M{n}" for n in range(14)]

    assert "From M0 to M6 every month was below the mean." in step.summary(labels)
    assert "From M7 to M13 every month was above the mean." in step.summary(labels)
    assert "From M0 to M6 each month was higher than the one before." in climb.summary(labels)


def test_what_was_not_supplied_takes_no_part() -> None:
    """A gap is no nought: no range spans it, and the point has neither side nor signal."""
    chart = xmr([10, 12, None, 30, 32, 30])

    assert chart.mean == pytest.approx(fmean([10, 12, 30, 32, 30]))
    assert chart.upper - chart.mean == pytest.approx(2.66 * 2)
    assert (chart.points[2].value, chart.points[2].side, chart.points[2].signals) == (None, 0, ())
    assert chart.limits.points == 5


def test_screening_is_a_setting_and_is_kept_with_the_result() -> None:
    values = [10, 11, 10, 11, 10, 11, 10, 60, 10, 11, 10, 11, 10]
    screened, plain = xmr(values), xmr(values, screen=False)

    assert screened.upper < plain.upper
    assert (screened.settings.screen, plain.settings.screen) == (True, False)


def test_new_phase_has_limits_of_its_own() -> None:
    chart = xmr([10, 12] * 7 + [50, 52] * 7, rebase=[14])

    assert [round(limits.mean) for limits in chart.phases] == [11, 51]
    assert (chart.mean, chart.signals) == (51, ())


def test_baseline_holds_while_the_series_moves_on() -> None:
    chart = xmr([10, 12] * 6 + [50], fix_after=12)

    assert chart.mean == 11
    assert chart.points[-1].signals[0] == Signal(Rule.OUTSIDE, 1)


@pytest.mark.parametrize("values", [[], [3], [None, 3, None]])
def test_limits_need_two_values(values: list[int | None]) -> None:
    with pytest.raises(ValueError, match="at least two values"):
        xmr(values)


def test_baseline_and_phases_exclude_one_another() -> None:
    with pytest.raises(ValueError, match="not both"):
        xmr([1, 2, 3, 4], fix_after=2, rebase=[2])


def test_baseline_of_a_phase_may_lie_before_the_series() -> None:
    """Last year's months give this year's limits: the same as the reference's fixed limits over both years."""
    before, now = [10, 12] * 6, [11, 50, 12]
    beside = xmr(now, baselines={0: before})
    through = xmr([*before, *now], fix_after=12)

    assert beside.limits == through.limits
    assert not any(point.signals for point in (beside.points[0], beside.points[2]))
    assert beside.points[1].signals == (Signal(Rule.OUTSIDE, 1),)
    assert beside.settings.baselines == ((0, tuple(float(value) for value in before)),)


def test_baseline_of_a_later_phase_leaves_the_first_as_it_is() -> None:
    chart = xmr([10, 12] * 4 + [50, 52, 90], rebase=[8], baselines={1: [50, 52, 50]})

    assert [limits.mean for limits in chart.phases] == [11, pytest.approx(50.6667, abs=1e-3)]
    assert (chart.phases[1].points, chart.provisional) == (3, True)
    assert [s.rule for s in chart.points[-1].signals] == [Rule.OUTSIDE]


@pytest.mark.parametrize(("case", "facet"), [key for key in sorted(REFERENCE) if "fix12" in key[0]])
def test_baseline_beside_agrees_with_the_references_fixed_limits(case: str, facet: str) -> None:
    rows = REFERENCE[case, facet]
    values = [float(row["y"]) for row in rows]

    chart = xmr(values, baselines={0: values[:12]})

    assert chart.lower == pytest.approx(float(rows[-1]["lpl"]))
    assert chart.upper == pytest.approx(float(rows[-1]["upl"]))
    assert chart.points == draw(case, rows).points


@pytest.mark.parametrize("places", [[0], [3, 3], [4, 2], [6]])
def test_places_of_phases_must_rise_within_the_series(places: list[int]) -> None:
    with pytest.raises(ValueError, match="rising places from 1 to 5"):
        xmr([1, 2, 3, 4, 5, 6], rebase=places)


def test_baseline_is_of_a_phase_that_there_is() -> None:
    with pytest.raises(ValueError, match="There are 1 phases"):
        xmr([1, 2, 3], baselines={1: [1, 2]})
    with pytest.raises(ValueError, match="not both"):
        xmr([1, 2, 3], fix_after=2, baselines={0: [1, 2]})


def test_labels_must_fit_the_points() -> None:
    with pytest.raises(ValueError, match="as many labels"):
        xmr([1, 2, 3]).summary(["a"])


def slow_signals(values: list[float], chart: Chart) -> list[set[tuple[Rule, int]]]:
    """The rules once more, point by point, as one would check them with a ruler."""
    found: list[set[tuple[Rule, int]]] = [set() for _ in values]
    mean, lower, upper = chart.mean, chart.lower, chart.upper
    for place, value in enumerate(values):
        if value > upper:
            found[place].add((Rule.OUTSIDE, 1))
        if value < lower:
            found[place].add((Rule.OUTSIDE, -1))
    for start in range(len(values) - 6):
        seven = values[start : start + 7]
        marks = [
            (all(v > mean for v in seven), (Rule.SHIFT, 1)),
            (all(v < mean for v in seven), (Rule.SHIFT, -1)),
            (all(a < b for a, b in pairwise(seven)), (Rule.TREND, 1)),
            (all(a > b for a, b in pairwise(seven)), (Rule.TREND, -1)),
        ]
        for place in range(start, start + 7):
            found[place] |= {mark for holds, mark in marks if holds}
    third = 2 / 3 * (upper - mean)
    for start in range(len(values) - 2):
        for direction in (1, -1):
            three = [(place, direction * (values[place] - mean)) for place in range(start, start + 3)]
            near = [place for place, far in three if third < far and lower <= values[place] <= upper]
            if all(far > 0 for _, far in three) and len(near) >= 2:
                for place in near:
                    found[place].add((Rule.TWO_OF_THREE, direction))
    return found


@given(st.lists(st.integers(-5, 60), min_size=2, max_size=40))
def test_signals_equal_those_of_a_slow_check(values: list[int]) -> None:
    chart = xmr(values)

    assert [{(s.rule, s.direction) for s in point.signals} for point in chart.points] == slow_signals(
        [float(v) for v in values], chart
    )


@given(st.lists(st.one_of(st.none(), st.integers(-5, 60)), min_size=8, max_size=40))
def test_summary_of_any_series_is_sentences(values: list[int | None]) -> None:
    if sum(value is not None for value in values) < 2:
        return
    chart = xmr(values)

    said = chart.summary([f"M{n}" for n in range(len(values))])

    assert said.endswith(".")
    assert ("within what chance" in said) == (not chart.signals)
