"""A document laid out for every renderer alike: numbered sections, headings, tables and figures, and its contents.

The three renderers draw the same parts in the same order with the same numbers, so that "Table 3" is one table
whichever file a reader has open.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from roundtable.report.content import (
    Block,
    Callout,
    ChartBlock,
    Document,
    FigureText,
    Heading,
    Inline,
    ListBlock,
    Paragraph,
    Quote,
    TableBlock,
    TableCell,
    Text,
)

DEEPEST = 4
CALLOUT_WORDS = {"note": "Note", "warning": "Take care", "signal": "Signal"}
# Said under a table that leaves it unsaid: grey alone would tell nothing to those who do not see it.
LEGEND = "Words in grey stand where there is no number to show."
_DATE = "%d %B %Y"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LINK = re.compile(r"(https?://|mailto:|/|#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacedHeading:
    """A heading with its number ("2.1", empty from level 3 on) and a level that skips none before it."""

    level: int
    number: str
    inlines: tuple[Inline, ...]
    anchor: str


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table with its label ("Table 3", empty where it has no caption) and its notes, the legend among them."""

    table: TableBlock
    label: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedChart:
    """A chart with its label ("Figure 2") and the table of its numbers, labelled "Figure 2 in numbers"."""

    chart: ChartBlock
    label: str
    numbers: PlacedTable


@dataclass(frozen=True, slots=True)
class PlacedPair:
    """Two charts of half width that stand side by side where there is room."""

    charts: tuple[PlacedChart, PlacedChart]


@dataclass(frozen=True, slots=True)
class PlacedList:
    ordered: bool
    items: "tuple[tuple[Placed, ...], ...]"


@dataclass(frozen=True, slots=True)
class PlacedQuote:
    blocks: "tuple[Placed, ...]"


@dataclass(frozen=True, slots=True)
class PlacedCallout:
    kind: str
    word: str  # says the kind to those who do not see its colour
    blocks: "tuple[Placed, ...]"


Placed = (
    PlacedHeading
    | PlacedTable
    | PlacedChart
    | PlacedPair
    | PlacedList
    | PlacedQuote
    | PlacedCallout
    | Paragraph
)


