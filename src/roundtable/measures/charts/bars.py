"""One bar a category, with its value at its end."""

from collections.abc import Sequence
from typing import Any

from roundtable.measures.charts.frame import Frame
from roundtable.measures.charts.look import INK, SIZE, SOFT, TEAL, text_width
from roundtable.measures.charts.rows import draw_labels, draw_nought, lay_out, rows_frame, words_width
from roundtable.measures.charts.series import Format, Point, Series, labels_of, titled
from roundtable.measures.definitions import Scale

BAR = 22


def bars(
    series: Series,
    *,
    unit: str = "",
    width: int = 720,
    scale: Scale = Scale.COUNT,
    decimals: int = 0,
    largest_first: bool = False,
) -> dict[str, Any]:
    """Horizontal bars in the order given, or the largest first with what is missing last."""
    labels_of([series])
    points = sorted(series.points, key=_rank) if largest_first else list(series.points)
    form = Format(scale, decimals)
    rows = lay_out([point.label for point in points], width, BAR)
    numbers = [point.number for point in points if point.number is not None]
    domain = (min([0.0, *numbers]), max([0.0, *numbers]))
    if domain[0] == domain[1]:
        domain = (0.0, 1.0)
    below = words_width([n for n in numbers if n < 0], form) + 12 if domain[0] < 0 else 0.0
    frame = rows_frame(rows, width, domain, (below, _room(points, form)), (), [titled(unit)] if unit else [])
    frame.rects(
        [_bar(point, top) for point, top in zip(points, rows.tops, strict=True) if point.number], fill=TEAL
    )
    draw_nought(frame, rows, BAR)
    draw_labels(frame, rows)
    for point, top in zip(points, rows.tops, strict=True):
        draw_end(frame, point, top + BAR / 2, form)
    frame.foot([titled(unit)] if unit else [], 6)
    return frame.spec()


def _rank(point: Point) -> tuple[bool, float]:
    return point.number is None, -(point.number or 0)


def _room(points: Sequence[Point], form: Format) -> float:
    """Right margin: the widest value, or the words for a missing one where all are missing."""
    numbers = [point.number for point in points if point.number is not None and point.number >= 0]
    words = max((text_width(p.value.status.words, SIZE) for p in points if not p.value.known), default=0)
    return max(words_width(numbers, form), 0 if numbers else words) + 16


def _bar(point: Point, top: float) -> dict[str, Any]:
    return {"x": 0, "x2": point.number, "y": top, "y2": top + BAR, "label": point.label}


def draw_end(frame: Frame, point: Point, y: float, form: Format, after: str = "") -> None:
    """The value beyond the end of its bar, or at the nought why there is none."""
    if point.number is None:
        frame.text(
            [{"x": 0, "y": y, "text": f"{point.value.status.words}{after}"}], dx=8, fill=SOFT, fontSize=SIZE
        )
        return
    negative = point.number < 0
    style: dict[str, Any] = {"align": "right", "dx": -6} if negative else {"align": "left", "dx": 7}
    row = {"x": point.number, "y": y, "text": f"{form.words(point.number)}{after}"}
    frame.text([row], fill=INK, fontSize=SIZE, fontWeight=600, **style)
