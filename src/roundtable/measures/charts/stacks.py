"""The arithmetic of stacked bars: what is negative grows the other way."""

from collections.abc import Sequence
from dataclasses import dataclass

from roundtable.measures.charts.series import Format, Series
from roundtable.measures.definitions import Scale


@dataclass(frozen=True, slots=True)
class Part:
    """One series' part of one bar."""

    place: int
    series: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Total:
    """A whole bar: its sum, where it ends, and whether a part of it is missing."""

    place: int
    sum: float
    end: float
    lacks: bool

    def words(self, form: Format) -> str:
        """The sum; a star where a part is missing, for then it is no total; nothing for percentages."""
        if self.lacks:
            return "*"
        return "" if form.scale is Scale.PERCENT else form.words(self.sum)


def starred(notes: Sequence[str]) -> list[str]:
    """The notes on what is missing, led by the star that marks the bars."""
    return ["* A part of this bar is missing:", *notes] if notes else []


def stack(series: Sequence[Series]) -> list[Part]:
    """Every part that has a size, the first series nearest to the nought."""
    found = []
    for place in range(len(series[0].points)):
        up = down = 0.0
        for number, one in enumerate(series):
            value = one.points[place].number or 0.0
            base = up if value > 0 else down
            if value > 0:
                up += value
            else:
                down += value
            if value:
                found.append(Part(place, number, value, min(base, base + value), max(base, base + value)))
    return found


def totals(series: Sequence[Series]) -> list[Total]:
    """The sums of the bars that have a value at all."""
    found = []
    for place in range(len(series[0].points)):
        values = [one.points[place].number for one in series]
        there = [value for value in values if value is not None]
        if there:
            end = sum(value for value in there if value > 0)
            found.append(Total(place, sum(there), end, len(there) < len(values)))
    return found
