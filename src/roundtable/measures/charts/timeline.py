"""The axis along which time runs: months with their year below, or periods of any other kind."""

from collections.abc import Sequence

from roundtable.measures.charts.frame import Frame
from roundtable.measures.charts.look import LEADING, SMALL, text_width, wrap
from roundtable.measures.charts.series import months

Tick = tuple[int, str]
_STEPS = (1, 2, 3, 6, 12, 24, 60)


def ticks(labels: Sequence[str], spacing: float) -> list[Tick]:
    """Place and words of the labels that there is room for; months are short, with the year on a line below."""
    named = months(labels)
    said = (
        [month.short_label[:3] for month in named]
        if named
        else ["\n".join(wrap(x, spacing - 6, SMALL)) for x in labels]
    )
    widest = max((text_width(part, SMALL) for text in said for part in text.split("\n")), default=0)
    step = next((step for step in _STEPS if step * spacing >= widest + 4), _STEPS[-1])
    first = 0 if named else (len(labels) - 1) % step  # of other periods the last must be named
    shown = [(place, said[place]) for place in range(first, len(labels), step)]
    if not named:
        return shown
    years = set()
    dated = []
    for place, text in shown:
        year = named[place].start.year
        dated.append((place, text if year in years else f"{text}\n{year}"))
        years.add(year)
    return dated


def timeline_height(labels: Sequence[str], spacing: float) -> float:
    return 10 + LEADING * max((text.count("\n") + 1 for _, text in ticks(labels, spacing)), default=1)


def draw_timeline(frame: Frame, labels: Sequence[str]) -> None:
    """Labels under the plot, each centred on its place: x is 0 for the first label, 1 for the second."""
    spacing = frame.plot_width / max(1, len(labels))
    rows = [{"x": place, "y": frame.y[0], "text": text} for place, text in ticks(labels, spacing)]
    frame.text(rows, align="center", baseline="top", dy=9)
