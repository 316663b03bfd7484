"""Sending a return: nothing is kept before it was seen, by file or by form."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from roundtable.dataset.actions import accept_return
from roundtable.dataset.models import Return, ReturnVersion
from roundtable.foundation.scope.tripwire import permit
from tests.dataset.returns_cast import (
    LEAD,
    MONTHS,
    World,
    as_,
    ask,
    fill,
    manager_of,
    numbers,
    page,
    sent,
    state_of,
    world,
)
from tests.foundation.cast import member
from tests.page import check_page

pytestmark = pytest.mark.django_db

ONE = "/fen/dataset/returns/RT-0001/"
MONTH_HEADS = ("Apr 2015", "May 2015", "Jun 2015")


@pytest.fixture
def cast() -> World:
    return world()


@pytest.fixture
def found(cast: World) -> Return:
    return ask(cast.fen)


def upload(client: Client, data: bytes, name: str = "return.xlsx", url: str = ONE) -> str:
    response = client.post(f"{url}upload/", {"file": SimpleUploadedFile(name, data)})
    return str(response.headers.get("Location", ""))


def filled(client: Client, *values: object, sheet: str = "Fen") -> bytes:
    template = client.get(f"{ONE}template.xlsx").content
    heads = dict(zip((*MONTH_HEADS, *MONTHS), (*values, *values), strict=False))
    return fill(template, sheet, heads)


def test_an_upload_page_that_was_only_opened_complains_of_nothing(found: Return) -> None:
    client = as_(LEAD)
    assert "There is a problem" not in page(client, f"{ONE}upload/").text
    assert "There is a problem" in client.post(f"{ONE}upload/", {}).text


def test_uploaded_workbook_is_seen_first_and_kept_when_it_is_confirmed(found: Return) -> None:
    client = as_(LEAD)
    assert upload(client, filled(client, 31, 29, 40)) == f"{ONE}upload/check/"

    shown = page(client, f"{ONE}upload/check/")
    assert "Nothing has been sent yet." in shown.text
    assert "40" in shown.text
    assert numbers() == []
    assert state_of(found) == "asked"

    client.post(f"{ONE}upload/check/")
    assert numbers() == [31, 29, 40]
    assert state_of(found) == "submitted"
    # Once sent it does not wait any more.
    assert client.get(f"{ONE}upload/check/")["Location"] == f"{ONE}upload/"


def test_errors_are_told_with_place_and_remedy_and_nothing_can_be_sent(found: Return) -> None:
    client = as_(LEAD)
    upload(client, filled(client, 31, "about thirty", 40))

    shown = page(client, f"{ONE}upload/check/")
    assert "“about thirty” is not a number." in shown.text
    assert "Enter digits only" in shown.text
    assert "Send this return" not in shown.text
    assert client.post(f"{ONE}upload/check/").status_code == 200
    assert numbers() == []
    csv = client.get(f"{ONE}upload/problems.csv")
    assert "attachment" in csv["Content-Disposition"]
    assert "about thirty" in csv.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("data", "said"), [(b"%PDF-1.4 x", "PDF"), (b"PK\x03\x04 broken", "workbook"), (b"", "The file is empty")]
)
def test_file_that_is_no_return_is_refused(found: Return, data: bytes, said: str) -> None:
    client = as_(LEAD)
    response = client.post(f"{ONE}upload/", {"file": SimpleUploadedFile("x.xlsx", data)}, follow=True)
    # What is damaged is known only when it is opened for the preview: that leads back with the reason.

    assert said in check_page(response.content.decode()).text
    assert numbers() == []


def test_waiting_file_lies_outside_the_web_root_and_belongs_to_one_session(found: Return) -> None:
    client = as_(LEAD)
    upload(client, filled(client, 31, 29, 40))

    waiting = list((Path(settings.FILES_ROOT) / "pending").iterdir())
    assert any(path.read_bytes()[:2] == b"PK" for path in waiting)
    assert as_(LEAD).get(f"{ONE}upload/check/")["Location"] == f"{ONE}upload/"
    assert as_(LEAD).get(f"{ONE}upload/problems.csv").status_code == 404


def test_agency_of_two_partnerships_sends_one_workbook(cast: World, found: Return) -> None:
    other = ask(cast.wold)
    client = as_(LEAD)
    data = fill(
        filled(client, 31, 29, 40), "Wold", dict(zip((*MONTH_HEADS, *MONTHS), (7, 8, 9) * 2, strict=True))
    )
    upload(client, data)

    shown = page(client, f"{ONE}upload/check/")
    assert "Missing children of Fen, Fen" in shown.text
    assert "Missing children of Wold, Wold" in shown.text
    client.post(f"{ONE}upload/check/")
    assert (state_of(found), state_of(other)) == ("submitted", "submitted")
    assert numbers() == [31, 29, 40, 7, 8, 9]


def test_sheet_that_was_left_empty_changes_nothing_of_its_return(cast: World, found: Return) -> None:
    other = ask(cast.wold)
    client = as_(LEAD)
    upload(client, filled(client, 31, 29, 40))

    assert (
        "Nothing is entered for RT-0001 (Wold), so nothing of it is sent."
        in page(client, f"{ONE}upload/check/").text
    )
    client.post(f"{ONE}upload/check/")
    assert (state_of(found), state_of(other)) == ("submitted", "asked")


def test_file_made_by_hand_answers_the_return_on_whose_page_it_was_uploaded(
    cast: World, found: Return
) -> None:
    ask(cast.wold)
    client = as_(LEAD)
    upload(client, b"Key,Breakdown,Area,2015-04,2015-05,2015-06\nmissing.reports,,Fen,1,2,3\n", "mine.csv")
    client.post(f"{ONE}upload/check/")

    assert numbers() == [1, 2, 3]


def test_restatement_shows_what_it_changes_and_must_say_why(cast: World, found: Return) -> None:
    sent(cast.fen, found, "31", "29", "40")
    accept_return(by=cast.manager, found=found)
    client = as_(LEAD)
    upload(client, filled(client, 31, 29, 140))

    shown = page(client, f"{ONE}upload/check/")
    assert "1 value accepted before would change." in shown.text
    assert "June 2015 (restated)" in shown.text
    assert "+100 (+250%)" in shown.text
    assert page(client, f"{ONE}upload/check/", {"reason": " "}).errors == [
        "Say why the return is being restated"
    ]
    client.post(f"{ONE}upload/check/", {"reason": "A force area was left out"})
    assert numbers(current=True) == [31, 29, 40]
    assert numbers() == [31, 29, 40, 31, 29, 140]
    assert "Restated because: A force area was left out" in page(client, ONE).text


def test_typed_form_is_kept_as_a_draft_and_sent_after_it_was_checked(found: Return) -> None:
    client = as_(LEAD)
    url = f"{ONE}form/"
    first = page(client, url)
    assert "Missing" in first.text

    client.post(url, {"intent": "save", "line0_2015_04": "31", "line0_note": "From the new system"})
    assert state_of(found) == "started"
    assert numbers() == []
    again = page(client, url)
    assert [i.get("value") for i in again.all("input") if i.get("name") == "line0_2015_04"] == ["31"]

    typed = {"line0_2015_04": "31", "line0_2015_05": "1,029", "line0_2015_06": "c", "intent": "check"}
    assert client.post(url, typed)["Location"] == f"{url}check/"
    assert "suppressed" in page(client, f"{url}check/").text
    client.post(f"{url}check/")
    assert numbers() == [31, 1029]
    assert state_of(found) == "submitted"


def test_typed_form_says_beside_each_box_what_cannot_be_read(found: Return) -> None:
    client = as_(LEAD)
    shown = page(
        client, f"{ONE}form/", {"intent": "check", "line0_2015_05": "lots", "line0_expected": "soon"}
    )

    assert len(shown.errors) == 2
    assert "“lots” is not a number." in shown.errors[0] + shown.errors[1]
    assert "May 2015" in " ".join(shown.errors)
    with permit("looking, in a test"):
        assert Return.objects.get(pk=found.pk).draft == {"0:2015-05": "lots", "0:expected": "soon"}
        assert not ReturnVersion.objects.exists()


def test_line_that_cannot_be_supplied_is_kept_with_its_reason_and_day(found: Return) -> None:
    client = as_(LEAD)
    client.post(
        f"{ONE}form/",
        {"intent": "check", "line0_cannot": "the system is being replaced", "line0_expected": "1 July 2016"},
    )
    client.post(f"{ONE}form/check/")

    assert (
        "Apr 2015 to Jun 2015: cannot be supplied. Reason: the system is being replaced. It is expected on 1 July 2016."
        in page(client, f"{ONE}versions/1/").text
    )


def test_those_who_may_not_send_are_refused(cast: World, found: Return) -> None:
    chair = "independent_chair.board@fen.example"
    member(cast.fen, "independent_chair")
    for path in ("upload/", "upload/check/", "form/", "form/check/", "upload/problems.csv"):
        assert as_(chair).get(ONE + path).status_code == 403
        assert as_("agency_lead.council@fen.example").get(ONE + path).status_code == 404
        assert manager_of("wold").get(ONE + path).status_code == 404


def test_manager_sends_on_behalf_and_the_record_says_so(found: Return) -> None:
    client = manager_of("fen")
    upload(client, filled(client, 31, 29, 40))
    client.post(f"{ONE}upload/check/")

    assert "on behalf of Fen Constabulary" in page(client, ONE).text
