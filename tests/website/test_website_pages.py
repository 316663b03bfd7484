"""What the world sees: the front page, what was published for it, and nothing that was not."""

import json

import pytest
from django.test import Client

from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.foundation.scope.tripwire import permit
from roundtable.report.actions import add_section, start_report
from roundtable.report.editions import EDITIONS
from roundtable.report.models import Report
from roundtable.report.publish import publish_edition
from tests.foundation.cast import member, partnership
from tests.page import Page, check_page

pytestmark = pytest.mark.django_db
HERE = "/northmoor/published/"
PUBLIC, PROFESSIONAL = f"{HERE}annual-report-2015-16-public/", f"{HERE}annual-report-2015-16-professional/"


def signed_in(who: Principal) -> Client:
    client = Client()
    person = Person.objects.get(pk=who.person_id)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def page(client: Client, path: str, **more: bool) -> Page:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return check_page(response.content.decode(), **more)


@pytest.fixture
def northmoor(db: None) -> Partnership:
    """A partnership that has published both editions of a report without numbers."""
    made = partnership("northmoor", "Northmoor")
    by = operator(made.pk)
    report = start_report(
        by=by,
        partnership=made,
        period="2015-16",
        title="Annual report 2015-16",
        regime="Working Together 2015",
    )
    add_section(by=by, report=report, key="us", title="Who we are", text="We sit round one table.")
    add_section(
        by=by,
        report=report,
        key="inside",
        title="For professionals",
        text="Canary.",
        editions=("professional",),
    )
    for edition in EDITIONS.values():
        publish_edition(by, made, report, edition)
    return made


def test_front_page_leads_to_the_sign_in_and_to_what_was_published(northmoor: Partnership) -> None:
    partnership("southmoor", "Southmoor")
    shown = page(Client(), "/", front=True)
    assert shown.links()[northmoor.full_title] == HERE
    assert not any("Southmoor" in words for words in shown.links())
    assert "/sign-in/" in shown.links().values()


@pytest.mark.parametrize("path", ["/about/", "/accessibility/"])
def test_pages_about_roundtable_are_for_everybody(db: None, path: str) -> None:
    page(Client(), path)


def test_front_page_brings_a_member_home(northmoor: Partnership) -> None:
    assert signed_in(member(northmoor, "lay_member")).get("/")["Location"] == "/northmoor/"


def test_front_page_lets_a_member_of_several_choose(northmoor: Partnership) -> None:
    other = partnership("southmoor", "Southmoor")
    member(northmoor, "lay_member", email="both@example.org")
    client = signed_in(member(other, "lay_member", email="both@example.org"))
    links = page(client, "/", front=True).links()
    assert {"/northmoor/", "/southmoor/"} <= set(links.values())


def test_public_edition_is_read_by_everybody_in_every_form(northmoor: Partnership) -> None:
    shown = page(Client(), PUBLIC)
    assert shown.h1 == "Annual report 2015-16"
    assert "We sit round one table." in shown.text
    assert "Canary" not in shown.html
    assert "OFFICIAL-SENSITIVE" not in shown.html
    assert Client().get(PUBLIC.rstrip("/") + ".docx").content.startswith(b"PK")
    assert Client().get(PUBLIC.rstrip("/") + ".pdf").content.startswith(b"%PDF")
    told = json.loads(Client().get(PUBLIC.rstrip("/") + ".json").content)
    assert told["edition"] == "public"
    assert told["ledger"]["sequence"] > 0
    assert PUBLIC in page(Client(), HERE).links().values()


def test_professional_edition_is_for_members_who_may_read_the_report(northmoor: Partnership) -> None:
    lay = signed_in(member(northmoor, "lay_member"))
    shown = page(lay, PROFESSIONAL)
    assert "Canary" in shown.text
    assert "OFFICIAL-SENSITIVE" in shown.html
    assert PROFESSIONAL in page(lay, HERE).links().values()
    name = lay.get(PROFESSIONAL.rstrip("/") + ".pdf")["Content-Disposition"]
    assert "OFFICIAL-SENSITIVE-northmoor-annual-report-2015-16-professional.pdf" in name


def test_professional_edition_is_not_there_for_others(northmoor: Partnership) -> None:
    stranger = signed_in(member(partnership("southmoor", "Southmoor"), "business_manager"))
    colleague = signed_in(member(northmoor, "practitioner", "constabulary"))
    for client in (Client(), stranger, colleague):
        assert PROFESSIONAL not in page(client, HERE).links().values()
        for end in ("/", ".json", ".docx", ".pdf"):
            assert client.get(PROFESSIONAL.rstrip("/") + end).status_code == 404
        assert client.get(PUBLIC).status_code == 200
    assert Client().get(PUBLIC.replace("northmoor", "southmoor")).status_code == 404


def test_withdrawn_publication_says_so_at_its_address(northmoor: Partnership) -> None:
    manager = signed_in(member(northmoor, "business_manager"))
    form = "/northmoor/report/published/annual-report-2015-16-public/withdraw/"
    empty = manager.post(form, {"reason": " "})
    assert check_page(empty.content.decode()).errors == ["Say why the publication is withdrawn"]
    assert manager.post(form, {"reason": "A table was wrong."})["Location"] == PUBLIC
    gone = Client().get(PUBLIC)
    assert gone.status_code == 410
    assert "A table was wrong." in check_page(gone.content.decode()).text
    for end in (".json", ".docx", ".pdf"):
        assert Client().get(PUBLIC.rstrip("/") + end).status_code == 410
    assert not any(link == HERE for link in page(Client(), "/", front=True).links().values())
    assert manager.get(form).status_code == 404


def test_withdrawing_is_for_those_who_publish(northmoor: Partnership) -> None:
    form = "/northmoor/report/published/annual-report-2015-16-public/withdraw/"
    assert signed_in(member(northmoor, "lay_member")).post(form, {"reason": "No"}).status_code == 403
    assert Client().get(PUBLIC).status_code == 200


def test_second_publication_has_an_address_of_its_own_and_the_first_stays(northmoor: Partnership) -> None:
    with permit("finding the report, in a test"):
        report = Report.objects.get()
    made = publish_edition(operator(northmoor.pk), northmoor, report, EDITIONS["public"])
    assert made.slug == "annual-report-2015-16-public-2"
    assert {PUBLIC, f"{HERE}{made.slug}/"} <= {a.get("href") for a in page(Client(), HERE).all("a")}
