"""What was counted over lists, as files that hold numbers and no child: our own return, tidy CSV, and JSON."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from roundtable.intake.asking import KINDS
from roundtable.intake.exports import ExportCell, csv_bytes, sheet_name
from roundtable.intake.returns import AFTER_PERIODS, BEFORE_PERIODS, SCHEMA
from roundtable.intake.template_look import Look
from roundtable.intake.template_sheet import heading_of
from roundtable.measures.definitions import Definition, Definitions
from roundtable.measures.intervals import Estimate
from roundtable.measures.lists.answers import Answer, NoAnswer
from roundtable.measures.lists.counting import LeftOut
from roundtable.measures.periods import Period, PeriodKind

JSON_SCHEMA = "roundtable-measures/1"
LEVELS = {"la": "Local authority", "region": "Regional", "national": "National"}


@dataclass(frozen=True)
class Measured:
    """Everything that a file of results says. `areas` are the names of areas by their code."""

    period: Period
    level: str
    answers: tuple[Answer, ...]
    no_answers: tuple[NoAnswer, ...]
    left_out: tuple[LeftOut, ...]
    sources: tuple[str, ...]
    areas: Mapping[str, str]
    definitions: Definitions
    agency: str = ""
    reference: str = ""

    def name(self, area: str) -> str:
        return self.areas.get(area, area)

    def definition(self, figure: str) -> Definition:
        return self.definitions.on(figure, self.period.end)


def tidy_csv(measured: Measured) -> bytes:
    """One row a number, with what it is a share of or a rate over, and its interval; figures without a number say why."""
    head = (
        "time_period", "geographic_level", "area_code", "area_name", "figure", "title", "definition_version",
        "breakdown", "breakdown_values", "count", "of", "value", "unit", "lower", "upper", "method", "note",
    )  # fmt: skip
    rows: list[Sequence[ExportCell]] = [head]
    for answer in measured.answers:
        definition = measured.definition(answer.figure)
        numbers = _numbers(answer.estimate, definition)
        rows.append(
            (
                str(answer.period), LEVELS[measured.level], answer.area, measured.name(answer.area), answer.figure,
                definition.title, answer.version, "; ".join(k for k, _ in answer.dims), "; ".join(answer.titles),
                answer.count, answer.of, *numbers, answer.note,
            )
        )  # fmt: skip
    for missing in measured.no_answers:
        title = measured.definition(missing.figure).title
        rows.append(
            (
                str(missing.period), LEVELS[measured.level], "", "", missing.figure, title, missing.version,
                "", "", "x", "", "", "", "", "", "", missing.reason,
            )
        )  # fmt: skip
    return csv_bytes(rows)


def _numbers(estimate: Estimate | None, definition: Definition) -> tuple[ExportCell, ...]:
    """Value, unit, limits and method of a share or rate; nothing where there is none."""
    if estimate is None:
        return ("",) * 5
    limits = (round(estimate.lower, 4), round(estimate.upper, 4))
    return round(estimate.value, 4), f"per {definition.per}", *limits, estimate.method


def as_json(measured: Measured) -> bytes:
    """The same for programs."""
    said = {
        "schema": JSON_SCHEMA,
        "period": str(measured.period),
        "level": measured.level,
        "sources": list(measured.sources),
        "figures": [_answer_json(measured, answer) for answer in measured.answers],
        "not_given": [
            {"figure": m.figure, "version": m.version, "period": str(m.period), "reason": m.reason}
            for m in measured.no_answers
        ],
        "left_out": [
            {"list": o.list, "rows": o.rows, "without_date": o.without_date, "without_child": o.without_child}
            for o in measured.left_out
        ],
    }
    return (json.dumps(said, indent=1, ensure_ascii=False) + "\n").encode()


def _answer_json(measured: Measured, answer: Answer) -> dict[str, object]:
    definition = measured.definition(answer.figure)
    said: dict[str, object] = {
        "figure": answer.figure,
        "version": answer.version,
        "area": answer.area,
        "area_name": measured.name(answer.area),
        "period": str(answer.period),
        "dims": dict(answer.dims),
        "count": answer.count,
    }
    if answer.of is not None:
        said["of"] = answer.of
    if answer.estimate is not None:
        found = answer.estimate
        said |= {
            "value": found.value, "per": definition.per, "lower": found.lower, "upper": found.upper,
            "level": found.level, "method": found.method,
        }  # fmt: skip
    return said | ({"note": answer.note} if answer.note else {})


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the return: a figure, its breakdown and area, and its numbers by period."""

    answer: Answer
    breakdown: str
    numbers: Mapping[Period, int]


