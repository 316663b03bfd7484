"""Every address × (who may, a colleague who may not, a stranger from next door, nobody), made from the URLconf.

Canary words lie in one partnership's data. Its manager must see them with 200; nobody else may, anywhere.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLResolver, get_resolver

from roundtable.dataset.actions import ask_for_return, comment_on_figure, submit_return
from roundtable.dataset.lines import asked, spec
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.scope.permissions import ROLES
from roundtable.foundation.scope.policies import Door, Policy, policy_of
from roundtable.foundation.scope.principals import operator
from roundtable.intake.reading import read_return
from roundtable.measures.periods import Period
from roundtable.report.actions import add_section, start_report
from tests.foundation.cast import member, partnership

CANARY = "canary-4711"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Address:
    """One address of the URLconf: its route and its view."""

    route: str
    view: object

    @property
    def policy(self) -> Policy | None:
        return policy_of(self.view)  # type: ignore[arg-type]


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        else:
            yield Address(route, entry.callback)


def test_every_address_has_a_policy() -> None:
    bare = [a.route for a in addresses() if a.policy is None]

    assert bare == [], "These addresses have no policy: give their views one of policy, signed_in or public"


def test_every_address_of_a_partnership_is_for_members_or_says_why_it_is_public() -> None:
    open_ = [a for a in addresses() if a.route.startswith("<slug:partnership>") and a.policy is not None]

    for address in open_:
        assert address.policy is not None
        if address.policy.door is Door.PUBLIC:
            assert address.policy.why, f"{address.route} is public and does not say why"
        else:
            assert address.policy.door in {Door.MEMBER, Door.API}, address.route


@pytest.fixture
def world() -> Partnership:
    """Fen, with a canary in everything that can hold words, and Wold next door."""
    fen, wold = partnership("fen", "Fen"), partnership("wold", "Wold")
    by = operator(fen.pk)
    council = Agency.objects.get(slug="council")
    line = asked(definitions().get("missing.reports"), "", "Fen", [Period.parse("2015-16")])
    found = ask_for_return(
        by=by, partnership=fen, agency=council, period="2015-16", title=f"Figures {CANARY}", lines=[line],
        due=date(2016, 4, 29),
    )  # fmt: skip
    csv = (
        "Key,Indicator,Breakdown,Area,Unit,Last value,2015-16,Note,Cannot supply because,Expected on,Source\n"
        f"missing.reports,Missing reports,,Fen,reports,,938,{CANARY},,,\n"
    )
    reading = read_return(csv.encode(), "fen.csv", [spec(by, fen, found)])
    submit_return(by=by, found=found, lines=reading.lines)
    comment_on_figure(by=by, key="missing.reports", period="2015-16", text=f"We said {CANARY}")
    report = start_report(
        by=by, partnership=fen, period="2015-16", title=f"Report {CANARY}", regime="Working Together 2015"
    )
    add_section(by=by, report=report, key="about", title=f"About {CANARY}", text=f"Words of {CANARY}.")
    member(fen, "business_manager")
    member(fen, "practitioner", "council")
    member(wold, "business_manager")
    return fen


FILLERS = {
    "partnership": "fen",
    "reference": "RT-0001",
    "key": "missing.reports",
    "report": "2015-16",
    "slug": "2015-16",
    "section": "about",
    "edition": "professional",
    "number": "1",
    "version": "1",
}


PLACE = re.compile(r"<(?:\w+:)?(\w+)>")


def filled(address: Address) -> str:
    """The address with a real thing in each place; what it names and is not there gives a 404 to everybody."""
    return "/" + PLACE.sub(lambda place: FILLERS.get(place[1], "1"), address.route)


def client(email: str = "") -> Client:
    made = Client(raise_request_exception=True)
    if email:
        made.force_login(get_user_model().objects.get(email=email))
    return made


MANAGER, COLLEAGUE, STRANGER = (
    "business_manager.board@fen.example",
    "practitioner.council@fen.example",
    "business_manager.board@wold.example",
)


def of_the_partnership() -> list[Address]:
    return [a for a in addresses() if a.route.startswith("<slug:partnership>")]


@pytest.mark.django_db
def test_nobody_and_strangers_see_nothing_of_a_partnership(world: Partnership) -> None:
    nobody, stranger = client(), client(STRANGER)

    for address in of_the_partnership():
        assert address.policy is not None
        path = filled(address)
        for who, asker in ((nobody, "nobody"), (stranger, "a stranger")):
            answer = who.get(path)
            assert CANARY not in _body(answer), f"{path} told {asker}"
            if address.policy.door is Door.MEMBER:
                expected = {302} if who is nobody else {404}
                assert answer.status_code in expected, f"{path} answered {asker} with {answer.status_code}"


@pytest.mark.django_db
def test_a_colleague_without_the_right_is_told_so_and_sees_nothing(world: Partnership) -> None:
    colleague = client(COLLEAGUE)
    held = ROLES["practitioner"].permissions

    for address in of_the_partnership():
        assert address.policy is not None
        needed = address.policy.permissions
        if address.policy.door is not Door.MEMBER or not needed or needed & held:
            continue
        answer = colleague.get(filled(address))
        assert answer.status_code == 403, f"{address.route} answered {answer.status_code}"
        assert CANARY not in _body(answer), f"{address.route} told a colleague without the right"


@pytest.mark.django_db
def test_the_manager_sees_what_is_hers(world: Partnership) -> None:
    manager = client(MANAGER)
    seen = set()

    for address in of_the_partnership():
        answer = manager.get(filled(address))
        assert answer.status_code < 500, f"{address.route} answered {answer.status_code}"
        if CANARY in _body(answer):
            assert answer.status_code == 200
            seen.add(address.route)

    assert len(seen) >= 6, f"The manager saw her canaries only on {sorted(seen)}"


def _body(answer: object) -> str:
    content = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")
