"""The board pack of the example year: the chair's brief first, a question on each signal, then every theme."""

from datetime import date

import pytest
from django.test import Client

from roundtable.dataset.actions import ask_for_return
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import operator
from roundtable.measures.periods import Period
from roundtable.report.board_pack import document_of
from roundtable.report.content import Callout, ChartBlock, Document, TableBlock
from roundtable.report.render import html_fragment
from roundtable.site.example import Example
from tests.example_year import FOLDER

pytestmark = pytest.mark.django_db

YEAR = Period.parse("2015-16")


@pytest.fixture
def here() -> Partnership:
    loaded = Example(FOLDER, quiet=True)
    loaded.load()
    return loaded.partnerships["cambridgeshire"]


def pack(here: Partnership) -> Document:
    return document_of(operator(here.pk), here, YEAR)


def test_board_pack_begins_with_the_brief_and_asks_a_question_on_each_signal(here: Partnership) -> None:
    document = pack(here)
    brief = document.sections[0]
    signals = [block for block in brief.blocks if isinstance(block, Callout)]

    assert brief.title == "The chair’s brief"
    assert document.marking == "OFFICIAL-SENSITIVE"
    assert 1 <= len(signals) <= 8
    assert all("Ask: " in str(signal) for signal in signals)
    assert any("+17% on 2014-15: higher than chance would explain." in str(signal) for signal in signals)
    assert "11 of 12 months supplied" in str(brief)


def test_board_pack_has_a_table_for_each_theme_and_charts_with_limits(here: Partnership) -> None:
    themes = pack(here).sections[1:]
    assert [theme.title for theme in themes] == sorted(theme.title for theme in themes)
    assert all(any(isinstance(block, TableBlock) for block in theme.blocks) for theme in themes)
    charts = [block for theme in themes for block in theme.blocks if isinstance(block, ChartBlock)]
    missing = next(chart for chart in charts if chart.caption == "Reports of missing children, by month")
    assert "upper limit 120" in str(missing.spec)


def test_board_pack_says_what_is_late(here: Partnership) -> None:
    assert "Every return that was asked for has come." in str(pack(here).sections[0])
    ask_for_return(
        by=operator(here.pk), partnership=here, agency=Agency.objects.get(slug="cambridgeshire-constabulary"),
        period="2016-17", title="Monthly counts", due=date(2016, 5, 1),
        lines=[{"key": "missing.reports", "dims": {}, "breakdown": "", "area": "", "periods": ["2016-04"]}],
    )  # fmt: skip
    assert "Cambridgeshire Constabulary: Monthly counts, due 1 May 2016" in str(pack(here).sections[0])


def test_board_pack_can_be_read_as_a_page(here: Partnership) -> None:
    assert "Reports of missing children" in html_fragment(pack(here))


def test_board_pack_comes_as_pdf(here: Partnership) -> None:
    client = Client()
    client.force_login(Person.objects.get(email="winifred.achebe@cambridgeshire.example"))
    response = client.get("/cambridgeshire/dataset/board-pack.pdf?period=2015-16")
    assert response.content.startswith(b"%PDF")
    assert response["Content-Disposition"] == 'inline; filename="board-pack-cambridgeshire-2015-16.pdf"'
