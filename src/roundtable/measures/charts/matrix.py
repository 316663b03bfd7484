"""A shaded table: who came to what, which team in which month."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from roundtable.measures.charts.frame import Frame, foot_height
from roundtable.measures.charts.look import (
    GAP,
    INK,
    LEADING,
    RAMP,
    SIZE,
    SMALL,
    SOFT,
    WHITE,
    contrast_ink,
    text_width,
    wrap,
)
from roundtable.measures.charts.series import Format, Point, Series, known, labels_of, months, titled
from roundtable.measures.charts.timeline import ticks
from roundtable.measures.definitions import Scale
from roundtable.measures.values import DFE_SYMBOLS, Status

CELL = 32  # pixels high
LABELS_SHARE = 0.36
SYMBOLS = {**DFE_SYMBOLS, Status.ZERO: "0"}


def matrix(
    series: Sequence[Series],
    *,
    unit: str = "",
    width: int = 720,
    scale: Scale = Scale.COUNT,
    decimals: int = 0,
    by_column: bool = False,
) -> dict[str, Any]:
    """A column each series, a row each label, the darker the higher; `by_column` shades each column by itself.

    Percentages are shaded from 0 to 100. What is missing has a plain cell with its symbol, explained below.
    """
    labels = labels_of(series)
    form = Format(scale, decimals)
    room = min(max(text_width(label, SIZE) for label in labels) + 8, LABELS_SHARE * width)
    rows = [wrap(label, room, SIZE) for label in labels]
    left = max(text_width(part, SIZE) for lines in rows for part in lines) + 14
    cell = (width - left - 2) / len(series)
    heads = _heads(series, cell)
    edges = list(accumulate((max(CELL, LEADING * len(lines) + 10) for lines in rows), initial=0.0))
    notes = _notes(series, unit)
    bottom = 8 + foot_height(notes, width)
    top = heads.height + 12
    frame = Frame(width, top + edges[-1] + bottom, left, 2, top, bottom, (0, len(series)), (edges[-1], 0))
    for number, one in enumerate(series):
        _column(frame, one, number, form, _span(series, number, scale, by_column=by_column), edges)
    _labels(frame, rows, edges)
    heads.draw(frame)
    frame.foot(notes, 8)
    return frame.spec()


@dataclass(frozen=True, slots=True)
class Heads:
    """What stands over the columns; upright where the columns are narrower than a word."""

    words: list[tuple[int, str]]
    upright: bool

    @property
    def height(self) -> float:
        if self.upright:
            return max(text_width(words, SMALL) for _, words in self.words)
        return LEADING * max(words.count("\n") + 1 for _, words in self.words)

    def draw(self, frame: Frame) -> None:
        for number, words in self.words:
            if self.upright:
                row = {"x": number + 0.5, "y": frame.up(6), "text": words}
                frame.text([row], angle=270)
            else:
                first = frame.up(8 + LEADING * (words.count("\n") + 0.5))
                frame.text([{"x": number + 0.5, "y": first, "text": words}], align="center")


def _heads(series: Sequence[Series], cell: float) -> Heads:
    names = [one.name for one in series]
    if months(names):
        return Heads(ticks(names, cell), upright=False)
    lines = [wrap(name, cell - 4, SMALL) for name in names]
    if max(text_width(part, SMALL) for parts in lines for part in parts) > cell:
        return Heads(list(enumerate(names)), upright=True)
    return Heads([(number, "\n".join(parts)) for number, parts in enumerate(lines)], upright=False)


def _span(series: Sequence[Series], number: int, scale: Scale, *, by_column: bool) -> tuple[float, float]:
    if scale is Scale.PERCENT:
        return 0.0, 100.0
    numbers = known([series[number]] if by_column else series)
    return min([0.0, *numbers]), max([0.0, *numbers])


def _column(
    frame: Frame, one: Series, number: int, form: Format, span: tuple[float, float], edges: Sequence[float]
) -> None:
    widest = max((text_width(_said(point, form), SMALL) for point in one.points), default=0)
    size = SMALL if widest <= frame.plot_width / frame.x[1] - 4 else 11
    for point, (top, foot) in zip(one.points, pairwise(edges), strict=True):
        fill = GAP if point.number is None else _shade(point.number, span)
        row = {"x": number, "x2": number + 1, "y": top, "y2": foot, "label": point.label, "series": one.name}
        frame.rects([row], fill=fill, stroke=WHITE, strokeWidth=2)
        ink = SOFT if point.number is None else contrast_ink(fill)
        words = [{"x": number + 0.5, "y": (top + foot) / 2, "text": _said(point, form)}]
        frame.text(words, align="center", fill=ink, fontSize=size)


def _shade(number: float, span: tuple[float, float]) -> str:
    low, high = span
    share = (number - low) / (high - low) if high > low else 0.0
    return RAMP[min(len(RAMP) - 1, int(share * len(RAMP)))]


def _said(point: Point, form: Format) -> str:
    return SYMBOLS[point.value.status] if point.number is None else form.words(point.number)


def _notes(series: Sequence[Series], unit: str) -> list[str]:
    """The unit, and what the symbols stand for."""
    missing = dict.fromkeys(p.value.status for one in series for p in one.points if not p.value.known)
    said = [f"{SYMBOLS[status]}: {status.words}" for status in missing]
    return [*([titled(unit)] if unit else []), *([", ".join(said)] if said else [])]


def _labels(frame: Frame, rows: Sequence[Sequence[str]], edges: Sequence[float]) -> None:
    for lines, (top, foot) in zip(rows, pairwise(edges), strict=True):
        first = (top + foot - LEADING * (len(lines) - 1)) / 2
        style: dict[str, Any] = {"align": "right", "dx": -10, "fill": INK, "fontSize": SIZE}
        frame.text([{"x": 0, "y": first, "text": "\n".join(lines)}], **style)
