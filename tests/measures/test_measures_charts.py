"""Charts as a reader meets them: what the drawn picture says, and that nothing missing is drawn as a number."""

import re
import struct
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.measures import charts
from roundtable.measures.charts.frame import apart, axis_of
from roundtable.measures.charts.look import FILLS, INK, RAMP, SOFT, STROKES, _luminance, contrast_ink
from roundtable.measures.charts.series import Point, Series, gaps
from roundtable.measures.definitions import Scale
from roundtable.measures.periods import Period
from roundtable.measures.spc import xmr
from roundtable.measures.values import Status, Value

MONTHS = [month.label for month in Period.parse("2015-16").months()]
REPORTS = [57, 60, 65, 115, 74, 68, 101, 81, 83, 84, 74, 76]
PLACES = ["North", "Market towns and villages", "South"]
SVG = "{http://www.w3.org/2000/svg}"
Builder = Callable[..., dict[str, Any]]


def series(name: str, values: Sequence[int | Decimal | Status | None], labels: Sequence[str]) -> Series:
    def value(given: int | Decimal | Status | None) -> Value:
        match given:
            case None:
                return Value.missing()
            case Status():
                return Value.missing(given)
            case _:
                return Value.of(given)

    return Series(name, tuple(Point(label, value(v)) for label, v in zip(labels, values, strict=True)))


def words(spec: dict[str, Any]) -> list[str]:
    """Every piece of text on the drawing, lines of one piece joined."""
    tree = ET.fromstring(charts.svg(spec, "t", "d"))
    return [" ".join("".join(part.itertext()) for part in (list(t) or [t])) for t in tree.iter(f"{SVG}text")]


def of_kind(kind: str, width: int) -> dict[str, Any]:
    two = [series("2014-15", [4, 9, 12], PLACES), series("2015-16", [7, None, Status.SUPPRESSED], PLACES)]
    monthly = [series("North", REPORTS, MONTHS), series("South", [*REPORTS[:10], None, -4], MONTHS)]
    return {
        "line": lambda: charts.line(monthly, unit="reports", width=width),
        "limits": lambda: charts.line(monthly[:1], unit="reports", width=width, chart=xmr(REPORTS)),
        "bars": lambda: charts.bars(two[1], unit="children", width=width),
        "grouped": lambda: charts.grouped(two, unit="children", width=width),
        "grouped in time": lambda: charts.grouped(monthly, unit="reports", width=width),
        "stacked": lambda: charts.stacked(two, unit="children", width=width),
        "stacked in time": lambda: charts.stacked(monthly, unit="reports", width=width),
        "matrix": lambda: charts.matrix(two, unit="children", width=width),
    }[kind]()


KINDS = ["line", "limits", "bars", "grouped", "grouped in time", "stacked", "stacked in time", "matrix"]


@pytest.mark.parametrize("width", [720, 340])
@pytest.mark.parametrize("kind", KINDS)
def test_chart_is_exactly_as_wide_as_asked(kind: str, width: int) -> None:
    tree = ET.fromstring(charts.svg(of_kind(kind, width), "Title", "Words"))

    assert float(tree.get("width", "0")) == pytest.approx(width, abs=1)
    assert tree.get("viewBox", "").split()[2:] == [tree.get("width"), tree.get("height")]


@pytest.mark.parametrize("kind", KINDS)
def test_svg_stands_under_a_strict_policy_and_speaks(kind: str) -> None:
    drawn = charts.svg(of_kind(kind, 720), 'Contacts & "others"', "Highest 115 <in July>.")

    tree = ET.fromstring(drawn)
    named = [tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")]
    assert tree.get("role") == "img"
    assert [part.get("id") for part in named if part is not None] == tree.get("aria-labelledby", "").split()
    assert [part.text for part in named if part is not None] == [
        'Contacts & "others"',
        "Highest 115 <in July>.",
    ]
    assert not re.search(r"<style|style=|<script|\son\w+=|href|url\(", drawn)
    assert len(re.findall(r'\bid="', drawn)) == 2
    assert len(re.findall(r'\b(?:role|aria-[a-z]+)="', drawn)) == 2


def test_svg_of_two_charts_share_no_id() -> None:
    spec = of_kind("bars", 720)

    drawn = [charts.svg(spec, "A", "d"), charts.svg(spec, "B", "d"), charts.svg(spec, "A", "d", key="again")]

    ids = [name for one in drawn for name in re.findall(r'\bid="([^"]+)"', one)]
    assert len(set(ids)) == len(ids) == 6
    assert charts.svg(spec, "A", "d") == drawn[0]


def test_png_is_drawn_at_so_many_pixels_an_inch() -> None:
    picture = charts.png(of_kind("bars", 340))

    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">I", picture[16:20])[0] == pytest.approx(340 * 192 / 72, abs=1)


