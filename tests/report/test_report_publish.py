"""What a publication keeps: every number as it was printed, where it came from, and nothing that was hidden."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.ledger.models import Entry
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Refused
from roundtable.foundation.scope.tripwire import permit
from roundtable.report import queries
from roundtable.report.actions import add_section, start_report
from roundtable.report.build import build
from roundtable.report.editions import EDITIONS
from roundtable.report.models import Report
from roundtable.report.publish import frozen_cells, frozen_figures, publish_edition, why_not
from roundtable.site.example import Example
from tests.example_year import example
from tests.foundation.cast import member

__all__ = ["example"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def cambridgeshire(example: Example) -> Partnership:
    return example.partnerships["cambridgeshire"]


def published(example: Example, edition: str) -> Publication:
    by, of = example.by("cambridgeshire"), example.partnerships["cambridgeshire"]
    return publish_edition(by, of, queries.reports(by).get(), EDITIONS[edition])


def frozen(publication: Publication, reference: str) -> dict[str, Any]:
    return next(f for f in publication.figures if f["reference"] == reference)


def numbers(figure: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every number that a frozen figure holds."""
    yield from (cell for row in figure.get("rows", ()) for cell in row["cells"])
    if "shown" in figure:
        yield figure


def test_figure_is_frozen_with_value_definition_provider_source_and_rules(example: Example) -> None:
    made = published(example, "professional")
    kept = frozen(made, "contacts.received")
    assert (kept["value"], kept["shown"], kept["status"]) == (37888, "37,888", "given")
    assert kept["definitions"] == {"contacts.received": 1}
    assert kept["providers"] == ["returns"]
    assert kept["sources"]
    assert kept["rules"] == made.rules


def test_both_years_of_a_change_are_named_as_its_source(example: Example) -> None:
    kept = frozen(published(example, "professional"), "contacts.received?as=change")
    assert kept["shown"] == "+17%"
    assert len(kept["sources"]) >= 1


def test_three_files_say_the_same_number(example: Example) -> None:
    made = published(example, "public")
    assert "37,888" in made.html
    assert bytes(made.docx).startswith(b"PK")
    assert bytes(made.pdf).startswith(b"%PDF")


def test_public_edition_keeps_no_hidden_number_anywhere(example: Example) -> None:
    """Not in its figures and not in its cells: neither would ever be asked for again if it were not there."""
    made = published(example, "public")
    suppressed = [n for f in made.figures for n in numbers(f) if n["status"] == "suppressed"]
    assert suppressed, "The example hides nothing, so this test proves nothing"
    assert all(n["value"] is None for n in suppressed)
    hidden = [c for c in made.cells if c["hidden"]]
    assert hidden
    assert all(c["value"] is None and c["status"] == "suppressed" for c in hidden)
    small = [c for c in made.cells if c["figure"].startswith("allegations.") and c["value"] in range(1, 6)]
    assert small == []


def test_professional_edition_hides_nothing(example: Example) -> None:
    made = published(example, "professional")
    assert not any(c["hidden"] for c in made.cells)
    assert all(n["status"] != "suppressed" for f in made.figures for n in numbers(f))


def test_what_is_kept_can_be_written_as_json(example: Example, cambridgeshire: Partnership) -> None:
    by = example.by("cambridgeshire")
    report = queries.reports(by).get()
    built = build(by, cambridgeshire, report, queries.sections(by, report), EDITIONS["public"])
    assert json.loads(json.dumps(frozen_figures(built))) == frozen_figures(built)
    assert len(frozen_cells(built)) == len(
        {json.dumps([c["figure"], c["period"], c["area"], c["dimensions"]]) for c in frozen_cells(built)}
    )


def test_publishing_is_in_the_ledger_and_the_publication_knows_its_place(example: Example) -> None:
    made = published(example, "public")
    with permit("looking, in a test"):
        entry = Entry.objects.get(partnership=made.partnership, sequence=made.ledger_sequence)
    assert entry.verb == "report.publish"
    assert entry.chain == made.ledger_chain
    assert entry.reference == made.slug


def test_report_with_a_fault_is_not_published_and_says_why(
    example: Example, cambridgeshire: Partnership
) -> None:
    by = example.by("cambridgeshire")
    report = queries.reports(by).get()
    add_section(by=by, report=report, key="new", title="New", text="[](figure:nothing.of_the_kind)")
    with pytest.raises(Rejected, match="1 reference cannot be answered by the catalogue"):
        publish_edition(by, cambridgeshire, report, EDITIONS["public"])
    with permit("looking, in a test"):
        assert not Publication.objects.exists()


def test_fault_in_a_section_of_the_other_edition_does_not_stand_in_the_way(
    example: Example, cambridgeshire: Partnership
) -> None:
    by = example.by("cambridgeshire")
    report = queries.reports(by).get()
    add_section(
        by=by,
        report=report,
        key="new",
        title="New",
        text="[](figure:nothing.of_the_kind)",
        editions=("professional",),
    )
    assert publish_edition(by, cambridgeshire, report, EDITIONS["public"]).edition == "public"


def test_empty_report_is_not_published(example: Example, cambridgeshire: Partnership) -> None:
    by = example.by("cambridgeshire")
    report: Report = start_report(
        by=by, partnership=cambridgeshire, period="2016-17", title="Next", regime="Working Together 2015"
    )
    built = build(by, cambridgeshire, report, [], EDITIONS["public"])
    assert why_not(built) == ["Nothing has been written yet."]


def test_publishing_is_refused_without_the_permission(cambridgeshire: Partnership, example: Example) -> None:
    report = queries.reports(example.by("cambridgeshire")).get()
    lay = member(cambridgeshire, "lay_member", email="lay@example.org")
    with pytest.raises(Refused, match="publish an edition"):
        publish_edition(lay, cambridgeshire, report, EDITIONS["public"])
