"""Home, people and the ledger: who may, who may not, a stranger, and nobody."""

import pytest
from django.test import Client

from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.principals import operator
from roundtable.foundation.scope.tripwire import permit
from tests.foundation.cast import member, partnership
from tests.page import check_page

pytestmark = pytest.mark.django_db

READ = ["", "people/", "people/agencies/", "people/who-may-do-what/", "ledger/", "ledger/1/", "people/{pk}/"]
MANAGE = ["people/invite/", "people/{pk}/suspend/", "people/{pk}/end/", "people/{pk}/leave/"]


@pytest.fixture
def north() -> Partnership:
    made = partnership("northmoor", "Northmoor")
    member(made, "business_manager")
    member(made, "agency_lead", "constabulary", email="lead@fen.example")
    member(made, "practitioner", "council", email="practitioner@fen.example")
    return made


@pytest.fixture
def south(north: Partnership) -> Partnership:
    made = partnership("southmoor", "Southmoor")
    member(made, "business_manager")
    return made


def as_(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def grant_of(email: str, of: Partnership) -> Grant:
    with permit("a test looks"):
        return Grant.objects.select_related("person").get(person__email=email, partnership=of)


MANAGER = "business_manager.board@northmoor.example"
STRANGER = "business_manager.board@southmoor.example"


@pytest.mark.parametrize("path", READ + MANAGE)
def test_every_page_opens_for_the_manager_alone(north: Partnership, south: Partnership, path: str) -> None:
    url = f"/northmoor/{path.format(pk=grant_of('lead@fen.example', north).pk)}"

    check_page(as_(MANAGER).get(url).content.decode(), front=not path)
    assert as_(STRANGER).get(url).status_code == 404
    assert Client().get(url)["Location"] == f"/sign-in/?next={url}"
    if path:
        assert as_("practitioner@fen.example").get(url).status_code == 403
    if path in MANAGE:
        assert as_("lead@fen.example").get(url).status_code == 403


def test_a_role_of_another_partnership_is_not_there(north: Partnership, south: Partnership) -> None:
    theirs = grant_of(STRANGER, south)

    assert as_(MANAGER).get(f"/northmoor/people/{theirs.pk}/").status_code == 404
    assert as_(MANAGER).post(f"/northmoor/people/{theirs.pk}/end/", {"reason": "x"}).status_code == 404
    assert "Southmoor" not in as_(MANAGER).get("/northmoor/people/").content.decode()


def test_the_same_role_is_not_given_twice(north: Partnership) -> None:
    sent = {"email": MANAGER, "name": "Somebody", "role": "business_manager"}

    page = check_page(as_(MANAGER).post("/northmoor/people/invite/", sent).content.decode())

    assert page.errors == [f"{MANAGER} has this role already"]


def test_a_role_for_an_agency_asks_for_the_agency(north: Partnership) -> None:
    sent = {"email": "x@fen.example", "name": "Somebody", "role": "agency_lead"}

    page = check_page(as_(MANAGER).post("/northmoor/people/invite/", sent).content.decode())

    assert page.errors == ["Choose the agency that the role is for"]


def test_suspending_needs_a_reason_shuts_out_and_can_be_resumed(north: Partnership) -> None:
    lead, manager = as_("lead@fen.example"), as_(MANAGER)
    url = f"/northmoor/people/{grant_of('lead@fen.example', north).pk}"

    assert check_page(manager.post(f"{url}/suspend/", {"reason": ""}).content.decode()).errors == [
        "Enter a reason"
    ]
    manager.post(f"{url}/suspend/", {"reason": "on leave"})
    assert lead.get("/northmoor/").status_code == 404
    page = check_page(manager.get(f"{url}/").content.decode())
    assert "Suspended" in page.text
    manager.post(f"{url}/resume/")
    assert lead.get("/northmoor/").status_code == 200


def test_leaving_an_agency_ends_every_role_that_came_with_it(north: Partnership) -> None:
    member(north, "agency_contributor", "constabulary", email="lead@fen.example")
    with permit("a test looks"):
        first = Grant.objects.filter(person__email="lead@fen.example").first()
    assert first is not None

    as_(MANAGER).post(f"/northmoor/people/{first.pk}/leave/", {"reason": "retired"})

    assert principal(Person.objects.get(email="lead@fen.example"), north) is None


def test_ended_roles_stand_in_the_list_and_in_the_ledger(north: Partnership) -> None:
    found = grant_of("lead@fen.example", north)

    as_(MANAGER).post(f"/northmoor/people/{found.pk}/end/", {"reason": "moved to another force"})

    page = check_page(as_(MANAGER).get("/northmoor/people/?state=ended").content.decode())
    assert found.person.name in page.text
    said = history(operator(north.pk), "person", "lead@fen.example").first()
    assert said is not None
    assert "moved to another force" in said.sentence


def test_who_may_do_what_names_public_pages_and_why(north: Partnership) -> None:
    page = check_page(as_(MANAGER).get("/northmoor/people/who-may-do-what/").content.decode())

    assert "/sign-in/" in page.text
    assert "Signing in comes before being known" in page.text
    assert "/{partnership}/ledger/" in page.text
    assert "Read the ledger of everything that was done" in page.text


def test_the_ledger_is_searched_by_who_what_and_kind(north: Partnership) -> None:
    client = as_(MANAGER)

    found = check_page(client.get("/northmoor/ledger/?q=practitioner").content.decode())
    assert "gave Practitioner of Northmoor" in found.text
    assert "brought Fen Council" not in found.text
    agency = check_page(client.get("/northmoor/ledger/?kind=agency").content.decode())
    assert "brought Fen Council" in agency.text
    assert "gave" not in agency.text
    none = check_page(
        client.get("/northmoor/ledger/?until_day=1&until_month=4&until_year=2000").content.decode()
    )
    assert "Nothing matches these filters" in none.text


def test_the_ledger_is_exported_with_its_marking(north: Partnership) -> None:
    response = as_(MANAGER).get("/northmoor/ledger/?format=csv")

    assert "OFFICIAL-SENSITIVE" in response["Content-Disposition"]
    assert "brought Fen Council to the table" in response.content.decode()
