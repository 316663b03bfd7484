"""Deadlines on records: who may see and change them, and where each stands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine

from roundtable.foundation.deadlines.actions import (
    agree_deadline,
    explain_deadline,
    meet_deadline,
    open_deadline,
    pause_deadline,
    resume_deadline,
    stop_deadline,
)
from roundtable.foundation.deadlines.due import what_is_due
from roundtable.foundation.deadlines.engine import LONDON, end_of_day
from roundtable.foundation.deadlines.models import Deadline
from roundtable.foundation.deadlines.queries import deadlines_of, late, mine, pauses_of, running
from roundtable.foundation.deadlines.rules import State, state_of
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused
from roundtable.foundation.scope.subjects import Subject, forget, register
from roundtable.foundation.scope.tripwire import Tripped
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db
FOUND = datetime(2015, 7, 1, 9, 0, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """An open kind of record that agencies see, and a restricted one that only its register's role sees."""
    register(
        Subject("plan", "plan", lambda who: ["PL-1", "PL-2"], lambda who, ref: who.may(Permission.CHASE))
    )

    def keeps(who: Principal) -> bool:
        return any(held.role == "allegations_register" for held in who.grants)

    register(
        Subject(
            "case",
            "case",
            lambda who: ["AL-1"] if keeps(who) else [],
            lambda who, ref: keeps(who),
            restricted=True,
        )
    )
    yield
    forget("plan")
    forget("case")


@pytest.fixture
def fen() -> Partnership:
    return partnership("fen", "Fen")


def visit(by: Principal, started_at: datetime = FOUND, **more: Any) -> Deadline:
    return open_deadline(
        by=by, subject_kind="plan", subject_reference="PL-1", kind="visit", rule_key="private_fostering.visits",
        started_at=started_at, **more,
    )  # fmt: skip


def test_open_deadline_keeps_the_rule_that_set_it(fen: Partnership) -> None:
    manager = member(fen, "business_manager")

    made = visit(manager)

    assert made.due_at == end_of_day(date(2015, 8, 12))
    assert (made.rule_key, made.rule_version) == ("private_fostering.visits", 1)
    assert made.limit_words.startswith("6 weeks after the last visit")
    assert made.started_by == manager.label
    sentence = history(manager, "plan", "PL-1").get().sentence
    assert sentence.startswith("set a deadline for PL-1: 12 August 2015")


