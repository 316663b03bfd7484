"""The states of a deadline, and when something may be done to it."""

from datetime import datetime
from enum import StrEnum

from roundtable.foundation.deadlines.models import Deadline
from roundtable.foundation.regimes.clocks import clocks
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, Refused
from roundtable.foundation.scope.subjects import may_change, may_see


class State(StrEnum):
    DUE = "due"
    LATE = "late"
    LATE_WITH_REASON = "late_with_reason"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    STOPPED = "stopped"

    @property
    def words(self) -> str:
        return _WORDS[self]

    @property
    def is_late(self) -> bool:
        return self in {State.LATE, State.LATE_WITH_REASON}


_WORDS = {
    State.DUE: "Due",
    State.LATE: "Late",
    State.LATE_WITH_REASON: "Late, with a reason",
    State.PAUSED: "Paused",
    State.MET: "Done in time",
    State.MET_LATE: "Done late",
    State.STOPPED: "No longer needed",
}


def state_of(found: Deadline, now: datetime) -> State:
    """Where a deadline stands at a moment."""
    if found.stopped_at is not None:
        return State.STOPPED
    if found.met_at is not None:
        return State.MET if found.met_at <= found.due_at else State.MET_LATE
    if found.paused_at is not None:
        return State.PAUSED
    if now <= found.due_at:
        return State.DUE
    return State.LATE_WITH_REASON if found.late_reason else State.LATE


def check_may_change(who: Principal, kind: str, reference: str) -> None:
    """A deadline is its record's: whoever may act on the record may act on its clocks. Refused otherwise, and in the
    same words where the record may not even be seen.
    """
    if not may_change(who, kind, reference):
        known = may_see(who, kind, reference)
        raise Refused(
            "Your role does not let you change this deadline." if known else "There is no such deadline."
        )


def check_running(found: Deadline) -> None:
    if found.stopped_at is not None:
        raise Rejected("This deadline is no longer needed, so it cannot be changed.")
    if found.met_at is not None:
        raise Rejected("This deadline was met, so it cannot be changed.")


def check_can_pause(found: Deadline) -> None:
    check_running(found)
    if found.paused_at is not None:
        raise Rejected("This deadline is paused already.")
    if found.rule_key and not clocks().get(found.rule_key, found.rule_version).pauses:
        raise Rejected(f"The law or guidance does not let this clock be paused ({found.limit_words}).")


def check_reason(reason: str, sentence: str) -> str:
    if not reason.strip():
        raise Rejected(sentence, "reason")
    return reason.strip()
