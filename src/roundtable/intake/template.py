"""Templates that an agency fills in: one workbook for all that is asked of it, or a CSV file for each return."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import xlsxwriter

from roundtable.intake.cell_values import STATUS_OF_WORD
from roundtable.intake.exports import csv_bytes, sheet_name
from roundtable.intake.returns import (
    AFTER_PERIODS,
    BEFORE_PERIODS,
    GUIDE_SHEET,
    SCHEMA,
    Heading,
    ReturnSpec,
    last_words,
)
from roundtable.intake.template_guide import write_guide
from roundtable.intake.template_look import Look
from roundtable.intake.template_sheet import WORDS_NAME, write_sheet

_LISTS_SHEET = "Lists"
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_template(specs: Sequence[ReturnSpec], target: Path | BinaryIO) -> None:
    """An XLSX workbook with guidance and a sheet for each return. All of them are of one agency."""
    agencies = {spec.agency for spec in specs}
    if len(agencies) != 1:
        raise ValueError("A template is for the returns of one agency")
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, _OPTIONS) as book:
        look = Look.of(book)
        guide = book.add_worksheet(GUIDE_SHEET)
        names = sheet_names(specs)
        for spec, name in zip(specs, names, strict=True):
            write_sheet(book.add_worksheet(name), spec, look)
        write_guide(guide, specs, names, look)
        _write_lists(book)
        _write_properties(book, specs)
        guide.activate()


def sheet_names(specs: Sequence[ReturnSpec]) -> list[str]:
    """The partnership's title, with the reference where a partnership asks twice."""
    titles = [spec.partnership_title for spec in specs]
    names: list[str] = []
    for spec in specs:
        twice = titles.count(spec.partnership_title) > 1
        title = f"{spec.partnership_title[:20]} {spec.reference}" if twice else spec.partnership_title
        names.append(sheet_name(title, (*names, GUIDE_SHEET, _LISTS_SHEET)))
    return names


def _write_lists(book: xlsxwriter.Workbook) -> None:
    """The words that a cell may hold in place of a number, where the validation of the cells looks them up."""
    lists = book.add_worksheet(_LISTS_SHEET)
    lists.hide()
    lists.write_column(0, 0, list(STATUS_OF_WORD))
    book.define_name(WORDS_NAME, f"={_LISTS_SHEET}!$A$1:$A${len(STATUS_OF_WORD)}")


def _write_properties(book: xlsxwriter.Workbook, specs: Sequence[ReturnSpec]) -> None:
    book.set_properties({"title": f"Return of figures: {specs[0].agency_title}", "author": "Roundtable"})
    book.set_custom_property("schema", SCHEMA)
    book.set_custom_property("agency", specs[0].agency)
    book.set_custom_property("partnership", " ".join(dict.fromkeys(spec.partnership for spec in specs)))
    book.set_custom_property("reference", " ".join(spec.id for spec in specs))


def write_csv_template(spec: ReturnSpec, target: Path | BinaryIO) -> None:
    """The same columns as CSV, and a last one that says which return it is."""
    head = (*BEFORE_PERIODS, *(str(period) for period in spec.periods), *AFTER_PERIODS, Heading.RETURN)
    blank = ("",) * (len(spec.periods) + len(AFTER_PERIODS))
    rows = [
        (line.key, line.title, line.breakdown, line.area, line.unit, last_words(line), *blank, spec.id)
        for line in spec.lines
    ]
    data = csv_bytes([head, *rows])
    if isinstance(target, Path):
        target.write_bytes(data)
    else:
        target.write(data)
