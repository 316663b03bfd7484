"""The words of a paragraph in Word: emphasis, links, and numbers that are missing."""

from collections.abc import Mapping, Sequence

from docx.text.paragraph import Paragraph as WordParagraph

from roundtable.report.content import Emphasis, FigureText, Inline, Link, Strong, Text
from roundtable.report.render.layout import followable
from roundtable.report.render.word.fields import fill, inside_xml, outside_xml, run_xml


class Inlines:
    """Writes inlines; `bookmarks` are the names of the anchors that a link within the document may lead to."""

    def __init__(self, bookmarks: Mapping[str, str]) -> None:
        self.bookmarks = bookmarks

    def fill(self, paragraph: WordParagraph, inlines: Sequence[Inline]) -> None:
        """Append the inlines to the paragraph."""
        fill(paragraph, self._inlines(paragraph, inlines, ""))

    def _inlines(
        self, paragraph: WordParagraph, inlines: Sequence[Inline], properties: str, style: str = ""
    ) -> str:
        return "".join(self._inline(paragraph, inline, properties, style) for inline in inlines)

    def _inline(self, paragraph: WordParagraph, inline: Inline, properties: str, style: str) -> str:
        styles = [style] if style else []
        match inline:
            case Text():
                return run_xml(inline.text, styles=styles, properties=properties)
            case FigureText():
                return run_xml(
                    inline.text, styles=["Missing"] if inline.missing else styles, properties=properties
                )
            case Strong():
                return self._inlines(paragraph, inline.inlines, properties + "<w:b/><w:bCs/>", style)
            case Emphasis():
                return self._inlines(paragraph, inline.inlines, properties + "<w:i/><w:iCs/>", style)
            case Link():
                return self._link(paragraph, inline, properties, style)

    def _link(self, paragraph: WordParagraph, link: Link, properties: str, style: str) -> str:
        bookmark = self.bookmarks.get(link.href[1:]) if link.href.startswith("#") else None
        if bookmark:
            return inside_xml(bookmark, self._inlines(paragraph, link.inlines, properties, "Hyperlink"))
        if not link.href.startswith("#") and followable(link.href, alone=True):
            return outside_xml(
                paragraph, link.href, self._inlines(paragraph, link.inlines, properties, "Hyperlink")
            )
        return self._inlines(paragraph, link.inlines, properties, style)