def test_second_running_deadline_of_a_kind_is_refused(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    visit(manager)

    with pytest.raises(Rejected, match="has this deadline already"):
        visit(manager)


def test_rule_that_did_not_apply_then_and_a_calendar_that_ends_are_said(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    about: dict[str, Any] = {
        "by": manager,
        "subject_kind": "plan",
        "subject_reference": "PL-1",
        "kind": "review",
    }

    with pytest.raises(Rejected, match="did not apply on 1 July 2015"):
        open_deadline(**about, rule_key="reviews.rapid_review", started_at=FOUND)
    with pytest.raises(Rejected, match="bank holidays are known from 2012 to 2028"):
        open_deadline(**about, rule_key="reviews.rapid_review", started_at=datetime(2028, 12, 28, tzinfo=UTC))


def test_states_of_a_deadline(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    made = visit(manager)
    in_time, too_late = made.due_at, made.due_at + timedelta(microseconds=1)

    assert state_of(made, in_time) is State.DUE
    assert state_of(made, too_late) is State.LATE
    explain_deadline(by=manager, deadline=made, reason="the family was abroad")
    assert state_of(made, too_late) is State.LATE_WITH_REASON
    meet_deadline(by=manager, deadline=made)
    assert state_of(made, too_late) is State.MET_LATE
    assert made.late_reason == "the family was abroad"


def test_recurring_deadline_starts_again_from_when_it_was_met(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    made = visit(manager)

    meet_deadline(by=manager, deadline=made, met_at=datetime(2015, 8, 3, 10, 0, tzinfo=LONDON))

    assert state_of(made, FOUND) is State.MET
    following = running(manager).get()
    assert following.due_at == end_of_day(date(2015, 9, 14))
    assert following.origin_at == FOUND
    assert deadlines_of(manager, "plan", "PL-1").count() == 2


def test_visit_after_the_first_year_is_due_in_twelve_weeks(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    made = visit(manager, started_at=datetime(2016, 6, 20, tzinfo=LONDON), origin_at=FOUND)

    meet_deadline(by=manager, deadline=made, met_at=datetime(2016, 7, 25, 10, 0, tzinfo=LONDON))

    following = running(manager).get()
    assert following.rule_key == "private_fostering.visits_later"
    assert following.title == "Visit to a privately fostered child, after the first year"
    assert following.due_at == end_of_day(date(2016, 10, 17))


def test_meeting_in_the_future_or_twice_is_refused(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    made = visit(manager)

    with pytest.raises(Rejected, match="in the future"):
        meet_deadline(by=manager, deadline=made, met_at=datetime(2999, 1, 1, tzinfo=UTC))
    meet_deadline(by=manager, deadline=made)
    with pytest.raises(Rejected, match="was met"):
        meet_deadline(by=manager, deadline=made)


def test_explaining_what_is_not_late_or_without_a_reason_is_refused(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    soon = agree_deadline(
        by=manager,
        subject_kind="plan",
        subject_reference="PL-2",
        kind="answer",
        title="Answer",
        due_on=date(2999, 1, 1),
    )

    with pytest.raises(Rejected, match="not late"):
        explain_deadline(by=manager, deadline=soon, reason="x")
    with pytest.raises(Rejected, match="Say why"):
        explain_deadline(by=manager, deadline=visit(manager), reason="  ")


def test_pause_moves_the_date_where_the_rule_allows_it(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    with time_machine.travel(datetime(2019, 3, 4, 10, 0, tzinfo=UTC), tick=False):
        made = open_deadline(
            by=manager, subject_kind="plan", subject_reference="PL-1", kind="answer",
            rule_key="information.subject_access", started_at=datetime(2019, 3, 1, tzinfo=LONDON),
        )  # fmt: skip
        pause_deadline(by=manager, deadline=made, reason="asked which records are meant")
        assert state_of(made, made.due_at + timedelta(days=9)) is State.PAUSED
        with pytest.raises(Rejected, match="Resume it first"):
            meet_deadline(by=manager, deadline=made)
    with time_machine.travel(datetime(2019, 3, 9, 10, 0, tzinfo=UTC), tick=False):
        resume_deadline(by=manager, deadline=made)

    assert made.due_at == end_of_day(date(2019, 4, 6))
    assert pauses_of(manager, made).get().reason == "asked which records are meant"


def test_pause_that_the_law_does_not_know_is_refused(fen: Partnership) -> None:
    manager = member(fen, "business_manager")

    with pytest.raises(Rejected, match=r"does not let this clock be paused \(6 weeks after"):
        pause_deadline(by=manager, deadline=visit(manager), reason="holidays")


def test_stopped_deadline_is_neither_late_nor_running(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    made = visit(manager)

    stop_deadline(by=manager, deadline=made, reason="the child went home")

    now = datetime(2016, 1, 1, tzinfo=UTC)
    assert state_of(made, now) is State.STOPPED
    assert list(late(manager, now)) == []
    with pytest.raises(Rejected, match="no longer needed"):
        meet_deadline(by=manager, deadline=made)


def test_deadline_of_a_restricted_record_does_not_exist_for_others(fen: Partnership) -> None:
    manager, officer = member(fen, "business_manager"), officer_of(fen)
    made = open_deadline(
        by=officer, subject_kind="case", subject_reference="AL-1", kind="conclusion", title="canary",
        rule_key="allegations.conclusion", started_at=FOUND,
    )  # fmt: skip

    assert [d.title for d in running(officer)] == ["canary"]
    assert list(running(manager)) == []
    assert what_is_due(manager) == []
    with pytest.raises(Refused, match="no such deadline"):
        meet_deadline(by=manager, deadline=made)
    with pytest.raises(Refused, match="no such deadline"):
        open_deadline(
            by=manager, subject_kind="case", subject_reference="AL-1", kind="other",
            rule_key="allegations.decision", started_at=FOUND,
        )  # fmt: skip


def officer_of(of: Partnership) -> Principal:
    return member(of, "allegations_register", register="allegations")


def test_ledger_names_a_record_by_its_reference_alone(fen: Partnership) -> None:
    officer = officer_of(fen)
    open_deadline(
        by=officer, subject_kind="case", subject_reference="AL-1", kind="conclusion", title="canary",
        rule_key="allegations.conclusion", started_at=FOUND,
    )  # fmt: skip

    assert "canary" not in history(officer, "case", "AL-1").get().sentence


def test_record_of_a_kind_that_nobody_registered_is_seen_by_nobody(fen: Partnership) -> None:
    manager = member(fen, "business_manager")
    visit(manager)

    forget("plan")

    assert list(running(manager)) == []


def test_other_partnership_sees_and_changes_nothing(fen: Partnership) -> None:
    manager, stranger = (
        member(fen, "business_manager"),
        member(partnership("wold", "Wold"), "business_manager"),
    )
    made = visit(manager)

    assert list(running(stranger)) == []
    with pytest.raises(Refused):
        meet_deadline(by=stranger, deadline=made)


def test_member_who_may_only_see_the_record_may_not_change_its_clocks(fen: Partnership) -> None:
    lay = member(fen, "lay_member")

    with pytest.raises(Refused, match="does not let you change this deadline"):
        visit(lay)


def test_deadlines_trip_the_wire_outside_a_query(fen: Partnership) -> None:
    with pytest.raises(Tripped):
        list(Deadline.objects.all())


def test_what_is_due_is_ones_own_and_for_who_chases_nobodys(fen: Partnership) -> None:
    manager, lead = member(fen, "business_manager"), member(fen, "agency_lead", "constabulary")
    other = member(fen, "agency_lead", "council")
    visit(manager, owner_agency=Agency.objects.get(slug="constabulary"))
    agree_deadline(
        by=manager, subject_kind="plan", subject_reference="PL-2", kind="answer", title="Answer the letter",
        due_on=date(2015, 7, 3),
    )  # fmt: skip

    now = datetime(2015, 7, 10, tzinfo=UTC)
    assert [(d.title, d.state, d.owner) for d in what_is_due(manager, now)] == [
        ("Answer the letter", State.LATE, "")
    ]
    assert [(d.reference, d.state, d.owner) for d in what_is_due(lead, now)] == [
        ("PL-1", State.DUE, "Fen Constabulary")
    ]
    assert list(mine(other)) == []
