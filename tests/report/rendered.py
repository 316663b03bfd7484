"""What a reader finds in a document's model and in its files, for the tests of the renderers."""

import re
import subprocess
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree

from roundtable.report.content import (
    Callout,
    ChartBlock,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Quote,
    TableBlock,
)
from roundtable.report.render.layout import words

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def texts(document: Document) -> Iterator[str]:
    """Every text of the model that a reader is meant to see."""
    yield from (document.title, document.subtitle, document.partnership, document.edition, document.date)
    yield from (document.marking, *document.imprint)
    for section in document.sections:
        yield section.title
    for blocks in (document.summary, *(section.blocks for section in document.sections)):
        yield from _block_texts(blocks)


def _block_texts(blocks: Any) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph() | Heading():
                yield words(block.inlines)
            case ListBlock():
                for item in block.items:
                    yield from _block_texts(item)
            case Quote() | Callout():
                yield from _block_texts(block.blocks)
            case ChartBlock():
                yield block.caption
                yield from _table_texts(block.table)
            case TableBlock():
                yield from _table_texts(block)


def _table_texts(table: TableBlock) -> Iterator[str]:
    yield from (table.caption, table.source, *table.header, *table.notes)
    for row in table.rows:
        yield from (cell.text for cell in row)


def squeezed(text: str) -> str:
    """A text without the white space that lines and columns add."""
    return re.sub(r"\s+", "", text)


def word_part(file: bytes, name: str) -> Any:
    """An XML part of a Word file."""
    with zipfile.ZipFile(BytesIO(file)) as opened:
        return etree.fromstring(opened.read(name))


def word_names(file: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(file)) as opened:
        return opened.namelist()


def word_text(file: bytes) -> str:
    """The words of a Word file, its running lines included."""
    parts = [
        "word/document.xml",
        *(n for n in word_names(file) if re.fullmatch(r"word/(header|footer)\d*\.xml", n)),
    ]
    return "".join("".join(word_part(file, name).itertext(f"{W}t")) for name in parts)


def pdf_text(file: Path) -> str:
    """The words of a PDF file as Poppler reads them."""
    made = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    return made.stdout.decode()
