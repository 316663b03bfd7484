"""Asking again for what came and was not what was asked for."""

from datetime import date

import pytest

from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.requests.actions import answer, ask, reopen, withdraw
from roundtable.foundation.requests.models import Request, RequestState
from roundtable.foundation.requests.queries import open_requests
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, Refused
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Principal:
    return member(partnership("fen", "Fen"), "business_manager")


@pytest.fixture
def asked(manager: Principal) -> Request:
    police = Agency.objects.get(slug="constabulary")
    return ask(by=manager, kind="answer", title="Police data", due=date(2016, 5, 3), agency=police)


def test_answered_request_is_opened_again_for_the_same_day(manager: Principal, asked: Request) -> None:
    answer(by=manager, request=asked)
    assert list(open_requests(manager)) == []
    reopen(by=manager, request=asked, reason="June is missing")

    (found,) = open_requests(manager)
    assert (found.reference, found.due, found.ended_by) == ("RQ-0001", date(2016, 5, 3), "")
    assert history(manager, "request", "RQ-0001")[0].sentence == (
        "asked Fen Constabulary again for Police data (RQ-0001)"
    )


def test_only_an_answered_request_is_asked_again_and_with_a_reason(
    manager: Principal, asked: Request
) -> None:
    with pytest.raises(Rejected, match="RQ-0001 was not answered"):
        reopen(by=manager, request=asked, reason="x")
    answer(by=manager, request=asked)
    with pytest.raises(Rejected, match="Say why"):
        reopen(by=manager, request=asked, reason=" ")
    reopen(by=manager, request=asked, reason="June is missing")
    withdraw(by=manager, request=asked, reason="Asked of another")
    with pytest.raises(Rejected, match="was not answered"):
        reopen(by=manager, request=asked, reason="x")
    assert asked.state == RequestState.WITHDRAWN


def test_those_who_neither_chase_nor_own_the_record_may_not(manager: Principal, asked: Request) -> None:
    lead = member(partnership("wold", "Wold"), "business_manager")
    answer(by=manager, request=asked)
    with pytest.raises(Refused):
        reopen(by=lead, request=asked, reason="x")
