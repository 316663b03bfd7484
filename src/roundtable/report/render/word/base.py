"""An empty Word document with our own styles, numbering and typeface, and a file of the same bytes each time."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree

from roundtable.report.content import Document
from roundtable.report.render import palette
from roundtable.report.render.layout import issued
from roundtable.report.render.word.fonts import embed

HERE = Path(__file__).parent
INDENT = 397  # twentieths of a point that each level of a list goes in
LEVELS = 5
BULLETS, BOXED_BULLETS = 2, 4  # their numbers in numbering.xml
BOX, _BOX_RIGHT = 284, 227  # indents of a callout, as in styles.xml
_NEAR = 57  # how far a bullet is from the edge
_FOREIGN = ("stylesWithEffects", "customXml", "thumbnail")  # of the template that python-docx brings
_EPOCH = (1980, 1, 1, 0, 0, 0)


def empty(document: Document) -> WordDocument:
    """A document with styles, language, properties and embedded fonts, and nothing in it."""
    word = docx.Document()
    colours = {
        name.lower(): value
        for name, value in vars(palette).items()
        if name.isupper() and isinstance(value, str)
    }
    _replace(word.styles.element, "styles.xml", colours | {"language": document.language})
    lists = {"bullets": _levels(ordered=False), "numbers": _levels(ordered=True)}
    lists |= {f"boxed_{name}": _levels(ordered=name == "numbers", boxed=True) for name in list(lists)}
    _replace(word.part.numbering_part.element, "numbering.xml", colours | lists)
    for owner in (word.part, word.part.package):
        for key, relationship in list(owner.rels.items()):
            if relationship.reltype.rsplit("/", 1)[-1] in _FOREIGN:
                owner.rels.pop(key)
    _modern(word)
    embed(word)
    _describe(word, document)
    return word


def _replace(element: etree._Element, file: str, words: Mapping[str, str]) -> None:
    """Put what a file of ours says in the place of what the template said."""
    for child in list(element):
        element.remove(child)
    for child in list(parse_xml((HERE / file).read_text(encoding="utf-8").format_map(words).encode())):
        element.append(child)


def _modern(word: WordDocument) -> None:
    """Lay out as Word has since 2013: the edge of a table stands on the margin, not its words."""
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _levels(*, ordered: bool, boxed: bool = False) -> str:
    """The levels of a list. In a callout every paragraph has the same indents, or its edge would not be one line."""
    form, text = ("decimal", "%{}.") if ordered else ("bullet", "•")
    bold = "<w:b/><w:bCs/>" if ordered else ""
    return "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="tab"/>'
        f'<w:lvlText w:val="{text.format(level + 1)}"/><w:lvlJc w:val="left"/><w:pPr>{_indents(level, boxed=boxed)}</w:pPr>'
        f'<w:rPr>{bold}<w:color w:val="{palette.ACCENT}"/></w:rPr></w:lvl>'
        for level in range(LEVELS)
    )


def _indents(level: int, *, boxed: bool) -> str:
    words = INDENT * (level + 1)
    if boxed:
        return (
            f'<w:tabs><w:tab w:val="num" w:pos="{BOX + words - _NEAR}"/></w:tabs>'
            f'<w:ind w:left="{BOX}" w:right="{_BOX_RIGHT}" w:firstLine="0"/>'
        )
    return (
        f'<w:tabs><w:tab w:val="num" w:pos="{words}"/></w:tabs>'
        f'<w:ind w:left="{words}" w:hanging="{INDENT - _NEAR}"/>'
    )


def _describe(word: WordDocument, document: Document) -> None:
    said = word.core_properties
    said.title = document.title
    said.subject = document.subtitle
    said.author = said.last_modified_by = document.partnership
    said.keywords = ", ".join(part for part in (document.period, document.edition) if part)
    said.category = document.marking
    said.comments = ""
    said.language = document.language
    said.created = said.modified = issued(document).replace(tzinfo=None)
    said.revision = 1


def saved(word: WordDocument) -> bytes:
    """The document as a file, its entries dated alike so that the same document gives the same bytes."""
    made, steady = BytesIO(), BytesIO()
    word.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()


def start_again(word: WordDocument, *, boxed: bool) -> int:
    """The number of a new list that counts from one; `boxed` in a callout."""
    numbering = word.part.numbering_part.element
    number = max(int(num.get(qn("w:numId"))) for num in numbering.findall(qn("w:num"))) + 1
    overrides = "".join(
        f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="1"/></w:lvlOverride>'
        for level in range(LEVELS)
    )
    kind = 5 if boxed else 3
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    numbering.append(
        parse_xml(
            f'<w:num xmlns:w="{space}" w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{overrides}</w:num>'
        )
    )
    return number
