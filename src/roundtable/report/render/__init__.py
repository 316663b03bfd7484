"""A document as a file in each format that it is published in."""

from collections.abc import Callable, Mapping

from roundtable.report.content import Document
from roundtable.report.render.docx import docx_bytes
from roundtable.report.render.html import html_file, html_fragment, html_part
from roundtable.report.render.pdf import pdf_bytes

RENDERERS: Mapping[str, Callable[[Document], bytes]] = {
    "html": html_file,
    "docx": docx_bytes,
    "pdf": pdf_bytes,
}

__all__ = ["RENDERERS", "docx_bytes", "html_file", "html_fragment", "html_part", "pdf_bytes"]
