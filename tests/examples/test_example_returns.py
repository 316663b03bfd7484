"""The example's returns: known keys, known breakdowns, citations, and totals that hold."""

from collections import Counter
from decimal import Decimal

import pytest

from roundtable.measures.definitions import Counts
from roundtable.measures.periods import Period
from tests.examples.example_files import (
    AFTER,
    BEFORE,
    FOLDER,
    Line,
    definitions,
    dims_of,
    lines,
    months,
    own,
    parts,
    read_toml,
    return_files,
    rows,
)

FILES = [path.relative_to(FOLDER).as_posix() for path in return_files()]


@pytest.mark.parametrize("name", FILES)
def test_file_has_the_columns_of_the_template(name: str) -> None:
    header = tuple(rows(FOLDER / name)[0])
    periods = header[len(BEFORE) : -len(AFTER)]
    assert header[: len(BEFORE)] == BEFORE
    assert header[-len(AFTER) :] == AFTER
    assert periods
    assert all(str(Period.parse(p)) == p for p in periods)


@pytest.mark.parametrize("name", FILES)
def test_file_says_indicator_and_unit_of_each_key(name: str) -> None:
    for row in rows(FOLDER / name):
        definition = definitions().get(row["Key"])
        assert (row["Indicator"], row["Unit"]) == (definition.title, definition.unit)


def test_returns_cite_a_source_on_every_line() -> None:
    assert [line for line in lines() if not line.source] == []


def test_returns_have_no_line_twice() -> None:
    seen = Counter((line.file, line.key, line.dims, line.area) for line in lines())
    assert [line for line, count in seen.items() if count > 1] == []


def test_returns_of_two_agencies_do_not_give_the_same_value() -> None:
    given = Counter(
        (line.file.split("/")[0], line.key, line.dims, period)
        for line in lines()
        if not line.published
        for period in line.values
    )
    assert [cell for cell, count in given.items() if count > 1] == []


def test_line_without_a_value_says_why() -> None:
    assert [line for line in lines() if not line.values and not line.cannot and not line.published] == []


def test_negative_value_has_a_note() -> None:
    negative = [line for line in lines() if any(value < 0 for value in line.values.values())]
    assert negative
    assert all(line.note for line in negative)


def test_counts_are_whole_numbers() -> None:
    def counted(line: Line) -> bool:
        return definitions().get(line.key).scale == "count"

    assert [
        line for line in lines() if counted(line) for v in line.values.values() if v != v.to_integral_value()
    ] == []


def test_requests_ask_for_exactly_the_lines_of_their_files() -> None:
    asked = {request["file"]: request for request in read_toml("requests.toml")["requests"]}
    assert sorted(asked) == sorted(FILES)
    titles = {p["slug"]: p["title"] for p in read_toml("partnerships.toml")["partnerships"]}
    for name, request in asked.items():
        want = Counter(
            (
                line["key"],
                dims_of(definitions().get(line["key"]), breakdown),
                area,
            )
            for line in request["lines"]
            for breakdown in line["breakdowns"]
            for area in line.get("areas") or [line.get("area", titles[request["partnership"]])]
        )
        sent = Counter((line.key, line.dims, line.area) for line in lines() if line.file == name)
        assert want == sent, name


def test_requests_are_for_agencies_and_groups_that_exist() -> None:
    agencies = {a["slug"]: a for a in read_toml("agencies.toml")["agencies"]}
    for request in read_toml("requests.toml")["requests"]:
        assert request["partnership"] in agencies[request["agency"]]["partnerships"]
    groups = read_toml("groups.toml")
    known = {(g["partnership"], g["slug"]) for g in groups["groups"]}
    assert {(s["partnership"], s["group"]) for s in groups["seats"]} <= known
    assert {(c["partnership"], c["group"]) for c in read_toml("commentary.toml")["commentary"]} <= known


def test_commentary_is_on_known_figures() -> None:
    assert all(c["key"] in definitions() for c in read_toml("commentary.toml")["commentary"])


def test_people_are_one_for_each_role() -> None:
    people = read_toml("people.toml")["people"]
    assert all(person["email"].endswith(".example") for person in people)
    roles = {grant["role"] for person in people for grant in person["grants"]}
    assert {
        "business_manager",
        "independent_chair",
        "agency_lead",
        "agency_contributor",
        "lay_member",
    } <= roles


def test_peterborough_returns_say_that_they_are_invented() -> None:
    found = [line for line in lines() if line.file.startswith("peterborough/returns/")]
    assert found
    assert all("Synthetic" in line.note and "Invented" in line.source for line in found)


YEAR = "2015-16"
MARCH = "31 March 2016"


