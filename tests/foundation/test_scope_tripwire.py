"""The wire under the floor: what is not scoped does not run, however it was built."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.db.models import Count, Exists, OuterRef

from roundtable.foundation.partnerships.models import Agency, Group, GroupShare, Membership
from roundtable.foundation.partnerships.queries import agencies, memberships
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.actions import ACTIONS, NoLedgerLine, action
from roundtable.foundation.scope.principals import PUBLIC, Principal, operator
from roundtable.foundation.scope.tripwire import Tripped
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db

ATTACKS: dict[str, Callable[[], object]] = {
    "all": lambda: list(Membership.objects.all()),
    "exists": Membership.objects.exists,
    "count": Membership.objects.count,
    "filter": lambda: list(Membership.objects.filter(statutory=True)),
    "exclude": lambda: Membership.objects.exclude(statutory=True).exists(),
    "values": lambda: list(Grant.objects.values("person__email")),
    "join from an open table": lambda: list(Agency.objects.filter(memberships__statutory=True)),
    "reverse relation": lambda: list(Agency.objects.first().memberships.all()),  # type: ignore[union-attr]
    "annotate": lambda: list(Person.objects.annotate(n=Count("grants"))),
    "subquery": lambda: list(Agency.objects.filter(Exists(Membership.objects.filter(agency=OuterRef("pk"))))),
    "union": lambda: list(Group.objects.order_by().union(Group.objects.order_by())),
    "raw": lambda: list(Membership.objects.raw("SELECT * FROM partnerships_membership")),
    "cursor": lambda: connection.cursor().execute("SELECT 1 FROM partnerships_membership"),
    "update": lambda: Membership.objects.update(statutory=False),
    "delete": lambda: Membership.objects.all().delete(),
    "aggregate": lambda: Membership.objects.aggregate(n=Count("pk")),
    "base manager": lambda: list(Membership._base_manager.all()),
    "prefetch": lambda: list(Agency.objects.prefetch_related("memberships")),
    "explain": Membership.objects.explain,
    "in bulk": lambda: Membership.objects.in_bulk([1]),
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_unscoped_statement_trips_the_wire(attack: Callable[[], object]) -> None:
    partnership("fen", "Fen")

    with pytest.raises(Tripped):
        attack()


def test_insert_outside_an_action_trips_the_wire() -> None:
    of = partnership("fen", "Fen")

    with pytest.raises(Tripped):
        Group.objects.create(partnership=of, slug="x", title="X", kind="board", start=date(2015, 4, 1))


def test_a_query_sees_its_own_partnership_alone() -> None:
    fen, wold = partnership("fen", "Fen"), partnership("wold", "Wold")

    mine = memberships(operator(fen.pk))

    assert {m.partnership_id for m in mine} == {fen.pk}
    assert memberships(operator(wold.pk)).count() == 2
    assert agencies(operator(fen.pk)).count() == 2


@pytest.mark.parametrize("who", [PUBLIC, operator()], ids=["public", "nowhere"])
def test_who_is_in_no_partnership_sees_nothing(who: Principal) -> None:
    partnership("fen", "Fen")

    assert list(memberships(who)) == []


def test_a_relation_that_was_not_joined_trips_the_wire() -> None:
    fen = partnership("fen", "Fen")
    who = operator(fen.pk)

    share = GroupShare.objects.seen_by(who)

    assert list(share) == []
    with pytest.raises(Tripped):
        list(GroupShare.objects.seen_by(who).filter(group__title="x"))
    assert list(GroupShare.objects.seen_by(who, "group").filter(group__title="x")) == []


def test_an_action_without_a_ledger_line_is_undone() -> None:
    fen = partnership("fen", "Fen")

    @action("tests.silent")
    def silent(*, by: Principal) -> Agency:
        return Agency.objects.create(slug="silent", title="Silent")

    try:
        with pytest.raises(NoLedgerLine):
            silent(by=operator(fen.pk))
    finally:
        del ACTIONS["tests.silent"]

    assert not Agency.objects.filter(slug="silent").exists()


def test_a_member_holds_what_the_role_allows_and_no_more() -> None:
    fen = partnership("fen", "Fen")
    lead = member(fen, "agency_lead", "constabulary")
    constabulary, council = (Agency.objects.get(slug=s).pk for s in ("constabulary", "council"))

    assert lead.may("submit_returns", agency_id=constabulary)  # type: ignore[arg-type]
    assert not lead.may("submit_returns", agency_id=council)  # type: ignore[arg-type]
    assert not lead.may("accept_returns")  # type: ignore[arg-type]
