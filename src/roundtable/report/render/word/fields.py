"""Runs, fields, links and bookmarks of a Word paragraph."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from roundtable.report.render.layout import clean

_NAMES = nsdecls("w", "r")


def run_xml(text: str, *, styles: Iterable[str] = (), properties: str = "") -> str:
    """A run of text as XML; the first style is the run's, `properties` are added to it."""
    style = next(iter(styles), "")
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    said = f"<w:rPr>{named}{properties}</w:rPr>" if named or properties else ""
    return f'<w:r>{said}<w:t xml:space="preserve">{escape(clean(text))}</w:t></w:r>'


def field_xml(instruction: str, shown: str = "", *, style: str = "") -> str:
    """A field and what it shows until it is reckoned again."""
    said = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    result = run_xml(shown, styles=[style] if style else ()) if shown else ""
    return (
        f'<w:r>{said}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{said}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r>{said}<w:fldChar w:fldCharType="separate"/></w:r>{result}'
        f'<w:r>{said}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def inside_xml(bookmark: str, inner: str) -> str:
    """A link to a bookmark."""
    return f'<w:hyperlink w:anchor={quoteattr(bookmark)} w:history="1">{inner}</w:hyperlink>'


def outside_xml(paragraph: Paragraph, address: str, inner: str) -> str:
    """A link to an address elsewhere."""
    made = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return f'<w:hyperlink r:id="{made}" w:history="1">{inner}</w:hyperlink>'


def fill(paragraph: Paragraph, inner: str) -> None:
    """Append runs, given as XML, to a paragraph."""
    for element in elements(inner):
        paragraph._p.append(element)


def elements(inner: str) -> list[BaseOxmlElement]:
    return list(parse_xml(f"<w:p {_NAMES}>{inner}</w:p>"))


def bookmarked(inner: str, name: str, number: int) -> str:
    return f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inner}<w:bookmarkEnd w:id="{number}"/>'


def framed_contents(first: BaseOxmlElement) -> None:
    """Put the contents, from their heading to the end of the body, into the control that Word updates by a click."""
    frame = parse_xml(
        f"<w:sdt {_NAMES}><w:sdtPr><w:docPartObj>"
        '<w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/>'
        "</w:docPartObj></w:sdtPr><w:sdtContent/></w:sdt>"
    )
    inside = [first, *(each for each in first.itersiblings() if each.tag == first.tag)]
    first.addprevious(frame)
    for paragraph in inside:
        frame[-1].append(paragraph)
