"""A file checked, and a template written, where there is neither a site nor a database."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from roundtable.cli import main
from roundtable.intake.problems import Severity
from roundtable.intake.standalone import Checked, check_alone
from roundtable.measures.definitions import Definitions, load
from tests.examples.example_files import FOLDER
from tests.intake.specs import DEFINITIONS, NEIGHBOUR, RIGHT, SPEC, fill, read, rules, saved, template

ROOT = Path(__file__).parents[2]
FREQUENCY = {"made.plans": "snapshot", "made.on_time": "annual", "made.spending": "annual"}
INVENTED = Definitions(
    {
        key: [replace(found, frequency=FREQUENCY.get(key, found.frequency))]
        for key, found in DEFINITIONS.items()
    }
)
REST = ("--agency", "A", "--period", "2031-32", "--out", "x.xlsx")
RETURNS = sorted(FOLDER.rglob("returns/*.csv"))


def check(cells: dict[str, object] | None = None) -> Checked:
    return check_alone(fill(template(), {**RIGHT, **(cells or {})}), "return.xlsx", INVENTED)


def test_a_right_answer_is_read_as_the_partnership_reads_it() -> None:
    checked = check()

    assert checked.says == "return fenshire/RT-0003 of Fenshire Council for 2031-32"
    assert checked.reading.problems == ()
    assert {(line.id, line.value) for line in checked.reading.lines} == {
        (line.id, line.value) for line in read().lines
    }


@pytest.mark.parametrize(
    ("cells", "rule", "place"),
    [
        ({"G7": "five"}, "not-a-number", "Sheet Fenshire, row 7, column Apr 2031 (G7)"),
        ({"S7": 121}, "time-disagrees", "Sheet Fenshire, row 7, column 2031-32 (S7)"),
        (
            {"C11": "Category: Bullying"},
            "unknown-breakdown",
            "Sheet Fenshire, row 11, column Breakdown (C11)",
        ),
        ({"C9": "Team: East team"}, "duplicate-line", "Sheet Fenshire, row 9, column Key (A9)"),
        ({"A13": "made.on_tine"}, "unknown-key", "Sheet Fenshire, row 13, column Key (A13)"),
        ({"G7": -2}, "negative-needs-note", "Sheet Fenshire, row 7, column Apr 2031 (G7)"),
        ({"A4": "Period: someday"}, "wrong-period", "Sheet Fenshire"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(cells: dict[str, object], rule: str, place: str) -> None:
    found = [problem for problem in check(cells).reading.problems if problem.rule == rule]

    assert [problem.place for problem in found][:1] == [place], rules(check(cells).reading)


def test_an_unknown_key_is_answered_with_those_like_it() -> None:
    found = check({"A13": "made.on_tine"}).reading.problems_of(Severity.ERROR)

    assert [problem.what_to_do for problem in found] == ["Did you mean made.on_time?"]


def test_a_blank_is_asked_about_and_never_nought() -> None:
    checked = check({"T10": None})

    assert rules(checked.reading) == {"blank-without-reason"}
    assert checked.reading.can_be_kept


def test_a_workbook_for_two_partnerships_is_checked_as_both() -> None:
    book = template(SPEC, NEIGHBOUR)
    for cell, value in RIGHT.items():
        book["Fenshire"][cell] = value
    for cell, value in RIGHT.items():
        if cell.endswith("7"):
            book["The Wolds"][cell] = value

    checked = check_alone(saved(book), "return.xlsx", INVENTED)

    assert checked.reading.problems == ()
    assert {line.partnership for line in checked.reading.lines} == {"fenshire", "wolds"}
    assert "fenshire/RT-0003" in checked.says
    assert "wolds/RT-0003" in checked.says


def test_a_file_without_headings_and_one_without_a_known_key_are_refused_in_words() -> None:
    bare = check_alone(b"a,b\n1,2\n", "x.csv", INVENTED)
    foreign = check_alone(b"Key,Indicator,Breakdown,2031-32\nother.figure,Other,,5\n", "x.csv", INVENTED)

    assert rules(bare.reading) == {"no-headings"}
    assert rules(foreign.reading) == {"unknown-key"}
    assert not foreign.reading.can_be_kept
    assert bare.says == "a file that does not say which return it is"


@pytest.mark.parametrize("file", RETURNS, ids=lambda path: path.stem)
def test_the_files_of_the_example_hold_nothing_wrong(file: Path) -> None:
    reading = check_alone(file.read_bytes(), file.name, load()).reading

    assert [problem.message for problem in reading.problems_of(Severity.ERROR)] == []
    assert reading.lines


def test_there_are_files_of_the_example() -> None:
    assert len(RETURNS) > 15


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_template_by_figures_comes_back_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    out = tmp_path / f"template.{kind}"
    asked = ("--figure", "allegations.contacts?by=outcome", "--figure", "missing.reports")

    made = main(
        [
            "returns",
            "template",
            "fen/RT-0007",
            "--agency",
            "Fen Council",
            "--period",
            "2031-32",
            *asked,
            "--out",
            str(out),
        ]
    )
    checked = main(["returns", "check", str(out)])

    said = capsys.readouterr()
    assert (made, checked, said.err) == (0, 0, "")
    assert "for Fen Council." in said.out
    assert "It is return fen/RT-0007 of" in said.out
    assert "0 errors" in said.out


def test_a_filled_template_with_a_slip_gives_exit_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "template.xlsx"
    asked = (
        "--figure",
        "missing.reports",
        "--agency",
        "Fen Police",
        "--period",
        "2031-32",
        "--out",
        str(out),
    )
    main(["returns", "template", "fen/RT-0007", *asked])
    book = openpyxl.load_workbook(out)
    book["Fen"]["G7"] = "lots"
    book.save(out)

    assert main(["returns", "check", str(out)]) == 1
    assert "Sheet Fen, row 7, column Apr 2031 (G7)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["template", "RT-1", "--figure", "missing.reports", "--out", "x.xlsx"], "Say whose return it is"),
        (["template", "fen/RT-1", "--figure", "missing.reports", "--out", "x.xlsx"], "--agency NAME"),
        (["template", "fen/RT-1", "--figure", "no.such", *REST], "There is no figure 'no.such'"),
        (["template", "fen/RT-1", "--figure", "missing.reports?by=shoe", *REST], "has no dimension 'shoe'"),
        (["template", "fen/RT-1", "--figure", "missing.reports?as=change", *REST], "write KEY"),
        (["template", "fen/RT-1", "--figure", "missing.reports", *REST, "--period", "soon"], "soon"),
        (["template", "fen/RT-1", "--figure", "missing.reports", *REST, "--out", "x.ods"], "neither in .xlsx nor in .csv"),
        (["check", "nowhere.xlsx"], "could not be read: No such file"),
        (["check", "--definitions", "nowhere", "x.csv"], "nowhere is no folder"),
    ],
)  # fmt: skip
def test_what_was_asked_wrongly_is_said_with_exit_code_2(
    asked: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)

    assert main(["returns", *asked]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_definitions_of_ones_own_are_known_where_their_folder_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built_in = (ROOT / "src/roundtable/measures/definitions/missing.reports.toml").read_text(encoding="utf-8")
    own = tmp_path / "own"
    own.mkdir()
    (own / "missing.dogs.toml").write_text(
        built_in.replace("missing.reports", "missing.dogs"), encoding="utf-8"
    )
    file = tmp_path / "return.csv"
    file.write_text("Key,Indicator,Breakdown,2031-04\nmissing.dogs,Dogs,,5\n", encoding="utf-8")

    assert main(["returns", "check", str(file)]) == 1
    assert "name their folder" in capsys.readouterr().err
    assert main(["returns", "check", "--definitions", str(own), str(file)]) == 0


def test_nothing_of_django_is_read_for_it(tmp_path: Path) -> None:
    program = (
        "import sys\nsys.modules['django'] = None\nfrom roundtable.cli import main\n"
        f"sys.exit(main(['returns', 'check', {str(RETURNS[0])!r}]))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "src", capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "0 errors" in done.stdout
