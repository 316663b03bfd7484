"""A later edition does not give back what an earlier one hid: a reader holds both and may subtract."""

import pytest

from roundtable.dataset.actions import accept_return, ask_for_return, submit_return
from roundtable.dataset.lines import asked, spec
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.figures.present import present
from roundtable.foundation.figures.references import parse
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.intake.reading import read_return
from roundtable.measures.periods import Period
from roundtable.report.actions import add_section, publish, start_report
from roundtable.report.editions import EDITIONS
from roundtable.report.models import Report
from roundtable.report.publish import publish_edition
from tests.foundation.cast import partnership

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2015-16")
OUTCOMES = {"Logged and closed": 40, "Internal investigation": 3, "Complex strategy meeting": 12}
KEY = "allegations.contacts"


@pytest.fixture
def fen() -> Partnership:
    return partnership("fen", "Fen")


@pytest.fixture
def who(fen: Partnership) -> Principal:
    by = operator(fen.pk)
    definition = definitions().get(KEY)
    breakdowns = ["", *(f"Outcome: {title}" for title in OUTCOMES)]
    lines = [asked(definition, words, "Fen", [YEAR]) for words in breakdowns]
    found = ask_for_return(
        by=by, partnership=fen, agency=Agency.objects.get(slug="council"), period="2015-16", title="Allegations",
        lines=lines, due=None,
    )  # fmt: skip
    numbers = [sum(OUTCOMES.values()), *OUTCOMES.values()]
    rows = [
        f"{KEY},Contacts,{words},Fen,contacts,,{n},,,," for words, n in zip(breakdowns, numbers, strict=True)
    ]
    head = (
        "Key,Indicator,Breakdown,Area,Unit,Last value,2015-16,Note,Cannot supply because,Expected on,Source"
    )
    reading = read_return("\n".join([head, *rows]).encode(), "fen.csv", [spec(by, fen, found)])
    submit_return(by=by, found=found, lines=reading.lines)
    accept_return(by=by, found=found)
    return by


def _hidden(who: Principal, *references: str) -> set[tuple[tuple[str, str], ...]]:
    made = present(who, [parse(r) for r in references], YEAR, "public")
    return {cell.dims for cell in made.protection.hidden}


def test_parts_and_their_total_are_hidden_alike_in_whatever_order_they_come_out(
    fen: Partnership, who: Principal
) -> None:
    """The total alone is shown, so an edition with two of three parts does not show both: whoever adds up is no wiser."""
    assert _hidden(who, KEY) == set()

    publish_edition(who, fen, written(fen, who), EDITIONS["public"])

    parts = _hidden(who, *(f"{KEY}?outcome={outcome}" for outcome in PARTS))
    assert len(parts) == 1
    assert _hidden(who, KEY) == set()


def test_parts_that_were_published_before_make_a_later_total_hidden(fen: Partnership, who: Principal) -> None:
    """What is out already, by whatever rules, cannot be taken back: the total that would tell the third part is hidden."""
    cells = [
        {"figure": KEY, "period": "2015-16", "area": "", "dimensions": {"outcome": outcome}, "value": number,
         "status": "given", "hidden": ""}
        for outcome, number in PARTS.items()
    ]  # fmt: skip
    publish(
        by=who, report=written(fen, who), edition="public", audience="public", rules="by hand", figures=[],
        cells=cells, html="", docx=b"", pdf=b"",
    )  # fmt: skip

    assert _hidden(who, KEY) == {()}


PARTS = {"logged_and_closed": 40, "complex_strategy_meeting": 12}


def written(fen: Partnership, who: Principal) -> Report:
    """A report that says two of the three parts, and not their total."""
    report = start_report(
        by=who, partnership=fen, period="2015-16", title="Report", regime="Working Together 2015"
    )
    said = " and ".join(f"[](figure:{KEY}?outcome={outcome})" for outcome in PARTS)
    add_section(by=who, report=report, key="about", title="About", text=said)
    return report
