"""The limits of an XmR chart behind its line: shaded between, dashed at the edges, named on the right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from roundtable.measures import spc
from roundtable.measures.charts.frame import Frame
from roundtable.measures.charts.look import INK, PLUM, SOFT, TEAL_BAND
from roundtable.measures.charts.series import Format


@dataclass(frozen=True, slots=True)
class Name:
    """What is named on the right of the plot, at what height (in units of y), and with which mark."""

    height: float
    words: str
    ink: str
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a stretch of points, first and last included, should reach."""

    first: int
    last: int
    value: float


TARGET_DASH = (2, 3)  # dots: the limits are dashed, the mean is drawn through


def target_name(targets: Sequence[Target], form: Format) -> list[Name]:
    """The newest target, named."""
    return [Name(t.value, f"target {form.words(t.value)}", PLUM) for t in targets[-1:]]


def draw_targets(frame: Frame, targets: Sequence[Target]) -> None:
    rows = [{"x": t.first - 0.5, "x2": t.last + 0.5, "y": t.value} for t in targets]
    frame.rules(rows, PLUM, width=2, dash=TARGET_DASH)


def shown_limits(chart: spc.Chart, *, counts: bool) -> list[float]:
    """The limits that the scale must hold; a limit below nought is not drawn for what cannot be negative."""
    found = [bound for phase in chart.phases for bound in (phase.lower, phase.upper)]
    return [max(0.0, bound) for bound in found] if counts else found


def limit_names(chart: spc.Chart, form: Format, lowest: float) -> list[Name]:
    """The last phase's mean and limits, named."""
    at = chart.limits
    names = [
        Name(at.upper, f"upper limit {form.words(at.upper)}", SOFT),
        Name(at.mean, f"mean {form.words(at.mean)}", INK),
    ]
    if at.lower > lowest:
        names.append(Name(at.lower, f"lower limit {form.words(at.lower)}", SOFT))
    return names


def draw_limits(frame: Frame, chart: spc.Chart) -> None:
    for start, end, at in _spans(chart):
        low = max(at.lower, frame.y[0])
        frame.rects([{"x": start, "x2": end, "y": low, "y2": at.upper}], fill=TEAL_BAND)
    for start, end, at in _spans(chart):
        edges = [at.upper, *([at.lower] if at.lower > frame.y[0] else [])]
        frame.rules([{"x": start, "x2": end, "y": edge} for edge in edges], SOFT, dash=(5, 4))
        frame.rules([{"x": start, "x2": end, "y": at.mean}], INK)
        if start > frame.x[0]:  # where a phase begins: its limits are its own
            frame.rules([{"x": start, "y": frame.y[0], "y2": frame.y[1]}], SOFT)


def _spans(chart: spc.Chart) -> Iterator[tuple[float, float, spc.Limits]]:
    """Where each phase begins and ends on the axis."""
    for number, at in enumerate(chart.phases):
        places = [place for place, point in enumerate(chart.points) if point.phase == number]
        yield places[0] - 0.5, places[-1] + 0.5, at
