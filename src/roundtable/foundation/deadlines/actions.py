"""Opening deadlines, meeting them, pausing them, and saying why they are late: the only writers of this app."""

from datetime import date, datetime

from django.utils import timezone

from roundtable.foundation.deadlines.calendars import OutsideCalendar, england
from roundtable.foundation.deadlines.engine import Span, due_at, end_of_day, following, local_day
from roundtable.foundation.deadlines.models import Deadline, Pause
from roundtable.foundation.deadlines.rules import (
    State,
    check_can_pause,
    check_may_change,
    check_reason,
    check_running,
    state_of,
)
from roundtable.foundation.ledger.actions import record
from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.people.models import Person
from roundtable.foundation.regimes.clocks import Rule, clocks
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.principals import Principal, Refused, within
from roundtable.measures.wording import day


@action("deadlines.open")
def open_deadline(
    *,
    by: Principal,
    subject_kind: str,
    subject_reference: str,
    kind: str,
    rule_key: str,
    started_at: datetime,
    title: str = "",
    origin_at: datetime | None = None,
    owner_agency: Agency | None = None,
    owner_person: Person | None = None,
) -> Deadline:
    """Start a clock on a record, by the version of the rule that applied on the day of the event."""
    check_may_change(by, subject_kind, subject_reference)
    try:
        rule = clocks().on(rule_key, local_day(started_at))
    except LookupError as error:
        raise Rejected(str(error.args[0]), "started_at") from error
    made = Deadline(
        partnership_id=within(by), subject_kind=subject_kind, subject_reference=subject_reference, kind=kind,
        title=title or rule.title, owner_agency=owner_agency, owner_person=owner_person,
        started_at=started_at, started_by=by.label, origin_at=origin_at or started_at,
    )  # fmt: skip
    _set_by(made, rule)
    return _opened(by, made)


@action("deadlines.agree")
def agree_deadline(
    *,
    by: Principal,
    subject_kind: str,
    subject_reference: str,
    kind: str,
    title: str,
    due_on: date,
    owner_agency: Agency | None = None,
    owner_person: Person | None = None,
) -> Deadline:
    """Set a date that people agreed on: due by the end of that day."""
    check_may_change(by, subject_kind, subject_reference)
    now = timezone.now()
    made = Deadline(
        partnership_id=within(by), subject_kind=subject_kind, subject_reference=subject_reference, kind=kind,
        title=title, owner_agency=owner_agency, owner_person=owner_person, limit_words="the date agreed",
        started_at=now, started_by=by.label, origin_at=now, due_at=end_of_day(due_on),
    )  # fmt: skip
    return _opened(by, made)


def _set_by(made: Deadline, rule: Rule, pauses: tuple[Span, ...] = ()) -> None:
    made.rule_key, made.rule_version, made.limit_words = rule.key, rule.version, rule.words
    try:
        made.due_at = due_at(rule, made.started_at, england(), pauses)
    except OutsideCalendar as error:
        raise Rejected(str(error), "started_at") from error


def _opened(by: Principal, made: Deadline) -> Deadline:
    running = Deadline.objects.filter(
        partnership_id=made.partnership_id, subject_kind=made.subject_kind, kind=made.kind,
        subject_reference=made.subject_reference, met_at__isnull=True, stopped_at__isnull=True,
    )  # fmt: skip
    if running.exists():
        raise Rejected(f"{made.subject_reference} has this deadline already, and it is running.")
    made.save()
    _note(
        by,
        "deadlines.open",
        made,
        f"set a deadline for {{}}: {day(local_day(made.due_at))}, {made.limit_words}",
    )
    return made


@action("deadlines.meet")
def meet_deadline(*, by: Principal, deadline: Deadline, met_at: datetime | None = None) -> Deadline:
    """What was asked was done, now or at an earlier moment. A recurring clock starts again from then."""
    _check(by, deadline)
    check_running(deadline)
    now = timezone.now()
    moment = met_at or now
    if moment > now:
        raise Rejected("It cannot have been done in the future.", "met_at")
    if deadline.paused_at is not None:
        raise Rejected("This deadline is paused. Resume it first.")
    deadline.met_at, deadline.met_by = moment, by.label
    deadline.save(update_fields=("met_at", "met_by"))
    late = ", late" if state_of(deadline, now) is State.MET_LATE else ""
    _note(by, "deadlines.meet", deadline, f"met the deadline for {{}} on {day(local_day(moment))}{late}")
    _start_next(by, deadline, moment)
    return deadline


