"""Counts as numbers of figures: for each area and period, with the share or the rate that its definition names.

Everything until here are exact whole numbers; shares, rates and their intervals are worked out here, once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from roundtable.measures.definitions import Definition, Definitions
from roundtable.measures.intervals import Estimate, proportion, rate
from roundtable.measures.lists.counting import Counted, value_titles
from roundtable.measures.lists.grids import NOT_RECORDED, Counts, Grid
from roundtable.measures.lists.listed import Form
from roundtable.measures.periods import Period, PeriodKind

# The value of a figure that lists do not give, such as a mid-year estimate of children: by figure key and area.
Populations = Mapping[tuple[str, str], int]
# A rate is one of a year, or of a day: a month's over a year's population would look like a twelfth of it.
_YEARS = {PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR, PeriodKind.SNAPSHOT}


@dataclass(frozen=True, slots=True)
class Answer:
    """One number of a figure. `of` is what it is a share of, or a rate over, where that is known.

    `titles` are the words for `dims`, in their order.
    """

    figure: str
    version: int
    area: str
    period: Period
    dims: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    count: int
    of: int | None = None
    estimate: Estimate | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """A figure that cannot be given for the whole period, and why; some of its months may be."""

    figure: str
    version: int
    period: Period
    reason: str


def answers(
    counted: Counted, definitions: Definitions, *, populations: Populations | None = None,
    area_of: Callable[[str], str] = str,
) -> tuple[Answer, ...]:  # fmt: skip
    """Every number that was counted. `area_of` gives the area that an authority is counted in; counts add up.

    A child known to two authorities of an area is counted in each.
    """
    found = [
        answer
        for grid in counted.grids
        for answer in _of_grid(counted, grid, definitions.on(grid.figure, counted.period.end), area_of)
    ]
    return tuple(_with_share(found, definitions, counted.period, populations or {}))


def no_answers(counted: Counted, definitions: Definitions) -> tuple[NoAnswer, ...]:
    """The figures that the source does not give for the whole period."""
    return tuple(
        NoAnswer(figure, definitions.on(figure, counted.period.end).version, counted.period, reach.reason)
        for figure, reach in counted.reaches.items()
        if not reach.whole
    )


def period_of(form: Form, definition: Definition, period: Period) -> Period:
    """What a whole period's count is about: of a stock, its last day."""
    last = form in {Form.STOCK, Form.REVIEWED} or definition.frequency == "snapshot"
    return Period.snapshot_of(period.end) if last else period


def _of_grid(
    counted: Counted, grid: Grid, definition: Definition, area_of: Callable[[str], str]
) -> Iterable[Answer]:
    reach, form = counted.reaches[grid.figure], counted.forms[grid.figure]
    areas, sums = _by_area(grid, area_of)
    for a, area in enumerate(areas):
        for v, values in enumerate(grid.values):
            answer = Answer(
                grid.figure, definition.version, area, counted.period,
                tuple(sorted(zip(grid.by, values, strict=True))), _titles(grid, definition, values), 0, note=reach.note,
            )  # fmt: skip
            by_month = sums[a, :, v]
            for period, count in _periods(counted, grid, form, definition, by_month):
                yield replace(answer, period=period, count=count)


def _by_area(grid: Grid, area_of: Callable[[str], str]) -> tuple[list[str], Counts]:
    of = [area_of(authority) for authority in grid.authorities]
    areas = sorted(set(of))
    sums = np.zeros((len(areas), *grid.counts.shape[1:]), dtype=np.int64)
    np.add.at(sums, np.array([areas.index(area) for area in of], dtype=np.int64), grid.counts)
    return areas, sums


def _periods(
    counted: Counted, grid: Grid, form: Form, definition: Definition, by_month: Counts
) -> Iterable[tuple[Period, int]]:
    """Each month that the source covers, and the whole."""
    reach = counted.reaches[grid.figure]
    if form in {Form.FLOW, Form.STOCK}:
        covered = set(reach.months)
        for month, count in zip(grid.months, by_month, strict=True):
            period = Period.month_of(month // 12, month % 12 + 1)
            last_of_stock = form is Form.STOCK and period.end == counted.period.end
            if period in covered and not last_of_stock:
                yield Period.snapshot_of(period.end) if form is Form.STOCK else period, int(count)
    if reach.whole:
        whole = by_month[-1] if form is Form.STOCK else by_month.sum()
        # A period of one month is its own month.
        if form is not Form.FLOW or len(grid.months) > 1:
            yield period_of(form, definition, counted.period), int(whole)


def _titles(grid: Grid, definition: Definition, values: tuple[str, ...]) -> tuple[str, ...]:
    """The words for each value: the definition's, those of a known code, or the source's own."""
    defined = {d.key: dict(d.values) for d in definition.dimensions}
    titles = []
    for dimension, value in sorted(zip(grid.by, values, strict=True)):
        known = defined.get(dimension, {}).get(value) or value_titles().get(dimension, {}).get(value)
        own = grid.titles.get((dimension, value)) or value.replace("_", " ").capitalize()
        titles.append("Not recorded" if value == NOT_RECORDED else known or own)
    return tuple(titles)


def _with_share(
    found: list[Answer], definitions: Definitions, whole: Period, populations: Populations
) -> Iterable[Answer]:
    counts = {(a.figure, a.area, a.period, a.dims): a.count for a in found}
    for answer in found:
        definition = definitions.on(answer.figure, whole.end)
        population = populations.get((definition.denominator, answer.area))
        if (
            population
            and not answer.dims
            and answer.period.end == whole.end
            and answer.period.kind != "month"
        ):
            yield replace(answer, of=population, estimate=rate(answer.count, population, definition.per))
        else:
            yield _share(
                answer, counts.get((definition.denominator, answer.area, answer.period, answer.dims))
            )


def _denominator(
    answer: Answer, key: str, counts: Mapping[tuple[str, str, Period, tuple[tuple[str, str], ...]], int]
) -> int | None:
    """The count by the same breakdown. A factor is one of several that a case may have: it is a share of all cases."""
    without = tuple(pair for pair in answer.dims if pair[0] != "factor")
    found = (counts.get((key, answer.area, answer.period, dims)) for dims in (answer.dims, without))
    return next((count for count in found if count is not None), None)


def _share(answer: Answer, of: int | None) -> Answer:
    if of is None:
        return answer
    if not 0 < of >= answer.count:
        return replace(answer, of=of)
    return replace(answer, of=of, estimate=proportion(answer.count, of))
