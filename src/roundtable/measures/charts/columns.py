"""Upright bars along time, on one another or side by side."""

from collections.abc import Sequence
from typing import Any

from roundtable.measures.charts.frame import (
    ENTRY_HEIGHT,
    Axis,
    Entry,
    Frame,
    apart,
    axis_of,
    draw_key,
    foot_height,
    key_rows,
)
from roundtable.measures.charts.look import (
    INK,
    LEADING,
    LINE,
    SMALL,
    SOFT,
    WHITE,
    contrast_ink,
    text_width,
    wrap,
)
from roundtable.measures.charts.palette import entries
from roundtable.measures.charts.series import Format, Series, gaps, known, labels_of, titled
from roundtable.measures.charts.stacks import Part, Total, stack, starred, totals
from roundtable.measures.charts.timeline import draw_timeline, timeline_height

BAR_SHARE = 0.74  # of the space of a label
WIDEST = 84  # pixels that the bars of one label may take
NAMES_ROOM = 132  # pixels beside the plot for names; below PHONE wide there is a key instead
PHONE = 480
FLAT = 16  # pixels that a part must be high for its value to be written in it


def stacked_columns(
    series: Sequence[Series], *, unit: str, width: int, height: int | None, form: Format
) -> dict[str, Any]:
    """Bars made up of the series, each named beside the last bar; a key on top where the sheet is narrow."""
    parts, ends = stack(series), totals(series)
    lows, highs = [part.low for part in parts], [total.end for total in ends]
    axis = axis_of([*lows, *highs], room=1.08, whole=form.whole)
    key = entries(series)
    beside = width >= PHONE and len(series) * LEADING * 1.5 <= _plot_height(width, height)
    frame = _frame(
        series, axis, width, height, unit, form, [] if beside else key, starred(gaps(series)), beside=beside
    )
    frame.grid([(tick, form.tick(tick)) for tick in axis.ticks])
    for number, entry in enumerate(key):
        rows = [_row(part, series, _share(frame)) for part in parts if part.series == number]
        frame.rects(rows, fill=entry.fill, stroke=WHITE, strokeWidth=1)
    frame.nought()
    _values(frame, parts, form, key)
    _totals(frame, ends, form)
    if beside:
        _names(frame, parts, key, len(series[0].points) - 1)
    _finish(frame, series, unit, [] if beside else key, starred(gaps(series)))
    return frame.spec()


def grouped_columns(
    series: Sequence[Series], *, unit: str, width: int, height: int | None, form: Format
) -> dict[str, Any]:
    """Bars side by side in each label, with a key."""
    axis = axis_of(known(series), room=1.08, whole=form.whole)
    key, notes = entries(series), gaps(series)
    frame = _frame(series, axis, width, height, unit, form, key, notes, beside=False)
    frame.grid([(tick, form.tick(tick)) for tick in axis.ticks])
    share = _share(frame) / len(series)
    for number, entry in enumerate(key):
        start = share * (number - len(series) / 2)
        rows = [
            {"x": n + start, "x2": n + start + share * 0.94, "y": 0, "y2": p.number, "label": p.label}
            for n, p in enumerate(series[number].points)
            if p.number
        ]
        edge = {"stroke": entry.stroke, "strokeWidth": 1} if entry.stroke else {}
        frame.rects(rows, fill=entry.fill, **edge)
        _tops(frame, series[number], start + share / 2, share, form)
    frame.nought()
    _finish(frame, series, unit, key, notes)
    return frame.spec()


def _plot_height(width: int, height: int | None) -> float:
    return height or max(190, min(300, int(width * 0.4)))


def _frame(
    series: Sequence[Series],
    axis: Axis,
    width: int,
    height: int | None,
    unit: str,
    form: Format,
    key: Sequence[Entry],
    notes: Sequence[str],
    *,
    beside: bool,
) -> Frame:
    labels = labels_of(series)
    left = max(text_width(form.tick(tick), SMALL) for tick in axis.ticks) + 14
    right = 6.0 if not beside else min(NAMES_ROOM, max(text_width(s.name, SMALL) for s in series) + 8) + 24
    top = 12 + ENTRY_HEIGHT * len(key_rows(key, width)) + (20 if unit else 6)
    bottom = timeline_height(labels, (width - left - right) / len(labels)) + 6 + foot_height(notes, width)
    plot = _plot_height(width, height)
    domain = (-0.5, len(labels) - 0.5)
    return Frame(width, top + plot + bottom, left, right, top, bottom, domain, (axis.low, axis.high))


