"""A report of 60 pages with 40 charts in each format, against LibreOffice making the PDF from the Word file."""

import argparse
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from benchmarks._world import clock, say
from roundtable.measures import charts
from roundtable.measures.values import Value
from roundtable.report.content import (
    Block,
    ChartBlock,
    Document,
    Heading,
    Paragraph,
    Section,
    TableBlock,
    TableCell,
    Text,
)
from roundtable.report.render import RENDERERS

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
SENTENCE = "The board asked its partners what had changed for children, and what each of them would do next. "
PARAGRAPHS = 8  # beside each chart: with its table they fill a page and a half


def document(number: int) -> Document:
    """A report with as many charts, five to a section, each with its table and text."""
    sections = tuple(
        Section(f"part-{first}", f"Part {first // 5 + 1}", _blocks(range(first, min(first + 5, number))))
        for first in range(0, number, 5)
    )
    return Document(
        title="Annual report", subtitle="A benchmark", partnership="Bench", period="2015-16",
        edition="Professional edition", sections=sections, date="1 June 2016", marking="OFFICIAL",
    )  # fmt: skip


def _blocks(numbers: range) -> tuple[Block, ...]:
    return tuple(block for number in numbers for block in _topic(number))


def _topic(number: int) -> tuple[Block, ...]:
    prose = tuple(Paragraph((Text(SENTENCE * 5),)) for _ in range(PARAGRAPHS))
    return (Heading(2, (Text(f"Topic {number + 1}"),), f"topic-{number}"), *prose, _chart(number))


def _chart(number: int) -> ChartBlock:
    values = [100 + (number * 13 + at * 29) % 70 for at in range(len(MONTHS))]
    points = tuple(charts.Point(month, Value.of(v)) for month, v in zip(MONTHS, values, strict=True))
    rows = tuple(
        (TableCell(month), TableCell(str(v), numeric=True)) for month, v in zip(MONTHS, values, strict=True)
    )
    title = f"Events of topic {number + 1}"
    spec = charts.line([charts.Series(title, points)], unit="events", width=720, height=190)
    table = TableBlock(title, ("Month", "Events"), rows)
    return ChartBlock(title, f"{title} by month", spec, table)


def by_office(word: bytes) -> float | None:
    """Seconds that LibreOffice takes over the Word file, or None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as folder, clock() as taken:
        source = Path(folder) / "report.docx"
        source.write_bytes(word)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        if not source.with_suffix(".pdf").exists():
            raise RuntimeError("LibreOffice made no PDF")
    return taken.seconds


def pages(pdf: bytes) -> int | None:
    """How many pages a PDF has, as Poppler counts them; None where it is not installed."""
    counter = shutil.which("pdfinfo")
    if counter is None:
        return None
    said = subprocess.run([counter, "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    found = re.search(r"^Pages:\s+(\d+)", said, re.MULTILINE)
    return int(found[1]) if found else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--charts", type=int, default=40)
    args = parser.parse_args()
    made = document(args.charts)
    files: dict[str, bytes] = {}
    seconds: dict[str, float] = {}
    for name, render in RENDERERS.items():
        with clock() as taken:
            files[name] = render(made)
        seconds[name] = taken.seconds
        say(f"{name}: {taken.seconds:.2f} s, {len(files[name]) / 1024:,.0f} KB")
    say(f"{args.charts} charts on {pages(files['pdf']) or 'uncounted'} pages")
    office = by_office(files["docx"])
    if office is None:
        say(
            "LibreOffice is not installed, so there is nothing to compare with: apt-get install libreoffice-writer-nogui"
        )
    else:
        plain = seconds["docx"] + office
        say(f"Word file, then LibreOffice: {plain:.2f} s; ratio {seconds['pdf'] / plain:.2f}")


if __name__ == "__main__":
    main()
