"""The list, one return, its template and its versions: who may see which."""

import io
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from roundtable.dataset.models import Return
from tests.dataset.returns_cast import LEAD, World, as_, ask, manager_of, page, sent, world

pytestmark = pytest.mark.django_db

HERE = "/fen/dataset/returns/"
ONE = f"{HERE}RT-0001/"
PAGES = [HERE, ONE, f"{ONE}template.xlsx", f"{ONE}template.csv", f"{ONE}versions/1/", f"{HERE}ask/", f"{ONE}upload/",
         f"{ONE}form/", f"{ONE}decide/", "/fen/dataset/returns/chase/", "/fen/dataset/returns/chase/drafts/"]  # fmt: skip


@pytest.fixture
def cast() -> World:
    return world()


@pytest.fixture
def found(cast: World) -> Return:
    made = ask(cast.fen)
    sent(cast.fen, made, "31", "29", "40", by=cast.lead)
    return made


@pytest.mark.parametrize("url", PAGES)
def test_pages_open_for_the_manager_and_for_nobody_else_outside(found: Return, url: str) -> None:
    assert manager_of("fen").get(url).status_code == 200
    assert manager_of("wold").get(url).status_code == 404
    assert as_("lay_member.board@fen.example").get(url).status_code == 403
    assert Client().get(url)["Location"] == f"/sign-in/?next={url}"


def test_list_shows_an_agency_its_own_returns_alone(cast: World, found: Return) -> None:
    ask(cast.fen, agency="council")

    assert len(page(manager_of("fen"), HERE).all("tr")) == 1 + 2
    own = page(as_(LEAD), HERE)
    assert "Fen Constabulary" in own.text
    assert "Fen Council" not in own.text
    assert as_("agency_lead.council@fen.example").get(ONE).status_code == 404


def test_list_is_filtered_and_taken_away(cast: World, found: Return) -> None:
    ask(cast.fen, agency="council", period="2016-17")
    client = manager_of("fen")

    assert "Fen Council" not in " ".join(page(client, f"{HERE}?state=submitted").all("tbody")[0].itertext())
    assert len(page(client, f"{HERE}?period=2016-17").all("tr")) == 2
    csv = client.get(f"{HERE}?format=csv")
    assert "OFFICIAL-SENSITIVE" in csv.headers["Content-Disposition"]
    assert b"Missing children of Fen" in csv.content


def test_record_says_what_was_asked_who_sent_what_and_what_can_be_done(cast: World, found: Return) -> None:
    shown = page(manager_of("fen"), ONE)

    for words in (
        "Due",
        "3 May 2016",
        "Version 1",
        "by Agency lead of Fen",
        "Missing",
        "Apr 2015 to Jun 2015",
    ):
        assert words in shown.text
    assert f"{ONE}decide/" in shown.links().values()
    assert "Submitted version 1" in shown.text
    theirs = page(as_(LEAD), ONE)
    assert "Your role does not let you accept returns" in theirs.text
    assert f"{ONE}decide/" not in theirs.links().values()


def test_template_holds_a_sheet_for_each_partnership_that_asked(cast: World, found: Return) -> None:
    ask(cast.wold)

    both = load_workbook(io.BytesIO(as_(LEAD).get(f"{ONE}template.xlsx").content))
    assert {"Fen", "Wold"} <= set(both.sheetnames)
    assert "OFFICIAL-SENSITIVE" in str([cell.value for row in both["Fen"].iter_rows() for cell in row])
    managers = load_workbook(io.BytesIO(manager_of("fen").get(f"{ONE}template.xlsx").content))
    assert "Wold" not in managers.sheetnames


def test_version_shows_its_values_and_gives_its_file_as_an_attachment(cast: World) -> None:
    made = ask(cast.fen)
    client = as_(LEAD)
    csv = client.get(f"{ONE}template.csv").content.decode("utf-8-sig").splitlines()
    row = csv[1].split(",")
    row[6:9] = ["31", "29", "40"]
    data = "\r\n".join([csv[0], ",".join(row)]).encode()
    client.post(f"{ONE}upload/", {"file": SimpleUploadedFile("may <b>.csv", data)})
    client.post(f"{ONE}upload/check/")

    assert "40" in page(client, f"{ONE}versions/1/").text
    given = client.get(f"{ONE}versions/1/file")
    assert given.content == data
    assert given["Content-Disposition"] == 'attachment; filename="may _b_.csv"'
    assert given["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{ONE}versions/2/").status_code == 404
    assert as_("agency_lead.council@fen.example").get(f"{ONE}versions/1/file").status_code == 404
    assert made.reference == "RT-0001"


@pytest.mark.parametrize("url", [HERE, "/fen/dataset/returns/chase/", "/fen/"])
def test_queries_do_not_grow_with_the_returns(
    cast: World,
    url: str,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[CaptureQueriesContext]],
) -> None:
    client = manager_of("fen")
    ask(cast.fen)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for agency in ("constabulary", "council") * 4:
        ask(cast.fen, agency=agency)
    with django_assert_max_num_queries(len(few) + 1):  # one for the second agency
        client.get(url)
