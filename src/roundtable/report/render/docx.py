"""A document as a Word file: real styles, headings, captions, lists and fields, so that a partner can edit it."""

from collections.abc import Iterable, Sequence
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from roundtable.report.content import Document, Paragraph
from roundtable.report.render.fitting import SIDEWAYS, UPRIGHT, fit
from roundtable.report.render.layout import (
    Laid,
    Part,
    Placed,
    PlacedCallout,
    PlacedChart,
    PlacedHeading,
    PlacedList,
    PlacedPair,
    PlacedQuote,
    PlacedTable,
    lay_out,
)
from roundtable.report.render.word.base import (
    BOXED_BULLETS,
    BULLETS,
    INDENT,
    LEVELS,
    empty,
    saved,
    start_again,
)
from roundtable.report.render.word.fields import (
    bookmarked,
    field_xml,
    fill,
    framed_contents,
    inside_xml,
    run_xml,
)
from roundtable.report.render.word.inlines import Inlines
from roundtable.report.render.word.pictures import add_chart, add_cover, add_mark
from roundtable.report.render.word.tables import side_by_side, table_xml

CALLOUTS = {"note": "Callout Note", "warning": "Callout Warning", "signal": "Callout Signal"}
_MARGIN = Mm(25)
_CONTENTS = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
)


def docx_bytes(document: Document) -> bytes:
    """The document as DOCX: the same bytes for the same document."""
    laid = lay_out(document)
    writer = _Writer(empty(document), laid)
    writer.cover()
    writer.contents()
    for part in laid.parts:
        writer.part(part)
    return saved(writer.word)


