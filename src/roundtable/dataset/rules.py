"""When something may be done to a return, and the sentence that says why not."""

from roundtable.dataset.models import Return, ReturnState
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused, check

# What each state may become. Restating an accepted return submits it again.
TRANSITIONS: dict[ReturnState, frozenset[ReturnState]] = {
    ReturnState.ASKED: frozenset({ReturnState.STARTED, ReturnState.SUBMITTED}),
    ReturnState.STARTED: frozenset({ReturnState.STARTED, ReturnState.SUBMITTED}),
    ReturnState.SUBMITTED: frozenset({ReturnState.SUBMITTED, ReturnState.ACCEPTED, ReturnState.SENT_BACK}),
    ReturnState.SENT_BACK: frozenset({ReturnState.STARTED, ReturnState.SUBMITTED}),
    ReturnState.ACCEPTED: frozenset({ReturnState.SUBMITTED}),
}


def check_can_become(found: Return, state: ReturnState) -> None:
    if state not in TRANSITIONS[ReturnState(found.state)]:
        raise Rejected(
            f"{found.reference} is {found.get_state_display().lower()}: it cannot be {state.label.lower()} now."
        )


def check_can_submit(who: Principal, found: Return) -> bool:
    """Whether it is submitted on the agency's behalf; Refused where the principal may do neither."""
    if found.provider == "returns" and found.agency_id in who.agencies(Permission.SUBMIT_RETURNS):
        return False
    check(who, Permission.LOAD_FOR_AGENCIES)
    return True


def can_submit(who: Principal, found: Return) -> bool:
    try:
        check_can_submit(who, found)
    except Refused:
        return False
    return True


def why_not_decide(who: Principal, found: Return) -> str:
    """Why the return can be neither accepted nor sent back now; empty where it can."""
    if not who.may(Permission.ACCEPT_RETURNS):
        return "Your role does not let you accept returns. The business manager can."
    if found.state != ReturnState.SUBMITTED:
        return f"There is nothing to decide: the return is {found.get_state_display().lower()}."
    return ""
