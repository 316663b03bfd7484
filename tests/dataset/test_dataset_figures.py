"""The dashboard and the pages of figures on the example year: who may, who may not, a stranger, and nobody."""

import csv
from io import StringIO
from urllib.parse import quote

import pytest
from django.test import Client

from roundtable.dataset.figure_files import time_of
from roundtable.dataset.geography import COLUMNS
from roundtable.dataset.models import Commentary
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.tripwire import permit
from roundtable.measures.periods import Period
from roundtable.site.example import Example
from tests.example_year import FOLDER
from tests.foundation.cast import member, partnership
from tests.page import check_page

pytestmark = pytest.mark.django_db

HERE = "/cambridgeshire/dataset/"
MISSING = f"{HERE}figures/missing.reports/"
PLANS = f"{HERE}figures/child_protection.plans.at_period_end/"
PAGES = [HERE, MISSING, f"{MISSING}as-seen.csv", f"{MISSING}tidy.csv"]


@pytest.fixture
def example() -> None:
    Example(FOLDER, quiet=True).load()


def as_(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=f"{email}.example"))
    return client


def manager() -> Client:
    return as_("marion.thackeray@cambridgeshire")


def rows_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


@pytest.mark.usefixtures("example")
def test_dashboard_has_values_changes_signals_and_says_what_was_not_supplied() -> None:
    page = check_page(manager().get(HERE).content.decode(), front=True)

    assert page.h1 == "Dataset"
    for words in (
        "938 reports",
        "439 children",
        "37,888 contacts",
        "£259,418.00",
        "11 of 12 months supplied",
    ):
        assert words in page.text
    cards = {page.words(card): card for card in page.with_class("rt-dash__card")}
    contacts = next(text for text in cards if text.startswith("Contacts received"))
    assert "Real change +17% on 2014-15: higher than chance would explain." in contacts
    reports = next(text for text in cards if text.startswith("Reports of missing children"))
    assert "No real change in 2015-16." in reports
    assert len(cards) == len(page.with_class("rt-dash__card"))

    links = page.links()
    assert links["Reports of missing children"] == f"{MISSING}?period=2015-16"
    assert links["Board pack for 2015-16 (PDF)"] == f"{HERE}board-pack.pdf?period=2015-16"


@pytest.mark.usefixtures("example")
def test_dashboard_takes_its_period_from_the_address() -> None:
    client = manager()
    earlier = check_page(client.get(f"{HERE}?period=2014-15").content.decode(), front=True)
    assert "387 children" in earlier.text
    wrong = check_page(client.get(f"{HERE}?period=lately").content.decode(), front=True)
    assert "That period cannot be shown." in wrong.text
    empty = check_page(client.get(f"{HERE}?period=1999-00").content.decode(), front=True)
    assert "Nothing was supplied for this year" in empty.text


@pytest.mark.usefixtures("example")
def test_figure_page_has_signal_chart_table_facts_and_what_was_said() -> None:
    page = check_page(manager().get(MISSING).content.decode())

    assert "No real change in 2015-16. Every month lies within what chance would explain." in page.text
    charts = page.with_class("rt-chart")
    assert [chart.get("width") for chart in charts] == ["680", "340"]
    assert "upper limit 120" in page.text
    table = page.one("table")
    assert [page.words(cell) for cell in table.iter("td")][:3] == ["57", "60", "65"]
    facts = {page.words(row[0]): page.words(row[1]) for row in page.with_class("rt-facts__row")}
    assert facts["2015-16"] == "938 reports"
    assert facts["From"] == "Cambridgeshire Constabulary"
    assert facts["Rate"].startswith("71.4 per 10,000 (95% interval ")
    assert "version 1, accepted" in facts["Return"]
    assert "Has the definition of missing and absent changed?" in page.text
    assert "for that we need to count children as well as reports" in page.text


@pytest.mark.usefixtures("example")
def test_figure_page_sets_other_areas_and_other_sources_beside_its_own() -> None:
    page = check_page(manager().get(PLANS).content.decode())
    tables = {page.words(next(table.iter("caption"))): table for table in page.all("table")}

    elsewhere = page.words(tables["The same figure elsewhere"])
    assert "England 50,310" in elsewhere
    sources = tables["One number, as each source has it"]
    assert [page.words(cell) for cell in sources.iter("td") if "numeric" in (cell.get("class") or "")] == [
        "439",
        "–",
        "438",
        "−1 (less than 1%)",
    ]
    category = tables["Children on a child protection plan, by category"]
    assert [page.words(cell) for cell in category.iter("td")][:4] == ["289", "66%", "233", "+24%"]


@pytest.mark.usefixtures("example")
def test_figure_page_of_a_value_that_is_missing_says_why() -> None:
    page = check_page(manager().get(f"{HERE}figures/marac.cases/").content.decode())
    assert "No number for 2015-16. 11 of 12 months supplied" in page.text


@pytest.mark.usefixtures("example")
def test_audit_that_was_asked_again_after_the_year_stands_in_the_year_it_was_reported_for() -> None:
    client, audit = manager(), f"{HERE}figures/section11.answers/"
    board = check_page(client.get(f"{HERE}?period=2015-16").content.decode(), front=True)
    cards = [
        words
        for words in map(board.words, board.with_class("rt-dash__card"))
        if words.startswith("Section 11 audit")
    ]
    first, again = cards
    assert "July 2015" in first
    assert "April 2016" in again

    page = check_page(client.get(f"{audit}?period=2015-16").content.decode())
    assert "April 2016" in [page.words(option) for option in page.all("option")]
    april = check_page(client.get(f"{audit}?period=2016-04").content.decode())
    assert "583" in april.text


