"""Numbers, anchors and the room that tables take, before any format is written."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from roundtable.report.content import Document, Heading, Section, TableBlock, TableCell, Text
from roundtable.report.render.fitting import SIDEWAYS, UPRIGHT, fit
from roundtable.report.render.layout import (
    LEGEND,
    PlacedChart,
    PlacedHeading,
    PlacedPair,
    PlacedTable,
    followable,
    issued,
    lay_out,
    turned,
)
from tests.report.sample_document import (
    monthly,
    plain_year_table,
    public_sample,
    sample,
    sideways_table,
    table,
)

EMPTY = Document("Report", "", "Saltmarsh Partnership", "2031-32", "Public edition", (), "9 November 2032")


def with_blocks(*blocks) -> Document:
    return replace(EMPTY, sections=(Section("one", "One", blocks),))


def placed(document: Document) -> tuple:
    return lay_out(document).parts[0].blocks


def heading(level: int, anchor: str) -> Heading:
    return Heading(level, (Text(anchor),), anchor)


def test_parts_numbers_only_sections():
    parts = lay_out(sample()).parts
    assert [(part.number, part.title) for part in parts] == [
        ("", "Summary"),
        ("1", "Help at the right time"),
        ("2", "Assurance: how we know"),
        ("3", "The year in figures, with a title so long that it needs a second line to be said"),
        ("", "About this document"),
    ]
    assert [part.imprint for part in parts] == [False, False, False, False, True]


def test_parts_without_summary_and_imprint():
    assert [part.number for part in lay_out(public_sample()).parts] == ["1", "2", "3"]


def test_headings_skip_no_level():
    blocks = placed(with_blocks(heading(4, "a"), heading(6, "b"), heading(2, "c"), heading(1, "d")))
    assert [(block.level, block.number) for block in blocks] == [(2, "1.1"), (3, ""), (2, "1.2"), (2, "1.3")]


def test_anchors_are_never_shared():
    made = lay_out(sample())
    anchors = [entry.anchor for entry in made.contents]
    assert len(set(anchors)) == len(anchors)
    assert "more-exploitation-2" in anchors


def test_contents_hold_parts_and_numbered_headings():
    entries = [(entry.level, entry.number, entry.title) for entry in lay_out(sample()).contents]
    assert entries[:4] == [
        (1, "", "Summary"),
        (1, "1", "Help at the right time"),
        (2, "1.1", "Contacts and referrals"),
        (2, "1.2", "What the partnership asked for"),
    ]


def test_tables_and_figures_are_counted_across_the_document():
    blocks = [block for part in lay_out(sample()).parts for block in part.blocks]
    labels = [block.label for block in blocks if isinstance(block, PlacedTable)]
    assert labels == ["Table 1", "Table 2", "Table 3", "Table 4", "Table 5", ""]
    charts = [
        c
        for b in blocks
        for c in (b.charts if isinstance(b, PlacedPair) else (b,))
        if isinstance(c, PlacedChart)
    ]
    assert [chart.label for chart in charts] == [f"Figure {number}" for number in range(1, 14)]
    assert charts[0].numbers.label == "Figure 1 in numbers"


def test_half_charts_pair_only_with_the_next():
    half = monthly("Half", 10, width="half")
    kinds = [
        type(block)
        for block in placed(with_blocks(half, half, half, heading(2, "a"), half, monthly("Wide", 9)))
    ]
    assert kinds == [PlacedPair, PlacedChart, PlacedHeading, PlacedChart, PlacedChart]


def test_legend_only_where_missing_words_are_not_explained():
    unexplained = table("Plain", ("Team", "Number"), (TableCell("A"), TableCell("suppressed", True, True)))
    explained = replace(unexplained, notes=("Hidden.",))
    whole = table("Whole", ("Team", "Number"), (TableCell("A"), TableCell("7", True)))
    assert [t.notes for t in placed(with_blocks(unexplained, explained, whole))] == [
        (LEGEND,),
        ("Hidden.",),
        (),
    ]


def test_short_rows_are_filled():
    (made,) = placed(with_blocks(table("Short", ("A", "B", "C"), (TableCell("a"),))))
    assert [cell.text for cell in made.table.rows[0]] == ["a", "", ""]


def test_fit_keeps_thirteen_columns_of_numbers_upright():
    made = fit(PlacedTable(plain_year_table(), "Table 1", ()))
    assert not made.sideways
    assert sum(made.widths) <= UPRIGHT + 0.01
    assert made.size >= 7.5
    assert made.table is not None
    assert made.table.header[0] == "Source"


def test_fit_turns_a_table_before_it_lies_on_its_side():
    names = tuple(f"suppressed{at}" for at in range(14))
    wide = TableBlock(
        "Wide",
        ("Team", *names),
        ((TableCell("North"), *(TableCell("1") for _ in names)),),
        total_rows=frozenset({0}),
    )
    made = fit(PlacedTable(wide, "Table 1", ()))
    assert not made.sideways
    assert made.table.header == ("Team", "North")
    assert made.total_columns == {1}


def test_fit_lays_on_its_side_what_is_wide_and_long():
    made = fit(PlacedTable(sideways_table(), "Table 1", ()))
    assert made.sideways
    assert UPRIGHT < sum(made.widths) <= SIDEWAYS + 0.01


def test_fit_never_overflows_however_many_columns():
    names = tuple(f"unbreakable{at}" for at in range(60))
    huge = TableBlock("Huge", names, tuple(tuple(TableCell("x") for _ in names) for _ in range(60)))
    made = fit(PlacedTable(huge, "Table 1", ()))
    assert sum(made.widths) <= SIDEWAYS + 0.01


def test_compact_numbers_of_a_year_stand_in_one_line():
    (chart,) = placed(with_blocks(monthly("Reports", 10)))
    made = fit(chart.numbers, compact=True)
    assert [row[0].text for row in made.table.rows] == ["Reports"]
    assert made.table.header[1] == "Apr 2031"


def test_turned_twice_is_the_table_again():
    original = plain_year_table()
    again = turned(turned(original))
    assert again.header == original.header
    assert [[c.text for c in row] for row in again.rows] == [[c.text for c in row] for row in original.rows]


@pytest.mark.parametrize(
    ("href", "alone", "expected"),
    [
        ("https://example.org", True, True),
        ("mailto:someone@example.org", True, True),
        ("/saltmarsh/", False, True),
        ("/saltmarsh/", True, False),
        ("javascript:alert(1)", False, False),
        ("data:text/html,x", True, False),
    ],
)
def test_links_lead_only_where_they_may(href, alone, expected):
    assert followable(href, alone=alone) is expected


def test_issued_reads_the_date_in_words():
    assert issued(EMPTY) == datetime(2032, 11, 9, tzinfo=UTC)
    assert issued(replace(EMPTY, date="in autumn")) == datetime(2000, 1, 1, tzinfo=UTC)
