"""The conditions that a row of a list may have to meet: a small vocabulary, as data.

A condition that needs something which a row does not say is not met: a plan without an end has not lasted any time.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeAlias


class ConditionError(ValueError):
    """A condition that is none of the vocabulary."""


@dataclass(frozen=True, slots=True)
class Is:
    """A yes-or-no column says so."""

    column: str
    value: bool


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column holds one of these codes."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """The child has a row on an earlier day: within so many months before this one, or ever where none are named.

    `or_column` may say a number of earlier ones that the list itself does not hold; above nought, it is enough.
    """

    date: str
    months: int = 0
    or_column: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """From one date of the row to another there are at most so many days, or working days; never fewer than none."""

    start: str
    end: str
    days: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Lasted:
    """From one date of the row to another there are more than so many days."""

    start: str
    end: str
    more_than_days: int


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """The child has a row of another list that was open on some day of the period."""

    list: str


Condition: TypeAlias = Is | OneOf | Again | Within | Lasted | AlsoIn

KINDS: Mapping[str, type[Condition]] = {
    "is": Is, "one_of": OneOf, "again": Again, "within": Within, "lasted": Lasted, "also_in": AlsoIn,
}  # fmt: skip


def read_condition(raw: Mapping[str, Any]) -> Condition:
    """A condition as a file declares it: `{ kind = "again", date = "referral_date", months = 12 }`."""
    said = dict(raw)
    kind = said.pop("kind", None)
    if kind not in KINDS:
        raise ConditionError(f"a condition is one of {', '.join(KINDS)}, not {kind!r}")
    known = {field.name for field in fields(KINDS[kind])}
    if set(said) - known:
        raise ConditionError(
            f"{kind} knows {', '.join(sorted(known))}, not {', '.join(sorted(set(said) - known))}"
        )
    if "values" in said:
        said["values"] = tuple(said["values"])
    condition: Condition = KINDS[kind](**said)
    if isinstance(condition, Within) and bool(condition.days) == bool(condition.working_days):
        raise ConditionError("within names either days or working_days")
    return condition


def columns_of(conditions: Iterable[Condition]) -> tuple[str, ...]:
    """The columns without which the conditions cannot be judged; `or_column` is not one: it adds where it is there."""
    found: list[str] = []
    for condition in conditions:
        match condition:
            case Is() | OneOf():
                found.append(condition.column)
            case Again():
                found.append(condition.date)
            case Within() | Lasted():
                found += [condition.start, condition.end]
            case AlsoIn():
                pass
    return tuple(dict.fromkeys(found))


def look_back(conditions: Iterable[Condition], columns: Container[str] = ()) -> tuple[int, Again | None]:
    """The months before a row that its conditions look at, and the condition that looks back without end.

    One whose `or_column` is among `columns` is told by the row itself, and looks back no further.
    """
    months, ever = 0, None
    for condition in conditions:
        if isinstance(condition, Again) and condition.or_column not in columns:
            months = max(months, condition.months)
            ever = condition if not condition.months else ever
    return months, ever


def working_days_of(conditions: Iterable[Condition]) -> set[tuple[str, int]]:
    """Which column needs a last working day, and after how many: `{("started", 15)}`."""
    return {
        (c.start, c.working_days) for c in conditions if isinstance(c, Within) and c.working_days
    }  # fmt: skip