def _finish(
    frame: Frame, series: Sequence[Series], unit: str, key: Sequence[Entry], notes: Sequence[str]
) -> None:
    labels = labels_of(series)
    if not known(series):
        frame.nothing(series[0].points[0].value.status.words)
    draw_key(frame, key_rows(key, frame.width))
    if unit:
        frame.unit(titled(unit))
    draw_timeline(frame, labels)
    frame.foot(notes, timeline_height(labels, frame.plot_width / len(labels)) + 6)


def _share(frame: Frame) -> float:
    """How much of the space of a label its bars take: few labels do not make fat bars."""
    return min(BAR_SHARE, frame.across(WIDEST))


def _row(part: Part, series: Sequence[Series], share: float) -> dict[str, Any]:
    label = series[0].points[part.place].label
    half = share / 2
    return {
        "x": part.place - half,
        "x2": part.place + half,
        "y": part.low,
        "y2": part.high,
        "label": label,
        "series": series[part.series].name,
    }


def _values(frame: Frame, parts: Sequence[Part], form: Format, key: Sequence[Entry]) -> None:
    """The value of each part that is high and wide enough to hold it."""
    for number, entry in enumerate(key):
        rows = [
            {"x": part.place, "y": (part.low + part.high) / 2, "text": form.words(part.value)}
            for part in parts
            if part.series == number and _holds(frame, part, form.words(part.value))
        ]
        frame.text(rows, align="center", fill=contrast_ink(entry.fill), fontSize=12)


def _holds(frame: Frame, part: Part, words: str) -> bool:
    high = (part.high - part.low) / frame.up(1) >= FLAT
    return high and _share(frame) / frame.across(1) >= text_width(words, 12) + 2


def _totals(frame: Frame, ends: Sequence[Total], form: Format) -> None:
    """The sum on each bar, where all have room; a star whatever the room, for it says that a part is missing."""
    room = frame.plot_width / max(1, len(ends))
    wide = max((text_width(end.words(form), SMALL, bold=True) for end in ends), default=0) > room - 2
    rows = [
        {"x": end.place, "y": end.end, "text": end.words(form)}
        for end in ends
        if end.words(form) and (end.lacks or not wide)
    ]
    frame.text(rows, align="center", dy=-10, fill=INK, fontWeight=600)


def _tops(frame: Frame, one: Series, offset: float, share: float, form: Format) -> None:
    """The value on each bar, or on its foot, upright, why there is none; where the bars are thick enough."""
    pixels = share / frame.across(1)
    shown = [point.number for point in one.points if point.number is not None]
    fits = max((text_width(form.words(number), 12) for number in shown), default=0) <= pixels + 2
    for place, point in enumerate(one.points):
        x = place + offset
        if point.number is None and pixels >= 12:
            words = point.value.status.words
            frame.text([{"x": x, "y": 0, "text": words}], angle=270, dx=6, fill=SOFT, fontSize=12)
        elif point.number is not None and fits:
            down = point.number < 0
            row = {"x": x, "y": point.number, "text": form.words(point.number)}
            frame.text([row], align="center", dy=10 if down else -9, fill=INK, fontSize=12)


def _names(frame: Frame, parts: Sequence[Part], key: Sequence[Entry], last: int) -> None:
    """Each series named on the right, with a fine line from its part of the last bar that has one."""
    named = []
    for number, entry in enumerate(key):
        own = [part for part in parts if part.series == number]
        if own:
            at = next((part for part in own if part.place == last), None)
            height = (at.low + at.high) / 2 if at else max(part.high for part in own)
            named.append((entry, height, at is not None, wrap(entry.name, NAMES_ROOM, SMALL)))
    wanted = [(frame.y[1] - height) / frame.up(1) for _, height, _, _ in named]
    places = apart(wanted, [LEADING * len(lines) + 3 for *_, lines in named], -8, frame.plot_height + 8)
    edge = last + _share(frame) / 2
    for place, (entry, height, joined, lines) in zip(places, named, strict=True):
        y = frame.y[1] - frame.up(place)
        if joined:
            tip = frame.x[1] + frame.across(4)
            frame.rules([{"x": edge, "x2": tip, "y": height, "y2": y}], SOFT if height else LINE, width=0.75)
        mark = {"type": "point", "filled": True, "opacity": 1, "shape": "square", "size": 80, "xOffset": 10}
        frame.add(
            mark | {"fill": entry.fill, "stroke": SOFT, "strokeWidth": 0.75}, [{"x": frame.x[1], "y": y}]
        )
        first = y + frame.up(LEADING * (len(lines) - 1) / 2)
        frame.text([{"x": frame.x[1], "y": first, "text": "\n".join(lines)}], dx=19, fill=INK)
