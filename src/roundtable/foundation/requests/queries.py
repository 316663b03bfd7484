"""Reading requests, and the chase screen's rows."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.deadlines.due import Due
from roundtable.foundation.deadlines.engine import end_of_day, local_day
from roundtable.foundation.deadlines.rules import State
from roundtable.foundation.requests.ladder import Rung, ladder
from roundtable.foundation.requests.letters import Batch, reminders
from roundtable.foundation.requests.models import REQUEST, Extension, Reminder, Request, RequestState
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check


def requests(who: Principal) -> "ScopedQuerySet[Request]":
    """Every request that who may see, soonest due first, with who was asked joined."""
    return Request.objects.seen_by(who).select_related("asked_agency", "asked_person")


def open_requests(who: Principal) -> "ScopedQuerySet[Request]":
    return requests(who).filter(state=RequestState.OPEN)


def late_requests(who: Principal, today: date | None = None) -> "ScopedQuerySet[Request]":
    return open_requests(who).filter(due__lt=today or timezone.localdate())


def request_by_reference(who: Principal, reference: str) -> Request | None:
    """None where there is none that who may see."""
    return requests(who).filter(reference=reference).first()


def requests_of(who: Principal, kind: str, reference: str) -> "ScopedQuerySet[Request]":
    """What was asked about one record."""
    return requests(who).filter(subject_kind=kind, subject_reference=reference)


def reminders_of(who: Principal, request: Request) -> "ScopedQuerySet[Reminder]":
    return Reminder.objects.seen_by(who, "request").filter(request_id=request.pk)


def extensions_of(who: Principal, request: Request) -> "ScopedQuerySet[Extension]":
    return Extension.objects.seen_by(who, "request").filter(request_id=request.pk)


def asked_of_me(who: Principal) -> "ScopedQuerySet[Request]":
    """The open requests to a principal, or to an agency that they answer for."""
    asked = Q(asked_agency_id__in=sorted(who.agencies(Permission.SUBMIT_RETURNS)))
    if who.person_id is not None:
        asked |= Q(asked_person_id=who.person_id)
    return open_requests(who).filter(asked)


def due_requests(who: Principal, now: datetime) -> list[Due]:
    """The open requests to a principal, as things that are due (a request about a record names that record)."""
    today = local_day(now)
    return [
        Due(
            found.title, end_of_day(found.due), State.LATE if found.is_late(today) else State.DUE,
            found.subject_kind or REQUEST, found.subject_reference or found.reference, found.asked, found.reference,
        )
        for found in asked_of_me(who)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChaseRow:
    """One agency (or person) and what it still owes."""

    asked: str
    requests: tuple[Request, ...]  # open ones, soonest due first
    late: int
    last_chased_at: datetime | None
    rung: Rung | None  # the reminder that is next to be sent for any of them; None: none is due
    to_escalate: tuple[Request, ...]  # late enough for the chair, who was not told yet


def chase_rows(who: Principal, today: date | None = None) -> list[ChaseRow]:
    """The chase screen: who owes something, those with most that is late first."""
    check(who, Permission.CHASE)
    on = today or timezone.localdate()
    sent = _sent(who)
    groups: dict[tuple[int | None, int | None], list[Request]] = defaultdict(list)
    for found in open_requests(who):
        groups[found.asked_agency_id, found.asked_person_id].append(found)
    rows = [_row(group, on, sent) for group in groups.values()]
    return sorted(rows, key=lambda row: (-row.late, row.requests[0].due, row.asked))


def to_remind(who: Principal, today: date | None = None) -> list[Batch]:
    """What the ladder has to send: every request whose day has come and was not sent, with the letter to each who is
    asked. A batch with a `problem` reaches nobody.
    """
    check(who, Permission.CHASE)
    on = today or timezone.localdate()
    sent = _sent(who)
    ready = [
        found
        for found in open_requests(who)
        if ladder().next_to_send(found.due, on, sent.get((found.pk, found.due), set()))
    ]
    return reminders(who, ready, on)


def _sent(who: Principal) -> dict[tuple[int, date], set[str]]:
    """The rungs sent of each open request, by the due date that they were for."""
    sent: dict[tuple[int, date], set[str]] = defaultdict(set)
    rows = Reminder.objects.seen_by(who, "request").filter(request__state=RequestState.OPEN)
    for request_id, due, rung in rows.values_list("request_id", "due", "rung"):
        sent[request_id, due].add(rung)
    return sent


def _row(group: Iterable[Request], today: date, sent: dict[tuple[int, date], set[str]]) -> ChaseRow:
    owed = tuple(group)
    next_ones = [ladder().next_to_send(r.due, today, sent.get((r.pk, r.due), set())) for r in owed]
    chased = [r.last_chased_at for r in owed if r.last_chased_at is not None]
    return ChaseRow(
        owed[0].asked,
        owed,
        sum(r.is_late(today) for r in owed),
        max(chased, default=None),
        max((rung for rung in next_ones if rung is not None), key=lambda rung: rung.days, default=None),
        tuple(r for r in owed if r.escalated_at is None and ladder().to_escalate(r.due, today)),
    )
