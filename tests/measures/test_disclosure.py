"""What disclosure control hides and what it leaves, on tables that can be worked out by hand."""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from roundtable.measures.attack import read
from roundtable.measures.definitions import Counts
from roundtable.measures.disclosure import SMALL, WOULD_GIVE_BACK, Protection, expose, protect
from roundtable.measures.tables import PUBLIC, Cell, CellId, Derived, ProtectedTable, Sum, Table
from roundtable.measures.values import Status, Value

YEAR = "2015-16"
MONTHS = (*(f"2015-{month:02}" for month in range(4, 13)), "2016-01", "2016-02", "2016-03")


def cell_id(figure: str = "section47.enquiries", period: str = YEAR, **dims: str) -> CellId:
    return CellId(figure, period, "", tuple(sorted(dims.items())))


def table(
    numbers: Mapping[CellId, int | None], *sums: Sum, counts: Counts = Counts.PEOPLE, name: str = "table"
) -> Table:
    cells = [Cell(i, Value.missing() if n is None else Value.of(n), counts) for i, n in numbers.items()]
    return Table(name, tuple(cells), sums)


def one_way(**parts: int) -> Table:
    """Teams and their total."""
    cells = {cell_id(team=team): number for team, number in parts.items()}
    return table({**cells, cell_id(): sum(parts.values())}, Sum(cell_id(), tuple(cells)))


def two_way(rows: Mapping[str, tuple[int, ...]], year: str = YEAR, months: tuple[str, ...] = MONTHS) -> Table:
    """Teams by months, with totals both ways and the year."""
    numbers = {
        cell_id(period=m, team=t): n for t, row in rows.items() for m, n in zip(months, row, strict=True)
    }
    numbers |= {cell_id(period=year, team=t): sum(row) for t, row in rows.items()}
    numbers |= {
        cell_id(period=m): sum(column)
        for m, column in zip(months, zip(*rows.values(), strict=True), strict=True)
    }
    numbers[cell_id(period=year)] = sum(map(sum, rows.values()))
    sums = [Sum(cell_id(period=year, team=t), tuple(cell_id(period=m, team=t) for m in months)) for t in rows]
    sums += [Sum(cell_id(period=m), tuple(cell_id(period=m, team=t) for t in rows)) for m in (*months, year)]
    sums.append(Sum(cell_id(period=year), tuple(cell_id(period=m) for m in months)))
    return table(numbers, *sums, name=f"Section 47 enquiries, {year}")


def narrowest_for_a_reader(protection: Protection, *tables: Table, links: tuple[Sum, ...] = ()) -> int | None:
    """What somebody who has only what was published can do: the fewest values left for any hidden cell."""
    values = {i: v for t in protection.tables.values() for i, v in t.values.items()}
    reaches = read(values, [*links, *(s for t in tables for s in t.sums)], PUBLIC)
    return min((reach.values for reach in reaches.values()), default=None)


@pytest.mark.parametrize(
    ("number", "hidden"), [(0, False), (1, True), (5, True), (6, False), (-1, True), (-5, True), (-6, False)]
)
def test_primary_boundaries(number: int, hidden: bool) -> None:
    protection = protect([table({cell_id(): number})], [], PUBLIC)
    assert (cell_id() in protection.hidden) is hidden
    shown = protection.value(cell_id())
    assert shown == (Value.missing(Status.SUPPRESSED) if hidden else Value.of(number))


@pytest.mark.parametrize(("counts", "hidden"), [("people", True), ("events", True), ("neither", False)])
def test_primary_by_what_is_counted(counts: str, hidden: bool) -> None:
    protection = protect([table({cell_id(): 3}, counts=Counts(counts))], [], PUBLIC)
    assert bool(protection.hidden) is hidden


def test_one_way_hides_a_second_part() -> None:
    protection = protect([one_way(access=3, disability=40, hospital=12)], [], PUBLIC)
    assert protection.hidden == {cell_id(team="access"): SMALL, cell_id(team="hospital"): WOULD_GIVE_BACK}
    assert protection.value(cell_id()) == Value.of(55)


