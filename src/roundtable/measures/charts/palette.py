"""Fills of bars that stand for series."""

from collections.abc import Sequence

from roundtable.measures.charts.frame import Entry
from roundtable.measures.charts.look import FILLS, SOFT, TEAL, TEAL_TINT
from roundtable.measures.charts.series import Series, period


def entries(series: Sequence[Series]) -> list[Entry]:
    """The mark of each series: of two periods the later is solid and the earlier pale with an edge."""
    when = [period(one.name) for one in series]
    if len(series) == 2 and when[0] is not None and when[1] is not None:
        later = 0 if when[0].start > when[1].start else 1
        return [
            Entry(one.name, "square", TEAL) if n == later else Entry(one.name, "square", TEAL_TINT, TEAL)
            for n, one in enumerate(series)
        ]
    fills = [FILLS[n % len(FILLS)] for n in range(len(series))]
    return [Entry(one.name, "square", fill, SOFT) for one, fill in zip(series, fills, strict=True)]
