"""Rates and proportions: a count over its denominator with its interval, and the mean of those of several areas."""

from collections.abc import Iterable
from decimal import Decimal

from roundtable.measures import comparators
from roundtable.measures.definitions import Definition
from roundtable.measures.intervals import Estimate, proportion, rate
from roundtable.measures.values import Value

PERCENT = 100  # `per` of a definition whose count is part of its denominator


def estimate(count: Value, denominator: Value, definition: Definition) -> Estimate | None:
    """A rate with Byar's limits or a percentage with Wilson's; None where there is none to work out."""
    if count.number is None or not denominator.number:
        return None
    try:
        if is_proportion(definition) and count.number <= denominator.number:
            return proportion(count.number, denominator.number)
        return rate(count.number, denominator.number, definition.per)
    except ValueError:
        return None


def is_proportion(definition: Definition) -> bool:
    return definition.per == PERCENT


def mean(pairs: Iterable[tuple[Value, Value]], definition: Definition) -> comparators.Neighbours:
    """The simple mean of the areas' rates, each worked out from its count and its denominator."""
    made = (estimate(count, denominator, definition) for count, denominator in pairs)
    return comparators.neighbours(
        [Value.of(Decimal(str(each.value))) if each is not None else Value.missing() for each in made]
    )
