"""`roundtable intake`: what a data officer types and reads, with the exit codes that a script needs."""

import csv
import json
import subprocess
import sys

import pyarrow.parquet as pq
import pytest

from roundtable.cli import main
from tests.intake.extracts import DATA, REFERRAL_HEADINGS, csv_file, referral, workbook

ANNEX_A = str(DATA / "annex_a" / "Annex_A.xlsx")


def test_check_says_what_was_read_understood_and_found(capsys):
    code = main(["intake", "check", ANNEX_A])

    said = capsys.readouterr().out
    assert code == 1
    assert "List 3: referrals" in said
    assert "6 rows" in said
    assert "Read the heading “Age” as “Age of Child (Years)”" in said
    assert "Primary Need Code: the value is none of the codes of its column." in said
    assert "Annex_A.xlsx, sheet List 6, row 2" in said


def test_check_of_a_good_file_is_fine(tmp_path, capsys):
    path = workbook(tmp_path / "lists.xlsx", {"List 3": [REFERRAL_HEADINGS, referral()]})

    code = main(["intake", "check", str(path), "--authority", "Cambridgeshire"])

    assert code == 0
    assert capsys.readouterr().out.endswith("Nothing is wrong.\n")


def test_what_cannot_be_read_is_one_sentence_and_code_2(tmp_path, capsys):
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")

    code = main(["intake", "check", str(path)])

    assert code == 2
    assert capsys.readouterr().err.startswith("empty.xlsx: The file is empty.")


def test_what_cannot_be_read_is_json_too_where_json_is_asked_for(tmp_path, capsys):
    code = main(["intake", "check", str(csv_file(tmp_path / "a.csv", "x,y\n1,2\n")), "--json"])

    assert code == 2
    assert "No list was recognised" in json.loads(capsys.readouterr().out)["message"]


def test_json_holds_counts_notes_and_problems(capsys):
    main(["intake", "check", ANNEX_A, "--json"])

    found = json.loads(capsys.readouterr().out)
    assert found["specification"] == "annex_a_2018"
    assert found["lists"]["plans"] == 7
    unknown = next(one for one in found["problems"] if one["id"] == "unknown-code")
    assert unknown["examples"][0]["row"] == 2


def test_thousands_of_one_error_are_one_line_and_every_place_is_in_the_file(tmp_path, capsys):
    rows = [referral(child=f"C{n}", date="31/02/2016") for n in range(3000)]
    path = workbook(tmp_path / "lists.xlsx", {"List 3": [REFERRAL_HEADINGS, *rows]})

    code = main(["intake", "check", str(path), "--problems", str(tmp_path / "all.csv")])

    said = capsys.readouterr().out
    assert code == 1
    assert "Date of Referral: the value looks like a date, and there is no such day. (3,000 places)" in said
    assert said.count("31/02/2016") == 3
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as file:
        places = [row for row in csv.DictReader(file) if row["Problem"] == "date-not-real"]
    assert [int(row["Row"]) for row in places] == list(range(2, 3002))


def test_convert_writes_tables_and_their_description(tmp_path, capsys):
    out = tmp_path / "out"

    code = main(["intake", "convert", ANNEX_A, "--out", str(out), "--authority", "873"])

    assert code == 1  # a need code could not be read, and is told
    assert f"The tables are in {out}" in capsys.readouterr().out
    described = json.loads((out / "datapackage.json").read_text())
    assert described["profile"] == "tabular-data-package"
    paths = {one["path"] for one in described["resources"]}
    assert paths == {path.name for path in out.glob("*.parquet")}
    referrals = next(one for one in described["resources"] if one["name"] == "referrals")
    fields = {field["name"]: field for field in referrals["schema"]["fields"]}
    assert list(fields) == pq.read_schema(out / "referrals.parquet").names
    assert fields["referral_date"]["type"] == "date"
    assert fields["referral_date"]["constraints"] == {"required": True}
    assert "1A" in fields["source"]["constraints"]["enum"]
    main(["intake", "check", ANNEX_A, "--authority", "873", "--json"])
    assert described["roundtable"]["errors"] == json.loads(capsys.readouterr().out)["errors"] > 0


def test_convert_takes_the_place_of_its_own_earlier_tables_only(tmp_path, capsys):
    out = tmp_path / "out"
    main(["intake", "convert", ANNEX_A, "--out", str(out)])

    main(["intake", "convert", str(DATA / "ssda903" / "2020-header.csv"), "--out", str(out)])
    assert {path.name for path in out.iterdir()} == {"header.parquet", "datapackage.json"}

    (out / "mine.txt").write_text("keep me")
    capsys.readouterr()
    assert main(["intake", "convert", ANNEX_A, "--out", str(out)]) == 2
    assert "holds other files" in capsys.readouterr().err
    assert (out / "mine.txt").read_text() == "keep me"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--year", "2016"], "2016 is not a financial year"),
        (["--authority", "Atlantis"], "“Atlantis” is no local authority"),
    ],
)
def test_a_year_or_an_authority_that_there_is_not_is_refused(arguments, says, capsys):
    assert main(["intake", "check", ANNEX_A, *arguments]) == 2
    assert says in capsys.readouterr().err


def test_the_command_needs_nothing_of_the_web():
    code = (
        "import sys; from roundtable.cli import main; code = main(['intake', 'check', sys.argv[1]]); "
        "assert 'django' not in sys.modules; sys.exit(code)"
    )

    done = subprocess.run([sys.executable, "-c", code, ANNEX_A], capture_output=True, text=True, check=False)

    assert done.returncode == 1, done.stderr
    assert done.stderr == ""  # no bar where there is no terminal
