"""Parts on one another: how a whole is made up, month by month or place by place."""

from collections.abc import Sequence
from typing import Any

from roundtable.measures.charts.columns import stacked_columns
from roundtable.measures.charts.frame import draw_key, key_rows
from roundtable.measures.charts.look import INK, SIZE, SMALL, WHITE, contrast_ink, text_width
from roundtable.measures.charts.palette import entries
from roundtable.measures.charts.rows import draw_labels, draw_nought, lay_out, rows_frame, words_width
from roundtable.measures.charts.series import Format, Series, gaps, in_time, labels_of, titled
from roundtable.measures.charts.stacks import Part, stack, starred, totals
from roundtable.measures.definitions import Scale

BAR = 26


def stacked(
    series: Sequence[Series],
    *,
    unit: str = "",
    width: int = 720,
    height: int | None = None,
    scale: Scale = Scale.COUNT,
    decimals: int = 0,
) -> dict[str, Any]:
    """One bar a label, made up of the series: upright where the labels are periods, else lying.

    A part that is missing is left out; its bar has a star and the note says what is not in it.
    """
    labels = labels_of(series)
    form = Format(scale, decimals)
    if in_time(labels):
        return stacked_columns(series, unit=unit, width=width, height=height, form=form)
    key, notes = entries(series), [*([titled(unit)] if unit else []), *starred(gaps(series))]
    rows = lay_out(labels, width, BAR)
    parts, ends = stack(series), totals(series)
    high = max([total.end for total in ends] + [0.0]) or 1.0
    low = min([part.low for part in parts] + [0.0])
    room = words_width([total.end for total in ends], form) + 26
    frame = rows_frame(rows, width, (low, high), (0.0, room), key, notes)
    for part in parts:
        top = rows.tops[part.place]
        row = {"x": part.low, "x2": part.high, "y": top, "y2": top + BAR, "label": labels[part.place]}
        frame.rects([row], fill=key[part.series].fill, stroke=WHITE, strokeWidth=1.5)
        _inside(part, form, frame.across(1), key[part.series].fill, top + BAR / 2, frame.text)
    draw_nought(frame, rows, BAR)
    draw_labels(frame, rows)
    for total in ends:
        row = {"x": total.end, "y": rows.tops[total.place] + BAR / 2, "text": total.words(form)}
        frame.text([row], dx=7, fill=INK, fontSize=SIZE, fontWeight=600)
    draw_key(frame, key_rows(key, width))
    frame.foot(notes, 6)
    return frame.spec()


def _inside(part: Part, form: Format, pixel: float, fill: str, y: float, write: Any) -> None:
    """The value in its part, where it has room."""
    words = form.words(part.value)
    if (part.high - part.low) / pixel >= text_width(words, SMALL) + 8:
        middle = {"x": (part.low + part.high) / 2, "y": y, "text": words}
        write([middle], align="center", fill=contrast_ink(fill))