class _Writer:
    def __init__(self, word: WordDocument, laid: Laid) -> None:
        self.word = word
        self.laid = laid
        self.body: Any = word  # what blocks are added to: the document, or a cell of a pair of charts
        self.bookmarks = _bookmarks(laid)
        self.words = Inlines(self.bookmarks)
        self.style = "Normal"  # of paragraphs
        self.bookmark_numbers = 0

    # The page

    def cover(self) -> None:
        document = self.laid.document
        section = self.word.sections[0]
        _paper(section, sideways=False)
        section.header.paragraphs[0].text = document.marking
        owner = self._paragraph("Cover Owner")
        add_cover(owner)
        add_mark(owner)
        fill(owner, run_xml(f"   {document.partnership}", properties='<w:position w:val="32"/>'))
        fill(self._paragraph("Title"), run_xml(document.title))
        if document.subtitle:
            fill(self._paragraph("Subtitle"), run_xml(document.subtitle))
        self._paragraph("Cover Rule")
        for name, value in self.laid.facts:
            fill(
                self._paragraph("Cover Fact"),
                run_xml(f"{name}: ", styles=["Soft"]) + run_xml(value, styles=["Strong"]),
            )

    def _section(self, *, sideways: bool) -> None:
        """A new page, upright or on its side, with the running line at its foot."""
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        _paper(section, sideways=sideways)
        section.footer.is_linked_to_previous = False
        line = section.footer.paragraphs[0]
        line.style = self.word.styles["footer"]
        line.paragraph_format.tab_stops.add_tab_stop(
            Pt(SIDEWAYS if sideways else UPRIGHT), WD_TAB_ALIGNMENT.RIGHT
        )
        document = self.laid.document
        said = run_xml(" · ".join(part for part in (document.partnership, document.edition) if part))
        pages = run_xml("Page ") + field_xml("PAGE", "1") + run_xml(" of ") + field_xml("NUMPAGES", "1")
        fill(line, f"{said}<w:r><w:tab/></w:r>{pages}")

    def contents(self) -> None:
        """Contents that a reader can follow at once, in the frame that offers "Update table" in Word.

        Page numbers come with that click. There is no other honest way: only Word knows its own pages, those of the
        PDF are others (25 and 30 in the example year), and a field that is marked to be reckoned on opening makes
        Word ask each reader whether the document may look at other files.
        """
        self._section(sideways=False)
        first = self._paragraph("TOC Heading")
        fill(first, run_xml("Contents"))
        entries = self.laid.contents
        for at, entry in enumerate(entries):
            paragraph = self._paragraph(f"toc {entry.level}")
            if not entry.number and entry.level == 1:
                paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(UPRIGHT), WD_TAB_ALIGNMENT.RIGHT)
            number = run_xml(entry.number, styles=["Label"]) + "<w:r><w:tab/></w:r>" if entry.number else ""
            bookmark = self.bookmarks[entry.anchor]
            page = "<w:r><w:tab/></w:r>" + field_xml(f"PAGEREF {bookmark} \\h")
            fill(paragraph, _CONTENTS if at == 0 else "")
            fill(paragraph, inside_xml(bookmark, number + run_xml(entry.title) + page))
            fill(paragraph, '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if at == len(entries) - 1 else "")
        framed_contents(first._p)

    def part(self, part: Part) -> None:
        heading = self._heading("heading 1", run_xml(part.title), part.anchor, numbered=bool(part.number))
        if part.imprint or part is self.laid.parts[0]:
            heading.paragraph_format.page_break_before = True
            heading.paragraph_format.space_before = Pt(0)
        self.style = "Imprint" if part.imprint else "Normal"
        self._blocks(part.blocks)
        self.style = "Normal"

    def _heading(self, style: str, inner: str, anchor: str, *, numbered: bool) -> WordParagraph:
        paragraph = self._paragraph(style)
        if not numbered and style in {"heading 1", "heading 2"}:
            _number(paragraph, 0, 0)
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.first_line_indent = Pt(0)
        self.bookmark_numbers += 1
        name = self.bookmarks.get(anchor)
        fill(paragraph, bookmarked(inner, name, self.bookmark_numbers) if name else inner)
        return paragraph

    # Blocks

    def _paragraph(self, style: str) -> WordParagraph:
        made: WordParagraph = self.body.add_paragraph()
        made.style = self.word.styles[style]
        return made

    def _append(self, table: BaseOxmlElement) -> None:
        """A table at the end of the body, before the properties of its last section."""
        body = self.word.element.body
        body.insert(len(body) - 1, table)

    def _blocks(self, blocks: Iterable[Placed]) -> None:
        for block in blocks:
            self._block(block)

    def _block(self, block: Placed) -> None:
        match block:
            case Paragraph():
                self.words.fill(self._paragraph(self.style), block.inlines)
            case PlacedHeading():
                style = f"heading {block.level}"
                paragraph = self._heading(style, "", block.anchor, numbered=bool(block.number))
                self.words.fill(paragraph, block.inlines)
            case PlacedList():
                self._list(block, 0)
            case PlacedQuote():
                self._styled("Quote", block.blocks)
            case PlacedCallout():
                self._callout(block)
            case PlacedTable():
                self._table(block)
            case PlacedChart():
                self._chart(block)
                self._table(block.numbers, compact=True)
            case PlacedPair():
                self._pair(block)

    def _styled(self, style: str, blocks: Iterable[Placed]) -> None:
        before, self.style = self.style, style
        self._blocks(blocks)
        self.style = before

    def _callout(self, block: PlacedCallout) -> None:
        style = CALLOUTS[block.kind]
        word = self._paragraph(style)
        word.paragraph_format.space_before = Pt(16)
        word.paragraph_format.keep_with_next = True
        fill(word, run_xml(block.word, styles=["Strong"]))
        self._styled(style, block.blocks)
        self.word.paragraphs[-1].paragraph_format.space_after = Pt(16)

    @property
    def _boxed(self) -> bool:
        return self.style in CALLOUTS.values()

    def _list(self, block: PlacedList, level: int) -> None:
        boxed = self._boxed
        number = start_again(self.word, boxed=boxed) if block.ordered else BOXED_BULLETS if boxed else BULLETS
        for item in block.items:
            self._item(
                item, "List Number" if block.ordered else "List Bullet", number, min(level, LEVELS - 1)
            )

    def _item(self, blocks: Sequence[Placed], style: str, number: int, level: int) -> None:
        """The first paragraph has the bullet; what follows in the item is set in as far as its words."""
        fresh = True
        for block in blocks:
            if isinstance(block, PlacedList):
                self._list(block, level + 1)
            elif isinstance(block, Paragraph):
                self._item_paragraph(block, style, number if fresh else 0, level)
                fresh = False
            else:
                self._block(block)

    def _item_paragraph(self, block: Paragraph, style: str, number: int, level: int) -> None:
        """A paragraph with a bullet or number; without one where `number` is nought."""
        boxed = self._boxed
        paragraph = self._paragraph(self.style if boxed else style if number else "List Continue")
        if number:
            _number(paragraph, number, level)
        if not number and not boxed:
            paragraph.paragraph_format.left_indent = Pt(INDENT * (level + 1) / 20)
        self.words.fill(paragraph, block.inlines)

    def _table(self, placed: PlacedTable, *, compact: bool = False) -> None:
        fitted = fit(placed, compact=compact)
        if fitted.sideways:
            self._section(sideways=True)
        if placed.label:
            style = "Caption Small" if compact else "caption"
            self._caption(style, placed.label, fitted.table.caption, sequence="Table")
        notes = [*placed.notes, *([f"Source: {placed.table.source}"] if placed.table.source else [])]
        self._append(table_xml(fitted, noted=bool(notes)))
        self._notes(notes)
        if fitted.sideways:
            self._section(sideways=False)

    def _notes(self, notes: Sequence[str]) -> None:
        """What stands under a table; there is always something, or Word would make one table of two."""
        paragraph = None
        for note in notes:
            if paragraph:
                paragraph.paragraph_format.keep_with_next = True
            paragraph = self._paragraph("Table Note")
            fill(paragraph, run_xml(note))
        if paragraph:
            paragraph.paragraph_format.space_after = Pt(16)
        else:
            self._paragraph("After Table")

    def _caption(self, style: str, label: str, words: str, *, sequence: str) -> None:
        """A caption whose number is a field, so that Word numbers anew what a partner adds."""
        name, _, number = label.partition(" ")
        paragraph = self._paragraph(style)
        if number.isdigit() and name == sequence:
            counted = run_xml(f"{name} ", styles=["Label"]) + field_xml(
                f"SEQ {name} \\* ARABIC", number, style="Label"
            )
            fill(paragraph, counted + run_xml(".", styles=["Label"]))
        else:
            fill(paragraph, run_xml(f"{label}.", styles=["Label"]))
        if words:
            fill(paragraph, run_xml(f" {words}"))

    def _chart(self, placed: PlacedChart) -> None:
        self._caption("caption", placed.label, placed.chart.caption, sequence="Figure")
        add_chart(self._paragraph("Picture"), placed.chart, placed.label)

    def _pair(self, pair: PlacedPair) -> None:
        self._append(side_by_side(UPRIGHT))
        for cell, placed in zip(self.word.tables[-1].rows[0].cells, pair.charts, strict=True):
            self.body = cell
            self._chart(placed)
            first = cell.paragraphs[0]._p
            first.getparent().remove(first)
        self.body = self.word
        for placed in pair.charts:
            self._table(placed.numbers, compact=True)


def _bookmarks(laid: Laid) -> dict[str, str]:
    """Of each anchor, the name that Word gives to the targets of its contents."""
    anchors = [
        anchor
        for part in laid.parts
        for anchor in (part.anchor, *(b.anchor for b in part.blocks if isinstance(b, PlacedHeading)))
    ]
    return {anchor: f"_Toc{at:06d}" for at, anchor in enumerate(anchors, start=1)}


def _paper(section: Section, *, sideways: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if sideways else WD_ORIENT.PORTRAIT
    short, long = Mm(210), Mm(297)
    section.page_width, section.page_height = (long, short) if sideways else (short, long)
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin = section.bottom_margin = Mm(24)
    section.header_distance = section.footer_distance = Mm(12)


def _number(paragraph: WordParagraph, number: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number
