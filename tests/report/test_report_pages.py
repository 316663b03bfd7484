"""The report in the browser: written by several, let out by few, read by members, unknown to strangers."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.tripwire import permit
from roundtable.report import queries
from roundtable.report.actions import add_section, write_section
from roundtable.report.models import Section, SectionRevision
from roundtable.site.example import Example
from tests.example_year import example
from tests.page import Page, check_page

MANAGER, CHAIR = "marion.thackeray@cambridgeshire.example", "harriet.osgood@cambridgeshire.example"
LAY = "winifred.achebe@cambridgeshire.example"
HERE = "/cambridgeshire/report/"
SECTION = f"{HERE}2015-16/sections/the-year-in-brief/"

__all__ = ["example"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(example: Example) -> Client:
    return as_person(MANAGER)


def as_person(email: str) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def page(client: Client, path: str, **more: bool) -> Page:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return check_page(response.content.decode(), **more)


def typed(client: Client, **changed: str) -> dict[str, str]:
    """The desk's form as the browser would send it."""
    form = client.get(SECTION).context["form"]
    kept = {name: str(form.initial.get(name, "")) for name in form.fields}
    return kept | changed


def text_now() -> str:
    with permit("looking, in a test"):
        return Section.objects.get(key="the-year-in-brief").text


def test_every_page_of_the_report_is_whole(manager: Client) -> None:
    for path in (
        "",
        "start/",
        "2015-16/",
        "2015-16/add-section/",
        "2015-16/publish/public/",
        "2015-16/publish/professional/",
    ):
        page(manager, HERE + path, front=path == "")
    for path in (SECTION, f"{SECTION}revisions/", f"{HERE}2015-16/public/", f"{HERE}2015-16/professional/"):
        page(manager, path)


def test_report_page_shows_outline_and_no_fault(manager: Client) -> None:
    shown = page(manager, f"{HERE}2015-16/")
    assert "The year in brief" in shown.links()
    assert "Every reference is answered" in shown.text
    assert "Publish the public edition" in shown.links()


def test_report_page_names_a_reference_that_cannot_be_answered_and_is_not_published(manager: Client) -> None:
    manager.post(SECTION, typed(manager, text="We saw [](figure:nothing.of_the_kind) of them.", save="yes"))
    shown = page(manager, f"{HERE}2015-16/")
    assert "nothing.of_the_kind" in shown.text
    assert "cannot be answered by the catalogue" in shown.text
    manager.post(f"{HERE}2015-16/publish/public/")
    with permit("looking, in a test"):
        assert not Publication.objects.exists()


def test_saving_keeps_text_and_revision(manager: Client) -> None:
    sent = manager.post(SECTION, typed(manager, text="Contacts: [](figure:contacts.received).", save="yes"))
    assert sent.status_code == 302
    assert text_now() == "Contacts: [](figure:contacts.received)."
    with permit("looking, in a test"):
        assert SectionRevision.objects.filter(section__key="the-year-in-brief").count() == 2
    shown = page(manager, f"{SECTION}revisions/")
    assert "Marion Thackeray" in shown.text
    assert "Put in Contacts: [](figure:contacts.received)." in shown.text


def test_preview_shows_the_value_and_saves_nothing(manager: Client) -> None:
    before = text_now()
    sent = manager.post(SECTION, typed(manager, text="We had [](figure:contacts.received).", preview="yes"))
    shown = check_page(sent.content.decode())
    assert "We had 37,888." in shown.text
    assert "Not saved yet" in shown.text
    assert text_now() == before


def test_desk_lists_what_each_edition_prints(manager: Client) -> None:
    text = "One [](figure:contacts.received) and few [](figure:private_fostering.not_told)."
    lines = manager.post(SECTION, typed(manager, text=text, preview="yes")).context["lines"]
    assert lines[0].partnership == lines[0].public == "37,888"


def test_two_writers_lose_no_word(manager: Client, example: Example) -> None:
    mine = typed(manager, text="My words.", save="yes")
    with permit("another writer"):
        section = Section.objects.get(key="the-year-in-brief")
    write_section(
        by=example.by("cambridgeshire"),
        section=section,
        text="Their words.",
        title=section.title,
        seen_revision=1,
    )
    sent = manager.post(SECTION, mine)
    shown = check_page(sent.content.decode())
    assert "My words." in shown.html
    assert "Only in theirs Their words." in shown.text
    assert shown.errors
    assert text_now() == "Their words."
    # Saved again, now knowingly, and theirs is kept among the revisions.
    again = mine | {"seen_revision": str(sent.context["form"].data["seen_revision"])}
    assert manager.post(SECTION, again).status_code == 302
    assert text_now() == "My words."
    with permit("looking, in a test"):
        assert SectionRevision.objects.filter(text="Their words.").exists()


