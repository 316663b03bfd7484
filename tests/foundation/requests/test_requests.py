"""Asking, reminding on the ladder, giving more time, telling the chair, answering."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from roundtable.foundation.deadlines.due import what_is_due
from roundtable.foundation.deadlines.rules import State
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.notices.queries import drafts, notices_about
from roundtable.foundation.partnerships.actions import admit_agency
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.requests.actions import (
    answer,
    answer_of,
    ask,
    climb_ladder,
    escalate,
    extend,
    remind,
    withdraw,
)
from roundtable.foundation.requests.ladder import ladder
from roundtable.foundation.requests.letters import reminders
from roundtable.foundation.requests.models import Request, RequestState
from roundtable.foundation.requests.queries import (
    chase_rows,
    extensions_of,
    late_requests,
    open_requests,
    reminders_of,
    request_by_reference,
    requests,
    requests_of,
)
from roundtable.foundation.requests.rules import why_not_chase
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused
from roundtable.foundation.scope.subjects import Subject, forget, register
from roundtable.foundation.scope.tripwire import Tripped
from tests.foundation.cast import START, member, partnership

pytestmark = pytest.mark.django_db
DUE = date(2016, 5, 3)
Watching = Callable[..., AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2016, 5, 13, 9, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def fen() -> Partnership:
    return partnership("fen", "Fen")


@pytest.fixture
def manager(fen: Partnership) -> Principal:
    return member(fen, "business_manager")


@pytest.fixture
def lead(fen: Partnership) -> Principal:
    return member(fen, "agency_lead", "constabulary")


def police_data(
    by: Principal, due: date = DUE, title: str = "Police data, 2015-16", agency: str = "constabulary"
) -> Request:
    return ask(by=by, kind="answer", title=title, due=due, agency=Agency.objects.get(slug=agency))


def sentences(who: Principal, reference: str) -> list[str]:
    return [entry.sentence for entry in history(who, "request", reference)]


def test_ask_numbers_requests_and_tells_the_ledger(manager: Principal) -> None:
    first, second = police_data(manager), police_data(manager)

    assert [first.reference, second.reference] == ["RQ-0001", "RQ-0002"]
    assert sentences(manager, "RQ-0001") == [
        "asked Fen Constabulary for Police data, 2015-16 (RQ-0001) by 3 May 2016"
    ]
    assert mail.outbox == []


def test_ask_one_agency_or_one_person_of_this_partnership(manager: Principal) -> None:
    police = Agency.objects.get(slug="constabulary")
    stranger = Person.objects.create_user("stranger@wold.example", "A stranger")
    outside = Agency.objects.create(slug="circus", title="Wold Circus")
    about: dict[str, Any] = {"by": manager, "kind": "answer", "title": "Data", "due": DUE}

    for asked, said in (
        ({}, "either an agency or a person"),
        ({"agency": police, "person": stranger}, "either an agency or a person"),
        ({"person": stranger}, "not a member"),
        ({"agency": outside}, "not an agency of this partnership"),
    ):
        with pytest.raises(Rejected, match=said):
            ask(**about, **asked)


def test_ask_can_tell_those_asked(
    manager: Principal, lead: Principal, django_capture_on_commit_callbacks: Watching
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ask(
            by=manager, kind="answer", title="Police data", due=date(2016, 6, 1), tell=True,
            agency=Agency.objects.get(slug="constabulary"),
        )  # fmt: skip

    (sent,) = mail.outbox
    assert sent.subject == "Fen asks for Police data"
    assert "- Police data (RQ-0001): due on 1 June 2016" in sent.body


def test_reminder_goes_in_one_letter_for_all_that_an_agency_owes(
    manager: Principal, lead: Principal, django_capture_on_commit_callbacks: Watching
) -> None:
    owed = [police_data(manager), police_data(manager, due=date(2016, 5, 12), title="MARAC, 2015-16")]

    with django_capture_on_commit_callbacks(execute=True):
        remind(by=manager, requests=owed)

    (sent,) = mail.outbox
    assert sent.to == [f"{lead.label} <agency_lead.constabulary@fen.example>"]
    assert sent.subject == "Still late: 2 requests for Fen"
    assert sent.body == (
        "Dear Agency lead of Fen\n\n"
        "We have not had the following, which is now well past its date. "
        "If it does not come, the independent chair will be told.\n\n"
        "- Police data, 2015-16 (RQ-0001): was due on 3 May 2016, 10 days ago\n"
        "- MARAC, 2015-16 (RQ-0002): was due on 12 May 2016, 1 day ago\n\n"
        "Please sign in to Roundtable to answer. If you cannot, tell us why, and by when you will be able to.\n\n"
        "Business manager of Fen\nFen Local Safeguarding Children Board"
    )
    assert sentences(manager, "RQ-0002")[0] == (
        "reminded Fen Constabulary of MARAC, 2015-16 (RQ-0002) (on the day)"
    )
    kept = reminders_of(manager, owed[0]).get()
    assert (kept.rung, kept.sent_to, kept.as_draft) == (
        "very_late",
        ["agency_lead.constabulary@fen.example"],
        False,
    )
    assert notices_about(manager, "request", "RQ-0001").count() == 1


def test_what_would_be_sent_is_listed_first_and_nothing_is_kept(manager: Principal, lead: Principal) -> None:
    owed = [police_data(manager), police_data(manager, agency="council")]

    police, council = reminders(manager, requests(manager), date(2016, 5, 13))

    assert (police.asked, police.problem, len(police.letters)) == ("Fen Constabulary", "", 1)
    assert council.problem.startswith("Nobody at Fen Council can be written to.")
    with pytest.raises(Rejected, match="Nobody at Fen Council"):
        remind(by=manager, requests=owed)
    assert list(reminders_of(manager, owed[0])) == []


def test_agency_without_a_lead_is_written_to_at_its_contact_address(
    fen: Partnership, manager: Principal
) -> None:
    admit_agency(
        by=manager, partnership=fen, slug="school", title="Fen School", sector="education", statutory=False,
        start=START, contact_email="office@fenschool.example",
    )  # fmt: skip
    remind(by=manager, requests=[police_data(manager, agency="school")], draft=True)

    kept = drafts(manager).get()
    assert (kept.to, kept.to_name) == ("office@fenschool.example", "Fen School")
    assert "drafted a reminder to Fen School" in sentences(manager, "RQ-0001")[0]


@pytest.mark.parametrize(
    ("days", "rung"),
    [(-8, None), (-7, "before"), (-1, "before"), (0, "on_the_day"), (2, "on_the_day"), (3, "late"), (9, "late"),
     (10, "very_late"), (40, "very_late")],
)  # fmt: skip
def test_rung_of_the_ladder_by_day(days: int, rung: str | None) -> None:
    found = ladder().reached(DUE, DUE + timedelta(days=days))

    assert (found.key if found else None) == rung


def test_ladder_is_climbed_one_rung_at_a_time_and_never_twice(manager: Principal, lead: Principal) -> None:
    police_data(manager)

    days = [DUE + timedelta(days=n) for n in range(-9, 15)]
    sent = {day: [r.rung for r in climb_ladder(by=manager, draft=True, today=day)] for day in days}

    assert {(day - DUE).days: rungs for day, rungs in sent.items() if rungs} == {
        -7: ["before"],
        0: ["on_the_day"],
        3: ["late"],
        10: ["very_late"],
    }


def test_extension_starts_the_ladder_again(manager: Principal, lead: Principal) -> None:
    asked = police_data(manager)
    climb_ladder(by=manager, draft=True, today=DUE)

    extend(by=manager, request=asked, due=date(2016, 5, 20), reason="the analyst is ill")

    assert [r.rung for r in climb_ladder(by=manager, draft=True, today=date(2016, 5, 20))] == ["on_the_day"]
    kept = extensions_of(manager, asked).get()
    assert (kept.due_before, kept.due_after, kept.reason) == (DUE, date(2016, 5, 20), "the analyst is ill")
    assert "gave Fen Constabulary until 20 May 2016 for Police data" in " ".join(
        sentences(manager, "RQ-0001")
    )


def test_extension_needs_a_later_date_and_a_reason(manager: Principal) -> None:
    asked = police_data(manager)

    with pytest.raises(Rejected, match="after 3 May 2016"):
        extend(by=manager, request=asked, due=DUE, reason="x")
    with pytest.raises(Rejected, match="Say why"):
        extend(by=manager, request=asked, due=date(2016, 6, 1), reason=" ")


def test_escalation_tells_the_chair_once(
    fen: Partnership,
    manager: Principal,
    lead: Principal,
    today: time_machine.Traveller,
    django_capture_on_commit_callbacks: Watching,
) -> None:
    member(fen, "independent_chair")
    asked = police_data(manager)
    with pytest.raises(Rejected, match=r"not 20 days late yet\. Say why"):
        escalate(by=manager, request=asked)
    today.move_to(datetime(2016, 5, 23, 9, 0, tzinfo=UTC))

    with django_capture_on_commit_callbacks(execute=True):
        escalate(by=manager, request=asked)

    (sent,) = mail.outbox
    assert sent.to == ["Independent chair of Fen <independent_chair.board@fen.example>"]
    assert sent.subject == "For your attention: Fen Constabulary has not answered"
    assert (
        "told the chair that Fen Constabulary has not answered Police data, 2015-16 (RQ-0001), 20 days late"
        in sentences(manager, "RQ-0001")
    )
    with pytest.raises(Rejected, match="told of RQ-0001 already"):
        escalate(by=manager, request=asked)


def test_escalation_before_it_is_late_or_without_a_chair_is_refused(manager: Principal) -> None:
    with pytest.raises(Rejected, match="not late yet"):
        escalate(by=manager, request=police_data(manager, due=date(2016, 5, 13)), reason="x")
    with pytest.raises(Rejected, match="Nobody is the independent chair"):
        escalate(by=manager, request=police_data(manager), reason="an inspection is near")


def test_answered_request_is_chased_no_more(manager: Principal, lead: Principal) -> None:
    asked = police_data(manager)

    answer(by=lead, request=asked, note="sent by post")

    assert asked.state == RequestState.ANSWERED
    assert asked.ended_by == lead.label
    assert list(open_requests(manager)) == []
    assert why_not_chase(manager, asked) == "There is nothing to chase: the request was answered."
    with pytest.raises(Rejected, match="nothing more is asked"):
        remind(by=manager, requests=[asked])
    with pytest.raises(Rejected, match="nothing more is asked"):
        answer(by=lead, request=asked)


def test_withdrawn_request_says_why(manager: Principal) -> None:
    asked = police_data(manager)

    with pytest.raises(Rejected, match="Say why"):
        withdraw(by=manager, request=asked, reason="")
    withdraw(by=manager, request=asked, reason="asked twice")

    assert (asked.state, asked.ended_note) == (RequestState.WITHDRAWN, "asked twice")


def test_request_is_seen_by_those_asked_and_those_who_chase(
    fen: Partnership, manager: Principal, lead: Principal
) -> None:
    police_data(manager)
    chair, other = member(fen, "independent_chair"), member(fen, "agency_lead", "council")
    lay, stranger = member(fen, "lay_member"), member(partnership("wold", "Wold"), "business_manager")

    for who in (manager, lead, chair):
        assert request_by_reference(who, "RQ-0001") is not None, who
    for who in (other, lay, stranger):
        assert request_by_reference(who, "RQ-0001") is None, who


def test_only_those_who_may_do_it(fen: Partnership, manager: Principal, lead: Principal) -> None:
    asked = police_data(manager)
    other, stranger = (
        member(fen, "agency_lead", "council"),
        member(partnership("wold", "Wold"), "business_manager"),
    )

    with pytest.raises(Refused):
        police_data(lead)
    with pytest.raises(Refused):
        extend(by=lead, request=asked, due=date(2016, 6, 1), reason="x")
    with pytest.raises(Refused):
        remind(by=lead, requests=[asked])
    with pytest.raises(Refused, match="Only those who were asked"):
        answer(by=other, request=asked)
    with pytest.raises(Refused, match="no such request"):
        answer(by=stranger, request=asked)
    with pytest.raises(Refused, match="no such request"):
        extend(by=stranger, request=asked, due=date(2016, 6, 1), reason="x")


def test_person_is_asked_and_answers(fen: Partnership, manager: Principal) -> None:
    lay = member(fen, "lay_member")
    asked = ask(
        by=manager,
        kind="answer",
        title="Your dates",
        due=date(2016, 5, 20),
        person=Person.objects.get(email="lay_member.board@fen.example"),
    )

    assert [(d.title, d.state, d.reference) for d in what_is_due(lay)] == [
        ("Your dates", State.DUE, "RQ-0001")
    ]
    answer(by=lay, request=asked)
    assert what_is_due(lay) == []


def test_what_an_agency_owes_is_due_for_its_people(manager: Principal, lead: Principal) -> None:
    police_data(manager)

    (due,) = what_is_due(lead)

    assert (due.title, due.state, due.kind, due.owner) == (
        "Police data, 2015-16", State.LATE, "request", "Fen Constabulary",
    )  # fmt: skip
    assert what_is_due(manager) == []


def test_chase_screen_has_one_row_an_agency(
    manager: Principal, lead: Principal, today: time_machine.Traveller
) -> None:
    first, _, _ = (
        police_data(manager),
        police_data(manager, due=date(2016, 6, 1)),
        police_data(manager, agency="council"),
    )
    today.move_to(datetime(2016, 5, 24, 9, 0, tzinfo=UTC))

    council, police = sorted(chase_rows(manager), key=lambda row: row.asked != "Fen Council")
    assert (police.asked, len(police.requests), police.late, police.last_chased_at) == (
        "Fen Constabulary",
        2,
        1,
        None,
    )
    assert police.rung is not None
    assert police.rung.key == "very_late"
    assert police.to_escalate == (first,)
    assert council.late == 1

    remind(by=manager, requests=[first], draft=True)
    row = next(row for row in chase_rows(manager) if row.asked == "Fen Constabulary")
    assert row.last_chased_at == datetime(2016, 5, 24, 9, 0, tzinfo=UTC)
    assert row.rung is None
    with pytest.raises(Refused):
        chase_rows(lead)


def test_chase_screen_asks_the_database_no_more_for_more_requests(
    manager: Principal, django_assert_max_num_queries: Watching
) -> None:
    for n in range(20):
        police_data(manager, title=f"Data {n}")

    with django_assert_max_num_queries(2):
        assert len(chase_rows(manager)[0].requests) == 20


def test_late_requests_are_those_past_their_day(manager: Principal) -> None:
    police_data(manager, due=date(2016, 5, 12))
    police_data(manager, due=date(2016, 5, 13))

    assert [found.reference for found in late_requests(manager)] == ["RQ-0001"]


def test_request_about_a_record_follows_who_may_see_it(
    fen: Partnership, manager: Principal, lead: Principal
) -> None:
    seen_by = {manager.person_id}
    register(
        Subject(
            "case", "case", lambda who: ["AL-1"] if who.person_id in seen_by else [],
            lambda who, ref: who.may(Permission.CHASE), restricted=True,
        )
    )  # fmt: skip
    try:
        ask(
            by=manager, kind="answer", title="canary", due=DUE, agency=Agency.objects.get(slug="constabulary"),
            subject_kind="case", subject_reference="AL-1",
        )  # fmt: skip
        police_data(manager)

        assert requests_of(manager, "case", "AL-1").count() == 1
        assert [found.title for found in requests(lead)] == ["Police data, 2015-16"]
        assert [found.title for found in requests(member(fen, "administrator"))] == ["Police data, 2015-16"]
        assert "canary" not in " ".join(sentences(manager, "RQ-0001"))
        alone, other = reminders(manager, requests(manager), date(2016, 5, 13))
        assert [len(alone.requests), len(other.requests)] == [1, 1]
        seen_by.add(lead.person_id)
        assert {found.title for found in requests(lead)} == {"canary", "Police data, 2015-16"}
    finally:
        forget("case")


def test_record_that_is_complete_answers_what_was_asked_about_it(manager: Principal) -> None:
    register(Subject("plan", "plan", lambda who: ["PL-1"], lambda who, ref: who.may(Permission.CHASE)))
    try:
        ask(
            by=manager, kind="answer", title="The plan", due=DUE, agency=Agency.objects.get(slug="council"),
            subject_kind="plan", subject_reference="PL-1",
        )  # fmt: skip
        police_data(manager)

        answered = answer_of(by=manager, subject_kind="plan", subject_reference="PL-1")

        assert [found.reference for found in answered] == ["RQ-0001"]
        assert [found.reference for found in open_requests(manager)] == ["RQ-0002"]
        assert answer_of(by=manager, subject_kind="plan", subject_reference="PL-1") == []
    finally:
        forget("plan")


def test_request_about_a_kind_that_nobody_registered_is_a_mistake_of_the_program(manager: Principal) -> None:
    with pytest.raises(ValueError, match="No app registered the kind 'nothing'"):
        ask(
            by=manager, kind="answer", title="x", due=DUE, agency=Agency.objects.get(slug="council"),
            subject_kind="nothing", subject_reference="1",
        )  # fmt: skip


def test_requests_trip_the_wire_outside_a_query(manager: Principal) -> None:
    with pytest.raises(Tripped):
        list(Request.objects.all())
