"""`roundtable measures run`: case lists in, numbers out, and no child among them."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from roundtable.cli import main
from roundtable.intake.standalone import check_alone
from roundtable.measures.definitions import load
from roundtable.measures.lists import Lists, Window
from tests.measures.lists_oracle import lists_of

YEAR = Window(date(2014, 4, 1), date(2016, 3, 31))
ANNEX_A = Path(__file__).parent.parent / "data" / "intake" / "annex_a" / "Annex_A.xlsx"
CAMBRIDGESHIRE, PETERBOROUGH = "E10000003", "E06000031"


def plan(child: str, authority: str = CAMBRIDGESHIRE, **said: Any) -> dict[str, Any]:
    columns = ("referral_date", "started", "ended", "initial_category", "latest_category", "previous_plans")
    return {
        "authority": authority,
        "child": child,
        "secondary_categories": None,
        **dict.fromkeys(columns),
        **said,
    }


def enquiry(child: str, started: date, team: str, authority: str = CAMBRIDGESHIRE) -> dict[str, Any]:
    blank = dict.fromkeys(("referral_date", "conference_required", "conference_date"))
    return {"authority": authority, "child": child, "started": started, "team": team, **blank}


ROWS = {
    "plans": [
        plan("kid-1", started=date(2015, 5, 1), initial_category="NEG", latest_category="NEG"),
        plan("kid-2", started=date(2015, 6, 1), initial_category="NEG", latest_category="EMO"),
        plan("kid-3", PETERBOROUGH, started=date(2015, 6, 1), latest_category="NEG"),
    ],
    "section47": [
        enquiry("kid-1", date(2015, 4, 20), "Access"),
        enquiry("kid-2", date(2015, 4, 30), "Access"),
        enquiry("kid-2", date(2016, 3, 1), "Disability"),
        enquiry("kid-3", date(2015, 7, 1), "=1+1", PETERBOROUGH),
    ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of canonical lists of two councils."""
    return write(lists_of(ROWS, YEAR), tmp_path / "lists")


def write(lists: Lists, folder: Path) -> Path:
    folder.mkdir()
    for key, rows in lists.tables.items():
        pq.write_table(rows, folder / f"{key}.parquet")
    said = {k: [w.start.isoformat(), w.end.isoformat()] for k, w in lists.coverage.windows.items()}
    (folder / "coverage.json").write_text(json.dumps(said))
    return folder


@pytest.fixture
def measure(tmp_path: Path, folder: Path) -> Callable[..., tuple[int, Path]]:
    def run(*more: str, out: str = "out.csv", period: str = "2015-16") -> tuple[int, Path]:
        path = tmp_path / out
        return main(["measures", "run", str(folder), "--period", period, "--out", str(path), *more]), path

    return run


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def numbers(path: Path, figure: str, period: str) -> dict[tuple[str, str], str]:
    return {
        (row["area_name"], row["breakdown_values"]): row["count"]
        for row in rows_of(path)
        if (row["figure"], row["time_period"]) == (figure, period)
    }


def test_each_council_gets_its_own_numbers(measure: Callable[..., tuple[int, Path]]) -> None:
    code, path = measure()

    assert code == 0
    assert numbers(path, "section47.enquiries", "2015-16") == {
        ("Cambridgeshire", ""): "3",
        ("Cambridgeshire", "Access"): "2",
        ("Cambridgeshire", "Disability"): "1",
        ("Cambridgeshire", "'=1+1"): "0",  # a team whose name a spreadsheet would run
        ("Peterborough", ""): "1",
        ("Peterborough", "Access"): "0",
        ("Peterborough", "Disability"): "0",
        ("Peterborough", "'=1+1"): "1",
    }
    assert numbers(path, "section47.enquiries", "2015-04")["Cambridgeshire", ""] == "2"
    assert (
        numbers(path, "child_protection.plans.at_period_end", "31 March 2016")["Cambridgeshire", "Neglect"]
        == "1"
    )


