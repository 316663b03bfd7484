"""Rule sets as data, what rounding leaves a reader, and that percentages give nothing back."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.measures.attack import Clue, shown_range
from roundtable.measures.auditor import audit
from roundtable.measures.definitions import Counts
from roundtable.measures.disclosure import protect
from roundtable.measures.rulesets import UnknownRules, names, read_rule_sets, rule_set, rule_set_on
from roundtable.measures.tables import PUBLIC, Cell, CellId, Sum, Table
from roundtable.measures.values import Status, Value

NHS = rule_set("nhs-hospital").at("local_authority")
DFE = rule_set("dfe-children-in-need")


def cell(name: str = "") -> CellId:
    return CellId("admissions", "2015-16", "", (("by", name),) if name else ())


def one_way(*parts: int) -> Table:
    cells = {cell(f"p{n}"): number for n, number in enumerate(parts)}
    made = [Cell(i, Value.of(n), Counts.PEOPLE) for i, n in ({**cells, cell(): sum(parts)}).items()]
    return Table("one way", tuple(made), (Sum(cell(), tuple(cells)),))


def test_the_default_is_the_rule_set_of_its_name() -> None:
    assert rule_set("roundtable-public").at("local_authority") == PUBLIC
    assert set(names()) == {"dfe-children-in-need", "nhs-hospital", "roundtable-public"}


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15)])
def test_nhs_hides_one_to_seven_and_rounds_the_rest(number: int, shown: int | None) -> None:
    made = protect([one_way(number)], [], NHS).value(cell("p0"))
    assert made == (Value.missing(Status.SUPPRESSED) if shown is None else Value.of(shown))


@pytest.mark.parametrize(("number", "shown"), [(14, 10), (15, 20), (4, None)])
def test_dfe_rounds_regions_to_the_nearest_ten(number: int, shown: int | None) -> None:
    made = protect([one_way(number)], [], DFE.at("region")).value(cell("p0"))
    assert made == (Value.missing(Status.LOW) if shown is None else Value.of(shown))


def test_dfe_hides_as_the_default_for_an_authority() -> None:
    made = protect([one_way(3, 20, 40)], [], DFE.at("local_authority"))
    assert len(made.hidden) == 2
    assert made.audit.rules == "dfe-children-in-need 1"


@given(st.integers(8, 500))
def test_what_is_shown_rounded_may_be_whatever_rounds_to_the_same(number: int) -> None:
    known = shown_range(NHS.rounded(Decimal(number)), NHS)
    same = [n for n in range(8, 510) if NHS.rounded(Decimal(n)) == NHS.rounded(Decimal(number))]
    assert (known.low, known.high) == (min(same), max(same))


def test_percentages_are_of_rounded_counts_to_one_place() -> None:
    made = protect([one_way(13, 21, 2)], [], NHS)
    assert made.percentage(cell("p0"), cell()) == Decimal("42.9")  # 15 of 35, not 13 of 36
    assert made.percentage(cell("p2"), cell()) is None


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=2, max_size=3))
def test_auditor_agrees_with_counting_where_counts_are_rounded(parts: list[int]) -> None:
    """Every table of whole numbers that would be printed the same, by trying all."""
    table = one_way(*parts)
    printed = protect([table], [], NHS).tables["one way"]
    found = audit([printed], table.sums, exact=True)

    def as_printed(n: int) -> Value:
        return protect([Table("x", (Cell(cell(), Value.of(n), Counts.PEOPLE),))], [], NHS).value(cell())

    looks = {n: as_printed(n) for n in range(130)}
    choices = [
        [n for n in range(45) if looks[n] == printed.value(cell(f"p{at}"))] for at in range(len(parts))
    ]
    worlds = [w for w in product(*choices) if looks[sum(w)] == printed.value(cell())]
    for at in range(len(parts)):
        if cell(f"p{at}") in found.reaches:
            values = {w[at] for w in worlds}
            reach = found.reaches[cell(f"p{at}")]
            assert (reach.low, reach.high) == (min(values), max(values))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=3, max_size=5))
def test_rounded_percentages_tell_a_reader_nothing_more(parts: list[int]) -> None:
    """A percentage of what is shown rounded is a number that a reader could have worked out."""
    table = one_way(*parts)
    made = protect([table], [], NHS)
    for each in table.cells:
        percentage = made.percentage(each.id, cell())
        shown, whole = made.value(each.id).number, made.value(cell()).number
        if percentage is not None and shown is not None and whole:
            assert abs(percentage - 100 * shown / whole) <= Decimal("0.05")
        else:
            assert shown is None or not whole


def test_a_percentage_of_a_count_that_was_not_rounded_would_give_it_back() -> None:
    """2 of 36 printed as 5.6% narrows what the rounding left: the auditor sees it."""
    table = one_way(13, 21, 2)
    printed = protect([table], [], NHS).tables["one way"]
    safe = audit([printed], table.sums, exact=True).reaches[cell("p2")]
    told = audit([printed], table.sums, printed=Clue.of_ratio(cell("p2"), cell(), 0.0555, 0.0565), exact=True)
    assert told.reaches[cell("p2")].values < safe.values
    assert told.failing[0].cell == cell("p2")


def test_unknown_rule_sets_versions_and_levels_are_said() -> None:
    with pytest.raises(UnknownRules, match="there are dfe-children-in-need, nhs-hospital, roundtable-public"):
        rule_set("nhs")
    with pytest.raises(UnknownRules, match="has no version '9': it has 1"):
        rule_set("nhs-hospital", "9")
    with pytest.raises(UnknownRules, match="has no level 'ward'"):
        rule_set("nhs-hospital").at("ward")
    with pytest.raises(UnknownRules, match="not in force on 2018-08-31"):
        rule_set_on("nhs-hospital", date(2018, 8, 31))
    assert rule_set_on("nhs-hospital", date(2018, 9, 1)).version == "1"


GOOD = """name = "x"
title = "X"
source = "made up"
[[versions]]
version = "1"
note = ""
hidden_symbol = "c"
[versions.levels.region]
"""


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("lowest = 1", "x.toml: lowest in region says nothing"),
        ("low = 1\nhigh = 2\nkeeps = 3", "hides 1 to 2, which is fewer numbers than the 3 to be kept"),
        ("nearest = 0", "rounds to 0"),
        ("[versions.levels.ward]", "no level is called 'ward'"),
        ("[", "x.toml: "),
    ],
)
def test_a_file_that_is_no_rule_set_is_refused(more: str, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace(".", r"\.")):
        read_rule_sets(GOOD + more, "x.toml")


def test_a_missing_key_is_named() -> None:
    with pytest.raises(ValueError, match=r"x\.toml: hidden_symbol is missing"):
        read_rule_sets(GOOD.replace('hidden_symbol = "c"\n', "") + "low = 1", "x.toml")
