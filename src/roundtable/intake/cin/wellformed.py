"""What is wrong with XML that is no XML, in words for the person who sent it."""

import re

from lxml import etree

from roundtable.intake.extracts import CannotRead
from roundtable.measures.wording import number

AGAIN = "Export the return again from the case system and send the whole file."
_MISMATCH = re.compile(r"Opening and ending tag mismatch: (\S+).*? and ([^\s,]+)")
_ENTITY = re.compile(r"Entity '(\S+)' not defined")
_PLACE = re.compile(r",? line \d+(, column \d+)?( \(.*\))?$")
_BROKEN_OFF = (
    "premature end",
    "end of the document",
    "end of document",
    "extra content",
    "document is empty",
)
_LETTERS = ("invalid char", "not proper utf-8", "encoding", "invalid bytes", "input conversion", "char 0x")
# What the parser says of a limit, of a second document and of a tag that is none, and what a person understands.
_OTHER = (
    (
        "namespace prefix",
        "A name in it has a prefix, as Child has in <x:Child>, that the file does not declare.",
    ),
    ("start tag expected", "The file breaks off before its last element is closed."),
    ("excessive depth", "Its elements stand one within another deeper than those of any return."),
    ("limit exceeded", "It holds a text or an attribute that is longer than any of a return."),
    ("too long", "It holds a name that is longer than any of a return."),
    ("huge", "It holds a text or an attribute that is longer than any of a return."),
    ("only at the start of the document", "Another document begins there: the file must hold one return."),
    ("starttag", "A tag begins there and is not written to its end."),
    ("start tag", "A tag begins there and is not written to its end."),
    ("end tag", "A tag begins there and is not written to its end."),
    ("attvalue", "An attribute's value is not between quotation marks."),
)


def said(error: etree.XMLSyntaxError) -> str:
    """The parser's message as a sentence."""
    message = str(error.msg or "")
    if found := _MISMATCH.search(message):
        return f"The element {found[1]} is closed as if it were {found[2]}."
    if found := _ENTITY.search(message):
        return f"It names something that it does not explain: &{found[1]};."
    lower = message.lower()
    if any(part in lower for part in _BROKEN_OFF):
        return "The file breaks off before its last element is closed."
    if any(part in lower for part in _LETTERS):
        return "It has a character that XML does not allow, or letters in another encoding than it says."
    for part, words in _OTHER:
        if part in lower:
            return words
    return f"{_PLACE.sub('', message).rstrip('.')}."


def refused(error: etree.XMLSyntaxError, source: str, line_shift: int = 0) -> CannotRead:
    """The refusal of a file, with the line in the file; `line_shift` leads there from the parsed document's lines."""
    line = max(1, (error.lineno or 1) + line_shift)
    return CannotRead(
        f"This is not whole XML: it goes wrong at line {number(line)}. {said(error)} Nothing of it was kept.",
        AGAIN,
        source,
    )
