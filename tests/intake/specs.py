"""What an invented agency is asked for, and files as it might send them."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl

from roundtable.intake.reading import read_return
from roundtable.intake.returns import Reading, ReturnSpec, SpecLine
from roundtable.intake.template import write_template
from roundtable.measures.definitions import Adds, Counts, Definition, Dimension, Polarity, Scale
from roundtable.measures.periods import Period

YEAR = Period.parse("2031-32")
MONTHS = YEAR.months()
DAY = Period.snapshot_of(date(2032, 3, 31))

TEAM = Dimension("team", "Team", (("east", "East team"), ("west", "West team")), open=True)
CATEGORY = Dimension("category", "Category", (("neglect", "Neglect"), ("emotional", "Emotional abuse")))
FACTOR = Dimension("factor", "Factor", (("alcohol", "Alcohol"), ("violence", "Violence")), exclusive=False)


def definition(
    key: str, title: str, scale: Scale = Scale.COUNT, adds: Adds = Adds.SUM, **more: Any
) -> Definition:
    return Definition(
        key=key, version=1, title=title, question="How do we know that it is so?", theme="Invented",
        definition=f"{title}, as counted.", counts=Counts.EVENTS, unit=more.pop("unit", "enquiries"), scale=scale,
        adds=adds, polarity=Polarity.NEITHER, supplier="council", frequency="monthly", source="local", **more,
    )  # fmt: skip


DEFINITIONS = {
    d.key: d
    for d in (
        definition("made.enquiries", "Enquiries started", dimensions=(TEAM, CATEGORY)),
        definition(
            "made.plans", "Children on a plan", adds=Adds.LAST, unit="children", dimensions=(CATEGORY, FACTOR)
        ),
        definition("made.on_time", "Visits in time", Scale.PERCENT, Adds.NONE, unit="per cent"),
        definition("made.spending", "Spending", Scale.POUNDS, unit="pounds"),
    )
}


def line(
    key: str,
    periods: Sequence[Period],
    breakdown: str = "",
    dims: tuple[tuple[str, str], ...] = (),
    **more: Any,
) -> SpecLine:
    known = DEFINITIONS[key]
    return SpecLine(
        key, 1, known.title, known.unit, known.scale, dims, breakdown, "Fenshire", tuple(periods), **more
    )  # fmt: skip


SPEC = ReturnSpec(
    partnership="fenshire", partnership_title="Fenshire", agency="fenshire-council", agency_title="Fenshire Council",
    reference="RT-0003", period=YEAR,
    lines=(
        line("made.enquiries", (*MONTHS, YEAR)),
        line("made.enquiries", (*MONTHS, YEAR), "Team: East team", (("team", "east"),)),
        line("made.enquiries", (*MONTHS, YEAR), "Team: West team", (("team", "west"),)),
        line("made.plans", (DAY,), last={Period.snapshot_of(date(2031, 3, 31)): "41"}),
        line("made.plans", (DAY,), "Category: Neglect", (("category", "neglect"),)),
        line("made.plans", (DAY,), "Category: Emotional abuse", (("category", "emotional"),)),
        line("made.on_time", (YEAR,)),
        line("made.spending", (YEAR,)),
    ),
    definitions=DEFINITIONS, marking="OFFICIAL",
)  # fmt: skip

NEIGHBOUR = replace(SPEC, partnership="wolds", partnership_title="The Wolds", lines=SPEC.lines[:1])


def template(*specs: ReturnSpec) -> openpyxl.Workbook:
    """The template of some returns, opened as an agency would open it."""
    out = io.BytesIO()
    write_template(specs or (SPEC,), out)
    return openpyxl.load_workbook(out)


def saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(book: openpyxl.Workbook, cells: Mapping[str, Any], sheet: str = "Fenshire") -> bytes:
    """The workbook with cells filled in, as bytes."""
    for name, value in cells.items():
        book[sheet][name] = value
    return saved(book)


# A complete, right answer: months in G to R, the year in S, the day in T; the first line is row 7.
RIGHT: dict[str, Any] = {
    **{f"{column}7": 10 for column in "GHIJKLMNOPQR"}, "S7": 120,
    **{f"{column}8": 6 for column in "GHIJKLMNOPQR"}, "S8": 72,
    **{f"{column}9": 4 for column in "GHIJKLMNOPQR"}, "S9": 48,
    "T10": 40, "T11": 25, "T12": 15, "S13": 52.5, "S14": 1234.5,
}  # fmt: skip


def read(cells: Mapping[str, Any] | None = None, **changed: Any) -> Reading:
    """The right answer with some cells changed, read."""
    return read_return(fill(template(), {**RIGHT, **(cells or {}), **changed}), "return.xlsx", [SPEC])


def read_text(text: str, spec: ReturnSpec = SPEC, encoding: str = "utf-8") -> Reading:
    return read_return(text.encode(encoding), "return.csv", [spec])


def rules(reading: Reading) -> set[str]:
    return {problem.rule for problem in reading.problems}
