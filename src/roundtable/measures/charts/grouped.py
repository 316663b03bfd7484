"""Two or more bars side by side in each category: this year beside the last."""

from collections.abc import Sequence
from typing import Any

from roundtable.measures.charts.bars import draw_end
from roundtable.measures.charts.columns import grouped_columns
from roundtable.measures.charts.frame import draw_key, key_rows
from roundtable.measures.charts.look import SIZE, text_width
from roundtable.measures.charts.palette import entries
from roundtable.measures.charts.rows import Rows, draw_labels, draw_nought, lay_out, rows_frame, words_width
from roundtable.measures.charts.series import (
    Format,
    Series,
    in_time,
    known,
    labels_of,
    period,
    preposition,
    titled,
)
from roundtable.measures.definitions import Scale

BAR = 17
DIRECT_SHARE = 0.3  # of the width that a series' name after its first value may take


def grouped(
    series: Sequence[Series],
    *,
    unit: str = "",
    width: int = 720,
    height: int | None = None,
    scale: Scale = Scale.COUNT,
    decimals: int = 0,
) -> dict[str, Any]:
    """Bars side by side: down the sheet for categories, across it where the labels are periods.

    Of two series each is named after its value in the first category; of more there is a key.
    """
    labels = labels_of(series)
    form = Format(scale, decimals)
    if in_time(labels):
        return grouped_columns(series, unit=unit, width=width, height=height, form=form)
    direct = _names(series, width)
    key = [] if direct else entries(series)
    thick = BAR * len(series)
    rows = lay_out(labels, width, thick)
    notes = [titled(unit)] if unit else []
    frame = rows_frame(rows, width, _domain(series), _margins(series, form, direct), key, notes)
    for number, entry in enumerate(entries(series)):
        edge = {"stroke": entry.stroke, "strokeWidth": 1} if entry.stroke else {}
        frame.rects(_bars(series[number], rows, number), fill=entry.fill, **edge)
    draw_nought(frame, rows, thick)
    draw_labels(frame, rows)
    for number, one in enumerate(series):
        for place, (point, top) in enumerate(zip(one.points, rows.tops, strict=True)):
            draw_end(
                frame,
                point,
                top + BAR * (number + 0.5),
                form,
                direct[number] if direct and place == 0 else "",
            )
    draw_key(frame, key_rows(key, width))
    frame.foot(notes, 6)
    return frame.spec()


def _bars(one: Series, rows: Rows, number: int) -> list[dict[str, Any]]:
    return [
        {
            "x": 0,
            "x2": p.number,
            "y": top + BAR * number + 1,
            "y2": top + BAR * (number + 1) - 1,
            "label": p.label,
        }
        for p, top in zip(one.points, rows.tops, strict=True)
        if p.number
    ]


def _domain(series: Sequence[Series]) -> tuple[float, float]:
    numbers = known(series)
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    return (low, high) if low < high else (0.0, 1.0)


def _names(series: Sequence[Series], width: int) -> list[str]:
    """What follows the first value of each of two series; nothing where that would be too long."""
    if len(series) > 2:
        return []
    said = [f" {_in(one.name)}" for one in series]
    return said if max(text_width(words, SIZE, bold=True) for words in said) <= DIRECT_SHARE * width else []


def _in(name: str) -> str:
    if period(name) is not None:
        return f"{preposition(name)} {name}"
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _margins(series: Sequence[Series], form: Format, direct: Sequence[str]) -> tuple[float, float]:
    numbers = known(series)
    below = words_width([n for n in numbers if n < 0], form) + 12 if min(numbers, default=0) < 0 else 0.0
    longest = max((text_width(words, SIZE, bold=True) for words in direct), default=0)
    missing = 80.0 if not numbers else 0.0
    return below, max(words_width([n for n in numbers if n >= 0], form) + longest + 16, missing)
