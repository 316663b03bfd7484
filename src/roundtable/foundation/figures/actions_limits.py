"""Deciding what a figure's months are judged by: the only writer of targets, baselines and re-calculations."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from roundtable.foundation.figures.catalogue import definitions, keys
from roundtable.foundation.figures.limits import decisions, holding, month, target_words
from roundtable.foundation.figures.models import LimitsDecision, LimitsKind
from roundtable.foundation.ledger.actions import record
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check, within
from roundtable.measures.definitions import Definition, Scale
from roundtable.measures.periods import Period, PeriodKind

TAKEN_BACK_ALREADY = "That decision was taken back already."
LONGEST = 60  # months of a baseline: two or three years are usual


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be decided. `until` is the last month of a baseline; `value` and `source` are a target's."""

    kind: LimitsKind
    since: Period
    until: Period | None = None
    value: Decimal | None = None
    source: str = ""


@action("figures.decide_limits")
def decide_limits(*, by: Principal, key: str, wanted: Wanted, reason: str) -> LimitsDecision:
    """A target, the end of one, a baseline or a re-calculation holds for a figure's months from a month on.

    A period longer than a month stands for its first month (of a baseline without `until`: for all its months). Every page
    and export follows at once; what was published stays as it was published.
    """
    check(by, Permission.DECIDE_LIMITS)
    if key not in keys(by):
        raise Rejected("This partnership has nothing of that figure.")
    definition = definitions().get(key)
    made = _made(by, definition, wanted, reason)
    _refuse_again(decisions(by, key), made)
    made.save()
    said = f"decided for {definition.title}: {sentence(made, definition)}"
    record(by, "figures.decide_limits", "figure", key, said, reason=made.reason)
    return made


@action("figures.undo_limits")
def undo_limits(*, by: Principal, key: str, decision: int, reason: str) -> LimitsDecision:
    """Take a decision on limits back: what held before it holds again. Both stay in the history."""
    check(by, Permission.DECIDE_LIMITS)
    every = decisions(by, key)
    found = next((d for d in every if d.pk == decision and d.kind != LimitsKind.UNDONE), None)
    if found is None:
        raise Rejected("There is no such decision on this figure.")
    if any(d.undoes_id == found.pk for d in every):
        raise Rejected(TAKEN_BACK_ALREADY)
    definition = definitions().get(key)
    made = LimitsDecision(
        partnership_id=within(by), key=key, kind=LimitsKind.UNDONE, since=found.since, undoes=found,
        reason=_reason(reason), decided_on=timezone.localdate(), decided_by=by.label,
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # somebody else did in the same moment
        raise Rejected(TAKEN_BACK_ALREADY) from None
    said = f"took back for {definition.title}: {sentence(found, definition)}"
    record(by, "figures.undo_limits", "figure", key, said, reason=made.reason)
    return made


def sentence(decision: LimitsDecision, definition: Definition) -> str:
    """A decision in words, without its reason: "limits re-calculated from October 2015"."""
    since = month(decision.since).label
    match decision.kind:
        case LimitsKind.TARGET:
            source = f" ({decision.source})" if decision.source else ""
            return f"target {target_words(decision, definition)} from {since}{source}"
        case LimitsKind.TARGET_ENDS:
            return f"no target from {since}"
        case LimitsKind.BASELINE:
            return f"limits from the baseline of {since} to {month(decision.until).label}"
        case LimitsKind.RECALCULATION:
            return f"limits re-calculated from {since}"
        case _:
            return f"taken back: a decision that held from {since}"


def _made(by: Principal, definition: Definition, wanted: Wanted, reason: str) -> LimitsDecision:
    """The decision, checked, not saved yet."""
    until = _until(wanted) if wanted.kind == LimitsKind.BASELINE else ""
    value = _value(wanted.value, definition) if wanted.kind == LimitsKind.TARGET else None
    source = wanted.source.strip() if wanted.kind == LimitsKind.TARGET else ""
    if wanted.kind == LimitsKind.TARGET and not source:
        raise Rejected("Say where the target comes from.", "source")
    return LimitsDecision(
        partnership_id=within(by), key=definition.key, kind=wanted.kind, since=str(_first(wanted.since)), until=until,
        value=value, source=source, reason=_reason(reason), decided_on=timezone.localdate(), decided_by=by.label,
    )  # fmt: skip


def _reason(text: str) -> str:
    if not text.strip():
        raise Rejected("Give the reason: it is shown with the chart.", "reason")
    return text.strip()


def _first(period: Period) -> Period:
    if period.kind is PeriodKind.SNAPSHOT:
        raise Rejected("Give a month or a year, as in October 2015 or 2015-16.", "since")
    return Period.month_of(period.start.year, period.start.month)


def _until(wanted: Wanted) -> str:
    first, end = _first(wanted.since), (wanted.until or wanted.since).end
    last = Period.month_of(end.year, end.month)
    length = (last.start.year - first.start.year) * 12 + last.start.month - first.start.month + 1
    if length < 2:
        raise Rejected("A baseline is at least two months, the last after the first.", "until")
    if length > LONGEST:
        raise Rejected(f"A baseline is at most {LONGEST} months: this is {length}.", "until")
    return str(last)


def _value(value: Decimal | None, definition: Definition) -> Decimal:
    if value is None or not value.is_finite():
        raise Rejected("Give the target as a number.", "value")
    if value < 0 and definition.scale is not Scale.POUNDS:
        raise Rejected("A target is not below nought.", "value")
    if value > 100 and definition.scale is Scale.PERCENT:
        raise Rejected("A target in percent is not above 100.", "value")
    if abs(value) >= 10**13 or value != round(value, 6):
        raise Rejected("A target has at most 13 digits before the point and 6 after it.", "value")
    return value


def _refuse_again(newest_first: list[LimitsDecision], made: LimitsDecision) -> None:
    """A decision that changes nothing is not one."""
    for held in holding(newest_first):
        same = (held.kind, held.since, held.until, held.value, held.source) == (
            made.kind, made.since, made.until, made.value, made.source,
        )  # fmt: skip
        if same:
            raise Rejected(f"That is so already: {held.decided_by} decided it, because: {held.reason}")
