"""Every text of the model is in all three files, and a marking only where there is one."""

import html5lib
import pytest

from roundtable.report.render import RENDERERS
from tests.report.rendered import pdf_text, squeezed, texts, word_text
from tests.report.sample_document import public_sample, sample


def missing_from(found: str, document) -> list[str]:
    have = squeezed(found)
    return [text for text in texts(document) if squeezed(text) not in have]


@pytest.mark.parametrize("document", [sample(), public_sample()], ids=["professional", "public"])
def test_texts_are_all_in_html(document):
    tree = html5lib.parse(RENDERERS["html"](document).decode())
    assert missing_from("".join(tree.itertext()), document) == []


@pytest.mark.parametrize("document", [sample(), public_sample()], ids=["professional", "public"])
def test_texts_are_all_in_word(document):
    assert missing_from(word_text(RENDERERS["docx"](document)), document) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("document", [sample(), public_sample()], ids=["professional", "public"])
def test_texts_are_all_in_pdf(document, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(RENDERERS["pdf"](document))
    assert missing_from(pdf_text(file), document) == []


def test_marking_is_in_no_public_file():
    document = public_sample()
    assert b"SENSITIVE" not in RENDERERS["html"](document)
    assert "SENSITIVE" not in word_text(RENDERERS["docx"](document))
