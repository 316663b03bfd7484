"""One cell of one file of the example, changed and loaded again, changes everything that is made of it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from roundtable.foundation.figures.describe import summary
from roundtable.foundation.people.models import Person
from roundtable.measures.periods import Period
from roundtable.report import queries
from roundtable.report.build import Built, build
from roundtable.report.content import ChartBlock
from roundtable.report.editions import EDITIONS
from roundtable.report.render import RENDERERS
from roundtable.site.example import Example
from tests.example_year import FOLDER
from tests.report.rendered import pdf_text, squeezed, word_text

pytestmark = [pytest.mark.django_db, pytest.mark.libreoffice]  # which brings the reader of PDF files

KEY = "missing.reports"
FILE = "returns/cambridgeshire-constabulary-monthly.csv"
CHART = f"{KEY}?by=month&show=line"


def total_of(line: str) -> int:
    """The year of a line of the file: its twelve months."""
    return sum(int(cell) for cell in line.split(",")[6:18])


def changed(folder: Path) -> tuple[int, int]:
    """Copy the example, add a hundred to June of one line, and give its totals before and after."""
    shutil.copytree(FOLDER, folder)
    path = folder / FILE
    lines = path.read_text(encoding="utf-8-sig").splitlines(keepends=True)
    at = next(n for n, line in enumerate(lines) if line.startswith(f"{KEY},"))
    before, cells = total_of(lines[at]), lines[at].split(",")
    cells[8] = str(int(cells[8]) + 100)
    lines[at] = ",".join(cells)
    path.write_text("".join(lines), encoding="utf-8")
    return before, total_of(lines[at])


def load(folder: Path) -> Example:
    made = Example(folder, quiet=True)
    made.load()
    return made


def edition(example: Example) -> Built:
    by, of = example.by("cambridgeshire"), example.partnerships["cambridgeshire"]
    report = queries.reports(by).get()
    return build(by, of, report, queries.sections(by, report), EDITIONS["public"])


def chart(built: Built) -> ChartBlock:
    return next(
        block
        for section in built.document.sections
        for block in section.blocks
        if isinstance(block, ChartBlock) and block.reference == CHART
    )


def test_one_changed_cell_changes_everything(tmp_path: Path) -> None:
    before, after = changed(tmp_path / "example")
    example = load(tmp_path / "example")
    sentence = f"received {after:,} reports of missing children"

    figures = {f["key"]: f for f in summary(example.by("cambridgeshire"), Period.parse("2015-16"))}
    assert figures[KEY]["value"] == after == before + 100

    client = Client()
    client.force_login(Person.objects.get(email="marion.thackeray@cambridgeshire.example"))
    dashboard = client.get("/cambridgeshire/dataset/?period=2015-16").content.decode()
    assert f"{after:,}" in dashboard

    built = edition(example)
    page = re.sub(r"<[^>]+>", "", RENDERERS["html"](built.document).decode())
    assert sentence in page
    assert squeezed(sentence) in squeezed(word_text(RENDERERS["docx"](built.document)))
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(RENDERERS["pdf"](built.document))
    assert squeezed(sentence) in squeezed(pdf_text(pdf))

    drawn = chart(built)
    june = next(int(row[1].text) for row in drawn.table.rows if row[0].text == "Jun 2015")
    assert june == in_june(FOLDER / FILE) + 100
    assert june in set(numbers(drawn.spec))
    assert in_june(FOLDER / FILE) not in set(numbers(drawn.spec))


def in_june(path: Path) -> int:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    return next(int(line.split(",")[8]) for line in lines if line.startswith(f"{KEY},"))


def numbers(spec: object) -> Iterator[float]:
    """Every number that a chart's specification holds."""
    if isinstance(spec, dict):
        spec = list(spec.values())
    if isinstance(spec, list):
        for inner in spec:
            yield from numbers(inner)
    elif isinstance(spec, int | float):
        yield spec
