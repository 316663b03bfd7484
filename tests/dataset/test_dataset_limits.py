"""Targets, baselines and re-calculations of a figure: decided with a reason, seen wherever its months are drawn."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from roundtable.dataset.dashboard import dashboard
from roundtable.dataset.limits_page import HOLDS, REPLACED, TAKEN_BACK, limits_rows
from roundtable.foundation.figures.actions_limits import Wanted, decide_limits, undo_limits
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.figures.drawing import alt_text, limits
from roundtable.foundation.figures.limits import decisions
from roundtable.foundation.figures.models import LimitsDecision, LimitsKind
from roundtable.foundation.figures.present import present
from roundtable.foundation.figures.references import parse
from roundtable.foundation.figures.shown import Grid
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, Refused
from roundtable.foundation.scope.tripwire import permit
from roundtable.measures.assurance import Assurance
from roundtable.measures.periods import Period
from roundtable.report.board_pack import document_of
from roundtable.report.content import ChartBlock
from roundtable.site.example import Example
from tests.example_year import FOLDER
from tests.foundation.cast import member, partnership
from tests.page import Page, check_page

pytestmark = pytest.mark.django_db

KEY = "missing.reports"
LESS = "police.domestic_abuse.repeat_incidents_with_children"  # where lower is better
FIGURE = f"/cambridgeshire/dataset/figures/{KEY}/"
LIMITS = f"{FIGURE}limits/"
YEAR = Period.parse("2015-16")
OCTOBER = Wanted(LimitsKind.RECALCULATION, Period.parse("October 2015"))
TARGET = Wanted(LimitsKind.TARGET, Period.parse("2015-16"), value=Decimal(60), source="Business plan")
WHY = "New recording system"


@pytest.fixture
def manager() -> Principal:
    Example(FOLDER, quiet=True).load()
    return member(Partnership.objects.get(slug="cambridgeshire"), "business_manager", email="m@board.example")


def signed_in(email: str = "m@board.example") -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def page(client: Client, url: str, data: dict[str, str] | None = None) -> Page:
    response = client.post(url, data) if data is not None else client.get(url)
    assert response.status_code == 200, response.headers.get("Location")
    return check_page(response.content.decode())


def drawn(who: Principal, audience: str = "partnership", key: str = KEY) -> Grid:
    reference = parse(f"{key}?period=2015-16&by=month&show=line")
    return present(who, [reference], YEAR, audience).grid(reference)


def decide(by: Principal, wanted: Wanted, reason: str = WHY, key: str = KEY) -> LimitsDecision:
    return decide_limits(by=by, key=key, wanted=wanted, reason=reason)


def test_recalculation_gives_two_phases_and_the_ledger_says_who_and_why(manager: Principal) -> None:
    before = limits(drawn(manager))
    made = decide(manager, OCTOBER)

    chart = limits(drawn(manager))
    assert before is not None
    assert chart is not None
    assert (len(before.phases), len(chart.phases), chart.settings.rebase) == (1, 2, (6,))
    assert chart.limits.points == 6
    assert "Limits re-calculated from October 2015: New recording system." in alt_text(drawn(manager))
    entry = history(manager, "figure", KEY)[0]
    assert entry.sentence == (
        "decided for Reports of missing children: limits re-calculated from October 2015"
    )
    undo_limits(by=manager, key=KEY, decision=made.pk, reason="It was the same system")
    assert limits(drawn(manager)) == before
    assert [d.kind for d in decisions(manager, KEY)] == ["undone", "recalculation"]


def test_baseline_of_the_first_months_stays_while_the_series_moves_on(manager: Principal) -> None:
    decide(manager, Wanted(LimitsKind.BASELINE, Period.parse("April 2015"), Period.parse("July 2015")))

    chart = limits(drawn(manager))
    assert chart is not None
    values = [point.value for point in chart.points]
    assert chart.mean == sum(v for v in values[:4] if v is not None) / 4
    assert (chart.limits.points, chart.provisional) == (4, True)
    assert "Limits rest on the baseline of April 2015 to July 2015" in " ".join(drawn(manager).placed.notes)


def test_later_decision_for_the_same_month_replaces_the_earlier(manager: Principal) -> None:
    decide(manager, OCTOBER)
    decide(manager, Wanted(LimitsKind.BASELINE, Period.parse("October 2015"), Period.parse("January 2016")))

    rows = limits_rows(decisions(manager, KEY), definitions().get(KEY))
    assert [row.state for row in rows] == [HOLDS, REPLACED]
    chart = limits(drawn(manager))
    assert chart is not None
    assert [limits_.points for limits_ in chart.phases] == [6, 4]
    undo_limits(by=manager, key=KEY, decision=rows[0].made.pk, reason="Too short")
    rows = limits_rows(decisions(manager, KEY), definitions().get(KEY))
    assert [row.state for row in rows] == [TAKEN_BACK, HOLDS]


def test_month_too_near_the_end_is_said_and_changes_nothing(manager: Principal) -> None:
    before = limits(drawn(manager))
    decide(manager, Wanted(LimitsKind.RECALCULATION, Period.parse("March 2016")))

    assert limits(drawn(manager)) == before
    assert drawn(manager).placed.notes == (
        "Limits are not re-calculated from March 2016 yet: fewer than two months since are shown.",
    )


def test_target_is_drawn_and_read_against_the_limits(manager: Principal) -> None:
    def read() -> Assurance | None:
        card = next(c for c in dashboard(manager, YEAR).cards if c.key == LESS)
        assert card.signal is not None
        assert card.signal.reading is not None
        return card.signal.reading.assurance

    chart = limits(drawn(manager, key=LESS))
    assert chart is not None
    middle = Decimal(round(chart.mean))
    assert read() is None
    for value, expected in ((middle, Assurance.INCONSISTENT), (9999, Assurance.PASS)):
        decide(manager, replace(TARGET, value=Decimal(value)), key=LESS)
        assert read() is expected
    decide(manager, Wanted(LimitsKind.TARGET_ENDS, Period.parse("January 2016")), key=LESS)
    assert read() is None
    assert [(t.first, t.last) for t in drawn(manager, key=LESS).placed.targets] == [(0, 8)]


def test_every_place_where_the_months_are_drawn_follows(manager: Principal) -> None:
    decide(manager, OCTOBER)
    decide(manager, TARGET)
    decide(manager, replace(TARGET, value=Decimal(9999)), key=LESS)

    board = check_page(signed_in().get("/cambridgeshire/dataset/").content.decode(), front=True)
    assert "The target will be met unless something changes" in board.text
    blocks = [b for section in document_of(manager, _home(), YEAR).sections for b in section.blocks]
    chart = next(b for b in blocks if isinstance(b, ChartBlock) and KEY in b.reference)
    for words in (
        "Limits re-calculated from October 2015: New recording system.",
        "from April 2015: 60 (Business plan)",
    ):
        assert words in chart.alt
        assert words in " ".join(str(chart.spec).split("\\n"))
    assert "target 60" in str(chart.spec)
    assert "not said whether it is met" in chart.alt


def _home() -> Partnership:
    return Partnership.objects.get(slug="cambridgeshire")


def test_public_gets_limits_of_what_it_sees_and_no_number_out_of_a_reason(manager: Principal) -> None:
    decide(manager, OCTOBER, "System 4711 began")
    decide(
        manager,
        Wanted(LimitsKind.BASELINE, Period.parse("April 2014"), Period.parse("March 2015")),
        "It was calm",
    )
    shown = drawn(manager, "public")

    assert "4711" not in str(shown)
    assert "Limits re-calculated from October 2015." in shown.placed.notes
    known = [row.cells[0].value.number for row in shown.rows if not row.total]
    chart = limits(shown)
    assert chart is not None
    assert [point.value for point in chart.points] == [None if n is None else float(n) for n in known]


def test_one_partnerships_decision_does_not_touch_anothers(manager: Principal) -> None:
    peterborough = member(
        Partnership.objects.get(slug="peterborough"), "business_manager", email="p@board.example"
    )
    made = decide(manager, OCTOBER)
    assert decisions(peterborough, KEY) == []
    with pytest.raises(Rejected, match="no such decision"):
        undo_limits(by=peterborough, key=KEY, decision=made.pk, reason="x")
    assert drawn(peterborough).placed.rebase == ()
    client = signed_in("p@board.example")
    assert client.get(LIMITS).status_code == 404
    assert client.get(f"/peterborough/dataset/figures/{KEY}/limits/{made.pk}/undo/").status_code == 404


@pytest.mark.parametrize(
    ("wanted", "reason", "said"),
    [
        (OCTOBER, " ", "Give the reason"),
        (Wanted(LimitsKind.RECALCULATION, Period.parse("31 March 2016")), "x", "Give a month or a year"),
        (Wanted(LimitsKind.BASELINE, Period.parse("May 2015")), "x", "at least two months"),
        (Wanted(LimitsKind.BASELINE, Period.parse("May 2015"), Period.parse("2014-15")), "x", "at least two"),
        (
            Wanted(LimitsKind.BASELINE, Period.parse("2005-06"), Period.parse("2015-16")),
            "x",
            "at most 60 months",
        ),
        (replace(TARGET, value=None), "x", "as a number"),
        (replace(TARGET, value=Decimal("NaN")), "x", "as a number"),
        (replace(TARGET, value=Decimal(-1)), "x", "not below nought"),
        (replace(TARGET, value=Decimal("1e14")), "x", "at most 13 digits"),
        (replace(TARGET, source=" "), "x", "where the target comes from"),
    ],
)
def test_what_cannot_be_decided_is_said(manager: Principal, wanted: Wanted, reason: str, said: str) -> None:
    with pytest.raises(Rejected, match=said):
        decide(manager, wanted, reason)
    assert decisions(manager, KEY) == []


def test_decision_that_changes_nothing_or_is_of_nothing_is_refused(manager: Principal) -> None:
    made = decide(manager, TARGET)
    with pytest.raises(Rejected, match="so already"):
        decide(manager, TARGET)
    with pytest.raises(Rejected, match="nothing of that figure"):
        decide_limits(by=manager, key="no.such", wanted=TARGET, reason="x")
    undo_limits(by=manager, key=KEY, decision=made.pk, reason="x")
    with pytest.raises(Rejected, match="taken back already"):
        undo_limits(by=manager, key=KEY, decision=made.pk, reason="x")
    undone = decisions(manager, KEY)[0]
    with pytest.raises(Rejected, match="no such decision"):
        undo_limits(by=manager, key=KEY, decision=undone.pk, reason="x")
    decide(manager, TARGET)


def test_database_keeps_no_target_without_a_value(manager: Principal) -> None:
    made = decide(manager, TARGET)
    made.pk, made.value = None, None
    with pytest.raises(IntegrityError), permit("a test"), transaction.atomic():
        made.save(force_insert=True)


def test_manager_and_chair_decide_and_nobody_else(manager: Principal) -> None:
    for role in ("administrator", "independent_scrutineer", "lay_member", "board_member"):
        with pytest.raises(Refused, match="set a figure's target"):
            decide(member(_home(), role), OCTOBER)
    chair = member(_home(), "independent_chair", email="chair@board.example")
    decide(chair, OCTOBER)
    assert page(signed_in("chair@board.example"), LIMITS).h1 == "Target and limits"
    member(_home(), "lay_member", email="lay@board.example")
    lay = signed_in("lay@board.example")
    assert lay.get(LIMITS).status_code == 403
    seen = page(lay, FIGURE)
    assert "Limits re-calculated from October 2015: “New recording system”" in seen.text
    assert "Decide its target and limits" not in seen.links()
    member(partnership("wold", "Wold"), "business_manager", email="w@board.example")
    assert signed_in("w@board.example").get(LIMITS).status_code == 404
    assert Client().get(LIMITS).status_code == 302


def test_manager_decides_and_takes_back_on_pages(manager: Principal) -> None:
    client = signed_in()
    assert "No target is set" in page(client, FIGURE).text
    assert page(client, FIGURE).links()["Decide its target and limits"].startswith(LIMITS)
    wrong = page(client, LIMITS, {"kind": "baseline", "since": "lately", "until": "soon", "months": "1"})
    assert {"Give the reason: it is shown with the chart"} < set(wrong.errors)
    assert sum("is not a period" in error for error in wrong.errors) == 2
    both = {"kind": "baseline", "since": "April 2015", "until": "June 2015", "months": "3", "reason": "x"}
    assert "Give the last month or the number of months, not both" in page(client, LIMITS, both).errors
    no_value = {"kind": "target", "since": "2015-16", "source": "Plan", "reason": "x"}
    assert "Give the target as a number" in page(client, LIMITS, no_value).errors

    asked = {"kind": "baseline", "since": "April 2015", "months": "4", "reason": WHY}
    assert client.post(f"{LIMITS}?period=2015-16", asked).status_code == 302
    made = decisions(manager, KEY)[0]
    assert (made.since, made.until) == ("2015-04", "2015-07")
    shown = page(client, FIGURE)
    assert "Limits from the baseline of April 2015 to July 2015: “New recording system”" in shown.text
    undo = f"{LIMITS}{made.pk}/undo/"
    assert f"{undo}?period=2015-16" in page(client, LIMITS).links().values()
    assert "Give the reason: it stays in the history" in page(client, undo, {"reason": " "}).errors
    assert client.post(undo, {"reason": "Too short"}).status_code == 302
    assert "That decision was taken back already" in " ".join(page(client, undo, {"reason": "Again"}).errors)
    after = page(client, FIGURE).text
    assert "Taken back: “Too short”" in after
    assert client.get(f"{LIMITS}999999/undo/").status_code == 404


def test_dashboard_asks_one_question_more_however_much_was_decided(
    manager: Principal, django_assert_max_num_queries: object
) -> None:
    for wanted in (OCTOBER, TARGET, Wanted(LimitsKind.BASELINE, Period.parse("2013-14"))):
        decide(manager, wanted)
    client = signed_in()
    for address in ("/cambridgeshire/dataset/", FIGURE, LIMITS):
        with django_assert_max_num_queries(27):  # type: ignore[operator]  # a fixture of pytest-django
            client.get(address)
