"""Where a figure comes from: each source's value, the one that counts, and how far the others are from it."""

from dataclasses import dataclass
from decimal import Decimal

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.catalogue import providers
from roundtable.foundation.figures.data import Found
from roundtable.foundation.figures.models import ProviderDecision
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import Reference
from roundtable.measures.definitions import Definition, Scale
from roundtable.measures.periods import Period
from roundtable.measures.values import Value
from roundtable.measures.wording import join, signed_percent, value_words

SAME = "the same"
HALF = Decimal("0.5")  # a share that would be printed as 0% is said in words
LITTLE = "less than 1%"
FEW = 3  # more citations than these make a row unreadable


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of a number, in words."""

    title: str  # the provider's
    supplier: str
    value: str
    difference: (
        str  # its value less the one that counts; empty where either is not known, and of the one that counts
    )
    cited: str
    counts: bool
    missing: bool


def source_rows(presentation: Presentation, base: Reference, definition: Definition) -> tuple[SourceRow, ...]:
    """The sources that have something of a number, the one that counts first."""
    found = presentation.found(layout.cell_of(base, base.key, presentation.period))
    every = [each for each in (found, *found.others) if each.data]
    return tuple(_row(each, found, definition) for each in every)


def _row(each: Found, counts: Found, definition: Definition) -> SourceRow:
    cited = list(dict.fromkeys(d.citation or d.source for d in each.data if d.citation or d.source))
    return SourceRow(
        title=provider_title(each.provider),
        supplier=join(dict.fromkeys(d.supplier for d in each.data if d.supplier)),
        value=value_words(each.value, definition.scale, definition.decimals)
        if each.value.known
        else each.why_missing or each.value.status.words,
        difference="" if each is counts else difference_words(each.value, counts.value, definition),
        cited="; ".join(cited[:FEW]),
        counts=each is counts and each.value.known,
        missing=not each.value.known,
    )


def difference_words(theirs: Value, ours: Value, definition: Definition) -> str:
    """ "−12 (−3%)": their value less ours, with its share of ours where that can be reckoned."""
    if theirs.number is None or ours.number is None:
        return ""
    step = theirs.number - ours.number
    if not step:
        return SAME
    sign = "+" if step > 0 else "−"
    words = f"{sign}{value_words(Value.of(abs(step)), definition.scale, definition.decimals)}"
    if definition.scale is Scale.PERCENT or ours.number <= 0:
        return words
    share = step / ours.number * 100
    return f"{words} ({signed_percent(share) if abs(share) >= HALF else LITTLE})"


def provider_title(name: str) -> str:
    """As people call it; by its stored name where its app is not installed any more."""
    known = providers().get(name)
    return known.title if known else name


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision on a figure's source; `holds` where it is the one that holds in the period shown."""

    source: str
    since: str
    made: ProviderDecision
    holds: bool


def decision_rows(found: list[ProviderDecision], when: Period) -> list[DecisionRow]:
    """Decisions, the newest first."""
    holds = next((each for each in found if Period.parse(each.since).start <= when.start), None)
    return [
        DecisionRow(provider_title(each.provider), Period.parse(each.since).label, each, each is holds)
        for each in found
    ]


def overruled(rows: tuple[SourceRow, ...], decided: list[DecisionRow]) -> str:
    """Why the source that was decided for does not give the number; empty where it does, or none was."""
    holds = next((row for row in decided if row.holds), None)
    counts = next((row for row in rows if row.counts), None)
    if holds is None or counts is None or counts.title == holds.source:
        return ""
    return f"{holds.source} should count here but has no number, so {counts.title} is used."
