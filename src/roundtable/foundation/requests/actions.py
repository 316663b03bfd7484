"""Asking, reminding, giving more time, telling the chair, answering and withdrawing: the only writers of this app."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.notices.actions import write_notices
from roundtable.foundation.partnerships.models import Agency, Membership
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.requests.ladder import ladder
from roundtable.foundation.requests.letters import Batch, asking, escalation, reminders
from roundtable.foundation.requests.models import REQUEST, Extension, Reminder, Request, RequestState
from roundtable.foundation.requests.queries import to_remind
from roundtable.foundation.requests.rules import (
    check_can_answer,
    check_can_ask,
    check_can_escalate,
    check_open,
    check_own,
)
from roundtable.foundation.scope.actions import Rejected, action, nothing_changed
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check, within
from roundtable.foundation.scope.subjects import subject
from roundtable.measures.wording import day, plural


@action("requests.ask")
def ask(
    *,
    by: Principal,
    kind: str,
    title: str,
    due: date,
    agency: Agency | None = None,
    person: Person | None = None,
    subject_kind: str = "",
    subject_reference: str = "",
    detail: str = "",
    tell: bool = False,
) -> Request:
    """Ask one agency or one person for something by a date; `tell` writes to them as well.

    With a subject it is about a record, whose kind must be registered (`scope.subjects`).
    """
    if subject_kind and subject(subject_kind) is None:
        raise ValueError(f"No app registered the kind {subject_kind!r}, so nobody would see the request")
    check_can_ask(by, subject_kind, subject_reference)
    if not title.strip():
        raise Rejected("Say what is asked for.", "title")
    _check_asked(by, agency, person)
    made = Request.objects.create(
        partnership_id=within(by), reference=_next_reference(by), kind=kind, title=title.strip(), detail=detail,
        asked_agency=agency, asked_person=person, subject_kind=subject_kind, subject_reference=subject_reference,
        due=due, asked_at=timezone.now(), asked_by=by.label,
    )  # fmt: skip
    _note(by, "requests.ask", made, f"asked {made.asked} for {_what(made)} by {day(due)}")
    if tell:
        _write(by, asking(by, made, timezone.localdate()), draft=False)
    return made


def _check_asked(by: Principal, agency: Agency | None, person: Person | None) -> None:
    if (agency is None) == (person is None):
        raise Rejected("Choose either an agency or a person to ask.", "agency")
    held = Q(end__isnull=True) | Q(end__gte=timezone.localdate())
    here = {"partnership_id": within(by)}
    if agency is not None and not Membership.objects.filter(held, agency=agency, **here).exists():
        raise Rejected(f"{agency} is not an agency of this partnership.", "agency")
    if person is not None and not Grant.objects.filter(held, person=person, suspended=False, **here).exists():
        raise Rejected(f"{person} is not a member of this partnership.", "person")


def _next_reference(by: Principal) -> str:
    kept = Request.objects.filter(partnership_id=within(by)).order_by("-id")
    last = kept.values_list("reference", flat=True).first()
    return f"RQ-{int(last.removeprefix('RQ-')) + 1 if last else 1:04d}"


@action("requests.remind")
def remind(
    *, by: Principal, requests: Iterable[Request], draft: bool = False, today: date | None = None
) -> list[Reminder]:
    """Chase some requests, with one letter to each who was asked; as drafts, for somebody's own mail program."""
    check(by, Permission.CHASE)
    on = today or timezone.localdate()
    chased = list(requests)
    if not chased:
        raise Rejected("Choose at least one request to chase.")
    for found in chased:
        check_own(by, found)
        check_open(found)
    return [
        reminder for batch in reminders(by, chased, on) for reminder in _remind(by, batch, on, draft=draft)
    ]


def _remind(by: Principal, batch: Batch, today: date, *, draft: bool) -> list[Reminder]:
    to = _write(by, batch, draft=draft)
    now = timezone.now()
    made = []
    for found in batch.requests:
        # Each climbs its own ladder: the letter speaks of the latest, and tells of others that are only due.
        rung = ladder().reached(found.due, today) or batch.rung
        made.append(
            Reminder.objects.create(
                partnership_id=found.partnership_id, request=found, rung=rung.key, due=found.due, sent_at=now,
                ladder_version=ladder().version, sent_by=by.label, sent_to=to, as_draft=draft,
            )
        )  # fmt: skip
        found.last_chased_at = now
        found.save(update_fields=("last_chased_at",))
        done = "drafted a reminder to" if draft else "reminded"
        _note(
            by,
            "requests.remind",
            found,
            f"{done} {found.asked} of {_what(found)} ({rung.title.lower()})",
        )
    return made


def _write(by: Principal, batch: Batch, *, draft: bool) -> list[str]:
    if batch.problem:
        raise Rejected(batch.problem)
    first = batch.requests[0]
    written = write_notices(
        by=by, letters=batch.letters, about_kind=REQUEST, about_reference=first.reference, draft=draft
    )
    return [notice.to for notice in written]


