"""The Header of a return: its year, its reference date and whose it is."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from roundtable.intake.cin.rows import ARROW, Odd
from roundtable.intake.cin.shape import HEADER
from roundtable.intake.cin.values import Value, typed
from roundtable.intake.extracts import PLACE, ROW, SOURCE
from roundtable.intake.formats.specification import ListSpec, Need, Specification

_EARLIEST, _LATEST = 2000, 2100


@dataclass(frozen=True)
class Header:
    """The values by column, the line of the element, and what was odd."""

    values: dict[str, Value]
    line: int
    odd: tuple[Odd, ...]

    @property
    def year(self) -> str:
        """The financial year that the return is of, "2015-16" for a collection of 2016; empty where it does not say."""
        reference = self.values.get("reference_date")
        ending = self.values.get("year")
        if isinstance(reference, date):
            ending = reference.year
        if not isinstance(ending, int) or not _EARLIEST <= ending <= _LATEST:
            return ""
        return f"{ending - 1}-{ending % 100:02d}"


def read_header(element: etree._Element | None, specification: Specification) -> Header:
    """The Header as the specification has it; every value missing where the return has none."""
    spec = specification.list(HEADER)
    if element is None:
        return Header(
            {column.key: None for column in spec.columns}, 0, (Odd("empty-module", HEADER, "", 1, "Header"),)
        )
    values, odd = {}, []
    for column in spec.columns:
        found = _find(element, column.path)
        text = None if found is None else found.text
        read = typed(column, text)
        values[column.key] = read.value
        line = int((element if found is None else found).sourceline or 0)
        if read.wrong or read.understood:
            odd.append(Odd(read.wrong or read.understood, HEADER, column.key, line, (text or "").strip()))
        elif read.value is None and column.need is Need.ALWAYS:
            odd.append(Odd("value-missing", HEADER, column.key, line))
    return Header(values, int(element.sourceline or 0), tuple(odd))


def _find(element: etree._Element, path: str) -> etree._Element | None:
    """The first element at a path of local names, whatever their namespace."""
    return element.find("/".join(f"{{*}}{step}" for step in path.split("/")))


def write_header(folder: Path, spec: ListSpec, header: Header, source: str) -> None:
    schema = pa.schema(
        [
            *[pa.field(column.key, ARROW[column.type]) for column in spec.columns],
            pa.field(SOURCE, pa.string()),
            pa.field(PLACE, pa.string()),
            pa.field(ROW, pa.int64()),
        ]
    )
    row = {**header.values, SOURCE: source, PLACE: spec.title, ROW: header.line}
    pq.write_table(pa.Table.from_pylist([row], schema), folder / f"{spec.key}.parquet")
