"""The example report: every figure that it names exists and was loaded, and no number is typed."""

import re

import pytest

from roundtable.foundation.figures.references import parse
from roundtable.measures.periods import Period
from tests.examples.example_files import FOLDER, definitions, lines, read_toml

OUTLINE = read_toml("report/outline.toml")
SECTIONS = [section["file"] for section in OUTLINE["sections"]]
REFERENCE = re.compile(r"\]\((figure:[^)\s]+)\)")
LAW = re.compile(  # numbers that are law, definition or a name, and no figure of anybody
    r"under[ -]1[68]|28 days|72 hours|per 10,000|every 10,000|[Ss]ection (11|47)|Act (1989|2004)"
    r"|\b20\d\d-\d\d\b|\b31 March\b|\b(January|March|April|July) 20\d\d\b|\bin 2014\b|\bin 2015\b"
)


def text_of(name: str) -> str:
    return (FOLDER / "report" / name).read_text(encoding="utf-8")


def test_outline_names_every_section_file() -> None:
    assert sorted(SECTIONS) == sorted(path.name for path in (FOLDER / "report").glob("*.md"))
    assert len({section["key"] for section in OUTLINE["sections"]}) == len(SECTIONS)


@pytest.mark.parametrize("name", SECTIONS)
def test_section_refers_to_figures_that_were_loaded(name: str) -> None:
    loaded = {line.key for line in lines()}
    for url in REFERENCE.findall(text_of(name)):
        reference = parse(url)
        for key in reference.keys:
            definition = definitions().get(key)
            assert key in loaded, url
            for dimension in (
                *dict(reference.dims),
                *(b for b in reference.by if b not in {"month", "quarter", "year"}),
            ):
                definition.dimension(dimension)


@pytest.mark.parametrize("name", SECTIONS)
def test_section_refers_to_values_that_were_given(name: str) -> None:
    for url in REFERENCE.findall(text_of(name)):
        reference = parse(url)
        if reference.is_block or not reference.dims:
            continue
        met = [line for line in lines() if line.key == reference.key and line.dims == reference.dims]
        period = reference.period or Period.parse(OUTLINE["period"])
        assert any(
            period.end == Period.parse(p).end or period.contains(Period.parse(p))
            for m in met
            for p in m.values
        ), url


@pytest.mark.parametrize("name", SECTIONS)
def test_section_types_no_number(name: str) -> None:
    prose = LAW.sub("", re.sub(r"\]\(figure:[^)]*\)", "]", text_of(name)))
    typed = [m.group() for m in re.finditer(r"\d[\d,.]*", re.sub(r"(?m)^\d\. ", "", prose))]
    assert typed == []


@pytest.mark.parametrize("name", SECTIONS)
def test_section_leaves_no_empty_or_stated_figure(name: str) -> None:
    """Each inline reference prints its figure; none states a number that could disagree with it."""
    assert re.findall(r"(?<!!)\[[^\]]+\]\(figure:", text_of(name)) == []


def test_report_covers_the_main_figures() -> None:
    used = {key for name in SECTIONS for url in REFERENCE.findall(text_of(name)) for key in parse(url).keys}
    assert {
        "allegations.contacts", "section47.enquiries", "child_protection.plans.at_period_end", "contacts.received",
        "missing.reports", "conferences.invitations", "private_fostering.arrangements", "finance.budget",
        "finance.income", "section11.answers", "meetings.held", "training.attendances", "child_deaths.modifiable",
        "exploitation.children", "marac.cases", "police.child_abuse_outcomes",
    } <= used  # fmt: skip
