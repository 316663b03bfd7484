"""`roundtable people`: roles and new ways in from the command line."""

import pytest
from django.test import Client

from roundtable.cli import main
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.principals import operator
from tests.foundation.cast import partnership

pytestmark = pytest.mark.django_db

EMAIL = "ada@fen.example"


def test_a_role_and_a_password_let_somebody_in(capsys: pytest.CaptureFixture[str]) -> None:
    north = partnership("northmoor", "Northmoor")

    assert main(["people", "grant", EMAIL, "agency_lead", "--agency", "council", "--name", "Ada Fen"]) == 0
    assert main(["people", "password", EMAIL]) == 0

    password = next(
        line for line in capsys.readouterr().out.splitlines() if "password " in line and "signs" in line
    )
    signed = Client().post("/sign-in/", {"login": EMAIL, "password": password.split()[-1]})
    assert signed.status_code == 302
    assert principal(Person.objects.get(email=EMAIL), north) is not None
    said = [entry.sentence for entry in history(operator(north.pk), "person", EMAIL)]
    assert said == ["set a new password for Ada Fen", "gave Ada Fen the role of agency lead for Fen Council"]


def test_the_list_names_people_with_their_roles(capsys: pytest.CaptureFixture[str]) -> None:
    partnership("northmoor", "Northmoor")
    main(["people", "grant", EMAIL, "board_member", "--name", "Ada Fen"])
    capsys.readouterr()

    assert main(["people", "list"]) == 0

    assert capsys.readouterr().out.split() == [EMAIL, "Board", "member"]


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["grant", EMAIL, "board_member"], 2, "Add their name"),
        (["grant", EMAIL, "agency_lead", "--name", "Ada"], 1, "Choose the agency"),
        (
            ["grant", EMAIL, "agency_lead", "--name", "Ada", "--agency", "nowhere"],
            2,
            "There are: constabulary, council",
        ),
        (["password", EMAIL], 2, "Nobody has the e-mail address"),
    ],
)
def test_what_cannot_be_done_is_said(
    capsys: pytest.CaptureFixture[str], asked: list[str], code: int, said: str
) -> None:
    partnership("northmoor", "Northmoor")

    assert main(["people", *asked]) == code
    assert said in capsys.readouterr().err
    assert not Person.objects.exists()
