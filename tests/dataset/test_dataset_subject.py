"""A return as what a request is about: seen by its own agency, answered when it is complete."""

from datetime import date

import pytest

from roundtable.dataset.actions import ask_for_return
from roundtable.dataset.models import Return
from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.requests.actions import answer_of, ask
from roundtable.foundation.requests.queries import open_requests, requests_of
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db


def test_request_about_a_return_is_seen_by_its_agency_and_answered_with_it() -> None:
    fen = partnership("fen", "Fen")
    manager = member(fen, "business_manager")
    police = Agency.objects.get(slug="constabulary")
    asked = ask_for_return(
        by=manager, partnership=fen, agency=police, period="2015-16", title="Police data", due=date(2016, 5, 3),
        lines=[{"key": "police.incidents", "dims": {}, "breakdown": "", "periods": ["2015-16"]}],
    )  # fmt: skip
    about = {"subject_kind": "return", "subject_reference": asked.reference}
    # Asking for a return may ask its request in the same breath; where it did not, it is asked here.
    if not requests_of(manager, "return", asked.reference).exists():
        ask(by=manager, kind="return", title="Police data", due=date(2016, 5, 3), agency=police, **about)  # type: ignore[arg-type]

    lead, other = member(fen, "agency_lead", "constabulary"), member(fen, "agency_lead", "council")

    assert requests_of(lead, "return", asked.reference).count() == 1
    assert list(open_requests(other)) == []
    answer_of(by=manager, **about)
    assert list(open_requests(lead)) == []
    assert Return.objects.seen_by(manager).count() == 1