def test_line_names_its_peak_and_its_limits() -> None:
    said = words(of_kind("limits", 720))

    assert "115 in July" in said
    assert {"upper limit 120", "mean 78", "lower limit 36"} <= set(said)
    assert "more than chance would explain" not in said


def test_line_marks_signals_and_says_what_the_mark_means() -> None:
    values = [10, 19, 12, 17, 11, 18, 60, 12, 19, 11, 17, 21]

    spec = charts.line([series("Reports", values, MONTHS)], chart=xmr(values))

    diamonds = [
        layer for layer in spec["layer"] if layer["mark"].get("shape") == "diamond" and "label" not in layer
    ]
    assert "more than chance would explain" in words(spec)
    assert any({"x": 6, "y": 60.0} in layer["data"]["values"] for layer in diamonds)


def test_line_breaks_where_a_value_is_missing_and_says_why() -> None:
    spec = charts.line([series("Reports", [*REPORTS[:5], None, Status.SUPPRESSED, *REPORTS[7:]], MONTHS)])

    drawn = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "line")["data"]["values"]
    assert {"not supplied", "suppressed"} <= set(words(spec))
    assert [row["x"] for row in drawn] == [0, 1, 2, 3, 4, 7, 8, 9, 10, 11]
    assert {row["stretch"] for row in drawn if row["x"] < 5}.isdisjoint(
        {row["stretch"] for row in drawn if row["x"] > 6}
    )


def test_line_of_nothing_says_so() -> None:
    assert "not supplied" in words(charts.line([series("Reports", [None] * 12, MONTHS)]))


def test_line_names_series_beside_their_ends_or_in_a_key() -> None:
    spec = charts.line([series("North", REPORTS, MONTHS), series("South", REPORTS[::-1], MONTHS)])
    long = "Professionals who were invited to a conference and came"
    keyed = charts.line([series("North", REPORTS, MONTHS), series(long, REPORTS, MONTHS)])

    assert {"North", "South"} <= set(words(spec))
    assert {"North", long} <= set(words(keyed))
    assert {layer["mark"]["shape"] for layer in spec["layer"] if "shape" in layer["mark"]} == {
        "circle",
        "square",
    }


def test_line_that_leaves_out_the_nought_says_so() -> None:
    years = ["2013-14", "2014-15", "2015-16"]

    assert "The scale starts at 85%, not at nought." in words(
        charts.line([series("In time", [89, 95, 93], years)], scale=Scale.PERCENT)
    )
    assert not [
        w for w in words(charts.line([series("In time", [8, 95, 93], years)])) if "not at nought" in w
    ]


def test_line_refuses_limits_of_other_values() -> None:
    """Limits worked out from a value that is hidden in the drawing would give it away."""
    hidden = series("Reports", [*REPORTS[:11], Status.SUPPRESSED], MONTHS)

    with pytest.raises(ValueError, match="other values"):
        charts.line([hidden], chart=xmr(REPORTS))


def test_bars_write_values_and_reasons() -> None:
    spec = charts.bars(
        series("Contacts", [1496, None, Status.SUPPRESSED, 0], [*PLACES, "West"]), unit="contacts"
    )

    drawn = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "rect")["data"]["values"]
    assert {"1,496", "not supplied", "suppressed", "0", "Contacts"} <= set(words(spec))
    assert [row["label"] for row in drawn] == ["North"]


def test_bars_largest_first_puts_what_is_missing_last() -> None:
    spec = charts.bars(series("Contacts", [None, 3, 8], PLACES), largest_first=True)

    assert [w for w in words(spec) if w in PLACES] == ["South", "Market towns and villages", "North"]


def test_bars_below_nought_grow_the_other_way() -> None:
    spec = charts.bars(series("Underspend", [-5, 10, 2], PLACES))

    frame = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "rect")
    assert frame["encoding"]["x"]["scale"]["domain"] == [-5, 10]
    assert "−5" in words(spec)


def test_grouped_names_two_years_in_the_first_category() -> None:
    said = words(of_kind("grouped", 720))

    assert {"4 in 2014-15", "7 in 2015-16", "9", "12", "not supplied", "suppressed"} <= set(said)


def test_grouped_makes_the_later_year_solid_whatever_the_order() -> None:
    older, newer = series("2014-15", [4, 9, 12], PLACES), series("2015-16", [7, 8, 9], PLACES)

    for order in ([older, newer], [newer, older]):
        rects = [layer for layer in charts.grouped(order)["layer"] if layer["mark"]["type"] == "rect"]
        fills = {row["x2"]: layer["mark"]["fill"] for layer in rects for row in layer["data"]["values"]}
        assert fills[7] == STROKES[0]
        assert fills[4] != STROKES[0]


