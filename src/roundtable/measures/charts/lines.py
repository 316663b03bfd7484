"""Lines over time, with the limits of an XmR chart where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from roundtable.measures import spc
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
from roundtable.measures.charts.limits import (
    Name,
    Target,
    draw_limits,
    draw_targets,
    limit_names,
    shown_limits,
    target_name,
)
from roundtable.measures.charts.look import (
    BRICK,
    GAP,
    INK,
    LEADING,
    SHAPES,
    SIZE,
    SMALL,
    STROKES,
    WHITE,
    text_width,
    wrap,
)
from roundtable.measures.charts.series import Format, Series, gaps, known, labels_of, spoken, titled
from roundtable.measures.charts.timeline import draw_timeline, timeline_height
from roundtable.measures.definitions import Scale

SIGNAL = Entry("more than chance would explain", "diamond", BRICK)
NAMES_SHARE = 0.26  # of the width that names beside the lines may take; longer ones go into a key above
FEW = 6  # points whose values are all written out


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be drawn, before it is known where."""

    labels: list[str]
    series: Sequence[Series]
    form: Format
    chart: spc.Chart | None
    targets: Sequence[Target]
    axis: Axis
    beside: list[Name]
    key: list[Entry]
    notes: list[str]

    @property
    def alone(self) -> bool:
        return len(self.series) == 1


def line(
    series: Sequence[Series],
    *,
    unit: str = "",
    width: int = 720,
    height: int | None = None,
    scale: Scale = Scale.COUNT,
    decimals: int = 0,
    chart: spc.Chart | None = None,
    targets: Sequence[Target] = (),
    remarks: Sequence[str] = (),
) -> dict[str, Any]:
    """One line a series. `chart` shades the limits of the first series, names them and marks its signals.

    `targets` are drawn as dotted lines over their points; `remarks` are written under the plot.

    It must have been worked out from the very values that are drawn, or its limits would give away a hidden one:
    ValueError otherwise. `height` is that of the plot, without labels and notes.
    """
    if chart is not None and [p.value for p in chart.points] != [p.number for p in series[0].points]:
        raise ValueError("The limits were worked out from other values than the ones that are drawn")
    plan = _plan(series, Format(scale, decimals), chart, width, targets)
    plan.notes.extend(remarks)
    frame = _frame(plan, width, height or max(170, min(300, int(width * 0.38))), unit)
    if not known(series):
        frame.nothing(series[0].points[0].value.status.words)
    else:
        _draw(frame, plan, unit)
    draw_timeline(frame, plan.labels)
    frame.foot(plan.notes, timeline_height(plan.labels, frame.plot_width / len(plan.labels)) + 6)
    return frame.spec()


def _plan(
    series: Sequence[Series], form: Format, chart: spc.Chart | None, width: int, targets: Sequence[Target]
) -> Plan:
    labels = labels_of(series)
    numbers = known(series)
    if chart is not None:
        numbers = numbers + shown_limits(chart, counts=min(numbers, default=0) >= 0)
    numbers = numbers + [target.value for target in targets]
    axis = axis_of(numbers, room=1.06, whole=form.whole, nought=False)
    beside = limit_names(chart, form, axis.low) if chart is not None else []
    beside += target_name(targets, form)
    key = []
    if len(series) > 1:
        names = _line_names(series)
        if max((text_width(name.words, SMALL) for name in names), default=0) <= NAMES_SHARE * width:
            beside = beside + names
        else:
            key = [Entry(s.name, *_mark(n)) for n, s in enumerate(series)]
    if chart is not None and chart.signals:
        key = [*key, SIGNAL]
    notes = gaps(series) if len(series) > 1 else []
    if axis.low > 0:
        notes.append(f"The scale starts at {form.tick(axis.low)}, not at nought.")
    return Plan(labels, series, form, chart, targets, axis, beside, key, notes)


def _mark(number: int) -> tuple[str, str]:
    return SHAPES[number % len(SHAPES)], STROKES[number % len(STROKES)]


def _line_names(series: Sequence[Series]) -> list[Name]:
    """Each line that has a point, named at the height of its last one."""
    ends = []
    for number, one in enumerate(series):
        values = [point.number for point in one.points if point.number is not None]
        if values:
            shape, colour = _mark(number)
            ends.append(Name(values[-1], one.name, colour, shape))
    return ends


def _frame(plan: Plan, width: int, plot_height: float, unit: str) -> Frame:
    left = max(text_width(plan.form.tick(tick), SMALL) for tick in plan.axis.ticks) + 14
    widest = max(
        (text_width(part, SMALL) for name in plan.beside for part in _narrow(name.words, width)), default=0
    )
    right = widest + (30 if any(name.shape for name in plan.beside) else 14) if plan.beside else 10
    top = 14 + ENTRY_HEIGHT * len(key_rows(plan.key, width)) + (20 if unit else 8)
    spacing = (width - left - right) / len(plan.labels)
    bottom = timeline_height(plan.labels, spacing) + 6 + foot_height(plan.notes, width)
    domain = (-0.5, len(plan.labels) - 0.5)
    return Frame(
        width, top + plot_height + bottom, left, right, top, bottom, domain, (plan.axis.low, plan.axis.high)
    )


def _narrow(words: str, width: int) -> list[str]:
    """A name beside a line: on a phone "upper limit" stands above its number."""
    return wrap(words, 98, SMALL) if width < 480 else [words]


