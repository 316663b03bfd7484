"""`figures list` of the example year says what the annual report says."""

import json
from typing import Any

import pytest

from roundtable.cli import main
from roundtable.site.example import Example
from tests.example_year import FOLDER

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    Example(FOLDER, quiet=True).load()
    assert main(["figures", "list", "--partnership", "cambridgeshire", "--year", "2015-16", "--json"]) == 0
    return {figure["key"]: figure for figure in json.loads(capsys.readouterr().out)}


def shown(figure: dict[str, Any], by: str) -> dict[str, Any]:
    return {row["entry"]: row["value"] for row in figure["breakdowns"][by]}


def test_figures_list_says_what_the_report_says(listed: dict[str, dict[str, Any]]) -> None:
    values = {
        "allegations.contacts": 497,
        "section47.enquiries": 1496,
        "child_protection.plans.at_period_end": 439,
        "contacts.received": 37888,
        "missing.reports": 938,
        "conferences.invitations": 948,
        "conferences.attended": 492,
        "conferences.reports": 486,
        "private_fostering.arrangements": 110,
        "finance.budget": 259418,
        "finance.actual": 222455.59,
        "finance.income": 270394,
    }
    assert {key: listed[key]["value"] for key in values} == values
    assert listed["child_protection.plans.at_period_end"]["previous"]["value"] == 387
    assert listed["contacts.received"]["previous"]["value"] == 32477

    assert list(shown(listed["allegations.contacts"], "outcome").values()) == [296, 144, 57]
    assert sum(shown(listed["missing.reports"], "month").values()) == 938
    enquiries = listed["section47.enquiries"]
    assert len(enquiries["breakdowns"]["month"]) == 12
    assert len(enquiries["breakdowns"]["team,month"]) == 12 * len(enquiries["breakdowns"]["team"]) > 12
    assert sum(shown(listed["child_protection.plans.at_period_end"], "category").values()) == 439

    # Values that stand below the level of a year are there, under the period that they are of.
    assert {listed[key]["period"] for key in ("conferences.invitations", "section11.answers")} == {
        "2016-01",
        "2015-07",
    }
    # The audit was asked again after the year's end and reported for it: it follows up the first round.
    (again,) = listed["section11.answers"]["follow_ups"]
    assert (again["period"], again["value"]) == ("2016-04", 659)
    assert list(shown(again, "judgement").values()) == [4, 53, 583, 19]
    assert all(not figure["follow_ups"] for key, figure in listed.items() if key != "section11.answers")
    assert len(listed["marac.cases"]["breakdowns"]["month"]) == 12
    assert listed["marac.cases"]["value"] is None
    assert listed["marac.cases"]["why"] == "11 of 12 months supplied"
