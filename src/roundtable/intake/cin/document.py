"""A return's file in pieces of whole children, so that memory does not grow with it.

A plain file is cut behind the closing tag of a child. That is safe only where these letters can mean nothing else: from
the first comment, CDATA or processing instruction on, and in an encoding that is not ASCII's at heart, the parser's own
stream is used instead. A document type is refused: a return has none, and entities could make it a bomb.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from roundtable.intake.cin.wellformed import AGAIN, refused
from roundtable.intake.extracts import CannotRead
from roundtable.intake.xml_names import local_of

PIECE_BYTES = 2 << 20
_LONGEST_HEAD = 1 << 20
_LONGEST_CHILD = 32 << 20
_FIRST_CHILD = re.compile(rb"<Child[\s>]")
_END = b"</Child>"
_DECLARED = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_LIKE_ASCII = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252", "cp1252"}
_DECLARATION = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")
_UTF8_MARK = b"\xef\xbb\xbf"
PATH = ("Message", "Children")


def parser_options() -> dict[str, bool]:
    """No entities, no network, no document type from elsewhere, and libxml2's own limits on size and depth."""
    return {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}


@dataclass(frozen=True)
class Head:
    """What comes before the first child: its bytes, its lines, what closes it again, and the Header element."""

    text: bytes
    lines: int
    closing: bytes
    header: etree._Element | None


@dataclass(frozen=True)
class Piece:
    """Whole children. `lines_before` are the file's lines before it, `after` what was read already behind it."""

    text: bytes
    lines_before: int
    after: bytes = b""


def may_be_cut(path: Path) -> bool:
    """Whether the file is in an encoding in which a tag's letters are ASCII's. CannotRead where it is no XML."""
    with path.open("rb") as file:
        start = file.read(1024)
    if not start.strip():
        raise CannotRead("The file is empty.", AGAIN, path.name)
    if not start.removeprefix(_UTF8_MARK).lstrip().startswith(b"<"):
        if start[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in start[:2]:
            return False
        raise CannotRead("This is not XML: it does not begin with a tag.", AGAIN, path.name)
    declared = _DECLARED.match(start)
    return declared is None or declared[1].decode("ascii").lower() in _LIKE_ASCII


def has_asides(text: bytes) -> bool:
    """Whether there are comments, CDATA, a document type or processing instructions in it."""
    return b"<!" in text or b"<?" in text


def head_of(file: BinaryIO, name: str) -> Head | None:
    """Read up to the first child and leave the file there; None where the ordinary stream has to find out."""
    start = file.read(_LONGEST_HEAD)
    found = _FIRST_CHILD.search(start)
    if found is None:
        return None
    text = start[: found.start()]
    if has_asides(_DECLARATION.sub(b"", text)):
        return None
    file.seek(found.start())
    parser = etree.XMLPullParser(events=("start", "end"), **parser_options())
    opened: list[etree._Element] = []
    header = None
    try:
        parser.feed(text)
        for event, element in parser.read_events():
            if event == "start":
                opened.append(element)
            else:
                opened.pop()
                header = element if local_of(element) == "Header" else header
    except etree.XMLSyntaxError as error:
        raise refused(error, name)
    if tuple(element.tag for element in opened) != PATH:
        return None
    closing = b"".join(f"</{element.tag}>".encode() for element in reversed(opened))
    return Head(text, text.count(b"\n"), closing, header)


def pieces(file: BinaryIO, head: Head, name: str) -> Iterator[Piece]:
    """The children of a plain file, several megabytes at a time; CannotRead where its end is not whole."""
    lines, kept = head.lines, b""
    while block := file.read(PIECE_BYTES):
        text = kept + block
        cut = text.rfind(_END) + len(_END)
        if cut < len(_END):
            if len(text) > _LONGEST_CHILD:
                raise CannotRead(
                    "One child's record is longer than 32 megabytes, which cannot be right.", AGAIN, name
                )
            kept = text
            continue
        yield Piece(text[:cut], lines, text[cut:])
        lines += text.count(b"\n", 0, cut)
        kept = text[cut:]
    elements(Piece(kept, lines), head, name, whole=True)


def elements(piece: Piece, head: Head, name: str, *, whole: bool = False) -> etree._Element:
    """The Children element of a piece as the ordinary parser reads it. `whole`: the piece ends the file itself."""
    text = head.text + piece.text + (b"" if whole else head.closing)
    try:
        root = etree.fromstring(text, etree.XMLParser(**parser_options()))
    except etree.XMLSyntaxError as error:
        raise refused(error, name, piece.lines_before - head.lines)
    return root.find(PATH[1])


class _Rest:
    """A file from a place on, with the head put before it again."""

    def __init__(self, head: bytes, file: BinaryIO) -> None:
        self._head, self._file = head, file

    def read(self, size: int = -1) -> bytes:
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._file.read(size)


def streamed(
    file: BinaryIO, name: str, head: Head | None = None, piece: Piece | None = None
) -> Iterator[etree._Element]:
    """Header and Child elements of any well-formed file, one after another; each is emptied once the next is asked for.

    `head` and `piece`: from this piece on, the file standing behind it.
    """
    source = _Rest(head.text + piece.text + piece.after, file) if head and piece else file
    shift = piece.lines_before - head.lines if head and piece else 0
    events = etree.iterparse(source, events=("start", "end"), **parser_options())
    try:
        yield from _wanted(events, name)
    except etree.XMLSyntaxError as error:
        raise refused(error, name, shift)


def _wanted(events: Iterator[tuple[str, etree._Element]], name: str) -> Iterator[etree._Element]:
    depth = 0
    for event, element in events:
        if not isinstance(element.tag, str):
            continue
        local = local_of(element)
        if event == "start":
            depth += 1
            _check_place(element, local, depth, name)
        else:
            if (depth, local) in ((2, "Header"), (3, "Child")):
                yield element
                _forget(element)
            depth -= 1


def _check_place(element: etree._Element, local: str, depth: int, name: str) -> None:
    if depth != 1:
        return
    if element.getroottree().docinfo.internalDTD is not None:
        raise CannotRead(
            "It has a document type (<!DOCTYPE …>), which a CIN census return never has and which is not safe to read.",
            "Export the return without one.",
            name,
        )
    if local != PATH[0]:
        raise CannotRead(
            f"This is XML, but not a CIN census return: its outermost element is {local}, not Message.",
            "Send the XML file that the case system makes for the CIN census.",
            name,
        )


def _forget(element: etree._Element) -> None:
    if local_of(element) == "Header":
        return
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]
