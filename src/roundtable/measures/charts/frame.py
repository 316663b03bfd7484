"""The sheet that a chart is drawn on: its margins, its two scales and the marks on it.

Nothing is left to the layout of Vega: names stand beside what they draw and must not be cut off.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from roundtable.measures.charts.look import (
    CONFIG,
    GAP,
    INK,
    LEADING,
    LINE,
    SMALL,
    SOFT,
    WHITE,
    text_width,
    wrap,
)

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
Row = dict[str, Any]
Layer = dict[str, Any]
FAR = (
    0.7  # of the highest: a line whose lowest point is above this may leave out the nought, and then says so
)


@dataclass
class Frame:
    """A sheet `width` by `height` pixels. The plot is what the margins leave; `x` and `y` are its domains."""

    width: int
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]
    layers: list[Layer] = field(default_factory=list)

    @property
    def plot_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        return self.height - self.top - self.bottom

    def across(self, pixels: float) -> float:
        """So many pixels in the units of x."""
        return pixels * (self.x[1] - self.x[0]) / self.plot_width

    def up(self, pixels: float) -> float:
        """So many pixels in the units of y; y rises upwards unless its domain runs the other way."""
        return pixels * (self.y[1] - self.y[0]) / self.plot_height

    def spec(self) -> dict[str, Any]:
        return {
            "$schema": SCHEMA,
            "width": self.plot_width,
            "height": self.plot_height,
            "autosize": {"type": "none"},
            "padding": {"left": self.left, "right": self.right, "top": self.top, "bottom": self.bottom},
            "background": None,
            "config": CONFIG,
            "layer": self.layers,
        }

    def add(self, mark: dict[str, Any], rows: Iterable[Row], **encoding: Any) -> None:
        """A layer of one mark; rows have x and y, and where the mark has them x2, y2, text and fill."""
        values = list(rows)
        if not values:
            return
        channels: dict[str, Any] = {"x": self._axis("x"), "y": self._axis("y"), **encoding}
        for name in ("x2", "y2"):
            if name in values[0]:
                channels[name] = {"field": name}
        if "text" in values[0]:
            channels["text"] = {"field": "text", "type": "nominal"}
        if "fill" in values[0]:
            channels["fill"] = {"field": "fill", "type": "nominal", "scale": None, "legend": None}
        self.layers.append({"data": {"values": values}, "mark": mark, "encoding": channels})

    def _axis(self, name: str) -> dict[str, Any]:
        domain = list(self.x if name == "x" else self.y)
        flipped = domain[0] > domain[1]
        scale = {"domain": sorted(domain), "nice": False, "zero": False, "reverse": flipped}
        return {"field": name, "type": "quantitative", "axis": None, "scale": scale}

    def text(self, rows: Iterable[Row], *, halo: bool = False, **style: Any) -> None:
        """Words; with a halo they stay legible where a line crosses them."""
        values = list(rows)
        mark = {
            "type": "text",
            "fontSize": SMALL,
            "fill": SOFT,
            "align": "left",
            "baseline": "middle",
        } | style
        mark |= {"lineBreak": "\n", "lineHeight": LEADING}
        if "fill" in (values[0] if values else {}):
            del mark["fill"]
        if halo:
            bare = [{key: value for key, value in row.items() if key != "fill"} for row in values]
            outline = {"fill": WHITE, "stroke": WHITE, "strokeWidth": 4, "strokeJoin": "round"}
            self.add(mark | outline, bare)
        self.add(mark, values)

    def rules(self, rows: Iterable[Row], colour: str, *, width: float = 1, dash: Sequence[int] = ()) -> None:
        self.add({"type": "rule", "stroke": colour, "strokeWidth": width, "strokeDash": list(dash)}, rows)

    def rects(self, rows: Iterable[Row], **style: Any) -> None:
        self.add({"type": "rect", **style}, rows)

    def horizontal(self, at: float, colour: str, *, width: float = 1, dash: Sequence[int] = ()) -> None:
        self.rules([{"x": self.x[0], "x2": self.x[1], "y": at}], colour, width=width, dash=dash)

    def grid(self, ticks: Sequence[tuple[float, str]]) -> None:
        """Fine lines across with their numbers on the left."""
        for value, _ in ticks:
            self.horizontal(value, LINE)
        self.text([{"x": self.x[0], "y": at, "text": words} for at, words in ticks], align="right", dx=-8)

    def nought(self) -> None:
        """The line from which values are reckoned, where it is on the sheet."""
        if min(self.y) <= 0 <= max(self.y):
            self.horizontal(0, INK)

    def unit(self, words: str, above: float = 14) -> None:
        """What is counted, over the numbers of the axis."""
        y = self.y[1] + self.up(above)
        self.text([{"x": self.x[0] - self.across(self.left - 2), "y": y, "text": words}])

    def foot(self, notes: Sequence[str], drop: float) -> None:
        """Notes under the plot, `drop` pixels below it."""
        x = self.x[0] - self.across(self.left - 2)
        words = "\n".join(wrapped(notes, self.width))
        self.text([{"x": x, "y": self.y[0] - self.up(drop), "text": words}] if notes else [], baseline="top")

    def nothing(self, words: str) -> None:
        """A chart without a number says so instead of showing an empty plot."""
        (x1, x2), (y1, y2) = self.x, self.y
        self.rects([{"x": x1, "x2": x2, "y": y1, "y2": y2}], fill=GAP)
        self.text([{"x": (x1 + x2) / 2, "y": (y1 + y2) / 2, "text": words}], align="center", fontSize=15)


def wrapped(notes: Sequence[str], width: float) -> list[str]:
    return [part for note in notes for part in wrap(note, width - 8, SMALL)]


def foot_height(notes: Sequence[str], width: float) -> float:
    return LEADING * len(wrapped(notes, width)) + 8 if notes else 0


@dataclass(frozen=True, slots=True)
class Axis:
    """The span of an axis of values and the round numbers marked on it."""

    low: float
    high: float
    ticks: tuple[float, ...]


def axis_of(
    numbers: Sequence[float], *, room: float = 1.0, whole: bool = True, most: int = 6, nought: bool = True
) -> Axis:
    """From nought, or from below it, to the highest number; `room` leaves space over it.

    Without `nought` an axis whose numbers all lie far above it starts near the lowest.
    """
    low, high = min([0.0, *numbers]), max([0.0, *numbers]) * room
    far = not nought and bool(numbers) and min(numbers) > FAR * high
    if far:
        low = min(numbers)
    if high <= low:
        high = low + 1.0
    step = _round_step((high - low) / (most - 1), whole=whole)
    if far:
        low = math.floor(low / step + 1e-9) * step
    elif low < 0:
        low -= 0.06 * (high - low)
    ticks = [n * step for n in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    return Axis(low, high, tuple(round(tick, 10) for tick in ticks))


def _round_step(rough: float, *, whole: bool) -> float:
    power = 10 ** math.floor(math.log10(rough))
    sizes = [size * power for size in (1, 2, 2.5, 5, 10)]
    fitting = [size for size in sizes if size >= rough * 0.999 and (not whole or size == int(size))]
    return fitting[0] if fitting else 1.0


def apart(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Places as near as they go to where labels are wanted, none over another, between low and high (pixels)."""
    order = sorted(range(len(wanted)), key=lambda n: wanted[n])
    places = list(wanted)
    floor = low
    for n in order:
        places[n] = max(wanted[n], floor + sizes[n] / 2)
        floor = places[n] + sizes[n] / 2
    ceiling = high
    for n in reversed(order):
        places[n] = min(places[n], ceiling - sizes[n] / 2)
        ceiling = places[n] - sizes[n] / 2
    return places


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a key: a name, and the mark and colour that stand for it."""

    name: str
    shape: str
    fill: str
    stroke: str = ""


ENTRY_HEIGHT = 20


def key_rows(entries: Sequence[Entry], width: float) -> list[list[Entry]]:
    """The entries in as few rows as fit the width."""
    rows: list[list[Entry]] = []
    used = width
    for entry in entries:
        size = text_width(entry.name, SMALL) + 36
        if used + size > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += size
    return rows


def draw_key(frame: Frame, rows: Sequence[Sequence[Entry]]) -> None:
    """The key at the top of the sheet, left edge to left edge with the notes."""
    for number, row in enumerate(rows):
        y = frame.y[1] + frame.up(frame.top - 12 - ENTRY_HEIGHT * number)
        offset = 8.0
        for entry in row:
            x = frame.x[0] + frame.across(offset - frame.left)
            mark = {"type": "point", "filled": True, "opacity": 1, "size": 90, "shape": entry.shape}
            edge = {"stroke": entry.stroke, "strokeWidth": 1} if entry.stroke else {}
            frame.add(mark | {"fill": entry.fill} | edge, [{"x": x, "y": y}])
            frame.text([{"x": x, "y": y, "text": entry.name}], dx=12, fill=INK)
            offset += text_width(entry.name, SMALL) + 36
