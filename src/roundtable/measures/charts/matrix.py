"""A shaded table: who came to what, which team in which month."""

from collections.abc import Sequence
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
from roundtable.measures.charts.series import Format, Point, Series, known, labels_of, months
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
    heads = _heads(series)
    room = min(max(text_width(label, SIZE) for label in labels) + 8, LABELS_SHARE * width)
    rows = [wrap(label, room, SIZE) for label in labels]
    left = max(text_width(part, SIZE) for lines in rows for part in lines) + 14
    cell = (width - left - 2) / len(series)
    columns = [wrap(head, cell - 4, SMALL) for head in heads]
    top = 12 + LEADING * max(len(lines) for lines in columns)
    tall = max(CELL, LEADING * max(len(lines) for lines in rows) + 8)
    notes = _notes(series, unit)
    bottom = 8 + foot_height(notes, width)
    height = top + tall * len(labels) + bottom
    frame = Frame(width, height, left, 2, top, bottom, (0, len(series)), (len(labels), 0))
    for number, one in enumerate(series):
        _column(frame, one, number, form, _span(series, number, scale, by_column=by_column), cell)
    _words(frame, rows, columns)
    frame.foot(notes, 8)
    return frame.spec()


def _heads(series: Sequence[Series]) -> list[str]:
    """Names of the columns; months are short."""
    named = months([one.name for one in series])
    return [month.short_label[:3] for month in named] if named else [one.name for one in series]


def _span(series: Sequence[Series], number: int, scale: Scale, *, by_column: bool) -> tuple[float, float]:
    if scale is Scale.PERCENT:
        return 0.0, 100.0
    numbers = known([series[number]] if by_column else series)
    return min([0.0, *numbers]), max([0.0, *numbers])


def _column(
    frame: Frame, one: Series, number: int, form: Format, span: tuple[float, float], cell: float
) -> None:
    size = (
        SMALL
        if max((text_width(_said(point, form), SMALL) for point in one.points), default=0) <= cell - 4
        else 11
    )
    for place, point in enumerate(one.points):
        fill = GAP if point.number is None else _shade(point.number, span)
        row = {
            "x": number,
            "x2": number + 1,
            "y": place,
            "y2": place + 1,
            "label": point.label,
            "series": one.name,
        }
        frame.rects([row], fill=fill, stroke=WHITE, strokeWidth=2)
        ink = SOFT if point.number is None else contrast_ink(fill)
        words = [{"x": number + 0.5, "y": place + 0.5, "text": _said(point, form)}]
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
    return [*([unit] if unit else []), *([", ".join(said)] if said else [])]


def _words(frame: Frame, rows: Sequence[Sequence[str]], columns: Sequence[Sequence[str]]) -> None:
    for place, lines in enumerate(rows):
        first = place + 0.5 + frame.up(LEADING * (len(lines) - 1) / 2)
        style: dict[str, Any] = {"align": "right", "dx": -10, "fill": INK, "fontSize": SIZE}
        frame.text([{"x": 0, "y": first, "text": "\n".join(lines)}], **style)
    for number, lines in enumerate(columns):
        first = frame.up(8 + LEADING * (len(lines) - 0.5))
        frame.text(
            [{"x": number + 0.5, "y": first, "text": "\n".join(lines)}], align="center", baseline="middle"
        )
