"""Categories down the sheet: where each row's label and bars lie, in pixels from the top of the plot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from roundtable.measures.charts.frame import ENTRY_HEIGHT, Entry, Frame, foot_height, key_rows
from roundtable.measures.charts.look import INK, LEADING, SIZE, text_width, wrap
from roundtable.measures.charts.series import Format

LABELS_SHARE = 0.38  # of the width that labels beside the bars may take; on a phone they stand above them
PHONE = 480
GAP_BETWEEN = 14


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of labels, each with room for its bars."""

    labels: tuple[str, ...]  # in lines
    middles: tuple[float, ...]  # of the labels
    tops: tuple[float, ...]  # of the bars
    left: float  # margin that the labels need
    height: float


def lay_out(labels: Sequence[str], width: int, bars: float) -> Rows:
    """Rows whose bars are `bars` pixels high together."""
    if width < PHONE:
        return _above(labels, width, bars)
    longest = max((text_width(label, SIZE) for label in labels), default=0)
    room = min(longest + 4, LABELS_SHARE * width)
    lines = [wrap(label, room, SIZE) for label in labels]
    left = max((text_width(part, SIZE) for line in lines for part in line), default=0) + 14
    tops, middles, y = [], [], 6.0
    for line in lines:
        tall = max(bars, LEADING * len(line))
        tops.append(y + (tall - bars) / 2)
        middles.append(y + tall / 2)
        y += tall + GAP_BETWEEN
    return Rows(
        tuple("\n".join(line) for line in lines), tuple(middles), tuple(tops), left, y - GAP_BETWEEN + 6
    )


def _above(labels: Sequence[str], width: int, bars: float) -> Rows:
    tops, middles, said, y = [], [], [], 0.0
    for label in labels:
        lines = wrap(label, width - 12, SIZE)
        middles.append(y + LEADING * len(lines) / 2)
        tops.append(y + LEADING * len(lines) + 4)
        said.append("\n".join(lines))
        y = tops[-1] + bars + GAP_BETWEEN
    return Rows(tuple(said), tuple(middles), tuple(tops), 4, y - GAP_BETWEEN + 6)


def rows_frame(
    rows: Rows,
    width: int,
    domain: tuple[float, float],
    margins: tuple[float, float],
    key: Sequence[Entry],
    notes: list[str],
) -> Frame:
    """A sheet with its values across and pixels down; `margins` leave room for words beyond the least and the greatest."""
    top = 10 + (ENTRY_HEIGHT * len(key_rows(key, width)) + 8 if key else 0)
    bottom = 6 + foot_height(notes, width)
    left, right = rows.left + margins[0], margins[1]
    return Frame(width, top + rows.height + bottom, left, right, top, bottom, domain, (rows.height, 0.0))


def draw_labels(frame: Frame, rows: Rows) -> None:
    """Labels right against the bars, or above them from the left edge."""
    above = frame.width < PHONE
    for label, middle in zip(rows.labels, rows.middles, strict=True):
        first = middle - LEADING * label.count("\n") / 2
        x = frame.x[0] - frame.across(frame.left - 4 if above else frame.left - rows.left + 10)
        style: dict[str, Any] = {"fill": INK, "fontSize": SIZE, "align": "left" if above else "right"}
        frame.text([{"x": x, "y": first, "text": label}], **style)


def draw_nought(frame: Frame, rows: Rows, bars: float) -> None:
    """The line from which the bars grow, beside the bars only, so that it does not cross the labels above them."""
    if frame.width < PHONE:
        frame.rules([{"x": 0, "x2": 0, "y": top - 2, "y2": top + bars + 2} for top in rows.tops], INK)
    else:
        frame.rules([{"x": 0, "x2": 0, "y": 0, "y2": rows.height}], INK)


def words_width(numbers: Sequence[float], form: Format, size: int = SIZE) -> float:
    return max((text_width(form.words(number), size, bold=True) for number in numbers), default=0)