@pytest.mark.usefixtures("example")
def test_csv_as_seen_begins_with_the_marking() -> None:
    response = manager().get(f"{MISSING}as-seen.csv")
    rows = rows_of(response.content)
    assert rows[0] == ["OFFICIAL-SENSITIVE"]
    assert ["Jul 2015", "115"] in rows
    assert ["Total", "938"] in rows
    assert 'filename="missing.reports-2015-16-as-seen.csv"' in response["Content-Disposition"]


@pytest.mark.usefixtures("example")
def test_tidy_csv_has_a_row_for_each_number_in_the_shape_of_the_department() -> None:
    head, *rows = rows_of(manager().get(f"{HERE}figures/marac.cases/tidy.csv").content)
    found = [dict(zip(head, row, strict=True)) for row in rows]

    year = next(r for r in found if r["time_identifier"] == "Financial year" and r["panel"] == "Total")
    assert (year["time_period"], year["value"], year["status"]) == ("201516", "x", "not_supplied")
    assert {r["protective_marking"] for r in found} == {"OFFICIAL-SENSITIVE"}
    assert len({tuple(row) for row in rows}) == len(rows)

    head, *rows = rows_of(manager().get(f"{MISSING}tidy.csv").content)
    july = next(dict(zip(head, row, strict=True)) for row in rows if "July" in row)
    assert (july["time_period"], july["area_covered"], july["value"]) == ("2015", "Cambridgeshire", "115")
    assert [july[column] for column in COLUMNS] == [
        "Local authority", "E92000001", "England", "E12000006", "East of England", "873", "E10000003", "Cambridgeshire",
    ]  # fmt: skip

    head, *rows = rows_of(manager().get(f"{PLANS}tidy.csv").content)
    england = next(dict(zip(head, row, strict=True)) for row in rows if "National" in row)
    assert [england[column] for column in COLUMNS] == ["National", "E92000001", "England", "", "", "", "", ""]
    force = "figures/police.referrals.child_concern/tidy.csv"
    head, *rows = rows_of(manager().get(f"{HERE}{force}").content)
    year = dict(zip(head, rows[0], strict=True))
    assert (year["geographic_level"], year["area_covered"], year["la_name"]) == (
        "Other", "Cambridgeshire Constabulary", "",
    )  # fmt: skip


@pytest.mark.usefixtures("example")
def test_comment_is_added_by_those_who_may() -> None:
    client = manager()
    address = f"{MISSING}comment/"
    check_page(client.get(address).content.decode())
    wrong = check_page(client.post(address, {"text": " "}).content.decode())
    assert wrong.errors == ["Enter what the board says of this figure"]

    sent = {
        "text": "We will count children too.",
        "said_on_day": "14",
        "said_on_month": "4",
        "said_on_year": "2016",
    }
    answer = client.post(address, sent)
    assert answer["Location"] == f"{MISSING}?period=2015-16"
    assert "“We will count children too.”" in check_page(client.get(MISSING).content.decode()).text
    with permit("a test looks"):
        made = Commentary.objects.get(text="We will count children too.")
    assert (made.key, made.period, made.said_on.isoformat()) == ("missing.reports", "2015-16", "2016-04-14")


@pytest.mark.usefixtures("example")
def test_comment_is_refused_to_a_lay_member() -> None:
    client = as_("winifred.achebe@cambridgeshire")
    assert client.get(f"{MISSING}comment/").status_code == 403
    assert "Add a comment" not in check_page(client.get(MISSING).content.decode()).text


@pytest.mark.usefixtures("example")
def test_pages_open_for_no_stranger_and_nobody_signed_out() -> None:
    stranger, nobody = as_("ottoline.marsh@peterborough"), Client()
    for address in [*PAGES, f"{MISSING}comment/", f"{HERE}board-pack.pdf"]:
        assert stranger.get(address).status_code == 404
        assert nobody.get(address)["Location"] == f"/sign-in/?next={quote(address)}"


def test_pages_are_refused_to_a_practitioner_and_empty_to_a_new_partnership() -> None:
    made = partnership("northmoor", "Northmoor")
    member(made, "practitioner", "council")
    member(made, "business_manager")
    practitioner, new = as_("practitioner.council@northmoor"), as_("business_manager.board@northmoor")

    assert practitioner.get("/northmoor/dataset/").status_code == 403
    assert practitioner.get("/northmoor/dataset/figures/missing.reports/").status_code == 403
    assert (
        "Nothing was supplied" in check_page(new.get("/northmoor/dataset/").content.decode(), front=True).text
    )
    for key in ("missing.reports", "no.such", "nonsense"):
        assert new.get(f"/northmoor/dataset/figures/{key}/").status_code == 404


@pytest.mark.usefixtures("example")
def test_dashboard_asks_as_many_questions_of_the_database_for_one_year_as_for_another(
    django_assert_max_num_queries: object,
) -> None:
    client = manager()
    with django_assert_max_num_queries(24):  # type: ignore[operator]  # a fixture of pytest-django
        client.get(HERE)
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        client.get(MISSING)


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("2015-16", ("201516", "Financial year")),
        ("2015-16 Q4", ("201516", "Financial year Q4")),
        ("2015-07", ("2015", "July")),
        ("academic 2015-16", ("201516", "Academic year")),
        ("2015", ("2015", "Calendar year")),
        ("31 March 2016", ("2016", "31 March")),
    ],
)
def test_time_of_a_period_as_the_department_writes_it(period: str, written: tuple[str, str]) -> None:
    assert time_of(Period.parse(period)) == written