@pytest.mark.parametrize(
    ("key", "period", "dimension", "total"),
    [
        ("allegations.contacts", YEAR, "outcome", "497"),
        ("allegations.contacts", YEAR, "role", "497"),
        ("allegations.investigations", YEAR, "conclusion", "144"),
        ("section47.enquiries", YEAR, "team", "1496"),
        ("child_protection.plans.at_period_end", MARCH, "category", "439"),
        ("child_protection.plans.at_period_end", "31 March 2015", "category", "387"),
        ("private_fostering.arrangements", YEAR, "started", "110"),
        ("private_fostering.arrangements", YEAR, "nationality", "110"),
        ("section11.answers", "2015-07", "judgement", "659"),
        ("section11.answers", "2016-04", "judgement", "659"),
        ("finance.budget", YEAR, "line", "259418.00"),
        ("finance.actual", YEAR, "line", "222455.59"),
        ("finance.remaining", YEAR, "line", "36962.41"),
        ("finance.income", YEAR, "source", "270394"),
        ("child_deaths.modifiable", YEAR, "factor", "6"),
    ],
)
def test_total_is_the_sum_of_its_parts(key: str, period: str, dimension: str, total: str) -> None:
    assert own(key, period) == Decimal(total)
    assert sum(parts(key, period, dimension)) == Decimal(total)


def test_section_47_months_and_teams_agree() -> None:
    assert sum(months("section47.enquiries", YEAR)) == 1496
    assert sum(months("section47.enquiries", "2014-15")) == own("section47.enquiries", "2014-15") == 1582
    for month in Period.parse(YEAR).months():
        assert sum(parts("section47.enquiries", str(month), "team")) == own("section47.enquiries", str(month))


def test_missing_reports_sum_to_the_year() -> None:
    assert sum(months("missing.reports", YEAR)) == 938


def test_contacts_of_two_years() -> None:
    assert [own("contacts.received", y) for y in ("2014-15", YEAR)] == [32477, 37888]


def test_allegations_by_outcome() -> None:
    outcomes = ("logged_and_closed", "internal_investigation", "complex_strategy_meeting")
    assert [own("allegations.contacts", YEAR, outcome=o) for o in outcomes] == [296, 144, 57]
    assert sum(parts("allegations.contacts", YEAR, "outcome", group="disabled_children")) == 21


def test_conference_attendance_is_a_sample_month() -> None:
    keys = ("conferences.invitations", "conferences.attended", "conferences.reports")
    assert [own(key, "2016-01") for key in keys] == [948, 492, 486]


def test_factors_beside_the_category_sum_over_categories_and_not_over_factors() -> None:
    for factor in ("domestic_abuse", "sexual_abuse", "parental_mental_illness", "parental_alcohol_misuse"):
        across = parts("child_protection.plans.with_factor", MARCH, "category", factor=factor)
        assert sum(across) == own("child_protection.plans.with_factor", MARCH, factor=factor)
    assert not definitions().get("child_protection.plans.with_factor").dimension("factor").exclusive


def test_private_fostering_visits_sum_to_the_arrangements() -> None:
    for started, total in (("carried_over", 33), ("new", 77)):
        assert sum(parts("private_fostering.arrangements", YEAR, "visits", started=started)) == total


def test_marac_march_is_missing_and_not_nought() -> None:
    found = [line for line in lines() if line.key.startswith("marac.") and line.file.startswith("returns/")]
    assert len(found) == 10
    assert all(line.blanks == {"2016-03"} and line.cannot for line in found)


def test_charts_without_figures_stay_not_supplied() -> None:
    for key in (
        "early_help.caf_outcomes", "assessments.factors", "referrals.secondary_codes", "meetings.attended",
        "core_groups.judgements", "training.evaluations", "population.children_in_low_income_families",
    ):  # fmt: skip
        found = [line for line in lines() if line.key == key and line.file.startswith("returns/")]
        assert found, key
        assert all(not line.values and line.cannot for line in found), key


def test_published_figures_stand_beside_the_local_ones() -> None:
    published = {
        (line.key, period): value
        for line in lines()
        if line.file.startswith("comparators/dfe") and line.area == "Cambridgeshire" and not line.dims
        for period, value in line.values.items()
    }
    assert published["child_protection.plans.at_period_end", MARCH] == 438
    assert published["referrals.received", YEAR] == 3918
    assert published["section47.enquiries", YEAR] == 1407


def test_small_counts_are_counts_of_people_or_events_only() -> None:
    """What the rule hides is what the definition says is counted: meetings and money stay."""
    assert definitions().get("meetings.held").counts is Counts.NEITHER
    assert definitions().get("finance.actual").counts is Counts.NEITHER
    assert definitions().get("section11.answers").counts is Counts.NEITHER
    assert definitions().get("child_deaths.modifiable").counts is Counts.PEOPLE
    assert definitions().get("allegations.contacts").counts is Counts.EVENTS
