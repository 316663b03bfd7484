"""The content model of a document: what the HTML, Word and PDF renderers are given, and all that they are given.

Values are already protected and already words when they get here: a renderer never formats a number.
"""

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Text:
    """Plain characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    inlines: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Emphasis:
    inlines: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    href: str
    inlines: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class FigureText:
    """A figure printed in a sentence: the words shown and the reference that they came from.

    `stated` is what the author wrote where the author stated the number; `missing` says that there is no number
    to show (not supplied, suppressed) so that a reader hears why.
    """

    reference: str
    text: str
    missing: bool = False
    stated: bool = False


Inline = Text | Strong | Emphasis | Link | FigureText


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section, level 2 or deeper (the section's own title is level 1)."""

    level: int
    inlines: tuple[Inline, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    inlines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ListBlock:
    ordered: bool
    items: "tuple[tuple[Block, ...], ...]"


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class TableCell:
    text: str
    numeric: bool = False
    missing: bool = (
        False  # suppressed, not supplied: shown in soft ink, in words or by a symbol explained in notes
    )


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with a caption, one header row and, where `row_headers`, a header cell first in each row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    reference: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    row_headers: bool = True
    total_rows: frozenset[int] = frozenset()  # indexes of rows that are totals


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart: a Vega-Lite spec, a caption, the alternative text, and the table of the same numbers."""

    caption: str
    alt: str
    spec: dict[str, Any]
    table: TableBlock
    reference: str = ""
    width: Literal["wide", "half"] = "wide"


@dataclass(frozen=True, slots=True)
class Callout:
    """A block set apart: a note on what is hidden, a question to ask, a signal."""

    kind: Literal["note", "warning", "signal"]
    blocks: "tuple[Block, ...]"


Block = Heading | Paragraph | ListBlock | Quote | TableBlock | ChartBlock | Callout


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the document."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one edition.

    `marking` is the partnership's protective marking, empty for public editions. `imprint` are lines for the last page
    (rule set, ledger head, date built, definition versions).
    """

    title: str
    subtitle: str
    partnership: str
    period: str
    edition: str
    sections: tuple[Section, ...]
    date: str  # "23 November 2026"
    marking: str = ""
    language: str = "en-GB"
    imprint: tuple[str, ...] = ()
    summary: tuple[Block, ...] = field(default_factory=tuple)
