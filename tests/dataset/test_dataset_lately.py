"""What home says of returns lately: who is told what was decided, and which year it opens."""

import pytest

from roundtable.dataset.actions import accept_return
from roundtable.dataset.lately import changes, latest_year
from roundtable.foundation.scope.principals import operator
from tests.dataset.returns_cast import as_, ask, sent, world
from tests.page import check_page

pytestmark = pytest.mark.django_db


def test_an_accepted_return_is_told_to_those_who_see_every_return() -> None:
    made = world()
    found = ask(made.fen)
    sent(made.fen, found, "1", "2", "3")
    assert changes(made.manager) == []

    accept_return(by=operator(made.fen.pk), found=found)

    card = changes(made.manager)[0]
    assert card.title == "Missing children of Fen"
    assert "Fen Constabulary. Accepted on" in card.detail
    assert changes(operator(made.wold.pk)) == []
    assert changes(made.lead) == []
    page = check_page(as_("business_manager.board@fen.example").get("/fen/").content.decode(), front=True)
    assert "Missing children of Fen" in page.text
    assert "The year 2016-17" in page.text


def test_home_opens_the_year_in_which_the_last_return_was_due() -> None:
    made = world()
    assert latest_year(made.manager) is None
    ask(made.fen)

    assert latest_year(made.manager) == 2016
    assert latest_year(operator(made.wold.pk)) is None