def test_one_way_with_noughts_hides_the_total() -> None:
    """A nought always stays: the reader who knows that would read a hidden one as not nought."""
    protection = protect([one_way(access=3, disability=0, hospital=0)], [], PUBLIC)
    assert set(protection.hidden) == {cell_id(team="access"), cell_id()}
    assert protection.value(cell_id(team="hospital")) == Value.of(0)


def test_one_way_two_small_that_leave_too_little() -> None:
    """Three that are one and two hides two values only; a third cell joins them."""
    protection = protect([one_way(access=1, disability=2, hospital=80, rural=9)], [], PUBLIC)
    assert protection.hidden[cell_id(team="rural")] == WOULD_GIVE_BACK
    assert protection.value(cell_id(team="hospital")) == Value.of(80)


def test_one_way_does_not_guard_with_a_cell_that_is_only_just_not_small() -> None:
    """1 and 6 make 7: whoever knows which is the small one knows both."""
    protection = protect([one_way(access=1, disability=6, hospital=80)], [], PUBLIC)
    assert cell_id(team="hospital") in protection.hidden


def test_two_way_hides_a_ring_and_keeps_totals() -> None:
    rows = {"access": (9, 3, 20), "disability": (30, 31, 32), "hospital": (8, 12, 50)}
    months = MONTHS[:3]
    made = two_way(rows, "2015-16 Q1", months)
    protection = protect([made], [], PUBLIC)
    assert protection.hidden == {
        cell_id(period=months[1], team="access"): SMALL,
        cell_id(period=months[0], team="access"): WOULD_GIVE_BACK,
        cell_id(period=months[0], team="hospital"): WOULD_GIVE_BACK,
        cell_id(period=months[1], team="hospital"): WOULD_GIVE_BACK,
    }
    assert (narrowest_for_a_reader(protection, made) or 0) >= 3


