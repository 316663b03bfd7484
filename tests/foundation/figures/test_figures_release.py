"""Whoever gathers every answer that the public may have, whatever was asked with what, finds no hidden number.

One linear system over all of them for the example: the year's catalogue and the year before, each figure for each of its
periods alone, single cells, shares, changes and rates as far as their rounding goes, and the public edition of the report.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures import release as module
from roundtable.foundation.figures.catalogue import definitions, keys, store
from roundtable.foundation.figures.data import Datum, Store
from roundtable.foundation.figures.describe import describe, plan, references_of, summary
from roundtable.foundation.figures.present import Presentation, present
from roundtable.foundation.figures.references import As, Reference, parse
from roundtable.foundation.figures.release import known_cells, releases, same
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.measures.attack import Clue, read
from roundtable.measures.disclosure import Whole, protect, protect_whole
from roundtable.measures.periods import Period
from roundtable.measures.tables import PUBLIC, CellId, Rules, Sum, Table
from roundtable.measures.values import Status, Value
from roundtable.report.build import build
from roundtable.report.editions import EDITIONS
from roundtable.report.queries import reports, sections
from roundtable.site.example import Example
from tests.report.test_edition_attack import clues, printed_values

FOLDER = Path(__file__).parents[3] / "examples" / "cambridgeshire-2015-16"
YEAR = Period.parse("2015-16")
Asked = list[tuple[Period, list[Reference]]]

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Principal:
    Example(FOLDER, quiet=True).load(None)
    return operator(Partnership.objects.get(slug="cambridgeshire").pk)


def everything(found: Store) -> Asked:
    """What may be asked: whole years, each figure alone for each of its periods, and each cell on its own."""
    asked = [(year, _flat(found, year)) for year in (YEAR, YEAR.previous())]
    for key in sorted(found.keys()):
        for period in {p for own in found.periods(key) for p in (own, own.financial_year())}:
            asked.append((period, references_of(found, key, period)))
    return [(period, refs) for period, refs in asked if refs] + [(YEAR, list(_alone(found)))]


def _flat(found: Store, year: Period) -> list[Reference]:
    return [reference for each in plan(found, year).values() for reference in each]


def _alone(found: Store) -> Iterator[Reference]:
    for key in sorted(found.keys()):
        for cell in sorted(known_cells(found, key)):
            for transform in As:
                yield Reference(
                    (key,), Period.parse(cell.period), cell.area, cell.dims, transform
                )  # each cell in every transform


def gathered(
    presentations: list[tuple[Presentation, list[Reference]]],
) -> tuple[dict[CellId, Value], list[Clue]]:
    """What a reader holds after all of them. The same cell must read the same in every one."""
    values: dict[CellId, Value] = {}
    printed: list[Clue] = []
    for presentation, references in presentations:
        for cell, value in printed_values(presentation).items():
            assert values.setdefault(cell, value) == value, f"{cell} reads differently in two answers"
        printed += clues(presentation, tuple(references))
    return values, printed


def test_a_reader_of_every_public_answer_finds_no_hidden_number(who: Principal) -> None:
    found = store(who, keys(who))
    partnership = Partnership.objects.get(slug="cambridgeshire")
    report = reports(who).get()
    edition = build(who, partnership, report, sections(who, report), EDITIONS["public"])
    answers = [(present(who, refs, period, "public"), refs) for period, refs in everything(found)]

    values, printed = gathered([*answers, (edition.presentation, list(edition.references))])
    hidden = {cell for cell, value in values.items() if value.status is Status.SUPPRESSED}
    for clue in printed:
        for cell, _ in clue.weights:
            values.setdefault(cell, Value.missing(Status.SUPPRESSED))
    cells = [layout.raw(found, cell) for cell in values]
    reached = read(values, [*layout.sums(found, values), *same(found, cells)], PUBLIC, printed)

    assert len(answers) > 100
    assert len(hidden) > 150, "the answers hide nothing, so this proves nothing"
    assert len(printed) > 200
    assert {cell: reach for cell, reach in reached.items() if cell in hidden and not reach.is_safe} == {}


def test_the_same_answers_protected_apart_would_give_numbers_back(who: Principal) -> None:
    """The proof can fail: the same reader finds hidden numbers where each answer was protected on its own."""
    found = store(who, keys(who))
    hidden: set[CellId] = set()
    shown: set[CellId] = set()
    for period, references in everything(found)[:-1]:
        tables, links = layout.tables(found, references, period)
        apart = protect(tables, links, PUBLIC)
        hidden |= set(apart.hidden)
        shown |= {c for t in apart.tables.values() for c, v in t.values.items() if v.known}

    assert hidden & shown


def test_a_program_gets_the_same_answer_alone_and_among_all(who: Principal) -> None:
    every = {each["key"]: each for each in summary(who, YEAR, "public")}

    alone = {key: describe(who, parse(str(each["reference"])), YEAR, "public") for key, each in every.items()}

    # What was reported for the year and lies after it is listed with the year, and is a period of its own alone.
    for each in (*every.values(), *alone.values()):
        each.pop("follow_ups", None)
    assert alone == every
    rows = [row for each in every.values() for rows in each["breakdowns"].values() for row in rows]
    assert sum(row["status"] == "suppressed" for row in rows) > 50
    assert all(row["value"] is None for row in rows if row["status"] == "suppressed")


def made_of(*months: int) -> Store:
    """A store that holds one figure's months, from April 2015 on."""
    made = Store(definitions())
    first = Period.parse("2015-04")
    made.add(
        Datum("missing.reports", 1, period, (), Value.of(number))
        for period, number in zip(first.financial_year().months(), months, strict=False)
    )
    return made


def test_a_release_is_worked_out_once_and_anew_when_a_number_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    worked: list[str] = []

    def counted(table: Table, links: Sequence[Sum], rules: Rules, **more: Any) -> Whole:
        worked.append(table.name)
        return protect_whole(table, links, rules, **more)

    monkeypatch.setattr(module, "protect_whole", counted)
    asked = {"missing.reports"}

    first = releases(made_of(11, 4, 31), asked, [])
    again = releases(made_of(11, 4, 31), asked, [])
    changed = releases(made_of(11, 4, 3), asked, [])

    assert worked == ["missing.reports"] * 2
    assert first == again
    june = CellId("missing.reports", "2015-06")
    assert june not in first["missing.reports"].hidden
    assert june in changed["missing.reports"].hidden


def test_a_stock_is_hidden_under_each_of_its_names() -> None:
    """31 March, that March and that year name one number: what is hidden under one is hidden under all."""
    key = "child_protection.plans.at_period_end"
    found = Store(definitions())
    last = Period.parse("31 March 2016")
    dimension = found.definitions.get(key).dimension("category")
    numbers = dict(zip((value for value, _ in dimension.values), (3, 20, 30, 40), strict=False))
    found.add(
        Datum(key, 1, last, (("category", value),), Value.of(number)) for value, number in numbers.items()
    )

    whole = releases(found, {key}, [])[key]
    hidden = {str(period): {c.dims for c in whole.hidden if c.period == str(period)}
              for period in (last, Period.parse("2016-03"), YEAR)}  # fmt: skip

    assert hidden[str(YEAR)]
    assert len({frozenset(each) for each in hidden.values()}) == 1


def test_nothing_but_disclosure_control_makes_a_whole() -> None:
    with pytest.raises(TypeError, match="disclosure control only"):
        Whole(frozenset(), {}, None, ())
