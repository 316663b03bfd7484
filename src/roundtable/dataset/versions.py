"""A version's observations as they were read, for tables, checks and comparisons."""

from roundtable.dataset.dims import from_text
from roundtable.dataset.models import Observation, ReturnVersion
from roundtable.dataset.queries import observations
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import Principal
from roundtable.intake.returns import ReadLine
from roundtable.measures.periods import Period
from roundtable.measures.values import Status, Value


def as_read(who: Principal, partnership: Partnership, version: ReturnVersion) -> tuple[ReadLine, ...]:
    """The lines of a version, in the order in which they came."""
    found = sorted(observations(who, version), key=lambda row: row.pk)
    return tuple(_line(partnership.slug, row) for row in found)


def _line(slug: str, row: Observation) -> ReadLine:
    status = Status(row.status)
    number = row.number if status.has_number else None
    value = (
        Value.of(number) if number is not None and status is not Status.UNRELIABLE else Value(number, status)
    )
    return ReadLine(
        slug, row.key, row.definition_version, from_text(row.dims), row.area, Period.parse(row.period), value,
        row.raw, row.sheet, row.cell, row.note, row.cannot_supply, row.expected_on, row.citation,
        tuple(row.titles.items()),
    )  # fmt: skip
