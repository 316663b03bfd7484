"""From a council's case lists to the partnership's dashboard: what `measures run` writes is a return that the web takes."""

import json
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from roundtable.cli import main
from roundtable.dataset.actions import ask_for_return
from roundtable.dataset.lines import asked
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.scope.principals import operator
from roundtable.intake.asking import spec_lines
from roundtable.intake.returns import ReturnSpec
from roundtable.intake.template import write_template
from roundtable.measures.lists import Window
from roundtable.measures.periods import Period
from tests.dataset.returns_cast import MONTHS, manager_of, numbers, page, world
from tests.measures.lists_oracle import lists_of

pytestmark = pytest.mark.django_db
BLANK = dict.fromkeys(("referral_date", "conference_required", "conference_date"))
STARTED = (date(2015, 4, 20), date(2015, 4, 30), date(2015, 6, 2))


def write_lists(folder: Path, *councils: str) -> Path:
    """Three enquiries of each council, in a folder of canonical lists."""
    rows = [
        {"authority": council, "child": f"kid-{n}", "started": day, "team": None, **BLANK}
        for council in councils
        for n, day in enumerate(STARTED)
    ]
    lists = lists_of({"section47": rows}, Window(date(2014, 4, 1), date(2016, 3, 31)))
    folder.mkdir()
    pq.write_table(lists.tables["section47"], folder / "section47.parquet")
    (folder / "coverage.json").write_text(json.dumps({"section47": ["2014-04-01", "2016-03-31"]}))
    return folder


def template_of(folder: Path, key: str) -> Path:
    """The template of a return of one figure of Fen's months, as the council has it."""
    definition = definitions().get(key)
    spec = ReturnSpec(
        "fen", "Fen", "council", "Council", "RT-0009", Period.parse("2015-16"),
        tuple(spec_lines(definition, Period.parse("2015-16"))), {key: definition},
    )  # fmt: skip
    path = folder / "template.xlsx"
    write_template([spec], path)
    return path


def test_a_template_that_does_not_say_whose_numbers_it_wants_is_not_guessed_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = write_lists(tmp_path / "lists", "Fen", "Wold"), tmp_path / "return.xlsx"
    template = template_of(tmp_path, "section47.enquiries")

    assert main(["measures", "run", str(folder), "--template", str(template), "--out", str(out)]) == 2
    assert "The files hold Fen and Wold" in capsys.readouterr().err
    assert not out.exists()


def test_a_template_of_what_lists_cannot_give_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = write_lists(tmp_path / "lists", "Fen"), tmp_path / "return.xlsx"
    template = template_of(tmp_path, "missing.reports")

    assert main(["measures", "run", str(folder), "--template", str(template), "--out", str(out)]) == 2
    assert "asks for nothing that can be counted over lists: missing.reports" in capsys.readouterr().err


def test_counts_of_case_lists_become_figures_without_a_childs_record(tmp_path: Path) -> None:
    cast = world()
    found = ask_for_return(
        by=operator(cast.fen.pk), partnership=cast.fen, agency=Agency.objects.get(slug="council"), period="2015-16",
        title="Section 47 enquiries of Fen", due=date(2016, 5, 3),
        lines=[asked(definitions().get("section47.enquiries"), "", "Fen", [Period.parse(m) for m in MONTHS])],
    )  # fmt: skip
    folder, workbook = write_lists(tmp_path / "lists", "Fen"), tmp_path / "return.xlsx"
    manager = manager_of("fen")
    place = f"/fen/dataset/returns/{found.reference}/"
    template = tmp_path / "template.xlsx"
    template.write_bytes(manager.get(f"{place}template.xlsx").content)

    assert main(["measures", "run", str(folder), "--template", str(template), "--out", str(workbook)]) == 0
    assert b"kid-" not in workbook.read_bytes()
    sent = manager.post(f"{place}upload/", {"file": SimpleUploadedFile("return.xlsx", workbook.read_bytes())})
    assert sent.headers["Location"] == f"{place}upload/check/"
    assert "What must be mended" not in page(manager, f"{place}upload/check/").text
    manager.post(f"{place}upload/check/")

    assert numbers() == [2, 0, 1]