def test_no_child_is_in_any_file_of_numbers(measure: Callable[..., tuple[int, Path]]) -> None:
    for out in ("out.csv", "out.json", "out.xlsx"):
        _, path = measure(out=out)
        data = path.read_bytes()
        if out.endswith("xlsx"):
            with zipfile.ZipFile(path) as book:
                data = b"".join(book.read(name) for name in book.namelist())
        assert b"section47.enquiries" in data
        assert b"kid-" not in data


@pytest.mark.parametrize(
    ("level", "area", "count"), [("region", "East of England", "4"), ("national", "England", "4")]
)
def test_councils_add_up_to_their_region_and_to_the_nation(
    measure: Callable[..., tuple[int, Path]], level: str, area: str, count: str
) -> None:
    _, path = measure("--level", level)

    assert numbers(path, "section47.enquiries", "2015-16")[area, ""] == count
    assert {row["area_name"] for row in rows_of(path) if row["count"] != "x"} == {area}


def test_rates_are_over_the_populations_that_are_given(
    measure: Callable[..., tuple[int, Path]], tmp_path: Path
) -> None:
    children = tmp_path / "populations.csv"
    children.write_text("area,figure,value\nCambridgeshire,population.children_0_17,1000\n")

    _, path = measure("--populations", str(children))

    whole = [
        r for r in rows_of(path) if r["figure"] == "section47.enquiries" and r["time_period"] == "2015-16"
    ]
    first, *_ = [r for r in whole if r["area_name"] == "Cambridgeshire" and not r["breakdown"]]
    assert (first["count"], first["of"], first["value"], first["unit"]) == ("3", "1000", "30.0", "per 10000")
    assert first["method"] == "exact Poisson"
    assert all(r["value"] == "" for r in whole if r["area_name"] == "Peterborough")


