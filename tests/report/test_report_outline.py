"""The outline of a report in the browser: sections in another order, taken out, and put back with all their words."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from roundtable.foundation.ledger.queries import history, verify
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal
from roundtable.report import queries
from roundtable.report.actions import (
    add_section,
    put_back_section,
    reorder_sections,
    take_out_section,
    write_section,
)
from roundtable.report.models import Report, Section
from roundtable.site.example import Example
from tests.browsing import PHONE, WIDE, Tab
from tests.example_year import FOLDER, example
from tests.page import Page, check_page

MANAGER, LAY = "marion.thackeray@cambridgeshire.example", "winifred.achebe@cambridgeshire.example"
HERE = "/cambridgeshire/report/2015-16/"

__all__ = ["example"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(example: Example) -> Principal:
    return example.by("cambridgeshire")


@pytest.fixture
def report(by: Principal) -> Report:
    found: Report = queries.reports(by).get()
    return found


@pytest.fixture
def manager(example: Example) -> Client:
    return as_person(MANAGER)


def as_person(email: str) -> Client:
    client = Client()
    client.force_login(
        Person.objects.get(email=email), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def page(client: Client, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return check_page(response.content.decode())


def keys(by: Principal, report: Report) -> list[str]:
    return [section.key for section in queries.sections(by, report)]


def said(by: Principal, report: Report) -> str:
    entry = history(by, "report", report.slug).first()
    assert entry is not None
    return str(entry.sentence)


def numbers(order: list[str]) -> dict[str, str]:
    """The form as the browser would send it, with the numbers as they are."""
    return {f"place_{key}": str(at) for at, key in enumerate(order, 1)} | {
        "seen": " ".join(order),
        "save": "yes",
    }


def test_a_button_moves_a_section_by_one_and_the_ledger_says_which(
    manager: Client, by: Principal, report: Report
) -> None:
    before = keys(by, report)

    sent = manager.post(f"{HERE}order/", {"seen": " ".join(before), "down": before[0]}, follow=True)

    assert keys(by, report) == [before[1], before[0], *before[2:]]
    assert "is moved down." in check_page(sent.content.decode()).text
    assert "from place 2 to 1" in said(by, report)
    manager.post(f"{HERE}order/", {"seen": " ".join(keys(by, report)), "up": before[0]})
    assert keys(by, report) == before
    assert verify(by) == []


def test_a_number_moves_a_section_a_long_way_and_the_others_make_room(
    manager: Client, by: Principal, report: Report
) -> None:
    before = keys(by, report)
    last = before[-1]

    manager.post(f"{HERE}order/", numbers(before) | {f"place_{last}": "2"})

    assert keys(by, report) == [before[0], last, *before[1:-1]]
    assert said(by, report).endswith(f"from place {len(before)} to 2")


def test_several_numbers_at_once(manager: Client, by: Principal, report: Report) -> None:
    before = keys(by, report)
    first, second = before[0], before[1]

    manager.post(f"{HERE}order/", numbers(before) | {f"place_{first}": "4", f"place_{second}": "1"})

    assert keys(by, report)[:4] == [second, before[2], before[3], first]
    built = page(manager, f"{HERE}professional/").text
    titles = {section.key: section.title for section in queries.sections(by, report)}
    assert built.index(titles[second]) < built.index(titles[first])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({0: "2", 2: "2"}, "Another section is to stand in place 2 already"),
        ({0: "two"}, "Enter a number from 1 to"),
        ({0: ""}, "Enter a number from 1 to"),
        ({0: "99"}, "Enter a number from 1 to"),
        ({0: "0"}, "Enter a number from 1 to"),
    ],
)
def test_numbers_that_cannot_be_are_answered_beside_them(
    manager: Client, by: Principal, report: Report, typed: dict[int, str], words: str
) -> None:
    before = keys(by, report)

    sent = manager.post(
        f"{HERE}order/", numbers(before) | {f"place_{before[at]}": value for at, value in typed.items()}
    )

    assert words in check_page(sent.content.decode()).errors[0]
    assert keys(by, report) == before


def test_an_order_made_from_an_older_one_changes_nothing(
    manager: Client, by: Principal, report: Report
) -> None:
    before = keys(by, report)
    add_section(by=by, report=report, key="late", title="Late")

    sent = manager.post(f"{HERE}order/", {"seen": " ".join(before), "down": before[0]}, follow=True)

    assert "Somebody changed the outline" in check_page(sent.content.decode()).text
    assert keys(by, report) == [*before, "late"]


@pytest.mark.parametrize("asked", [{"up": "first"}, {"down": "no-such-section"}, {}])
def test_a_move_that_leads_nowhere_leaves_no_line(
    manager: Client, by: Principal, report: Report, asked: dict[str, str]
) -> None:
    before, line = keys(by, report), said(by, report)
    asked = {name: before[0] if key == "first" else key for name, key in asked.items()}

    manager.post(f"{HERE}order/", {"seen": " ".join(before), **asked})

    assert keys(by, report) == before
    assert said(by, report) == line


def test_an_order_of_other_sections_is_rejected(by: Principal, report: Report) -> None:
    before = keys(by, report)

    with pytest.raises(Rejected, match="changed the outline"):
        reorder_sections(by=by, report=report, keys=[*before[1:], before[1]], seen=before)


def test_a_section_is_taken_out_of_every_edition_and_comes_back_whole(
    manager: Client, by: Principal, report: Report
) -> None:
    before = keys(by, report)
    gone = queries.sections(by, report)[2]
    write_section(by=by, section=gone, text="Words that must not be lost.", title=gone.title, seen_revision=1)
    asked = page(manager, f"{HERE}sections/{gone.key}/take-out/").text

    manager.post(f"{HERE}sections/{gone.key}/take-out/")

    assert "Its 6 words and 2 revisions are kept" in asked
    assert keys(by, report) == [key for key in before if key != gone.key]
    assert said(by, report) == f"took out the section {gone.title}; its text is kept"
    assert "Words that must not be lost." not in page(manager, f"{HERE}professional/").text
    assert f"Put back {gone.title}" in page(manager, HERE).links()
    kept = page(manager, f"{HERE}sections/{gone.key}/revisions/").text
    assert "Words that must not be lost." in kept
    assert "This section was taken out" in kept

    page(manager, f"{HERE}sections/{gone.key}/put-back/")
    manager.post(f"{HERE}sections/{gone.key}/put-back/")

    assert keys(by, report) == before
    assert said(by, report) == f"put back the section {gone.title} in place 3"
    assert "Words that must not be lost." in page(manager, f"{HERE}professional/").text
    assert verify(by) == []


def test_two_neighbours_come_back_between_the_same_sections(by: Principal, report: Report) -> None:
    before = keys(by, report)
    second, third = queries.sections(by, report)[1:3]
    for section in (second, third):
        take_out_section(by=by, section=section)

    for section in (third, second):
        put_back_section(by=by, section=section)

    assert keys(by, report) == before


def test_what_was_done_already_is_said_and_done_once(by: Principal, report: Report) -> None:
    section = queries.sections(by, report)[0]

    with pytest.raises(Rejected, match="in the report already"):
        put_back_section(by=by, section=section)
    take_out_section(by=by, section=section)
    with pytest.raises(Rejected, match="took this section out already"):
        take_out_section(by=by, section=section)


def test_the_title_of_a_section_that_was_taken_out_leads_to_putting_it_back(
    manager: Client, by: Principal, report: Report
) -> None:
    section = queries.sections(by, report)[0]
    take_out_section(by=by, section=section)

    sent = manager.post(f"{HERE}add-section/", {"title": section.title, "printed": "every"})

    assert "Put it back from the report’s page" in check_page(sent.content.decode()).errors[0]


def test_whoever_was_writing_when_it_was_taken_out_keeps_their_words(
    manager: Client, by: Principal, report: Report
) -> None:
    section = queries.sections(by, report)[0]
    take_out_section(by=by, section=section)
    desk = f"{HERE}sections/{section.key}/"
    typed = {"title": section.title, "text": "My long afternoon.", "seen_revision": "1", "find": ""}

    sent = manager.post(desk, typed | {"save": "yes"})

    shown = check_page(sent.content.decode())
    assert "My long afternoon." in shown.html
    assert "took this section out while you were writing" in shown.errors[0]
    assert manager.get(desk)["Location"] == f"{desk}revisions/"
    put_back_section(by=by, section=section)
    assert manager.post(desk, typed | {"save": "yes"}).status_code == 302


def test_a_lay_member_changes_nothing_of_the_outline(example: Example, by: Principal, report: Report) -> None:
    lay, before = as_person(LAY), keys(by, report)
    take_out_section(by=by, section=queries.sections(by, report)[-1])

    for path in ("order/", f"sections/{before[0]}/take-out/", f"sections/{before[-1]}/put-back/"):
        assert lay.get(HERE + path).status_code == 403
        assert lay.post(HERE + path, {"down": before[0], "seen": " ".join(before)}).status_code == 403

    assert keys(by, report) == before[:-1]
    links = page(lay, HERE).links()
    assert not [link for link in links if link.startswith(("Take out", "Put back", "Change the order"))]


@pytest.mark.parametrize("path", ["", "order/"])
def test_queries_do_not_grow_with_sections_in_or_out(
    manager: Client, by: Principal, report: Report, path: str
) -> None:
    manager.get(HERE + path)
    with CaptureQueriesContext(connection) as few:
        manager.get(HERE + path)
    made: list[Section] = [
        add_section(by=by, report=report, key=f"more-{number}", title=f"More {number}") for number in range(6)
    ]
    for section in made[3:]:
        take_out_section(by=by, section=section)
    with CaptureQueriesContext(connection) as many:
        manager.get(HERE + path)

    assert len(many) <= len(few)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_order_is_changed_by_keyboard_and_the_pages_are_clean(browse: Callable[..., Tab]) -> None:
    made = Example(FOLDER, quiet=True)
    made.load()
    by = made.by("cambridgeshire")
    report = queries.reports(by).get()
    before = keys(by, report)
    person = Person.objects.get(email=MANAGER)
    person.set_password("correct horse battery")
    person.save()
    take_out_section(by=by, section=queries.sections(by, report)[-1])
    for width in (WIDE, PHONE):
        page = browse("/sign-in/", width)
        page.tab.get_by_label("E-mail address").fill(MANAGER)
        page.tab.get_by_label("Password", exact=True).fill("correct horse battery")
        page.tab.get_by_role("button", name="Sign in").click()
        for path in ("", f"sections/{before[0]}/take-out/", f"sections/{before[-1]}/revisions/", "order/"):
            page.go(HERE + path).clean()
    place = page.tab.get_by_label("Place of").nth(2)
    place.fill("1")
    place.press("Enter")
    page.tab.get_by_text("The sections have their new order.").wait_for()
    page.clean()

    assert keys(by, report) == [before[2], before[0], before[1], *before[3:-1]]
