"""One dot an area: its rate, how far chance could move it, and where chance alone would leave it around a benchmark."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from roundtable.measures.charts.frame import Axis, Frame, axis_of, foot_height
from roundtable.measures.charts.look import INK, LINE, PLUM, SIZE, SMALL, SOFT, TEAL, TEAL_TINT
from roundtable.measures.charts.rows import PHONE, draw_labels, lay_out, words_width
from roundtable.measures.charts.series import Format, titled
from roundtable.measures.definitions import Scale

BAR = 20
DOT, OWN = 70, 150  # square pixels
TICKS = 24  # pixels under the plot


@dataclass(frozen=True, slots=True)
class Dot:
    """An area's number with its interval; `chance` are the limits of a funnel around the benchmark for its size."""

    label: str
    value: float
    interval: tuple[float, float] | None = None
    chance: tuple[float, float] | None = None
    own: bool = False  # the area that the others stand beside


def dots(
    rows: Sequence[Dot],
    *,
    benchmark: tuple[str, float] | None = None,
    unit: str = "",
    width: int = 720,
    decimals: int = 1,
) -> dict[str, Any]:
    """Dots in the order given, beside a line at the benchmark. ValueError without a row."""
    if not rows:
        raise ValueError("A chart of areas needs at least one of them")
    form = Format(Scale.RATE, decimals)
    places = lay_out([row.label for row in rows], width, BAR)
    numbers = [row.value for row in rows]
    axis = _axis([*_bounds(rows), *([benchmark[1]] if benchmark else [])])
    notes = _notes(rows, benchmark, axis, form, unit)
    top = 28 if benchmark else 10
    bottom = TICKS + foot_height(notes, width)
    left, right = places.left + 8, words_width(numbers, form) + 20
    height = top + places.height + bottom
    span = axis.low, axis.high + 0.02 * (axis.high - axis.low)
    frame = Frame(width, height, left, right, top, bottom, span, (places.height, 0.0))
    _draw_axis(frame, axis, places.height)
    _draw_chance(frame, rows, places.tops)
    if benchmark is not None:
        _draw_benchmark(frame, benchmark, places.height, form)
    _draw_dots(frame, rows, places.tops, form)
    draw_labels(frame, places)
    frame.foot(notes, TICKS + 4)
    return frame.spec()


def _axis(numbers: Sequence[float]) -> Axis:
    """Round numbers from near the lowest to the highest: a dot, unlike a bar, needs no nought."""
    low, high = min(numbers), max(numbers)
    margin = 0.1 * (high - low) or 1.0
    shifted = axis_of([0.0, high - low + margin], whole=False, most=5)
    step = shifted.ticks[1] - shifted.ticks[0]
    start = max(0.0, math.floor((low - margin / 2) / step) * step) if low >= 0 else low - margin
    high = high if high > start else start + step
    ticks = [round(start + step * n, 10) for n in range(int((high - start) / step) + 1)]
    return Axis(start, high, tuple(ticks))


def _bounds(rows: Sequence[Dot]) -> list[float]:
    found = [row.value for row in rows]
    for row in rows:
        found += [*(row.interval or ()), *(row.chance or ())]
    return found


def _notes(
    rows: Sequence[Dot], benchmark: tuple[str, float] | None, axis: Axis, form: Format, unit: str
) -> list[str]:
    said = [titled(unit)] if unit else []
    if any(row.interval for row in rows):
        said.append("Fine lines: 95% intervals.")
    if benchmark is not None and any(row.chance for row in rows):
        said.append(
            f"Bands: where chance alone would leave an area of that size if its true rate were that of {benchmark[0]}. "
            "A dot outside its band is further away than chance would explain."
        )
    if axis.low > 0:
        said.append(f"The scale begins at {axis.low:g}, not at nought.")
    return said


def _draw_axis(frame: Frame, axis: Axis, height: float) -> None:
    if frame.width >= PHONE:
        frame.rules([{"x": tick, "x2": tick, "y": 0, "y2": height} for tick in axis.ticks], LINE)
    words = [{"x": tick, "y": height, "text": f"{tick:g}"} for tick in axis.ticks]
    frame.text(words, align="center", dy=12, fontSize=SMALL)


def _draw_chance(frame: Frame, rows: Sequence[Dot], tops: Sequence[float]) -> None:
    bands = [
        {"x": max(row.chance[0], frame.x[0]), "x2": row.chance[1], "y": top, "y2": top + BAR}
        for row, top in zip(rows, tops, strict=True)
        if row.chance is not None
    ]
    frame.rects(bands, fill=TEAL_TINT, opacity=0.45)


def _draw_benchmark(frame: Frame, benchmark: tuple[str, float], height: float, form: Format) -> None:
    name, at = benchmark
    frame.rules([{"x": at, "x2": at, "y": -4, "y2": height}], INK, width=1.5, dash=(5, 3))
    middle = (frame.x[0] + frame.x[1]) / 2
    row = {"x": at, "y": -4, "text": f"{name} {form.words(at)}"}
    frame.text([row], align="left" if at < middle else "right", dy=-10, fill=INK, fontSize=SMALL)


def _draw_dots(frame: Frame, rows: Sequence[Dot], tops: Sequence[float], form: Format) -> None:
    for row, top in zip(rows, tops, strict=True):
        y, ink = top + BAR / 2, PLUM if row.own else TEAL
        if row.interval is not None:
            frame.rules([{"x": row.interval[0], "x2": row.interval[1], "y": y}], ink, width=2)
        mark = {"type": "point", "filled": True, "opacity": 1, "fill": ink}
        shape, size = ("diamond", OWN) if row.own else ("circle", DOT)
        frame.add(mark | {"shape": shape, "size": size}, [{"x": row.value, "y": y}])
        words = [{"x": frame.x[1], "y": y, "text": form.words(row.value)}]
        bold = 700 if row.own else 400
        frame.text(words, align="left", dx=8, fill=INK if row.own else SOFT, fontSize=SIZE, fontWeight=bold)
