"""Files that nobody thought of: typed tables written in random messy ways, and bytes that a fuzzer makes.

A table that was written is read back equal, or refused, or told of; it is never silently another. ROUNDTABLE_FUZZ_SECONDS
says how long each reader is fuzzed (`make fuzz`).
"""

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from roundtable.intake.extracts import CannotRead, Extract
from roundtable.intake.read_extract import read_extract
from roundtable.intake.tabular.headings import squashed
from tests.intake.extracts import REFERRAL_HEADINGS, ids, rows, workbook

ROOT = Path(__file__).parents[2]
SECONDS = os.environ.get("ROUNDTABLE_FUZZ_SECONDS", "10")
# In a run of all tests, so many at most: what is tried does not hang on how fast the machine is. `make fuzz` has no end.
RUNS = "-1" if "ROUNDTABLE_FUZZ_SECONDS" in os.environ else "250"
READERS = ("csv", "workbook", "archive", "census", "ssda903", "ees", "return", "return_csv")

_SEX = {"M": ("M", "m", "Male", "a) Male", "a) M"), "F": ("F", "f", "Female", "b) Female", " F ")}
_SOURCE = {
    "1A": ("1A", "1a", "1A - Individual - Family member/relative/carer"),
    "6": ("6", "6: Police", "6 Police", "Police"),
    "10": ("10", "10 - Unknown"),
}
_YES_NO = {True: ("Yes", "yes", "Y", "1", "a) Yes"), False: ("No", "no", "N", "0", "b) No")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TEXT = st.text("abcdefghijklmnopqrstuvwxyzABCDEÉéü'’& 0123456789-.,;|\"/", min_size=1, max_size=30).filter(
    lambda text: text.strip(" -.") and not text.strip().lower().startswith("total")
)


@dataclass(frozen=True)
class Written:
    """A referral: what it is, and how it was written."""

    meant: dict[str, Any]
    cells: dict[str, str]


@st.composite
def _day(draw: st.DrawFn) -> tuple[date, str]:
    day = date(2001, 1, 1) + timedelta(days=draw(st.integers(0, 9_000)))
    month = _MONTHS[day.month - 1]
    spelled = draw(
        st.sampled_from(
            [
                f"{day:%d/%m/%Y}",
                f"{day.day}/{day.month}/{day.year}",
                f"{day:%Y-%m-%d}",
                f"{day:%d-%m-%Y}",
                f"{day:%d.%m.%Y}",
                f"{day.day} {month} {day.year}",
                f"{day.day}-{month}-{day.year}",
                f"{day:%Y-%m-%d} 00:00:00",
                f"{day:%Y-%m-%d}T00:00:00",
                str((day - date(1899, 12, 30)).days),
                f" {day:%d/%m/%Y} ",
                f"\u200e{day:%d/%m/%Y}",
            ]
        )
    )
    return day, spelled


@st.composite
def _referral(draw: st.DrawFn) -> Written:
    day, day_said = draw(_day())
    birth, birth_said = draw(_day())
    sex, source, closed = (
        draw(st.sampled_from(sorted(_SEX))),
        draw(st.sampled_from(sorted(_SOURCE))),
        draw(st.booleans()),
    )
    child, team = draw(st.from_regex(r"[A-Z]{0,3}[0-9]{1,12}", fullmatch=True)), draw(_TEXT)
    earlier = draw(st.integers(0, 40))
    return Written(
        {
            "child_id": child,
            "sex": sex,
            "birth": birth,
            "referral_date": day,
            "source": source,
            "no_further_action": closed,
            "referrals_12_months": earlier,
            "team": " ".join(team.split()),
        },
        {
            "Child Unique ID": child,
            "Gender": draw(st.sampled_from(_SEX[sex])),
            "Date of Birth": birth_said,
            "Date of Referral": day_said,
            "Referral Source": draw(st.sampled_from(_SOURCE[source])),
            "Referral NFA?": draw(st.sampled_from(_YES_NO[closed])),
            "Number of Referrals in Last 12 Months": draw(
                st.sampled_from([str(earlier), f"{earlier}.0", f" {earlier}"])
            ),
            "Allocated Team": team,
        },
    )


@st.composite
def _heading(draw: st.DrawFn, text: str) -> str:
    change = draw(
        st.sampled_from(
            [
                str,
                str.upper,
                str.lower,
                str.title,
                lambda t: t.replace(" ", "  "),
                lambda t: t.replace(" ", "_"),
                lambda t: f" {t} ",
                lambda t: f"{t}:",
                lambda t: t.replace(" ", "\n", 1),
                lambda t: t.replace(" ", "\u00a0"),
            ]
        )
    )
    return str(change(text))


@st.composite
def _table(draw: st.DrawFn) -> tuple[list[Written], list[list[str]]]:
    """Referrals, and the cells of a sheet that holds them: columns in any order, titles above, blank rows between."""
    told = draw(st.lists(_referral(), min_size=1, max_size=6))
    order = draw(st.permutations(list(told[0].cells)))
    head = [draw(_heading(name)) for name in order]
    width = len(order)
    above = draw(
        st.sampled_from([[], [["Fenshire Council"]], [["Referrals of the year"], [""], ["OFFICIAL"]]])
    )
    body = [[one.cells[name] for name in order] for one in told]
    for at in draw(st.lists(st.integers(0, len(body)), max_size=3)):
        body.insert(at, [draw(st.sampled_from(["", " "]))] * width)
    return told, [[*row, *[""] * (width - len(row))] for row in (*above, head, *body)]


_FAST = settings(
    max_examples=60,
    deadline=None,
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # a table is small, and shrinking it reads it a thousand times
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="ROUNDTABLE_FUZZ_SECONDS" not in os.environ,
)


def _read(path: Path, folder: Path) -> Extract:
    return read_extract([path], folder / "out", authority="Cambridgeshire")


def _agree(extract: Extract, told: Sequence[Written]) -> None:
    """Every row is there and each value is the one that was meant; nothing is missing but what was told of."""
    found = rows(extract, "referrals")
    assert [{key: row[key] for key in told[0].meant} for row in found] == [one.meant for one in told]
    assert ids(extract) <= {"column-missing", "date-order-unsure"}


@_FAST
@given(
    _table(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_written_as_csv_is_read_back_equal(
    table: tuple[list[Written], list[list[str]]], delimiter: str, encoding: str, end: str, quoting: Any
) -> None:
    told, cells = table
    if (
        end == "\r"
    ):  # Python quotes a cell for the line end that it writes itself, and a heading may hold another
        quoting = csv.QUOTE_ALL
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(cells)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list 3.csv"
        path.write_bytes(out.getvalue().encode(encoding, "ignore"))
        if encoding == "cp1252":
            told = [
                Written({**one.meant, "team": _without_marks(one.meant["team"])}, one.cells) for one in told
            ]

        _agree(_read(path, Path(folder)), told)


def _without_marks(text: str) -> str:
    return text.encode("cp1252", "ignore").decode("cp1252")


@_FAST
@given(_table(), st.integers(0, 5), st.integers(0, 5))
def test_a_table_written_as_a_workbook_is_read_back_equal(
    table: tuple[list[Written], list[list[str]]], down: int, right: int
) -> None:
    told, cells = table
    with tempfile.TemporaryDirectory() as folder:
        moved = [[]] * down + [[*[""] * right, *row] for row in cells]
        path = workbook(Path(folder) / "lists.xlsx", {"Read me": [["Hello"]], "List 3": moved})

        _agree(_read(path, Path(folder)), told)


@_FAST
@given(_table(), st.data())
def test_a_cell_that_is_spoilt_is_told_or_the_table_is_the_same(
    table: tuple[list[Written], list[list[str]]], data: st.DataObject
) -> None:
    """One cell of a date, code or number replaced by anything: it is told, or read as a value that it does say."""
    told, cells = table
    typed = [
        name
        for name in REFERRAL_HEADINGS
        if name in told[0].cells and name not in {"Allocated Team", "Child Unique ID"}
    ]
    name = data.draw(st.sampled_from(typed))
    spoilt = data.draw(
        st.text(
            st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=["Cs"]),
            min_size=1,
            max_size=12,
        )
    )
    column = next(at for row in cells for at, text in enumerate(row) if squashed(text) == squashed(name))
    first = next(
        row
        for row in cells
        if row[column] == told[0].cells[name] and any(told[0].cells[key] in row for key in typed)
    )
    first[column] = spoilt
    with tempfile.TemporaryDirectory() as folder:
        extract = _read(workbook(Path(folder) / "lists.xlsx", {"List 3": cells}), Path(folder))

        found = rows(extract, "referrals")
        assert len(found) == len(told)
        missing = [key for key in told[0].meant if found[0][key] is None]
        blank = any("as no value" in note for note in extract.notes) or spoilt.casefold() in {
            "null",
            "none",
            "nan",
            "nat",
        }
        assert not missing or blank or ids(extract) - {"column-missing", "date-order-unsure"}


@_FAST
@given(st.binary(max_size=300), st.sampled_from(["list 3.csv", "lists.xlsx", "census.xml"]))
def test_any_bytes_are_read_or_refused_in_words(data: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        with suppress(CannotRead):  # an answer too; anything else that is raised is not
            _read(path, Path(folder))


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
def test_a_fuzzer_finds_nothing_but_answers(reader: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "tests.intake.hostile.fuzz",
            reader,
            str(tmp_path),
            SECONDS,
            RUNS,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=int(SECONDS) + 120,
        check=False,
    )

    kept = [path for path in tmp_path.iterdir() if path.is_file()]
    assert done.returncode == 0, f"{kept}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    assert "stat::number_of_executed_units" in done.stderr
