"""A partnership's name for somebody is its own: it never shows what another calls them, nor that another knows them."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from roundtable.foundation.deadlines.due import as_due
from roundtable.foundation.deadlines.models import Deadline
from roundtable.foundation.ledger.queries import entries
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.actions import change_name, grant_role, set_password
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.people.queries import grants, people_with_role, principal
from roundtable.foundation.requests.models import Request
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import operator
from roundtable.foundation.scope.tripwire import permit
from tests.foundation.cast import member, partnership
from tests.page import check_page

MANAGER = "business_manager.board@northmoor.example"
KNOWN, NEW = "rosa.hale@fen.example", "ida.moss@fen.example"


@pytest.fixture
def north(db: None) -> Partnership:
    made = partnership("northmoor", "Northmoor")
    member(made, "business_manager")
    return made


@pytest.fixture
def south(north: Partnership) -> Partnership:
    """Knows Rosa under a name, with a post, that Northmoor never typed."""
    made = partnership("southmoor", "Southmoor")
    grant_role(
        by=operator(made.pk),
        partnership=made,
        email=KNOWN,
        name="Rosalind Southname",
        post="Southpost",
        role="lay_member",
    )
    set_password(by=operator(), person=Person.objects.get(email=KNOWN), password="correct horse battery")
    return made


def manager() -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=MANAGER))
    return client


def invite(email: str, name: str = "Typed Here", post: str = "Typed post") -> Grant:
    sent = {"email": email, "name": name, "post": post, "role": "board_member"}
    assert manager().post("/northmoor/people/invite/", sent).status_code == 302
    with permit("a test looks"):
        return Grant.objects.get(person__email=email, role="board_member")


def seen(email: str, found: Grant) -> list[str]:
    """Everything that Northmoor's manager can read of somebody, with address and number taken out."""
    client = manager()
    pages = (
        "people/",
        "people/?q=Typed",
        "people/?q=South",
        "people/?format=csv",
        f"people/{found.pk}/",
        f"people/{found.pk}/end/",
    )
    texts = [client.get(f"/northmoor/{path}").content.decode() for path in pages]
    # The ledger's page shows the minute and the digest: its words are compared.
    with permit("a test looks"):
        person = Person.objects.get(email=email)
    who = principal(person, found.partnership)
    assert who is not None
    texts += [entry.sentence + json.dumps(entry.content) for entry in entries(operator(found.partnership_id))]
    texts += [who.label, str(found), person.known_as(found.partnership_id)]
    texts += [
        f"{one.name} {one.email}" for one in people_with_role(operator(found.partnership_id), "board_member")
    ]
    return [text.replace(email, "ADDRESS").replace(f"people/{found.pk}/", "people/N/") for text in texts]


def test_nothing_that_a_partnership_reads_tells_the_known_from_the_new(south: Partnership) -> None:
    known = seen(KNOWN, invite(KNOWN))
    with permit("a test starts again"):
        north = Partnership.objects.get(slug="northmoor")
        Grant.objects.filter(partnership=north, role="board_member").delete()
    new = seen(NEW, invite(NEW))

    assert "Typed Here" in known[0]
    assert not [text for text in known if "Southname" in text or "Southpost" in text]
    assert [_bare(text) for text in known[:6]] == [_bare(text) for text in new[:6]]
    assert known[-4:] == new[-4:]


def _bare(page: str) -> str:
    return check_page(page).text if page.lstrip().startswith("<") else page


def test_what_somebody_does_is_signed_with_the_name_of_the_place(south: Partnership) -> None:
    invite(KNOWN)
    person = Person.objects.get(email=KNOWN)

    names = {place.slug: principal(person, place) for place in Partnership.objects.all()}

    assert {slug: who.label for slug, who in names.items() if who} == {
        "northmoor": "Typed Here",
        "southmoor": "Rosalind Southname",
    }


def test_a_request_and_a_deadline_name_whom_the_partnership_knows(south: Partnership) -> None:
    found = invite(KNOWN)

    request = Request(partnership=found.partnership, asked_person=found.person)
    owed = Deadline(
        partnership=found.partnership, owner_person=found.person, title="x", due_at=timezone.now()
    )

    assert request.asked == "Typed Here"
    assert as_due(owed, timezone.now()).owner == "Typed Here"


def test_a_second_role_renames_here_and_says_so_and_not_elsewhere(south: Partnership) -> None:
    invite(KNOWN)
    sent = {"email": KNOWN, "name": "Rosa Hale", "role": "lay_member"}

    manager().post("/northmoor/people/invite/", sent)

    north = Partnership.objects.get(slug="northmoor")
    assert {held.name for held in grants(operator(north.pk)).filter(person__email=KNOWN)} == {"Rosa Hale"}
    assert {held.name for held in grants(operator(south.pk))} == {"Rosalind Southname"}
    given = entries(operator(north.pk)).filter(verb="people.grant").first()
    assert given is not None
    assert given.sentence == "gave Rosa Hale the role of lay member, until now known as Typed Here"


def test_a_change_of_ones_own_name_reaches_every_partnership_in_its_own_words(south: Partnership) -> None:
    invite(KNOWN)
    person = Person.objects.get(email=KNOWN)
    by = principal(person, None)
    assert by is not None

    change_name(by=by, person=person, name="Rosa Fenwick")

    said = {
        place.slug: entries(operator(place.pk)).first().sentence  # type: ignore[union-attr]  # there is one
        for place in Partnership.objects.all()
    }
    assert said == {
        "northmoor": "changed their name from Typed Here to Rosa Fenwick",
        "southmoor": "changed their name from Rosalind Southname to Rosa Fenwick",
    }
    with permit("a test looks"):
        assert set(Grant.objects.filter(person=person).values_list("name", flat=True)) == {"Rosa Fenwick"}


def test_a_name_of_blanks_is_refused(north: Partnership) -> None:
    with pytest.raises(Rejected, match="Enter their name"):
        grant_role(by=operator(north.pk), partnership=north, email=NEW, name="  ", role="lay_member")
    assert not Person.objects.filter(email=NEW).exists()


@pytest.fixture
def older() -> Iterator[Any]:
    """The tables as they were before a partnership had names of its own."""
    yield migrate([("people", "0001_initial")])
    migrate()


def migrate(targets: list[tuple[str, str]] | None = None) -> Any:
    """To some point or the newest, with leave for the tables that a migration writes anew; the models as they were there."""
    executor = MigrationExecutor(connection)
    wanted = targets or executor.loader.graph.leaf_nodes("people")
    with permit("migrating"):
        executor.migrate(wanted)
    return executor.loader.project_state(wanted).apps


@pytest.mark.django_db(transaction=True)
def test_roles_of_before_take_the_name_and_the_post_of_their_person_and_give_the_post_back(
    older: Any,
) -> None:
    people, places = older.get_model("people", "Person"), older.get_model("partnerships", "Partnership")
    with permit("a test prepares"):
        rosa = people.objects.create(email=KNOWN, name="Rosa Hale", post="Head of safeguarding")
        place = places.objects.create(slug="fen", title="Fen")
        older.get_model("people", "Grant").objects.create(
            person=rosa, partnership=place, role="lay_member", start=date(2020, 1, 1)
        )

    migrate()

    with permit("a test looks"):
        assert list(Grant.objects.values_list("name", "post")) == [("Rosa Hale", "Head of safeguarding")]
    migrate([("people", "0001_initial")])
    with permit("a test looks"):
        assert people.objects.get(email=KNOWN).post == "Head of safeguarding"