def test_what_the_source_does_not_have_is_said_and_never_nought(
    measure: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    _, path = measure(out="out.json")

    said = json.loads(path.read_text())
    reasons = {one["figure"]: one["reason"] for one in said["not_given"]}
    assert reasons["contacts.received"] == "Not in this source: it has no list of contacts."
    assert "contacts.received" not in {one["figure"] for one in said["figures"]}
    assert (
        "it has no list of contacts. Not given for the whole period: contacts.received."
        in capsys.readouterr().out
    )


def test_the_workbook_is_a_return_that_our_own_check_reads(
    measure: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    _, path = measure(
        "--reference", "cambridgeshire/RT-0001", "--agency", "Cambridgeshire", out="return.xlsx"
    )

    checked = check_alone(path.read_bytes(), path.name, load())

    assert checked.reading.can_be_kept, checked.reading.problems
    assert checked.says == "return cambridgeshire/RT-0001 of Cambridgeshire for 2015-16"
    read = {(x.key, x.dims, x.area, str(x.period)): x.value.number for x in checked.reading.lines}
    assert read["section47.enquiries", (), "Cambridgeshire", "2015-04"] == 2
    assert read["section47.enquiries", (("team", "access"),), "Cambridgeshire", "2015-04"] == 2
    emotional = (("category", "emotional"),)
    assert read["child_protection.plans.at_period_end", emotional, "Cambridgeshire", "31 March 2016"] == 1
    assert read["child_protection.plans.started", (), "Peterborough", "2015-16"] == 1


@pytest.mark.parametrize(
    ("more", "out", "says"),
    [
        (
            ["--figure", "contacts.recieved"],
            "a.csv",
            "contacts.recieved cannot be counted over lists. These can:",
        ),
        ([], "a.pdf", r"a.pdf ends in none of .xlsx, .csv or .json"),
        (["--populations", "missing.csv"], "a.csv", "missing.csv could not be used"),
        (["--until", "soon"], "a.csv", "'soon' is not a period"),
    ],
)
def test_what_is_asked_wrongly_is_said(
    measure: Callable[..., tuple[int, Path]],
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    out: str,
    says: str,
) -> None:
    code, path = measure(*more, out=out)

    assert code == 2
    assert says in capsys.readouterr().err
    assert not path.exists()


def test_a_period_that_is_a_day_is_refused(
    measure: Callable[..., tuple[int, Path]], capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = measure(period="31 March 2016")

    assert code == 2
    assert (
        "31 March 2016 is one day; name the year, quarter or month that ends on it."
        in capsys.readouterr().err
    )


def test_a_folder_that_does_not_say_what_it_covers_is_refused(
    measure: Callable[..., tuple[int, Path]], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "coverage.json").unlink()

    code, _ = measure()

    assert code == 2
    assert "does not say which days its lists cover. Write coverage.json into it" in capsys.readouterr().err


def test_a_folder_without_lists_and_a_path_that_is_not_there_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = tmp_path / "other"
    where.mkdir()
    pq.write_table(pa.table({"x": [1]}), where / "x.parquet")
    asked = ["--period", "2015-16", "--out", str(tmp_path / "o.csv")]

    assert main(["measures", "run", str(where), *asked]) == 2
    assert "holds none of the lists: children, contacts" in capsys.readouterr().err
    assert main(["measures", "run", str(tmp_path / "nowhere"), *asked]) == 2
    assert "There is no " in capsys.readouterr().err


def test_an_authority_that_nobody_knows_has_no_region(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(
        lists_of({"section47": [enquiry("a", date(2015, 5, 1), "x", "Narnia")]}, YEAR), tmp_path / "n"
    )
    asked = ["measures", "run", str(folder), "--period", "2015-16", "--out", str(tmp_path / "o.csv")]

    assert main([*asked, "--level", "region"]) == 2
    assert "Narnia: no authority that we know" in capsys.readouterr().err
    assert main(asked) == 0


def test_rows_without_a_date_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [plan("a", started=date(2015, 5, 1)), plan("b")]
    folder = write(lists_of({"plans": rows}, YEAR), tmp_path / "n")

    main(["measures", "run", str(folder), "--period", "2015-16", "--out", str(tmp_path / "o.csv")])

    assert (
        "1 row of 2 rows of child protection plans without a date: in no figure." in capsys.readouterr().out
    )


def test_two_years_of_one_council_are_counted_as_one(tmp_path: Path) -> None:
    """A plan that is open over the end of the year is in both returns, and counts once, as the later one has it."""
    first = {
        "plans": [
            plan("a", started=date(2014, 6, 1)),
            plan("b", started=date(2014, 7, 1), ended=date(2014, 8, 1)),
        ]
    }
    second = {"plans": [plan("a", started=date(2014, 6, 1), ended=date(2015, 9, 1))]}
    years = [Window(date(y, 4, 1), date(y + 1, 3, 31)) for y in (2014, 2015)]
    folders = [
        str(write(lists_of(rows, window), tmp_path / str(n)))
        for n, (rows, window) in enumerate(zip((first, second), years, strict=True))
    ]
    out = tmp_path / "o.csv"

    run = ["measures", "run", *folders, "--out", str(out), "--figure"]
    assert main([*run, "child_protection.plans.started", "--period", "2014-06"]) == 0
    assert numbers(out, "child_protection.plans.started", "2014-06")["Cambridgeshire", ""] == "1"

    assert main([*run, "child_protection.plans.ended", "--period", "2015-16"]) == 0
    assert numbers(out, "child_protection.plans.ended", "2015-16") == {("Cambridgeshire", ""): "1"}


def test_a_real_annex_a_workbook_is_counted_for_a_month_that_it_covers(tmp_path: Path) -> None:
    out = tmp_path / "o.csv"

    main(
        [
            "measures",
            "run",
            str(ANNEX_A),
            "--period",
            "2020-09",
            "--until",
            "30 September 2020",
            "--out",
            str(out),
        ]
    )

    found = numbers(out, "contacts.received", "2020-09")
    by_source = {values: count for (_, values), count in found.items()}
    assert (by_source["Police"], by_source[""]) == ("3", "5")
    assert by_source["Anonymous"] == "1"
