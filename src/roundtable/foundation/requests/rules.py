"""When something may be done to a request, and the sentence that says why not."""

from datetime import date

from roundtable.foundation.requests.ladder import ladder
from roundtable.foundation.requests.models import Request, RequestState
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused, check
from roundtable.foundation.scope.subjects import may_change


def check_can_ask(by: Principal, subject_kind: str, subject_reference: str) -> None:
    """Whoever chases may ask, and whoever may act on the record that it is about."""
    if not may_change(by, subject_kind, subject_reference):
        check(by, Permission.CHASE)


def is_asked(who: Principal, found: Request) -> bool:
    """Whether the request is to the principal, or to an agency that they answer for."""
    if found.asked_person_id is not None:
        return found.asked_person_id == who.person_id
    return found.asked_agency_id in who.agencies(Permission.SUBMIT_RETURNS)


def can_answer(who: Principal, found: Request) -> bool:
    return (
        who.may(Permission.CHASE)
        or is_asked(who, found)
        or may_change(who, found.subject_kind, found.subject_reference)
    )


def check_can_answer(by: Principal, found: Request) -> None:
    if not can_answer(by, found):
        raise Refused("Only those who were asked, and those who chase requests, may answer this one.")


def check_own(by: Principal, found: Request) -> None:
    """Another partnership's request does not exist."""
    if found.partnership_id != by.partnership_id:
        raise Refused("There is no such request.")


def check_open(found: Request) -> None:
    if found.state != RequestState.OPEN:
        raise Rejected(f"{found.reference} was {found.get_state_display().lower()}: nothing more is asked.")


def check_can_escalate(found: Request, today: date, reason: str) -> None:
    """From the ladder's day on it may go to the chair; before it, only with a reason; never before it is late."""
    check_open(found)
    if found.escalated_at is not None:
        raise Rejected(f"The chair was told of {found.reference} already.")
    if not found.is_late(today):
        raise Rejected(f"{found.reference} is not late yet, so it cannot be escalated.")
    if not ladder().to_escalate(found.due, today) and not reason.strip():
        days = ladder().escalation.days
        raise Rejected(
            f"{found.reference} is not {days} days late yet. Say why the chair is told sooner.", "reason"
        )


def why_not_chase(who: Principal, found: Request) -> str:
    """Why a request can be neither reminded of, extended nor escalated now; empty where it can."""
    if not who.may(Permission.CHASE):
        return "Your role does not let you chase. The business manager and the administrator can."
    if found.state != RequestState.OPEN:
        return f"There is nothing to chase: the request was {found.get_state_display().lower()}."
    return ""
