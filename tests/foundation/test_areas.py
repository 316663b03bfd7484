"""The areas of a partnership and their statistical neighbours: who adds them, what is refused, what a page says."""

from datetime import date

import pytest
from django.test import Client

from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.actions_areas import add_area, change_area, set_neighbours
from roundtable.foundation.partnerships.models import Area, Neighbour, Partnership
from roundtable.foundation.partnerships.queries import neighbours
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, Refused
from tests.foundation.cast import member, partnership
from tests.page import Page, check_page

pytestmark = pytest.mark.django_db

START = date(2012, 4, 1)
LIST = {"source": "Department for Education, April 2021", "published": date(2021, 4, 1)}


@pytest.fixture
def fen() -> Partnership:
    return partnership("fen", "Fen")


@pytest.fixture
def manager(fen: Partnership) -> Principal:
    return member(fen, "business_manager", email="m@fen.example")


@pytest.fixture
def area(fen: Partnership, manager: Principal) -> Area:
    return add_area(by=manager, partnership=fen, title="Cambridgeshire", start=START)


def browser(email: str = "m@fen.example") -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def page(client: Client, url: str, data: dict[str, str] | None = None) -> Page:
    response = client.post(url, data, follow=True) if data is not None else client.get(url)
    assert response.status_code == 200
    return check_page(response.content.decode())


def test_an_area_takes_the_codes_of_the_authority_of_its_name(manager: Principal, area: Area) -> None:
    assert (area.code, area.dfe_code, area.region) == ("E10000003", "873", "E12000006")
    line = history(manager, "partnership", "fen")[0]
    assert line.sentence == "added the area Cambridgeshire (E10000003) from 1 April 2012"


def test_an_area_that_nobody_knows_needs_its_code(fen: Partnership, manager: Principal) -> None:
    with pytest.raises(Rejected, match="No authority called “Fenshire” is known here"):
        add_area(by=manager, partnership=fen, title="Fenshire", start=START)
    made = add_area(by=manager, partnership=fen, title="Fenshire", code="e10000099", start=START)
    assert (made.code, made.dfe_code, made.region) == ("E10000099", "", "")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": " "}, "Enter the name"),
        ({"code": "E1"}, "“E1” is not a code"),
        ({"dfe_code": "87"}, "three digits"),
        ({"region": "East"}, "not the code of a region"),
        ({"end": date(2012, 3, 31)}, "The last day cannot be before the first"),
        ({"start": date(2015, 4, 1)}, "Cambridgeshire is there already from 1 April 2012 on"),
    ],
)
def test_an_area_is_refused_in_words(
    fen: Partnership, manager: Principal, area: Area, given: dict[str, object], words: str
) -> None:
    asked = {"title": "Cambridgeshire", "start": START, **given}
    with pytest.raises(Rejected, match=words):
        add_area(by=manager, partnership=fen, **asked)  # type: ignore[arg-type]  # the cases' own kinds
    assert Area.objects.count() == 1


def test_an_area_ends_and_begins_again_under_another_code(
    fen: Partnership, manager: Principal, area: Area
) -> None:
    change_area(by=manager, area=area, title=area.title, start=START, end=date(2023, 3, 31), code=area.code)
    add_area(by=manager, partnership=fen, title="Cambridgeshire", start=date(2023, 4, 1))
    with pytest.raises(Rejected, match="Nothing is different"):
        change_area(
            by=manager, area=area, title=area.title, start=START, end=date(2023, 3, 31), code=area.code
        )
    said = history(manager, "partnership", "fen")[1].sentence
    assert said.endswith("from 1 April 2012 until 31 March 2023")


def test_neighbours_are_named_by_name_code_or_number_and_a_later_list_ends_the_one_before(
    manager: Principal, area: Area
) -> None:
    names = ["Oxfordshire", "916", "E10000014"]
    set_neighbours(by=manager, area=area, names=names, start=START, **LIST)
    assert [(n.rank, n.title) for n in neighbours(manager)] == [
        (1, "Oxfordshire"), (2, "Gloucestershire"), (3, "Hampshire"),
    ]  # fmt: skip
    set_neighbours(by=manager, area=area, names=["Wiltshire"], start=date(2022, 4, 1), **LIST)
    assert set(Neighbour.objects.filter(start=START).values_list("end", flat=True)) == {date(2022, 3, 31)}


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["Oxfordshire", "Narnia"], "No authority is known here as “Narnia”"),
        (["Oxfordshire", "931"], "“931” stands in the list twice"),
        (["Cambridgeshire"], "cannot be its own neighbour"),
        ([" "], "Enter at least one"),
        ([str(number) for number in range(21)], "at most 20"),
    ],
)
def test_neighbours_are_refused_in_words(
    manager: Principal, area: Area, names: list[str], words: str
) -> None:
    with pytest.raises(Rejected, match=words):
        set_neighbours(by=manager, area=area, names=names, start=START, **LIST)
    assert not Neighbour.objects.exists()


def test_neighbours_from_the_same_day_are_refused(manager: Principal, area: Area) -> None:
    set_neighbours(by=manager, area=area, names=["931"], start=START, **LIST)
    with pytest.raises(Rejected, match="a list from that day or a later one"):
        set_neighbours(by=manager, area=area, names=["916"], start=START, **LIST)


def test_who_may_not_manage_reads_and_changes_nothing(fen: Partnership, area: Area) -> None:
    lay = member(fen, "lay_member", email="lay@fen.example")
    with pytest.raises(Refused):
        add_area(by=lay, partnership=fen, title="Peterborough", start=START)
    with pytest.raises(Refused):
        set_neighbours(by=lay, area=area, names=["931"], start=START, **LIST)
    other = member(partnership("wold", "Wold"), "business_manager", email="m@wold.example")
    assert neighbours(other) == []
    assert browser("m@wold.example").get(f"/wold/people/areas/{area.pk}/").status_code == 404


@pytest.mark.usefixtures("manager")
def test_pages_add_an_area_and_set_its_neighbours() -> None:
    client = browser()
    assert "Areas will be here" in page(client, "/fen/people/areas/").text
    assert page(client, "/fen/people/").links()["Areas"] == "/fen/people/areas/"
    day = {"start_day": "1", "start_month": "4", "start_year": "2009"}
    wrong = page(client, "/fen/people/areas/add/", {"title": "Narnia", **day})
    assert "Enter its nine-character code" in wrong.text
    made = page(client, "/fen/people/areas/add/", {"title": "Peterborough", **day})
    assert "E06000031" in made.text
    assert "East of England" in made.text
    area = Area.objects.get()
    changed = page(
        client, f"/fen/people/areas/{area.pk}/", {"title": "City of Peterborough", "code": "E06000031", **day}
    )
    assert "City of Peterborough" in changed.text
    sent = {
        "names": "Derby\r\n\r\n894", "source": "Department for Education, April 2021", **day,
        "published_day": "1", "published_month": "4", "published_year": "2021",
    }  # fmt: skip
    listed = page(client, f"/fen/people/areas/{area.pk}/neighbours/", sent)
    assert "Statistical neighbours from 1 April 2009: Derby, Telford and Wrekin." in listed.text
    assert "came out on 1 April 2021" in listed.text
