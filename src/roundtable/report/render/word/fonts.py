"""The typeface within a Word file, as ISO/IEC 29500-1 section 17.8.1 hides it, so that it looks alike everywhere."""

import uuid

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from roundtable.measures.charts.draw import FONTS

FAMILY = "Atkinson Hyperlegible Next"
_FACES = {"embedRegular": "400Regular", "embedBold": "700Bold", "embedItalic": "400Regular_Italic"}
_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_TABLE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.fontTable+xml"
_NAMESPACE = uuid.UUID("5f0f6d3c-6f43-4c7e-9a52-0d9a3a6f2b11")  # of the keys below; any will do
_HIDDEN = 32  # bytes at the beginning of a font that are changed


def embed(word: WordDocument) -> None:
    """Put the faces that the build has brought into the document; without them Word uses Arial."""
    part = word.part
    for key, relationship in list(part.rels.items()):
        if relationship.reltype == RELATIONSHIP_TYPE.FONT_TABLE:
            part.rels.pop(key)
    table = Part(PackURI("/word/fontTable.xml"), _TABLE_TYPE, b"", part.package)
    part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)
    faces = "".join(_face(table, element, name) for element, name in _FACES.items())
    table._blob = _table_xml(faces)
    if faces:
        settings = word.settings.element
        after = settings.find(qn("w:zoom"))
        flag = parse_xml(f'<w:embedTrueTypeFonts xmlns:w="{_space("w")}"/>')
        settings.insert(0 if after is None else settings.index(after) + 1, flag)


def _face(table: Part, element: str, name: str) -> str:
    path = FONTS / f"AtkinsonHyperlegibleNext_{name}.ttf"
    if not path.is_file():
        return ""
    key = uuid.uuid5(_NAMESPACE, name)
    part = Part(PackURI(f"/word/fonts/{name}.odttf"), _TYPE, hidden(path.read_bytes(), key), table.package)
    made = table.relate_to(part, RELATIONSHIP_TYPE.FONT)
    return f'<w:{element} r:id="{made}" w:fontKey="{{{str(key).upper()}}}"/>'


def hidden(font: bytes, key: uuid.UUID) -> bytes:
    """The font with its first 32 bytes changed by the key, last byte first; doing it twice gives the font back."""
    mask = key.bytes[::-1]
    return bytes(byte ^ mask[at % len(mask)] for at, byte in enumerate(font[:_HIDDEN])) + font[_HIDDEN:]


def _table_xml(faces: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts xmlns:w="{_space("w")}" xmlns:r="{_space("r")}"><w:font w:name="{FAMILY}"><w:altName w:val="Arial"/>'
        f'<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/>{faces}</w:font></w:fonts>'
    ).encode()


def _space(prefix: str) -> str:
    return qn(f"{prefix}:x")[1:].partition("}")[0]