def _start_next(by: Principal, met: Deadline, moment: datetime) -> None:
    if not met.rule_key:
        return
    rules = clocks()
    rule = following(rules.get(met.rule_key, met.rule_version), rules, met.origin_at, moment)
    if rule is None:
        return
    own_title = met.title if met.title != rules.get(met.rule_key, met.rule_version).title else ""
    made = Deadline(
        partnership_id=met.partnership_id, subject_kind=met.subject_kind, subject_reference=met.subject_reference,
        kind=met.kind, title=own_title or rule.title, owner_agency_id=met.owner_agency_id,
        owner_person_id=met.owner_person_id, origin_at=met.origin_at, started_at=moment, started_by=by.label,
    )  # fmt: skip
    _set_by(made, rule)
    _opened(by, made)


@action("deadlines.explain")
def explain_deadline(*, by: Principal, deadline: Deadline, reason: str) -> Deadline:
    """Say why it is late, before or after it was done."""
    _check(by, deadline)
    now = timezone.now()
    if not (state_of(deadline, now).is_late or state_of(deadline, now) is State.MET_LATE):
        raise Rejected("This deadline is not late, so there is nothing to explain.")
    deadline.late_reason = check_reason(reason, "Say why it is late.")
    deadline.explained_at, deadline.explained_by = now, by.label
    deadline.save(update_fields=("late_reason", "explained_at", "explained_by"))
    _note(by, "deadlines.explain", deadline, "said why {} is late")
    return deadline


@action("deadlines.pause")
def pause_deadline(*, by: Principal, deadline: Deadline, reason: str) -> Deadline:
    """Stop the clock for a while, where its rule allows it."""
    _check(by, deadline)
    check_can_pause(deadline)
    why = check_reason(reason, "Say why the clock is paused.")
    deadline.paused_at = timezone.now()
    deadline.save(update_fields=("paused_at",))
    Pause.objects.create(
        partnership_id=deadline.partnership_id, deadline=deadline, started_at=deadline.paused_at, reason=why,
        paused_by=by.label,
    )  # fmt: skip
    _note(by, "deadlines.pause", deadline, "paused the deadline for {}")
    return deadline


@action("deadlines.resume")
def resume_deadline(*, by: Principal, deadline: Deadline) -> Deadline:
    """Let the clock run again; the time that it stood still is added."""
    _check(by, deadline)
    check_running(deadline)
    if deadline.paused_at is None:
        raise Rejected("This deadline is not paused.")
    now = timezone.now()
    Pause.objects.filter(deadline=deadline, ended_at__isnull=True).update(ended_at=now)
    spans = tuple(
        Span(p.started_at, p.ended_at) for p in Pause.objects.filter(deadline=deadline) if p.ended_at
    )
    if deadline.rule_key:
        _set_by(deadline, clocks().get(deadline.rule_key, deadline.rule_version), spans)
    else:
        days = (local_day(now) - local_day(deadline.paused_at)).days
        deadline.due_at = end_of_day(date.fromordinal(local_day(deadline.due_at).toordinal() + days))
    deadline.paused_at = None
    deadline.save(update_fields=("paused_at", "due_at"))
    _note(
        by,
        "deadlines.resume",
        deadline,
        f"resumed the deadline for {{}}: due {day(local_day(deadline.due_at))}",
    )
    return deadline


@action("deadlines.stop")
def stop_deadline(*, by: Principal, deadline: Deadline, reason: str) -> Deadline:
    """It is no longer needed: a child moved away, a request was withdrawn."""
    _check(by, deadline)
    check_running(deadline)
    deadline.stopped_reason = check_reason(reason, "Say why it is no longer needed.")
    deadline.stopped_at, deadline.stopped_by = timezone.now(), by.label
    deadline.save(update_fields=("stopped_reason", "stopped_at", "stopped_by"))
    _note(by, "deadlines.stop", deadline, "ended the deadline for {}: it is no longer needed")
    return deadline


def _check(by: Principal, deadline: Deadline) -> None:
    if deadline.partnership_id != by.partnership_id:
        raise Refused("There is no such deadline.")
    check_may_change(by, deadline.subject_kind, deadline.subject_reference)


def _note(by: Principal, verb: str, deadline: Deadline, sentence: str) -> None:
    # The ledger names the record by its reference alone: a title may say what only its readers should know.
    record(
        by, verb, deadline.subject_kind, deadline.subject_reference, sentence.format(deadline.subject_reference),
        partnership_id=deadline.partnership_id, clock=deadline.kind, rule=deadline.rule_key,
        version=deadline.rule_version,
    )  # fmt: skip
