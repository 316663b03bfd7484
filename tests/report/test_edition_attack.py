"""A reader who knows the rule, has the whole public edition and a pencil finds no hidden number.

One linear system over everything that the example's public edition prints: sentences, tables, charts (which draw the
same cells), previous years, and every share and change as far as its rounding goes.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import As, Reference
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import operator
from roundtable.measures.attack import Clue, read
from roundtable.measures.tables import PUBLIC, CellId
from roundtable.measures.values import Status, Value
from roundtable.report.build import Built, build
from roundtable.report.editions import EDITIONS
from roundtable.report.queries import reports, sections
from roundtable.site.example import Example

FOLDER = Path(__file__).parents[2] / "examples" / "cambridgeshire-2015-16"
PERCENT = re.compile(r"([+−]?)([\d,]+(?:\.(\d+))?)%")

pytestmark = pytest.mark.django_db


@pytest.fixture
def built() -> Built:
    Example(FOLDER, quiet=True).load(None)
    partnership = Partnership.objects.get(slug="cambridgeshire")
    who = operator(partnership.pk)
    report = reports(who).get()
    return build(who, partnership, report, sections(who, report), EDITIONS["public"])


def printed_values(presentation: Presentation) -> dict[CellId, Value]:
    """Every cell that the edition prints, as it prints it; what only lies beneath a printed percentage is not printed."""
    return {
        cell: value
        for name, table in presentation.protection.tables.items()
        for cell, value in table.values.items()
        if name != "beneath"
    }


def printed_ratios(
    presentation: Presentation, reference: Reference
) -> Iterator[tuple[CellId, CellId, str, bool]]:
    """Each printed percentage: what over what, the words, and whether it is a change."""
    if not reference.is_block:
        cell = layout.cell_of(reference, reference.key, presentation.period)
        if reference.transform in {As.SHARE, As.CHANGE}:
            change = reference.transform is As.CHANGE
            base = layout.previous(cell) if change else layout.whole(cell)
            yield cell, base, presentation.inline(reference).text, change
        return
    if len(reference.by) != 1:
        return
    axis = layout.axis(presentation.store, reference, reference.by[0], presentation.period)
    for row, entry in zip(
        presentation.grid(reference).rows, [*(v for v, _ in axis.entries), None], strict=False
    ):
        texts = iter(cell.text for cell in row.cells)
        for key in reference.keys:
            start = layout.cell_of(reference, key, presentation.period)
            cell = start if entry is None else layout.place(start, axis, entry)
            for column in reference.columns:
                text = next(texts)
                if column == "share":
                    yield cell, layout.base_of_share(reference, cell, presentation.period), text, False
                if column == "change":
                    yield cell, layout.previous(cell), text, True


def clues(presentation: Presentation, references: tuple[Reference, ...]) -> list[Clue]:
    found: list[Clue] = []
    for reference in references:
        for top, bottom, text, change in printed_ratios(presentation, reference):
            said = PERCENT.fullmatch(text)
            if said is None:
                continue
            number = float(said[2].replace(",", "")) * (-1 if said[1] == "−" else 1)
            half = 0.5 / 10 ** len(said[3] or "")
            more = 100 if change else 0
            found += Clue.of_ratio(top, bottom, (number + more - half) / 100, (number + more + half) / 100)
    return found


def test_a_reader_of_the_whole_public_edition_finds_no_hidden_number(built: Built) -> None:
    presentation = built.presentation
    values = printed_values(presentation)
    hidden = {cell for cell, value in values.items() if value.status is Status.SUPPRESSED}
    percentages = clues(presentation, built.references)
    # What a percentage is of is in the system even where it is not printed itself: unknown to the reader.
    for clue in percentages:
        for cell, _ in clue.weights:
            values.setdefault(cell, presentation.protection.value(cell))
    sums = layout.sums(presentation.store, values)

    reached = read(values, sums, PUBLIC, percentages)

    assert len(hidden) > 10, "the edition hides nothing, so this proves nothing"
    assert len(percentages) > 20
    assert {cell: reach for cell, reach in reached.items() if cell in hidden and not reach.is_safe} == {}


def test_the_attack_finds_what_was_hidden_carelessly(built: Built) -> None:
    """The attacker works: given back one number that was hidden to guard another, it finds some."""
    presentation = built.presentation
    values = printed_values(presentation)
    guards = [c for c, why in presentation.protection.hidden.items() if why != "small" and c in values]
    careless = dict(values)
    for cell in guards:
        careless[cell] = presentation.store.find(cell).value

    reached = read(careless, layout.sums(presentation.store, careless), PUBLIC)

    assert guards
    assert any(not reach.is_safe for reach in reached.values())


def test_no_hidden_number_stands_in_a_text_of_the_edition(built: Built) -> None:
    """Alternative texts and captions are made of protected values: the words around a hidden cell never hold it."""
    for reference in built.references:
        if reference.is_block or str(reference) in built.presentation.problems:
            continue
        shown = built.presentation.inline(reference)
        if shown.status is Status.SUPPRESSED:
            assert shown.number is None
            assert not re.search(r"\d", shown.text)
