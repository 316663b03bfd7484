"""The document as HTML: well formed, in order, and safe under a strict policy."""

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import html5lib
import pytest

from roundtable.report.content import Link, Paragraph, Section, Text
from roundtable.report.render.html import html_file, html_fragment
from tests.browsing import PHONE, WIDE, Tab
from tests.report.sample_document import public_sample, sample

HTML = "{http://www.w3.org/1999/xhtml}"


@cache
def file() -> str:
    return html_file(sample()).decode()


@cache
def fragment() -> str:
    return html_fragment(sample())


def parsed(text: str):
    return html5lib.HTMLParser(strict=True).parse(text)


def test_file_is_strict_html():
    assert parsed(file()).find(f".//{HTML}title").text.startswith("Annual report 2031-32 – ")


def test_file_asks_for_nothing_elsewhere():
    assert not re.search(r'(?:src|href)="(?!#|https://example\.org|data:)[^"]*"', file())
    assert "@import" not in file()
    assert "<script" not in file()
    assert re.findall(r"url\((?!data:)", file()) == []


def test_fragment_may_stand_under_a_strict_policy():
    assert "<style" not in fragment()
    assert "<script" not in fragment()
    assert not re.search(r"\s(?:style|on[a-z]+)=", fragment())


def test_headings_are_in_order():
    levels = [int(level) for level in re.findall(r"<h([1-6])[ >]", fragment())]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_links_within_resolve():
    ids = re.findall(r'\sid="([^"]+)"', fragment())
    assert len(set(ids)) == len(ids)
    wanted = re.findall(r'href="#([^"]+)"', fragment())
    wanted += [
        name for names in re.findall(r'aria-labelledby="([^"]+)"', fragment()) for name in names.split()
    ]
    assert wanted
    assert set(wanted) <= set(ids)


def test_every_table_cell_has_its_headers():
    assert not re.findall(r"<th(?![^>]*scope=)[ >]", fragment())
    assert fragment().count('scope="row"') > 60


def test_captions_are_numbered():
    assert '<span class="rt-doc-label">Table 2.</span> Who sits round the table' in fragment()
    assert '<span class="rt-doc-label">Figure 2.</span> Most plans are for neglect' in fragment()


def test_charts_speak_and_hold_their_table():
    figures = parsed(file()).findall(f".//{HTML}figure")
    assert len(figures) == 13
    for figure in figures:
        drawn = figure.find(".//{http://www.w3.org/2000/svg}svg")
        assert drawn.get("role") == "img"
        assert drawn.find("{http://www.w3.org/2000/svg}desc").text.startswith("Alternative text")
        assert figure.find(f".//{HTML}details//{HTML}table") is not None


def test_missing_numbers_are_soft_and_figures_say_where_they_come_from():
    assert (
        '<span class="rt-doc-figure rt-doc-missing" data-figure="contacts.received?team=x">suppressed</span>'
        in fragment()
    )
    assert fragment().count('<td class="rt-doc-numeric"><span class="rt-doc-missing">') > 10


def test_text_is_never_markup():
    hostile = '<img src=x onerror="alert(1)"> & \x0b'
    document = replace(
        public_sample(), title=hostile, sections=(Section("a", hostile, (Paragraph((Text(hostile),)),)),)
    )
    fragment = html_fragment(document)
    assert "<img" not in fragment
    assert "&lt;img" in fragment
    assert parsed(html_file(document).decode()) is not None


def test_links_to_scripts_are_not_made():
    link = Link("javascript:alert(1)", (Text("press"),))
    fragment = html_fragment(replace(public_sample(), sections=(Section("a", "A", (Paragraph((link,)),)),)))
    assert "javascript" not in fragment
    assert "press" in fragment


def test_links_within_the_site_are_for_its_pages_only():
    assert 'href="/saltmarsh/dataset/"' in fragment()
    assert 'href="/saltmarsh/dataset/"' not in file()


def test_marking_stands_only_where_there_is_one():
    assert '<p class="rt-doc-marking">OFFICIAL – SENSITIVE</p>' in fragment()
    assert "rt-doc-marking" not in html_fragment(public_sample())


@pytest.mark.browser
@pytest.mark.parametrize("width", [WIDE, PHONE], ids=["wide", "phone"])
def test_file_is_clean_in_a_browser(chromium, tmp_path, width):
    (tmp_path / "report.html").write_text(file())
    page = chromium.new_page(viewport={"width": width, "height": 900})
    Tab(page, f"file://{tmp_path}").go("/report.html").clean()
    page.close()
