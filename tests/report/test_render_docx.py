"""The document in Word: what a partner can edit, and what a screen reader is told."""

import subprocess
import uuid
from collections import Counter
from functools import cache
from io import BytesIO

import docx
import pytest
from lxml import etree

from roundtable.measures.charts.draw import FONTS
from roundtable.report.render.docx import docx_bytes
from roundtable.report.render.word.fonts import hidden
from tests.report.rendered import W, word_names, word_part
from tests.report.sample_document import public_sample, sample

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


@cache
def file() -> bytes:
    return docx_bytes(sample())


@cache
def body() -> etree._Element:
    return word_part(file(), "word/document.xml")


def styles_used() -> Counter[str]:
    return Counter(style.get(f"{W}val") for style in body().iter(f"{W}pStyle"))


def test_styles_are_real_and_all_defined():
    used = styles_used()
    assert used["Title"] == 1
    assert used["Heading1"] == 5
    assert used["Heading2"] == 9
    assert used["Heading3"] >= 1
    assert used["Caption"] == 5 + 13
    assert used["ListBullet"] >= 6
    assert used["ListNumber"] >= 5
    defined = {style.get(f"{W}styleId") for style in word_part(file(), "word/styles.xml").iter(f"{W}style")}
    assert set(used) <= defined
    assert {s.get(f"{W}val") for s in body().iter(f"{W}rStyle", f"{W}tblStyle")} <= defined


def test_unnumbered_parts_have_no_number():
    unnumbered = []
    for paragraph in docx.Document(BytesIO(file())).paragraphs:
        number = paragraph._p.find(f"{W}pPr/{W}numPr/{W}numId")
        if paragraph.style.name == "Heading 1" and number is not None and number.get(f"{W}val") == "0":
            unnumbered.append(paragraph.text)
    assert unnumbered == ["Summary", "About this document"]


def test_every_picture_has_alternative_text_or_says_that_it_decorates():
    pictures = list(body().iter(f"{WP}docPr"))
    assert len(pictures) == 2 + 13
    silent = [picture.get("name") for picture in pictures if not picture.get("descr")]
    assert silent == ["Cover"]
    cover = next(picture for picture in pictures if picture.get("name") == "Cover")
    assert (
        cover.find(".//{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative").get("val")
        == "1"
    )
    assert len({picture.get("id") for picture in pictures}) == len(pictures)


def test_header_rows_repeat_and_rows_are_whole():
    tables = [t for t in body().iter(f"{W}tbl") if t.find(f"{W}tblPr/{W}tblStyle") is not None]
    assert len(tables) == 6 + 13
    for table in tables:
        rows = table.findall(f"{W}tr")
        assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_numbers_stand_to_the_right():
    table = next(t for t in docx.Document(BytesIO(file())).tables if t.rows[0].cells[0].text == "Standard")
    assert table.rows[5].cells[2].text == "15"
    assert table.rows[5].cells[2].paragraphs[0].alignment.name == "RIGHT"
    assert table.rows[5].cells[0].paragraphs[0].alignment is None


def test_contents_are_a_field_filled_with_links():
    instructions = [element.text.strip() for element in body().iter(f"{W}instrText")]
    assert instructions[0] == 'TOC \\o "1-2" \\h \\z \\u'
    links = {link.get(f"{W}anchor") for link in body().iter(f"{W}hyperlink") if link.get(f"{W}anchor")}
    bookmarks = {mark.get(f"{W}name") for mark in body().iter(f"{W}bookmarkStart")}
    assert len(links) == 14
    assert links <= bookmarks
    frame = body().find(f".//{W}sdt")
    assert frame.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery").get(f"{W}val") == "Table of Contents"
    lines = list(frame.iter(f"{W}p"))
    entries = [
        "".join(t.text if t.tag == f"{W}t" else " " for t in p.iter(f"{W}t", f"{W}tab")) for p in lines
    ]
    assert entries[0] == "Contents"
    assert len(entries) == 1 + 14
    assert entries[2].split() == ["1", "Help", "at", "the", "right", "time"]


