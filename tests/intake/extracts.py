"""Reading made-up and real extracts in tests, in one line each."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import xlsxwriter

from roundtable.intake.extract_problems import ProblemGroup
from roundtable.intake.extracts import Extract
from roundtable.intake.read_extract import read_extract

DATA = Path(__file__).parent.parent / "data" / "intake"
REFERRAL_HEADINGS = (
    "Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age", "Date of Referral", "Referral Source", "Referral NFA?",
    "Number of Referrals in Last 12 Months", "Allocated Team", "Allocated Worker",
)  # fmt: skip


def referral(**changes: Any) -> list[Any]:
    """A row of list 3 in which nothing is wrong."""
    row = {
        "child": "C1", "sex": "b) Female", "ethnicity": "a) WBRI", "birth": "04/03/2010", "age": "6", "date": "25/03/2016",
        "source": "1A", "nfa": "No", "earlier": "0", "team": "Hub", "worker": "Ann Example",
    }  # fmt: skip
    assert set(changes) <= set(row)
    return list({**row, **changes}.values())


def read(tmp_path: Path, *paths: Path, **said: Any) -> Extract:
    return read_extract(paths, tmp_path / "out", **said)


def read_referrals(
    tmp_path: Path, *rows: Sequence[Any], head: Sequence[Any] = REFERRAL_HEADINGS, **said: Any
) -> Extract:
    """Rows of list 3, given as a workbook."""
    return read(tmp_path, workbook(tmp_path / "lists.xlsx", {"List 3": [head, *rows]}), **said)


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook with native cells: text is text, numbers are numbers, dates are dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(
        path, {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False}
    ) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def csv_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def rows(extract: Extract, key: str) -> list[dict[str, Any]]:
    return pq.read_table(extract.table(key)).to_pylist()


def column(extract: Extract, key: str, name: str) -> list[Any]:
    return pq.read_table(extract.table(key), columns=[name]).column(0).to_pylist()


def problem(extract: Extract, what: str, column: str | None = None) -> ProblemGroup:
    """The one group of a kind; an assertion where there is none or there are several."""
    found = [group for group in extract.problems if group.id == what and column in (None, group.column)]
    assert len(found) == 1, [(group.id, group.column) for group in extract.problems]
    return found[0]


def ids(extract: Extract) -> set[str]:
    return {group.id for group in extract.problems}
