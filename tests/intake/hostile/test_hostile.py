"""Every hostile file has a clear answer: in time, in bounded memory, without a trace, and no row lost without a word."""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.intake.extracts import column, read, referral
from tests.intake.hostile import archives, documents, no_lists, texts, workbooks
from tests.intake.hostile.case import Case
from tests.intake.hostile.warden import Warden
from tests.intake.hostile.workbooks import of_1904, rows

CASES = {
    f"{kind}: {case}": case
    for kind, cases in (
        ("no list", no_lists.CASES),
        ("text", texts.CASES),
        ("workbook", workbooks.CASES),
        ("archive", archives.CASES),
        ("XML", documents.CASES),
    )
    for case in cases
}
_RULES_A_TERMINAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_JARGON = re.compile(r"Traceback|Exception|Error:|errno|XML_PARSE|0x[0-9a-f]{4}", re.IGNORECASE)


@pytest.fixture(scope="module")
def warden() -> Iterator[Warden]:
    with Warden() as running:
        yield running


def test_no_case_hides_another() -> None:
    every = (no_lists.CASES, texts.CASES, workbooks.CASES, archives.CASES, documents.CASES)

    assert len(CASES) == sum(map(len, every)) > 60


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")  # the archive is built so on purpose
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_answer_is_clear(case: Case, warden: Warden, tmp_path: Path) -> None:
    made, kept = tmp_path / "made", tmp_path / "kept"
    made.mkdir()
    kept.mkdir()
    check = ["intake", "check", str(case.build(made)), *case.arguments]

    # Where rows are counted, in words as well as in figures: not twice over a million.
    words = warden.run(check, kept, seconds=case.seconds, unprivileged=case.unprivileged)

    assert words.code == case.code, words.said[-2000:]
    assert all(said in words.said for said in case.says), words.said[-3000:]
    assert words.megabytes <= case.megabytes
    assert not _RULES_A_TERMINAL.search(words.out + words.err)
    assert not _JARGON.search(words.said)
    assert bool(words.out) is (case.code != 2), "a refusal goes to the error output, a report does not"
    assert bool(words.err) is (case.code == 2)
    if case.rows and max(case.rows.values()) < 1_000:
        figures = warden.run([*check, "--json"], kept, seconds=case.seconds)
        counted = json.loads(figures.out)["lists"]
        assert {key: counted[key] for key in case.rows} == case.rows
    for path in made.rglob("*.csv"):
        path.unlink()  # the great ones: pytest keeps the folders of several runs


def test_a_day_of_a_workbook_that_counts_from_1904_is_that_day(tmp_path: Path) -> None:
    as_date = read(tmp_path, of_1904(date=date(2016, 3, 25))(tmp_path))
    as_number = read(tmp_path, of_1904(date=40992)(tmp_path))

    assert column(as_date, "referrals", "referral_date") == [date(2016, 3, 25)]
    assert column(as_number, "referrals", "referral_date") == [date(2016, 3, 25)]


def test_an_identifier_whose_last_figures_a_spreadsheet_dropped_is_not_kept(tmp_path: Path) -> None:
    extract = read(tmp_path, rows(referral(child=123456789012345678), referral(child="C2"))(tmp_path))

    assert column(extract, "referrals", "child_id") == [None, "C2"]


def test_a_mark_that_nobody_sees_makes_no_other_child(tmp_path: Path) -> None:
    text = "\n".join([texts.HEAD, texts.line(), texts.line(child="\u200bC1"), "\ufeff" + texts.line()])
    (tmp_path / "list 3.csv").write_text(text, encoding="utf-8")

    assert column(read(tmp_path, tmp_path / "list 3.csv"), "referrals", "child_id") == ["C1"] * 3


def test_a_first_row_with_a_cell_too_many_shifts_nothing(tmp_path: Path) -> None:
    shifted = texts.line(team="Hub, north")
    (tmp_path / "list 3.csv").write_text(
        f"{texts.HEAD}\n{shifted}\n{texts.line(child='C2')}\n", encoding="utf-8"
    )

    assert column(read(tmp_path, tmp_path / "list 3.csv"), "referrals", "child_id") == ["C2"]