def test_word_asks_nobody_whether_it_may_look_at_other_files():
    assert word_part(file(), "word/settings.xml").find(f"{W}updateFields") is None
    assert not [field for field in body().iter(f"{W}fldChar") if field.get(f"{W}dirty")]


def test_captions_are_numbered_by_fields():
    instructions = [element.text.strip() for element in body().iter(f"{W}instrText")]
    assert instructions.count("SEQ Table \\* ARABIC") == 5
    assert instructions.count("SEQ Figure \\* ARABIC") == 13
    captions = [p.text for p in docx.Document(BytesIO(file())).paragraphs if p.style.name == "Caption"]
    assert "Table 2. Who sits round the table" in captions


def test_numbered_lists_each_begin_at_one():
    numbering = word_part(file(), "word/numbering.xml")
    starts = [n.get(f"{W}numId") for n in numbering.iter(f"{W}num") if n.find(f"{W}lvlOverride") is not None]
    assert len(starts) == 3
    assert len(set(starts)) == 3


def test_properties_and_language():
    properties = docx.Document(BytesIO(file())).core_properties
    assert properties.title == "Annual report 2031-32"
    assert properties.author == "Saltmarsh and Fenby Safeguarding Children Partnership"
    assert properties.language == "en-GB"
    assert properties.created.isoformat().startswith("2032-11-09")
    language = word_part(file(), "word/styles.xml").find(f".//{W}rPrDefault//{W}lang")
    assert language.get(f"{W}val") == "en-GB"


def test_running_lines_hold_marking_and_pages():
    sections = docx.Document(BytesIO(file())).sections
    assert sections[0].header.paragraphs[0].text == "OFFICIAL – SENSITIVE"
    assert all(section.header.is_linked_to_previous for section in list(sections)[1:])
    foot = sections[1].footer.paragraphs[0]
    assert foot.text.startswith(
        "Saltmarsh and Fenby Safeguarding Children Partnership · Professional edition"
    )
    assert [e.text.strip() for e in foot._p.iter(f"{W}instrText")] == ["PAGE", "NUMPAGES"]
    assert docx.Document(BytesIO(docx_bytes(public_sample()))).sections[0].header.paragraphs[0].text == ""


def test_wide_and_long_table_lies_on_its_side_and_the_rest_upright():
    turned = [section.page_width > section.page_height for section in docx.Document(BytesIO(file())).sections]
    assert turned == [False, False, True, False]


def test_nothing_of_a_foreign_template_is_left():
    names = word_names(file())
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "stylesWith" in name]


def test_typeface_is_embedded_and_can_be_read_again():
    fonts = [name for name in word_names(file()) if name.endswith(".odttf")]
    if not any(FONTS.glob("*.ttf")):
        assert fonts == []
        return
    assert len(fonts) == 3
    face = next(iter(word_part(file(), "word/fontTable.xml").iter(f"{W}embedRegular")))
    key = uuid.UUID(face.get(f"{W}fontKey"))
    original = (FONTS / "AtkinsonHyperlegibleNext_400Regular.ttf").read_bytes()
    assert hidden(hidden(original, key), key) == original
    assert hidden(original, key)[:4] != original[:4]
    assert word_part(file(), "word/settings.xml").find(f"{W}embedTrueTypeFonts") is not None


def test_same_document_gives_the_same_bytes():
    assert docx_bytes(sample()) == file()


@pytest.mark.libreoffice
def test_libreoffice_opens_it(tmp_path):
    (tmp_path / "report.docx").write_bytes(file())
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        "report.docx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=180)
    text = subprocess.run(
        ["pdftotext", str(tmp_path / "report.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert "Annual report 2031-32" in text
    assert "Page 2 of" in text
    assert "Standard 60" in text