@dataclass(frozen=True, slots=True)
class Part:
    """A section, the summary before them all or the imprint after them; only a section has a number."""

    anchor: str
    number: str
    title: str
    blocks: tuple[Placed, ...]
    imprint: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents."""

    level: int
    number: str
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Laid:
    document: Document
    parts: tuple[Part, ...]

    @property
    def contents(self) -> tuple[Entry, ...]:
        """Parts, and the numbered headings in them."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[Entry]:
        for part in self.parts:
            yield Entry(1, part.number, part.title, part.anchor)
            for block in part.blocks:
                if isinstance(block, PlacedHeading) and block.number:
                    yield Entry(2, block.number, words(block.inlines), block.anchor)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the cover says of the document beside its title."""
        said = (
            ("Period", self.document.period),
            ("Edition", self.document.edition),
            ("Date", self.document.date),
        )
        return tuple((name, value) for name, value in said if value)


def lay_out(document: Document) -> Laid:
    """The parts of a document in reading order, everything in them numbered."""
    placing = _Placing()
    parts = [placing.part("summary", "", "Summary", document.summary)] if document.summary else []
    for at, section in enumerate(document.sections, start=1):
        parts.append(placing.part(section.anchor, str(at), section.title, section.blocks))
    if document.imprint:
        lines = tuple(Paragraph((Text(line),)) for line in (_identity(document), *document.imprint))
        imprint = placing.part("about-this-document", "", "About this document", lines)
        parts.append(replace(imprint, imprint=True))
    return Laid(document, tuple(parts))


def _identity(document: Document) -> str:
    """The document in a sentence, as an imprint begins."""
    period = "" if document.period in document.title else document.period
    said = (document.title, document.edition.lower(), period, document.date)
    return f"{', '.join(text for text in said if text)}. {document.partnership}."


@dataclass
class _Placing:
    """What has been numbered so far."""

    tables: int = 0
    figures: int = 0
    anchors: set[str] = field(default_factory=set)
    section: str = ""
    heading: int = 0  # of level 2, in this section
    level: int = 1  # of the last heading

    def part(self, anchor: str, number: str, title: str, blocks: Sequence[Block]) -> Part:
        self.section, self.heading, self.level = number, 0, 1
        return Part(self._anchor(anchor), number, title, self._blocks(blocks))

    def _blocks(self, blocks: Sequence[Block]) -> tuple[Placed, ...]:
        return tuple(_paired([self._block(block) for block in blocks]))

    def _block(self, block: Block) -> Placed:
        match block:
            case Heading():
                return self._heading(block)
            case TableBlock():
                return self._table(block)
            case ChartBlock():
                return self._chart(block)
            case ListBlock():
                return PlacedList(block.ordered, tuple(self._blocks(item) for item in block.items))
            case Quote():
                return PlacedQuote(self._blocks(block.blocks))
            case Callout():
                return PlacedCallout(block.kind, CALLOUT_WORDS[block.kind], self._blocks(block.blocks))
            case Paragraph():
                return block

    def _heading(self, heading: Heading) -> PlacedHeading:
        self.level = min(max(2, heading.level), self.level + 1, DEEPEST)
        number = ""
        if self.level == 2 and self.section:
            self.heading += 1
            number = f"{self.section}.{self.heading}"
        return PlacedHeading(self.level, number, heading.inlines, self._anchor(heading.anchor))

    def _table(self, unequal: TableBlock) -> PlacedTable:
        table = _squared(unequal)
        if not table.caption:
            return PlacedTable(table, "", _notes(table))
        self.tables += 1
        return PlacedTable(table, f"Table {self.tables}", _notes(table))

    def _chart(self, chart: ChartBlock) -> PlacedChart:
        self.figures += 1
        label = f"Figure {self.figures}"
        caption = "" if chart.table.caption == chart.caption else chart.table.caption
        table = replace(_squared(chart.table), caption=caption)
        return PlacedChart(chart, label, PlacedTable(table, f"{label} in numbers", _notes(table)))

    def _anchor(self, wanted: str) -> str:
        """An anchor that nothing else in the document has."""
        anchor, more = wanted or "part", 1
        while anchor in self.anchors:
            more += 1
            anchor = f"{wanted or 'part'}-{more}"
        self.anchors.add(anchor)
        return anchor


def _squared(table: TableBlock) -> TableBlock:
    """The table with empty cells where a row is shorter than its header."""
    wide = len(table.header)
    return replace(
        table,
        rows=tuple((*row, *(TableCell("") for _ in range(wide - len(row))))[:wide] for row in table.rows),
    )


def _notes(table: TableBlock) -> tuple[str, ...]:
    missing = any(cell.missing for row in table.rows for cell in row)
    return (LEGEND,) if missing and not table.notes else table.notes


def _paired(blocks: list[Placed]) -> Iterable[Placed]:
    """Half-width charts that follow one another, two by two."""
    waiting: PlacedChart | None = None
    for block in blocks:
        half = isinstance(block, PlacedChart) and block.chart.width == "half"
        if waiting and isinstance(block, PlacedChart) and half:
            yield PlacedPair((waiting, block))
            waiting = None
            continue
        if waiting:
            yield waiting
            waiting = None
        if isinstance(block, PlacedChart) and half:
            waiting = block
        else:
            yield block
    if waiting:
        yield waiting


def words(inlines: Sequence[Inline]) -> str:
    """The characters of inlines, without markup."""
    return "".join(i.text if isinstance(i, Text | FigureText) else words(i.inlines) for i in inlines)


def clean(text: str) -> str:
    """The text without the control characters that neither HTML nor XML can hold."""
    return _UNPRINTABLE.sub("", text)


def followable(href: str, *, alone: bool) -> bool:
    """Whether a link may be made; in a file that stands alone an address within the site leads nowhere."""
    return bool(_LINK.match(href)) and not (alone and href.startswith("/"))


def issued(document: Document) -> datetime:
    """The document's date at midnight UTC, so that the same document gives the same bytes on any day.

    The beginning of 2000 where its date is not of the form "23 November 2026".
    """
    try:
        return datetime.strptime(document.date, _DATE).replace(tzinfo=UTC)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)


def turned(table: TableBlock) -> TableBlock:
    """Rows as columns: the numbers of twelve months under one another become one line of twelve."""
    header = (table.header[0], *(row[0].text for row in table.rows))
    rows = tuple(
        (TableCell(name), *(row[at] for row in table.rows))
        for at, name in enumerate(table.header[1:], start=1)
    )
    return replace(table, header=header, rows=rows, total_rows=frozenset())
