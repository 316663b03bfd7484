"""The lines that an agency is asked for, made from the definitions of figures."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

from roundtable.intake.returns import Dims, SpecLine
from roundtable.measures.definitions import Definition
from roundtable.measures.periods import Period, PeriodKind

KINDS = {
    "monthly": (PeriodKind.MONTH,),
    "quarterly": (PeriodKind.QUARTER,),
    "snapshot": (PeriodKind.SNAPSHOT,),
    "annual": (PeriodKind.FINANCIAL_YEAR, PeriodKind.ACADEMIC_YEAR, PeriodKind.CALENDAR_YEAR),
}


def spec_line(
    definition: Definition, *, dims: Dims, breakdown: str, area: str, periods: Sequence[Period],
    last: Mapping[Period, str] | None = None,
) -> SpecLine:  # fmt: skip
    """One line of a figure; `breakdown` says `dims` for people, and `last` holds earlier values in words."""
    return SpecLine(
        key=definition.key,
        version=definition.version,
        title=definition.title,
        unit=definition.unit,
        scale=definition.scale,
        dims=dims,
        breakdown=breakdown,
        area=area,
        periods=tuple(periods),
        last=last or {},
        guidance=definition.guidance or definition.definition,
        decimals=definition.decimals,
        minimum=Decimal(0),
        counts=definition.counts,
    )


def spec_lines(definition: Definition, period: Period, by: Sequence[str] = ()) -> list[SpecLine]:
    """The whole of a figure and, where `by` names dimensions, each combination of their listed values.

    KeyError, in words, for a dimension that the figure does not have.
    """
    found: list[Dims] = [()]
    if by:
        values = [[(key, value) for value, _ in definition.dimension(key).values] for key in by]
        found += [tuple(sorted(combination)) for combination in product(*values)]
    periods = periods_of(definition, period)
    return [
        spec_line(
            definition, dims=dims, breakdown=breakdown_words(definition, dims, {}), area="", periods=periods
        )
        for dims in found
    ]


def periods_of(definition: Definition, period: Period) -> tuple[Period, ...]:
    """The periods that a figure is supplied for within a return's period, by its frequency."""
    match definition.frequency:
        case "monthly":
            return period.months() or (period,)
        case "quarterly":
            return period.quarters() or (period,)
        case "snapshot":
            return (Period.snapshot_of(period.end),)
        case _:
            return (period,)


def breakdown_words(definition: Definition, dims: Dims, titles: Mapping[str, str]) -> str:
    """ "Team: Access; Category: Neglect", in the titles of the definition."""
    said = []
    for key, value in dims:
        dimension = definition.dimension(key)
        title = dict(dimension.values).get(value) or titles.get(value) or value.replace("_", " ").capitalize()
        said.append(f"{dimension.title}: {title}")
    return "; ".join(said)