def _draw(frame: Frame, plan: Plan, unit: str) -> None:
    frame.grid([(tick, plan.form.tick(tick)) for tick in plan.axis.ticks])
    if plan.chart is not None:
        draw_limits(frame, plan.chart)
    draw_targets(frame, plan.targets)
    _missing(frame, plan)
    frame.nought()
    for number, one in enumerate(plan.series):
        _line(frame, one, number)
    _signals(frame, plan)
    _values(frame, plan)
    _beside(frame, plan)
    draw_key(frame, key_rows(plan.key, frame.width))
    if unit:
        frame.unit(titled(unit))


def _missing(frame: Frame, plan: Plan) -> None:
    """A shaded gap with the reason in words, where no series has a value."""
    absent = [
        ""
        if any(s.points[place].value.known for s in plan.series)
        else plan.series[0].points[place].value.status.words
        for place in range(len(plan.labels))
    ]
    for words, group in groupby(enumerate(absent), key=lambda item: item[1]):
        places = [place for place, _ in group]
        if not words:
            continue
        start, end = places[0] - 0.5, places[-1] + 0.5
        low, high = frame.y
        frame.rects([{"x": start, "x2": end, "y": low, "y2": high}], fill=GAP)
        room = (end - start) / frame.across(1)
        upright = room < text_width(words, SMALL) + 8
        middle = [{"x": (start + end) / 2, "y": (low + high) / 2, "text": words}]
        frame.text(middle, align="center", angle=270 if upright else 0)


def _line(frame: Frame, one: Series, number: int) -> None:
    """The line breaks where a value is missing."""
    shape, colour = _mark(number)
    stretch, rows = 0, []
    for place, point in enumerate(one.points):
        if point.number is None:
            stretch += 1
        else:
            rows.append(
                {"x": place, "y": point.number, "label": point.label, "series": one.name, "stretch": stretch}
            )
    detail = {"detail": {"field": "stretch", "type": "nominal"}}
    frame.add({"type": "line", "stroke": colour, "strokeWidth": 2.25, "strokeJoin": "round"}, rows, **detail)
    _points(frame, rows, shape, colour, 64 if len(one.points) <= 26 else 30)


def _points(frame: Frame, rows: list[dict[str, Any]], shape: str, colour: str, size: int) -> None:
    mark = {"type": "point", "filled": True, "opacity": 1, "shape": shape, "size": size}
    frame.add(mark | {"fill": colour, "stroke": WHITE, "strokeWidth": 1.5}, rows)


def _signals(frame: Frame, plan: Plan) -> None:
    found = enumerate(plan.chart.points) if plan.chart is not None else ()
    rows = [{"x": place, "y": point.value} for place, point in found if point.signals]
    _points(frame, rows, SIGNAL.shape, SIGNAL.fill, 130)


def _values(frame: Frame, plan: Plan) -> None:
    """Of one line its highest point, or every point where there are few."""
    if not plan.alone:
        return
    points = plan.series[0].points
    if len(points) <= FEW:
        for place, point in enumerate(points):
            if point.number is not None:
                dip = _dips(plan.series[0], place)
                words = [{"x": place, "y": point.number, "text": plan.form.words(point.number)}]
                style = {"align": "center", "dy": 17 if dip else -15, "fontSize": SIZE, "fontWeight": 700}
                frame.text(words, halo=True, fill=INK, **style)
        return
    found = [(place, p.number, p.label) for place, p in enumerate(points) if p.number is not None]
    top = max(number for _, number, _ in found)
    highest = [item for item in found if item[1] == top]
    if len(highest) == 1:
        place, number, label = highest[0]
        _peak(frame, place, number, f"{plan.form.words(number)} in {spoken(label)}")


def _dips(one: Series, place: int) -> bool:
    """Whether the points on either side lie higher, so that a value above would lie across the line."""
    here = one.points[place].number
    beside = [one.points[n].number for n in (place - 1, place + 1) if 0 <= n < len(one.points)]
    return here is not None and bool(beside) and all(other is not None and other > here for other in beside)


def _peak(frame: Frame, place: int, number: float, words: str) -> None:
    half = text_width(words, SIZE, bold=True) / 2
    from_left = (place - frame.x[0]) / frame.across(1)
    align = "left" if from_left < half else "right" if frame.plot_width - from_left < half else "center"
    style: dict[str, Any] = {"align": align, "dy": -16, "fill": INK, "fontSize": SIZE, "fontWeight": 700}
    frame.text([{"x": place, "y": number, "text": words}], halo=True, **style)


def _beside(frame: Frame, plan: Plan) -> None:
    """Names on the right, moved apart where they would lie on one another."""
    lines = [_narrow(name.words, frame.width) for name in plan.beside]
    wanted = [(frame.y[1] - name.height) / frame.up(1) for name in plan.beside]
    places = apart(wanted, [LEADING * len(part) for part in lines], -10, frame.plot_height + 10)
    for place, part, name in zip(places, lines, plan.beside, strict=True):
        middle = frame.y[1] - frame.up(place)
        first = frame.y[1] - frame.up(place - LEADING * (len(part) - 1) / 2)
        if name.shape:
            mark = {"type": "point", "filled": True, "opacity": 1, "size": 64, "xOffset": 14}
            frame.add(mark | {"shape": name.shape, "fill": name.ink}, [{"x": frame.x[1], "y": middle}])
        words = [{"x": frame.x[1], "y": first, "text": "\n".join(part)}]
        frame.text(words, dx=24 if name.shape else 8, fill=name.ink)