@action("requests.climb")
def climb_ladder(*, by: Principal, draft: bool = False, today: date | None = None) -> list[Reminder]:
    """Send every reminder whose day has come and that was not sent: for a timer, or one button. Agencies that nobody
    can be written to are passed over; the chase screen names them.
    """
    check(by, Permission.CHASE)
    on = today or timezone.localdate()
    # Of two timers at once the second waits here, and then finds that all was sent.
    rows = Request.objects.filter(partnership_id=within(by), state=RequestState.OPEN)
    list(rows.order_by("pk").select_for_update().values_list("pk"))
    batches = [batch for batch in to_remind(by, on) if not batch.problem]
    if not batches:
        nothing_changed()
    return [reminder for batch in batches for reminder in _remind(by, batch, on, draft=draft)]


@action("requests.extend")
def extend(*, by: Principal, request: Request, due: date, reason: str) -> Request:
    """Give more time; the reminder ladder starts again for the new date."""
    check(by, Permission.CHASE)
    check_own(by, request)
    check_open(request)
    if due <= request.due:
        raise Rejected(f"The new date must be after {day(request.due)}.", "due")
    if not reason.strip():
        raise Rejected("Say why more time is given.", "reason")
    Extension.objects.create(
        partnership_id=request.partnership_id, request=request, due_before=request.due, due_after=due,
        reason=reason.strip(), extended_at=timezone.now(), extended_by=by.label,
    )  # fmt: skip
    before, request.due = request.due, due
    request.escalated_at, request.escalated_by = None, ""
    request.save(update_fields=("due", "escalated_at", "escalated_by"))
    said = f"gave {request.asked} until {day(due)} for {_what(request)}, instead of {day(before)}"
    _note(by, "requests.extend", request, said, reason=reason.strip())
    return request


@action("requests.escalate")
def escalate(*, by: Principal, request: Request, reason: str = "", draft: bool = False) -> Request:
    """Tell the chair that a request has not been answered."""
    check(by, Permission.CHASE)
    check_own(by, request)
    today = timezone.localdate()
    check_can_escalate(request, today, reason)
    batch = escalation(by, request, today, reason)
    if not batch.letters:
        raise Rejected("Nobody is the independent chair in this partnership, so nobody can be told.")
    _write(by, batch, draft=draft)
    request.escalated_at, request.escalated_by = timezone.now(), by.label
    request.save(update_fields=("escalated_at", "escalated_by"))
    late = plural((today - request.due).days, "day")
    said = f"told the chair that {request.asked} has not answered {_what(request)}, {late} late"
    _note(by, "requests.escalate", request, said, reason=reason.strip())
    return request


@action("requests.answer")
def answer(*, by: Principal, request: Request, note: str = "") -> Request:
    """What was asked for has come."""
    check_own(by, request)
    check_can_answer(by, request)
    _end(request, RequestState.ANSWERED, by, note)
    _note(by, "requests.answer", request, f"answered {_what(request)} of {request.asked}")
    return request


@action("requests.answer_of")
def answer_of(*, by: Principal, subject_kind: str, subject_reference: str, note: str = "") -> list[Request]:
    """Answer whatever is still asked about a record, once the record is complete; nothing where nothing is."""
    found = list(
        Request.objects.filter(
            partnership_id=within(by), subject_kind=subject_kind, subject_reference=subject_reference,
            state=RequestState.OPEN,
        ).select_related("asked_agency", "asked_person")
    )  # fmt: skip
    if not found:
        nothing_changed()
    return [answer(by=by, request=request, note=note) for request in found]


@action("requests.reopen")
def reopen(*, by: Principal, request: Request, reason: str) -> Request:
    """What came was not what was asked for: it is asked for again, by the same day."""
    check_own(by, request)
    check_can_ask(by, request.subject_kind, request.subject_reference)
    if request.state != RequestState.ANSWERED:
        raise Rejected(f"{request.reference} was not answered, so it cannot be asked for again.")
    if not reason.strip():
        raise Rejected("Say why it is asked for again.", "reason")
    request.state, request.ended_note = RequestState.OPEN, ""
    request.ended_at, request.ended_by = None, ""
    request.save(update_fields=("state", "ended_at", "ended_by", "ended_note"))
    said = f"asked {request.asked} again for {_what(request)}"
    _note(by, "requests.reopen", request, said, reason=reason.strip())
    return request


@action("requests.withdraw")
def withdraw(*, by: Principal, request: Request, reason: str) -> Request:
    """It is no longer asked for."""
    check_own(by, request)
    check_can_ask(by, request.subject_kind, request.subject_reference)
    if not reason.strip():
        raise Rejected("Say why it is no longer asked for.", "reason")
    _end(request, RequestState.WITHDRAWN, by, reason)
    said = f"withdrew the request to {request.asked} for {_what(request)}"
    _note(by, "requests.withdraw", request, said, reason=reason.strip())
    return request


def _end(request: Request, state: RequestState, by: Principal, note: str) -> None:
    check_open(request)
    request.state, request.ended_note = state, note.strip()[:300]
    request.ended_at, request.ended_by = timezone.now(), by.label
    request.save(update_fields=("state", "ended_at", "ended_by", "ended_note"))


def _what(request: Request) -> str:
    """How the ledger names it: by reference alone where the record that it is about is restricted."""
    about = subject(request.subject_kind)
    if about is not None and about.restricted:
        return request.reference
    return f"{request.title} ({request.reference})"


def _note(by: Principal, verb: str, request: Request, sentence: str, **detail: str) -> None:
    record(by, verb, REQUEST, request.reference, sentence, partnership_id=request.partnership_id, **detail)
