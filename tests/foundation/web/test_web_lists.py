"""Lists sort, page and leave as files that carry the marking."""

import csv
import io
from dataclasses import dataclass
from typing import Any

import django_filters
import openpyxl
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.web.lists import Column, ListFilters, make_listing
from roundtable.foundation.web.tones import Tag, Tone
from tests.page import Page, check_page


@dataclass(frozen=True)
class Line:
    title: str
    count: int | None
    state: Tag


LINES = [Line(f"=line {n:03}", None if n % 10 == 0 else n, Tag("Late", Tone.BRICK)) for n in range(1, 121)]
COLUMNS: list[Column[Line]] = [
    Column("title", "Line", lambda line: line.title, ("title",)),
    Column("count", "Count", lambda line: line.count, ("count",), numeric=True),
    Column("state", "State", lambda line: line.state),
]


def listing(query: str = "") -> Any:
    request = RequestFactory().get(f"/list/{query}")
    request.partnership = Partnership(slug="northmoor", title="Northmoor", marking="OFFICIAL-SENSITIVE")
    return make_listing(request, LINES, COLUMNS, name="test lines")


def titles(made: Any) -> list[str]:
    return [line.title for line in made.page]


def test_list_is_cut_into_pages_of_fifty() -> None:
    assert len(listing().page) == 50
    assert titles(listing("?page=3")) == [line.title for line in LINES[100:]]


@pytest.mark.parametrize("asked", ["99", "nonsense", "-1"])
def test_page_that_is_not_there_gives_the_nearest(asked: str) -> None:
    assert len(titles(listing(f"?page={asked}"))) > 0


def test_list_sorts_both_ways_with_empty_cells_last() -> None:
    up, down = listing("?sort=count"), listing("?sort=-count")

    assert titles(up)[0] == "=line 001"
    assert titles(down)[0] == "=line 119"
    assert up.rows[-1].count is None
    assert down.rows[-1].count is None


def test_sort_by_what_does_not_sort_is_ignored() -> None:
    assert titles(listing("?sort=state")) == titles(listing())


def test_headings_tell_how_the_list_is_sorted_and_turn_it() -> None:
    title, count, state = listing("?sort=count&page=2").headings

    assert (title.sorted, count.sorted, state.sorted) == ("none", "ascending", "")
    assert count.sort == "?sort=-count"


def test_addresses_keep_filters_and_forget_the_page() -> None:
    made = listing("?state=late&page=2")

    assert made.csv_address == "?state=late&format=csv"
    assert made.pagination["items"][0]["href"] == "?state=late&page=1"


@time_machine.travel("2026-11-24 12:00:00+00:00")
def test_csv_carries_the_marking_in_name_and_first_line_and_all_rows() -> None:
    response = listing("?format=csv&sort=-count").respond("list.html", {"title": "Lines"})

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert response["Content-Disposition"] == (
        'attachment; filename="OFFICIAL-SENSITIVE-northmoor-test-lines-2026-11-24.csv"'
    )
    assert rows[0] == ["OFFICIAL-SENSITIVE. Northmoor. Lines. 24 November 2026"]
    assert rows[1] == ["Line", "Count", "State"]
    assert rows[2] == ["'=line 119", "119", "Late"]
    assert len(rows) == 122


def test_xlsx_carries_the_marking_and_all_rows() -> None:
    response = listing("?format=xlsx").respond("list.html", {"title": "Lines"})

    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert str(sheet["A1"].value).startswith("OFFICIAL-SENSITIVE. Northmoor.")
    assert [cell.value for cell in sheet[2]] == ["Line", "Count", "State"]
    assert sheet["A3"].value == "=line 001"
    assert sheet["A3"].data_type == "s"
    assert sheet.max_row == 122


@pytest.mark.django_db
def test_rows_of_the_database_sort_by_their_fields_and_then_by_key() -> None:
    for n in range(3):
        Agency.objects.create(slug=f"a{n}", title="Same" if n else "Other")
    columns: list[Column[Agency]] = [Column("title", "Agency", lambda agency: agency.title, ("title",))]

    made = make_listing(RequestFactory().get("/?sort=-title"), Agency.objects.all(), columns, name="agencies")

    assert [agency.slug for agency in made.page] == ["a1", "a2", "a0"]


class AgencyFilters(ListFilters):
    title = django_filters.CharFilter(lookup_expr="icontains", label="Name")


AGENCY_COLUMNS: list[Column[Agency]] = [Column("title", "Agency", lambda agency: agency.title, ("title",))]


def agencies_page(query: str) -> Page:
    request: Any = RequestFactory().get(f"/agencies/{query}")
    request.user = AnonymousUser()
    made = make_listing(request, Agency.objects.all(), AGENCY_COLUMNS, name="agencies", filters=AgencyFilters)
    response = made.respond("list.html", {"title": "Agencies", "back": "/"})
    return check_page(response.content.decode())


@pytest.mark.django_db
def test_filters_choose_rows_and_can_be_cleared() -> None:
    Agency.objects.create(slug="police", title="Northmoor Constabulary")
    Agency.objects.create(slug="council", title="Northmoor Council")

    page = agencies_page("?title=police&title=constab&sort=-title")

    assert "1 found" in page.text
    assert "Northmoor Council" not in page.text
    assert page.links()["Clear filters"] == "?"
    assert page.links()["Download as CSV"] == "?title=police&title=constab&sort=-title&format=csv"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "words"), [("", "Nothing here yet"), ("?title=zzz", "Nothing matches these filters")]
)
def test_empty_list_says_why(query: str, words: str) -> None:
    page = agencies_page(query)

    assert words in page.text
    assert "Download as CSV" not in page.links()
