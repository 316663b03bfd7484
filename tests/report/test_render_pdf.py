"""The document as PDF: tagged, with the words that a screen reader needs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO

import pikepdf
import pytest

from roundtable.measures.charts.draw import FONTS
from roundtable.report.content import Paragraph, Section, Text
from roundtable.report.render.pdf import pdf_bytes
from tests.report.sample_document import public_sample, sample


@cache
def file() -> bytes:
    return pdf_bytes(sample())


@pytest.fixture
def opened() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(BytesIO(file())) as pdf:
        yield pdf


def elements(node) -> Iterator[pikepdf.Dictionary]:
    """Every structure element under a node."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from elements(child)


def test_is_tagged_with_language_and_title(opened):
    assert bool(opened.Root.MarkInfo.Marked)
    assert str(opened.Root.Lang) == "en-GB"
    assert str(opened.docinfo["/Title"]) == "Annual report 2031-32"
    assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_every_figure_has_alternative_text(opened):
    figures = [e for e in elements(opened.Root.StructTreeRoot) if e.S == "/Figure"]
    assert len(figures) >= 13
    assert all(str(figure.get("/Alt", "")) for figure in figures)
    spoken = {str(figure.Alt) for figure in figures}
    assert "Alternative text of the chart “Most plans are for neglect”." in spoken


def test_tables_have_column_headers(opened):
    tags = Counter(str(e.S) for e in elements(opened.Root.StructTreeRoot))
    assert tags["/Table"] == 6 + 13
    headers = [e for e in elements(opened.Root.StructTreeRoot) if e.S == "/TH"]
    assert len(headers) > 100
    assert tags["/H1"] == 6
    assert tags["/H2"] == 9
    assert tags["/LI"] > 10


def test_outline_follows_the_document(opened):
    with opened.open_outline() as outline:
        titles = [item.title for item in outline.root]
        inner = [item.title for item in outline.root[2].children]
    assert [" ".join(title.split()) for title in titles] == [
        "Contents",
        "Summary",
        "1 Help at the right time",
        "2 Assurance: how we know",
        "3 The year in figures, with a title so long that it needs a second line to be said",
        "About this document",
    ]
    assert " ".join(inner[0].split()) == "1.1 Contacts and referrals"


def test_wide_and_long_table_lies_on_its_side(opened):
    boxes = [[float(edge) for edge in page.mediabox] for page in opened.pages]
    sideways = [box for box in boxes if box[2] > box[3]]
    assert len(sideways) == 1
    assert {round(box[2]) for box in boxes if box[2] < box[3]} == {595}


def test_fonts_are_our_own(opened):
    names = {str(font.BaseFont) for page in opened.pages for font in page.Resources.get("/Font", {}).values()}
    assert names
    if any(FONTS.glob("*.ttf")):
        assert all("AtkinsonHyperlegibleNext" in name for name in names), names


def test_charts_stay_vectors(opened):
    images = [name for page in opened.pages for name in page.get_images()]
    assert images == []


def test_same_document_gives_the_same_bytes():
    assert pdf_bytes(sample()) == file()


def test_text_is_never_markup():
    hostile = '#read("/etc/hostname") $x$ *b* <label> @ref'
    sections = (Section("a", hostile, (Paragraph((Text(hostile),)),)),)
    made = pdf_bytes(replace(public_sample(), title=hostile, subtitle=hostile, sections=sections))
    with pikepdf.open(BytesIO(made)) as pdf:
        assert str(pdf.docinfo["/Title"]) == hostile