def test_figure_is_found_by_title_and_put_into_the_text(manager: Client) -> None:
    sent = manager.post(SECTION, typed(manager, text="We heard", find="contacts received", look="yes"))
    check_page(sent.content.decode())
    pick = next(p for p in sent.context["picks"] if p.key == "contacts.received")
    assert "37,888" in pick.says
    put = manager.post(SECTION, typed(manager, text="We heard", find="contacts received", put=pick.paste))
    assert put.context["form"]["text"].value() == "We heard [](figure:contacts.received)"
    assert any(line.partnership == "37,888" for line in put.context["lines"])


def test_every_text_that_the_picker_offers_can_be_answered(manager: Client) -> None:
    picks = manager.post(SECTION, typed(manager, find="a", look="yes")).context["picks"]
    pastes = [b.paste for pick in picks for b in pick.breakdowns] + [pick.paste for pick in picks]
    assert len(pastes) > 10
    sent = manager.post(SECTION, typed(manager, text="\n\n".join(pastes), preview="yes"))
    assert sent.context["faults"] == ()
    assert len(sent.context["lines"]) == len(set(pastes))


def test_figure_that_is_not_there_is_said(manager: Client) -> None:
    sent = manager.post(SECTION, typed(manager, find="unicorns", look="yes"))
    assert "No figure of this year has “unicorns”" in check_page(sent.content.decode()).text


def test_new_report_and_section(manager: Client) -> None:
    wrong = manager.post(f"{HERE}start/", {"period": "last year", "title": "Report", "regime": ""})
    assert len(check_page(wrong.content.decode()).errors) == 2
    taken = manager.post(
        f"{HERE}start/", {"period": "2015-16", "title": "Again", "regime": "Working Together 2015"}
    )
    assert "There is a report for 2015-16 already" in check_page(taken.content.decode()).errors[0]
    made = manager.post(
        f"{HERE}start/", {"period": "2016/17", "title": "Next", "regime": "Working Together 2015"}
    )
    assert made["Location"] == f"{HERE}2016-17/"
    sent = manager.post(f"{HERE}2016-17/add-section/", {"title": "Our year", "printed": "public"})
    assert sent["Location"] == f"{HERE}2016-17/sections/our-year/"
    page(manager, sent["Location"])
    page(manager, f"{HERE}2016-17/")


@pytest.mark.parametrize("path", ["2015-16/", "2015-16/public/", ""])
def test_queries_do_not_grow_with_sections(manager: Client, example: Example, path: str) -> None:
    by = example.by("cambridgeshire")
    report = queries.reports(by).get()
    manager.get(HERE + path)
    with CaptureQueriesContext(connection) as before:
        manager.get(HERE + path)
    for number in range(5):
        text = "[](figure:contacts.received) and [](figure:missing.reports)"
        add_section(by=by, report=report, key=f"more-{number}", title=f"More {number}", text=text)
    with CaptureQueriesContext(connection) as after:
        manager.get(HERE + path)
    assert len(after) <= len(before)


@pytest.mark.parametrize(("form", "start"), [("docx", b"PK"), ("pdf", b"%PDF"), ("html", b"<!DOCTYPE")])
def test_edition_as_it_stands_is_taken_away_marked_where_not_public(
    manager: Client, form: str, start: bytes
) -> None:
    sent = manager.get(f"{HERE}2015-16/professional.{form}")
    assert sent.content.startswith(start)
    assert (
        f'"OFFICIAL-SENSITIVE-cambridgeshire-annual-report-2015-16-professional-draft.{form}"'
        in sent["Content-Disposition"]
    )
    assert "OFFICIAL" not in manager.get(f"{HERE}2015-16/public.{form}")["Content-Disposition"]


def test_lay_member_reads_but_does_not_write_or_publish(example: Example) -> None:
    lay = as_person(LAY)
    page(lay, f"{HERE}2015-16/")
    page(lay, f"{HERE}2015-16/public/")
    assert lay.get(SECTION).status_code == 403
    assert lay.post(f"{HERE}2015-16/publish/public/").status_code == 403


def test_nobody_and_strangers_learn_nothing(example: Example) -> None:
    with permit("finding a stranger, in a test"):
        stranger = Person.objects.filter(grants__partnership__slug="peterborough").exclude(
            grants__partnership__slug="cambridgeshire"
        )[0]
    other = as_person(stranger.email)
    for path in (HERE, f"{HERE}2015-16/", SECTION, f"{HERE}2015-16/public/", f"{HERE}2015-16/public.pdf"):
        assert other.get(path).status_code == 404
        assert Client().get(path)["Location"].startswith("/sign-in/")


def test_report_of_another_partnership_is_not_there(example: Example) -> None:
    with permit("finding a manager, in a test"):
        them = Person.objects.filter(
            grants__partnership__slug="peterborough", grants__role="business_manager"
        )[0]
    assert as_person(them.email).get("/peterborough/report/2015-16/").status_code == 404