def test_two_way_with_many_small_cells_is_safe_for_a_reader() -> None:
    rows = {
        "access": (3, 0, 4, 12, 7, 1, 0, 5, 9, 14, 6, 2),
        "disability": (20, 24, 19, 31, 28, 22, 25, 30, 27, 18, 21, 26),
        "hospital": (0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        "rural": (8, 11, 5, 7, 10, 13, 9, 6, 12, 8, 4, 15),
    }
    made = two_way(rows)
    protection = protect([made], [], PUBLIC)
    small = {i for i, c in ((c.id, c.value.number) for c in made.cells) if c is not None and 1 <= c <= 5}
    assert small <= set(protection.hidden)
    assert cell_id() not in protection.hidden
    assert (narrowest_for_a_reader(protection, made) or 0) >= 3
    assert protection.audit.unprotected == ()


def test_months_and_year_in_different_tables() -> None:
    """The year stands in a sentence, the months in a chart: only the link ties them."""
    months = {cell_id("missing.reports", m): 70 + 3 * at for at, m in enumerate(MONTHS)}
    months[cell_id("missing.reports", MONTHS[4])] = 4
    chart = table(months, name="chart")
    sentence = table({cell_id("missing.reports"): sum(months.values())}, name="sentence")
    link = Sum(cell_id("missing.reports"), tuple(months))
    protection = protect([chart, sentence], [link], PUBLIC)
    assert len(protection.hidden) == 2
    assert protection.value(cell_id("missing.reports")).known
    assert (narrowest_for_a_reader(protection, links=(link,)) or 0) >= 3


def test_same_cell_in_two_tables_is_hidden_in_both() -> None:
    """A one-way table of each kind over the same months: hidden for one, hidden in the other."""
    by_team = one_way(access=3, disability=40, hospital=12)
    again = table({cell_id(team="hospital"): 12, cell_id(team="disability"): 40}, name="sentence")
    protection = protect([by_team, again], [], PUBLIC)
    assert protection.tables["sentence"].value(cell_id(team="hospital")).status is Status.SUPPRESSED
    assert protection.tables["sentence"].value(cell_id(team="disability")) == Value.of(40)


def test_same_cell_with_two_values_is_refused() -> None:
    with pytest.raises(ValueError, match="two values"):
        protect([table({cell_id(): 12}), table({cell_id(): 13}, name="other")], [], PUBLIC)


def test_previous_year_column_and_change_go_with_a_small_previous_value() -> None:
    now, before = cell_id(), cell_id(period="2014-15")
    change = Derived("change", (now, before))
    made = dataclasses.replace(table({now: 40, before: 4}), derived=(change,))
    protection = protect([made], [], PUBLIC)
    assert set(protection.hidden) == {before}
    assert not protection.shows("change")
    assert not protection.tables["table"].shows("change")


def test_previous_year_has_sums_of_its_own() -> None:
    this_year = one_way(access=30, disability=40, hospital=12)
    numbers = {
        cell_id(period="2014-15", team=t): n for t, n in (("access", 2), ("disability", 33), ("hospital", 9))
    }
    last_year = table(
        {**numbers, cell_id(period="2014-15"): 44},
        Sum(cell_id(period="2014-15"), tuple(numbers)),
        name="previous",
    )
    protection = protect([this_year, last_year], [], PUBLIC)
    assert set(protection.hidden) == {cell_id(period="2014-15", team=t) for t in ("access", "hospital")}


def test_share_printed_elsewhere_goes_when_its_cell_is_hidden_to_guard_another() -> None:
    share = Derived("hospital share", (cell_id(team="hospital"), cell_id()))
    kept = Derived("disability share", (cell_id(team="disability"), cell_id()))
    sentence = dataclasses.replace(table({cell_id(): 55}, name="sentence"), derived=(share, kept))
    protection = protect([one_way(access=3, disability=40, hospital=12), sentence], [], PUBLIC)
    assert not protection.shows("hospital share")
    assert protection.shows("disability share")


def test_derived_of_a_cell_outside_the_system_is_withheld() -> None:
    made = dataclasses.replace(table({cell_id(): 55}), derived=(Derived("rate", (cell_id("population"),)),))
    assert not protect([made], [], PUBLIC).shows("rate")


def test_cell_that_is_not_printed_but_is_given_by_a_sum_is_guarded() -> None:
    """245 of 250 said yes: the 5 others are not printed, and are there to be read all the same."""
    total, yes, no = cell_id(), cell_id(answer="yes"), cell_id(answer="no")
    protection = protect([table({total: 250, yes: 245})], [Sum(total, (yes, no))], PUBLIC)
    assert set(protection.hidden) in ({total}, {yes})
    assert no not in protection.hidden


def test_cell_not_supplied_but_given_by_a_sum_is_guarded_and_still_says_not_supplied() -> None:
    parts = {cell_id(team="access"): None, cell_id(team="hospital"): 30, cell_id(team="rural"): 20}
    made = table({**parts, cell_id(): 53}, Sum(cell_id(), tuple(parts)))
    protection = protect([made], [], PUBLIC)
    assert protection.value(cell_id(team="access")).status is Status.NOT_SUPPLIED
    assert len(protection.hidden) == 1


def test_suppressed_by_its_source_is_not_given_back() -> None:
    parts = {cell_id(team="hospital"): 30, cell_id(team="rural"): 20}
    source = Cell(cell_id(team="access"), Value.missing(Status.SUPPRESSED), Counts.PEOPLE)
    made = table({**parts, cell_id(): 53}, Sum(cell_id(), (source.id, *parts)))
    made = dataclasses.replace(made, cells=(*made.cells, source))
    protection = protect([made], [], PUBLIC)
    assert len(protection.hidden) == 2
    assert (narrowest_for_a_reader(protection, made) or 0) >= 3


def test_negative_count_is_hidden_and_guarded() -> None:
    """One month had -1 after a case was put into another class."""
    months = {cell_id(period=m): n for m, n in zip(MONTHS[:4], (12, 9, -1, 20), strict=True)}
    made = table({**months, cell_id(): 40}, Sum(cell_id(), tuple(months)))
    protection = protect([made], [], PUBLIC)
    assert protection.hidden[cell_id(period=MONTHS[2])] == SMALL
    assert len(protection.hidden) == 2
    assert (narrowest_for_a_reader(protection, made) or 0) >= 3


def test_sum_that_disagrees_with_its_parts_still_guards() -> None:
    """A source's own total is one out: a reader still gets within one of the hidden part, so it counts as a sum."""
    parts = {cell_id(team="access"): 3, cell_id(team="hospital"): 30, cell_id(team="rural"): 20}
    made = table({**parts, cell_id(): 54}, Sum(cell_id(), tuple(parts)))
    assert len(protect([made], [], PUBLIC).hidden) == 2


def test_what_was_published_before_is_not_chosen_again() -> None:
    made = one_way(access=3, disability=40, hospital=12)
    earlier = expose([table({cell_id(team="hospital"): 12})], "public").tables.values()
    protection = protect([made], [], PUBLIC, also_published=tuple(earlier))
    assert set(protection.hidden) == {cell_id(team="access"), cell_id(team="disability")}
    assert protection.audit.unprotected == ()


def test_what_cannot_be_protected_any_more_is_said() -> None:
    made = one_way(access=3, disability=40, hospital=12)
    earlier = [cell for cell in made.cells if cell.id != cell_id(team="access")]
    published = expose([Table("earlier", tuple(earlier))], "public").tables.values()
    protection = protect([made], [], PUBLIC, also_published=tuple(published))
    assert protection.audit.unprotected == (cell_id(team="access"),)


def test_audit_counts_what_was_done() -> None:
    audit = protect([one_way(access=3, disability=40, hospital=12)], [], PUBLIC).audit
    assert (audit.rules, audit.cells, audit.small, audit.secondary, audit.withheld) == (
        "roundtable-public 1", 4, 1, 1, 0,
    )  # fmt: skip
    assert audit.narrowest == 5


def test_nothing_small_hides_nothing() -> None:
    protection = protect([one_way(access=6, disability=0, hospital=12)], [], PUBLIC)
    assert protection.hidden == {}
    assert protection.audit.narrowest is None


def test_protecting_again_hides_no_more() -> None:
    made = one_way(access=3, disability=40, hospital=12, rural=2)
    first = protect([made], [], PUBLIC)
    values = first.tables["table"].values
    again = dataclasses.replace(made, cells=tuple(Cell(c.id, values[c.id], c.counts) for c in made.cells))
    second = protect([again], [], PUBLIC)
    assert second.tables["table"].values == values


def test_expose_hides_nothing() -> None:
    made = one_way(access=3, disability=40, hospital=12)
    made = dataclasses.replace(made, derived=(Derived("share", (cell_id(team="access"), cell_id())),))
    protection = expose([made])
    assert protection.value(cell_id(team="access")) == Value.of(3)
    assert protection.shows("share")
    assert protection.tables["table"].audience == "partnership"


def test_protected_table_cannot_be_made_by_hand() -> None:
    with pytest.raises(TypeError, match="disclosure control only"):
        ProtectedTable("table", "public", PUBLIC, {cell_id(): Value.of(3)})


def test_protected_table_cannot_be_changed() -> None:
    made = protect([one_way(access=3, hospital=12)], [], PUBLIC).tables["table"]
    with pytest.raises(TypeError, match="disclosure control only"):
        dataclasses.replace(made, values={cell_id(): Value.of(3)})
    with pytest.raises(TypeError):
        made.values[cell_id()] = Value.of(3)  # type: ignore[index]  # the point of the test


def test_standard_output_stays_clean() -> None:
    """Programs read our standard output: the solver, which greets there once a process, is kept silent."""
    program = (
        "from roundtable.measures.programs import Program, Row\n"
        "print(Program([(0.0, 5.0)], [Row({0: 1.0}, 3.0, 3.0)]).solve()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout == "3.0\n"


def test_small_whole_of_several_ones_does_not_hide_its_neighbours() -> None:
    """One each in four months make four: told that the four are few, a reader knows, and no more hiding would help."""
    made = two_way(
        {"access": (1, 1, 1, 1), "rural": (40, 50, 60, 70), "hospital": (45, 35, 25, 15)}, "year", MONTHS[:4]
    )
    protection = protect([made], [], PUBLIC)
    assert len(protection.hidden) <= 10
    assert protection.audit.unprotected == ()
    assert (narrowest_for_a_reader(protection, made) or 0) >= 3
