"""Dots of areas around a benchmark: what is drawn where, and what is said under it."""

from typing import Any

import pytest

from roundtable.measures import charts
from roundtable.measures.charts import Dot, dots

ROWS = [
    Dot("Highfolk", 51.5, (48.9, 54.2), (39.5, 47.2)),
    Dot("Our own", 33.3, (30.3, 36.6), (37.9, 49.2), own=True),
    Dot("Lowfolk", 24.6, (22.3, 27.1)),
]


def marks(spec: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [
        row for layer in spec["layer"] if layer["mark"]["type"] == kind for row in layer["data"]["values"]
    ]


def words(spec: dict[str, Any]) -> str:
    return " ".join(str(row["text"]) for row in marks(spec, "text")).replace("\n", " ")


def test_every_area_has_a_dot_its_interval_and_its_band() -> None:
    spec = dots(ROWS, benchmark=("England", 43.4), unit="children per 10,000")

    assert [row["x"] for row in marks(spec, "point")] == [51.5, 33.3, 24.6]
    bands = {(row["x"], row["x2"]) for row in marks(spec, "rect")}
    assert bands == {(39.5, 47.2), (37.9, 49.2)}
    lines = {(row["x"], row["x2"]) for row in marks(spec, "rule")}
    assert {(48.9, 54.2), (30.3, 36.6), (22.3, 27.1), (43.4, 43.4)} <= lines
    said = words(spec)
    for part in ("England 43.4", "Our own", "51.5", "Children per 10,000", "Fine lines: 95% intervals."):
        assert part in said
    assert "The scale begins at 20, not at nought." in said


def test_own_area_differs_by_its_shape_and_not_by_colour_alone() -> None:
    spec = dots(ROWS)
    shapes = [layer["mark"]["shape"] for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert shapes == ["circle", "diamond", "circle"]


def test_without_a_benchmark_nothing_is_said_of_chance() -> None:
    said = words(dots(ROWS))
    assert "chance" not in said
    assert "England" not in said


@pytest.mark.parametrize("width", [680, 340])
@pytest.mark.parametrize("values", [(0.0, 0.0, 0.0), (5.0, 5.0, 5.0), (93.0, 95.5, 99.1), (0.0, 2.0, 1234.5)])
def test_any_values_are_drawn_inside_the_plot(width: int, values: tuple[float, ...]) -> None:
    rows = [Dot(f"Area {n}", value, (value * 0.9, value * 1.1)) for n, value in enumerate(values)]
    spec = dots(rows, benchmark=("England", values[0]), width=width)

    low, high = spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low < high
    assert all(low <= row["x"] <= high for row in marks(spec, "point"))
    drawn = charts.svg(spec, "Areas", "Areas beside England")
    assert f'width="{width}"' in drawn


def test_no_area_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one"):
        dots([])