def test_stacked_bar_with_a_part_missing_has_a_star_and_no_total() -> None:
    said = words(of_kind("stacked", 720))

    assert "11" in said  # 4 and 7
    assert said.count("*") == 2
    assert any("2015-16: not supplied for Market towns and villages." in w for w in said)
    assert any("2015-16: suppressed for South." in w for w in said)


def test_stacked_percentages_have_no_total() -> None:
    parts = [series("Yes", [60], ["2015-16"]), series("No", [40], ["2015-16"])]

    said = words(charts.stacked(parts, scale=Scale.PERCENT))

    assert {"60%", "40%"} <= set(said)
    assert said.count("100%") == 1  # on the axis


def test_stacked_columns_name_each_part_beside_the_last_bar() -> None:
    spec = charts.stacked([series(place, REPORTS, MONTHS) for place in PLACES])

    assert {"North", "Market towns and villages", "South"} <= set(words(spec))
    assert "345" in words(spec)  # 3 × 115


def test_matrix_explains_its_symbols() -> None:
    said = words(of_kind("matrix", 720))

    assert {"4", "9", "12", "7", "x", "c", "2014-15", "2015-16"} <= set(said)
    assert any("x: not supplied, c: suppressed" in w for w in said)


def test_matrix_is_darker_where_the_number_is_higher() -> None:
    spec = charts.matrix([series("Invited", [0, 50, 100], PLACES)], scale=Scale.PERCENT)

    fills = [layer["mark"]["fill"] for layer in spec["layer"] if layer["mark"]["type"] == "rect"]
    assert [_luminance(fill) for fill in fills] == sorted((_luminance(fill) for fill in fills), reverse=True)
    assert (fills[0], fills[2]) == (RAMP[0], RAMP[-1])


def test_series_of_one_chart_must_share_their_labels() -> None:
    with pytest.raises(ValueError, match="other labels"):
        charts.line([series("A", [1, 2, 3], PLACES), series("B", [1, 2], PLACES[:2])])


@pytest.mark.parametrize("build", [charts.line, charts.grouped, charts.stacked, charts.matrix])
def test_chart_of_no_series_is_refused(build: Builder) -> None:
    with pytest.raises(ValueError, match="at least one series"):
        build([])


def test_gaps_name_few_and_count_many() -> None:
    one = series("North", [1, None, None], MONTHS[:3])
    many = series("South", [1, *[None] * 11], MONTHS)
    dated = series("East", [None, 4], ["31 March 2015", "31 March 2016"])

    assert gaps([one, many, dated]) == [
        "North: not supplied in May 2015 and June 2015.",
        "South: not supplied in 11 of 12.",
        "East: not supplied on 31 March 2015.",
    ]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_have_the_contrast_that_text_needs() -> None:
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in (*STROKES, INK, SOFT))
    assert all(contrast(contrast_ink(fill), fill) >= 4.5 for fill in (*RAMP, *FILLS))
    assert all(contrast(a, b) >= 1.6 for a, b in pairwise(FILLS))


@given(st.lists(st.integers(-500, 100_000), min_size=1, max_size=20))
def test_axis_holds_every_number_and_nought(numbers: list[int]) -> None:
    axis = axis_of([float(n) for n in numbers], room=1.06)

    assert axis.low <= min(0, *numbers)
    assert axis.high >= max(0, *numbers)
    assert 1 <= len(axis.ticks) <= 8
    assert all(axis.low <= tick <= axis.high and tick == int(tick) for tick in axis.ticks)


@given(st.lists(st.tuples(st.floats(0, 200), st.floats(8, 30)), min_size=1, max_size=6))
def test_labels_moved_apart_do_not_overlap(wanted: list[tuple[float, float]]) -> None:
    places = apart([at for at, _ in wanted], [size for _, size in wanted], 0, 220)

    lying = sorted((at - size / 2, at + size / 2) for at, (_, size) in zip(places, wanted, strict=True))
    assert all(upper[1] <= lower[0] + 1e-6 for upper, lower in pairwise(lying))


values = st.one_of(st.none(), st.just(Status.SUPPRESSED), st.integers(-50, 5000))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(values, min_size=3, max_size=3), min_size=1, max_size=4), st.sampled_from([720, 340])
)
def test_every_kind_draws_anything(numbers: list[list[int | Status | None]], width: int) -> None:
    """Whatever is given or missing: a drawing of the asked width, with every label on it."""
    named = [series(f"S{n}", row, PLACES) for n, row in enumerate(numbers)]

    for spec in (
        charts.bars(named[0], width=width),
        charts.grouped(named, width=width),
        charts.stacked(named, width=width),
        charts.matrix(named, width=width),
    ):
        said = words(spec)
        assert set(PLACES) <= set(said)
    assert charts.line(named, width=width)["width"] > 0
