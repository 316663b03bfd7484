"""Sections' Markdown into the content model, with every figure reference answered by the catalogue."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import BadReference, Reference, parse
from roundtable.report.blocks import figure_block
from roundtable.report.content import (
    Block,
    Callout,
    Emphasis,
    FigureText,
    Heading,
    Inline,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    TableBlock,
    TableCell,
    Text,
)

SCHEME = "figure:"
_SAFE_LINK = re.compile(r"(https?://|mailto:|/|#)", re.IGNORECASE)


def parser() -> MarkdownIt:
    """CommonMark with tables; no HTML, so that nobody's text becomes markup."""
    made = MarkdownIt("commonmark", {"html": False, "typographer": True, "quotes": "“”‘’"})
    made.enable(["table", "replacements", "smartquotes"])
    made.validateLink = lambda url: url.startswith(SCHEME) or bool(_SAFE_LINK.match(url))  # type: ignore[method-assign]  # its own way to be told
    return made


@dataclass(frozen=True, slots=True)
class Fault:
    """A reference in a text that cannot be answered: where and why."""

    reference: str
    message: str


@dataclass
class Reading:
    """A section's Markdown, read once."""

    tree: SyntaxTreeNode
    references: list[Reference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(text: str) -> Reading:
    """Parse a section's text and find its references; a reference that cannot be read is a fault, not an error."""
    tokens = parser().parse(text)
    reading = Reading(SyntaxTreeNode(tokens))
    for url in _targets(tokens):
        try:
            reading.references.append(parse(url))
        except BadReference as error:
            reading.faults.append(Fault(url, str(error)))
    return reading


def _targets(tokens: Iterable[Token]) -> Iterable[str]:
    for token in tokens:
        url = token.attrs.get("href") or token.attrs.get("src")
        if isinstance(url, str) and url.startswith(SCHEME):
            yield url
        yield from _targets(token.children or ())


@dataclass
class Writer:
    """Turns a parsed section into blocks, asking `presentation` for each figure."""

    presentation: Presentation
    prefix: str  # of anchors, so that two sections never share one

    def blocks(self, nodes: Sequence[SyntaxTreeNode]) -> tuple[Block, ...]:
        return tuple(block for node in nodes for block in self._block(node))

    def _block(self, node: SyntaxTreeNode) -> Iterable[Block]:
        made: Callable[[SyntaxTreeNode], Iterable[Block]] | None = {
            "heading": self._heading,
            "paragraph": self._paragraph,
            "bullet_list": self._list,
            "ordered_list": self._list,
            "blockquote": self._quote,
            "table": self._table,
        }.get(node.type)
        return made(node) if made else self.blocks(node.children)

    def _heading(self, node: SyntaxTreeNode) -> Iterable[Block]:
        inlines = self._inlines(node)
        plain = re.sub(r"[^a-z0-9]+", "-", words(inlines).lower()).strip("-")
        yield Heading(max(2, int(node.tag[1])), inlines, f"{self.prefix}-{plain}")

    def _paragraph(self, node: SyntaxTreeNode) -> Iterable[Block]:
        children = node.children[0].children if node.children else []
        if len(children) == 1 and children[0].type == "image":
            yield self._figure(children[0])
        else:
            yield Paragraph(self._inlines(node))

    def _figure(self, node: SyntaxTreeNode) -> Block:
        url = str(node.attrs.get("src", ""))
        caption = node.content or ""
        try:
            reference = parse(url)
        except BadReference as error:
            return _fault(str(error))
        problem = self.presentation.problems.get(str(reference))
        if problem:
            return _fault(problem)
        return figure_block(self.presentation, reference, caption)

    def _list(self, node: SyntaxTreeNode) -> Iterable[Block]:
        items = tuple(self.blocks(item.children) for item in node.children)
        yield ListBlock(node.type == "ordered_list", items)

    def _quote(self, node: SyntaxTreeNode) -> Iterable[Block]:
        yield Quote(self.blocks(node.children))

    def _table(self, node: SyntaxTreeNode) -> Iterable[Block]:
        rows = [row for part in node.children for row in part.children]
        header, *body = [[words(self._inlines(cell)) for cell in row.children] for row in rows]
        cells = tuple(tuple(TableCell(text) for text in row) for row in body)
        yield TableBlock("", tuple(header), cells)

    def _inlines(self, node: SyntaxTreeNode) -> tuple[Inline, ...]:
        return tuple(made for child in node.children for made in self._inline(child))

    def _inline(self, node: SyntaxTreeNode) -> Iterable[Inline]:
        match node.type:
            case "inline":
                yield from self._inlines(node)
            case "strong":
                yield Strong(self._inlines(node))
            case "em":
                yield Emphasis(self._inlines(node))
            case "link":
                yield self._link(node)
            case "softbreak" | "hardbreak":
                yield Text(" ")
            case _:
                yield Text(node.content)

    def _link(self, node: SyntaxTreeNode) -> Inline:
        url = str(node.attrs.get("href", ""))
        inner = self._inlines(node)
        if not url.startswith(SCHEME):
            return Link(url, inner)
        try:
            reference = parse(url)
        except BadReference as error:
            return FigureText(url, f"[{error}]", missing=True)
        problem = self.presentation.problems.get(str(reference))
        if problem:
            return FigureText(str(reference), f"[{problem}]", missing=True)
        shown = self.presentation.inline(reference)
        stated = words(inner)
        # What an author stated is printed only where the audience may see the figure that it is tied to.
        text = stated if stated and not shown.missing else shown.text
        return FigureText(str(reference), text, shown.missing, bool(stated) and not shown.missing)


def _fault(message: str) -> Block:
    return Callout("warning", (Paragraph((Text(f"This figure cannot be shown: {message}."),)),))


def words(inlines: Sequence[Inline]) -> str:
    """The characters of inlines, without markup."""
    return "".join(i.text if isinstance(i, Text | FigureText) else words(i.inlines) for i in inlines)