def return_xlsx(measured: Measured) -> bytes:
    """Our own return, filled in: the web and `roundtable returns check` read it as they read any other.

    It holds each figure in the periods of its frequency, by the breakdowns that its definition has. A figure that the
    source does not give stands there with the reason.
    """
    rows = list(_rows(measured))
    periods = sorted(
        {period for row in rows for period in row.numbers} | {measured.period},
        key=lambda p: (list(PeriodKind).index(p.kind), p.start),
    )
    sheet = Sheet(
        measured.agency,
        measured.reference,
        str(measured.period),
        periods,
        tuple(_cells(measured, rows, periods)),
    )
    return written_return([sheet])


@dataclass(frozen=True, slots=True)
class Sheet:
    """One return as it is written: whose and for when, and its cells under the headings of a return."""

    agency: str
    reference: str
    period: str
    periods: Sequence[Period]
    cells: Sequence[Sequence[str | int]]
    title: str = ""


def written_return(sheets: Sequence[Sheet]) -> bytes:
    """A workbook in the shape of our template, with numbers and without its locks and colours."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        look = Look.of(book)
        names: list[str] = []
        for sheet in sheets:
            names.append(sheet_name(sheet.title or sheet.agency or "Figures", names))
            _write(book.add_worksheet(names[-1]), sheet, look)
        book.set_custom_property("schema", SCHEMA)
        book.set_custom_property("reference", " ".join(s.reference for s in sheets if s.reference))
    return out.getvalue()


def _write(page: Worksheet, sheet: Sheet, look: Look) -> None:
    said = (
        f"{sheet.title or sheet.agency or 'Figures'}: return of figures",
        f"Return: {sheet.reference}" if sheet.reference else "",
        f"Agency: {sheet.agency}" if sheet.agency else "",
        f"Period: {sheet.period}",
        "Counted by Roundtable from case lists. No child’s record is in this file.",
    )
    for y, text in enumerate(said):
        page.write_string(y, 0, text, look.title if y == 0 else look.subtitle)
    headings = (*BEFORE_PERIODS, *(heading_of(period) for period in sheet.periods), *AFTER_PERIODS)
    for x, heading in enumerate(headings):
        page.write_string(5, x, heading, look.head)
    for y, cells in enumerate(sheet.cells, start=6):
        for x, cell in enumerate(cells):
            if isinstance(cell, int):
                page.write_number(y, x, cell, look.whole)
            elif cell:
                page.write_string(y, x, cell, look.fixed)
    page.set_column(0, 2, 32)
    page.set_column(3, len(headings), 13)
    page.freeze_panes(6, 3)


def _rows(measured: Measured) -> Iterable[_Row]:
    lines: dict[tuple[str, str, tuple[tuple[str, str], ...]], dict[Period, int]] = {}
    first: dict[tuple[str, str, tuple[tuple[str, str], ...]], Answer] = {}
    for answer in measured.answers:
        definition = measured.definition(answer.figure)
        if _in_return(answer, definition, measured.period):
            key = (answer.figure, answer.area, answer.dims)
            lines.setdefault(key, {})[answer.period] = answer.count
            first.setdefault(key, answer)
    for key, numbers in lines.items():
        answer = first[key]
        yield _Row(answer, _breakdown(answer, measured.definition(answer.figure)), numbers)


def _in_return(answer: Answer, definition: Definition, whole: Period) -> bool:
    """Whether the figure's definition has the breakdown, and is supplied for such a period."""
    known = {d.key: d for d in definition.dimensions}
    for dimension, value in answer.dims:
        found = known.get(dimension)
        if found is None or not (found.open or value in dict(found.values)):
            return False
    if answer.period.kind is PeriodKind.SNAPSHOT and answer.period.end != whole.end:
        return False
    return answer.period.kind in KINDS.get(definition.frequency, ()) or answer.period == whole


def _breakdown(answer: Answer, definition: Definition) -> str:
    parts = zip(answer.dims, answer.titles, strict=True)
    return "; ".join(f"{definition.dimension(key).title}: {title}" for (key, _), title in parts)


def _cells(measured: Measured, rows: Sequence[_Row], periods: Sequence[Period]) -> Iterable[list[str | int]]:
    several = len({row.answer.area for row in rows}) > 1
    source = ", ".join(measured.sources)
    reasons = {missing.figure: missing.reason for missing in measured.no_answers}
    told: set[str] = set()
    for row in rows:
        definition = measured.definition(row.answer.figure)
        area = measured.name(row.answer.area) if several else ""
        before: list[str | int] = [definition.key, definition.title, row.breakdown, area, definition.unit, ""]
        numbers: list[str | int] = [row.numbers.get(period, "") for period in periods]
        reason = "" if row.breakdown else reasons.get(definition.key, "")
        told.add(definition.key)
        yield [*before, *numbers, row.answer.note, reason, "", source]
    for key, reason in reasons.items():
        if key not in told:
            definition = measured.definition(key)
            blank: list[str | int] = [""] * len(periods)
            yield [key, definition.title, "", "", definition.unit, "", *blank, "", reason, "", source]
