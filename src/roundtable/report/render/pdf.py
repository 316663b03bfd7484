"""A document as tagged PDF (PDF/UA-1), set by Typst without a network and without the machine's own fonts."""

import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typst

from roundtable.measures import charts
from roundtable.measures.charts.draw import FONTS
from roundtable.report.content import Document, Emphasis, FigureText, Inline, Link, Paragraph, Strong, Text
from roundtable.report.render import palette
from roundtable.report.render.fitting import fit
from roundtable.report.render.layout import (
    Laid,
    Placed,
    PlacedCallout,
    PlacedChart,
    PlacedHeading,
    PlacedList,
    PlacedPair,
    PlacedQuote,
    PlacedTable,
    followable,
    issued,
    lay_out,
)

TEMPLATE = Path(__file__).parent / "document.typ"
FAMILIES = ("Atkinson Hyperlegible Next", "Liberation Sans", "DejaVu Sans", "Libertinus Serif")
Node = dict[str, Any]


def pdf_bytes(document: Document) -> bytes:
    """The document as PDF: the same bytes for the same document. TypstError where it cannot be set."""
    with tempfile.TemporaryDirectory(prefix="roundtable-") as name:
        folder = Path(name)
        laid = lay_out(document)
        (folder / "document.typ").write_bytes(TEMPLATE.read_bytes())
        (folder / "mark.svg").write_text(palette.mark_svg())
        (folder / "cover.svg").write_text(palette.cover_svg())
        nodes = _Nodes(folder, frozenset(_anchors(laid))).document(laid)
        (folder / "document.json").write_text(json.dumps(nodes))
        made = typst.compile(
            folder / "document.typ",
            root=folder,
            font_paths=[FONTS],
            ignore_system_fonts=any(FONTS.glob("*.ttf")),
            pdf_standards=["ua-1"],
            timestamp=issued(document),
        )
    if not isinstance(made, bytes):
        raise ValueError("Typst gave no PDF")
    return made


def _anchors(laid: Laid) -> Iterator[str]:
    for part in laid.parts:
        yield part.anchor
        yield from _inner_anchors(part.blocks)


def _inner_anchors(blocks: Iterable[Placed]) -> Iterator[str]:
    for block in blocks:
        match block:
            case PlacedHeading():
                yield block.anchor
            case PlacedList():
                for item in block.items:
                    yield from _inner_anchors(item)
            case PlacedQuote() | PlacedCallout():
                yield from _inner_anchors(block.blocks)


class _Nodes:
    """The document as plain data for the template, its charts written as files beside it."""

    def __init__(self, folder: Path, anchors: frozenset[str]) -> None:
        self.folder = folder
        self.anchors = anchors
        self.drawn = 0

    def document(self, laid: Laid) -> Node:
        document = laid.document
        language, _, region = document.language.partition("-")
        colours = {
            name: getattr(palette, name.upper())
            for name in ("ink", "soft", "accent", "amber", "brick", "line")
        }
        parts = [
            {
                "anchor": p.anchor,
                "number": p.number,
                "title": p.title,
                "imprint": p.imprint,
                "blocks": self.blocks(p.blocks),
            }
            for p in laid.parts
        ]
        said = {
            name: getattr(document, name)
            for name in ("title", "subtitle", "partnership", "edition", "marking")
        }
        place = {"language": language or "en", "region": region or None}
        return (
            said
            | place
            | {
                "fonts": FAMILIES,
                "palette": colours,
                "facts": laid.facts,
                "parts": parts,
                "entries": len(laid.contents),
            }
        )

    def blocks(self, blocks: Iterable[Placed]) -> list[Node]:
        return [self.block(block) for block in blocks]

    def block(self, block: Placed) -> Node:
        match block:
            case Paragraph():
                return {"k": "paragraph", "parts": self.inlines(block.inlines)}
            case PlacedHeading():
                where = {"level": block.level, "number": block.number, "anchor": block.anchor}
                return {"k": "heading", "parts": self.inlines(block.inlines)} | where
            case PlacedList():
                return {"k": "list", "ordered": block.ordered, "items": [self.blocks(i) for i in block.items]}
            case PlacedQuote():
                return {"k": "quote", "blocks": self.blocks(block.blocks)}
            case PlacedCallout():
                edge, ground = palette.CALLOUTS[block.kind]
                inner = {"word": block.word, "edge": edge, "ground": ground}
                return {"k": "callout", "blocks": self.blocks(block.blocks)} | inner
            case PlacedTable():
                return _table(block)
            case PlacedChart():
                return self._chart(block)
            case PlacedPair():
                return {"k": "pair", "charts": [self._chart(chart) for chart in block.charts]}

    def _chart(self, placed: PlacedChart) -> Node:
        chart = placed.chart
        self.drawn += 1
        file = f"chart-{self.drawn}.svg"
        svg = charts.svg(chart.spec, chart.caption, chart.alt)
        (self.folder / file).write_text(svg)
        node = {
            "k": "chart",
            "label": placed.label,
            "caption": chart.caption,
            "alt": chart.alt or chart.caption,
        }
        return node | {
            "file": file,
            "half": chart.width == "half",
            "numbers": _table(placed.numbers, compact=True),
        }

    def inlines(self, inlines: Sequence[Inline]) -> list[Node]:
        return [node for inline in inlines for node in self._inline(inline)]

    def _inline(self, inline: Inline) -> Iterable[Node]:
        match inline:
            case Text():
                yield {"k": "text", "text": inline.text}
            case Strong():
                yield {"k": "strong", "parts": self.inlines(inline.inlines)}
            case Emphasis():
                yield {"k": "emphasis", "parts": self.inlines(inline.inlines)}
            case FigureText():
                yield {"k": "missing" if inline.missing else "text", "text": inline.text}
            case Link():
                yield from self._link(inline)

    def _link(self, link: Link) -> Iterable[Node]:
        inner = self.inlines(link.inlines)
        if link.href.startswith("#") and link.href[1:] in self.anchors:
            yield {"k": "inside", "to": link.href[1:], "parts": inner}
        elif not link.href.startswith("#") and followable(link.href, alone=True):
            yield {"k": "link", "to": link.href, "parts": inner}
        else:
            yield from inner


def _table(placed: PlacedTable, *, compact: bool = False) -> Node:
    fitted = fit(placed, compact=compact)
    table = fitted.table
    columns = range(len(table.header))
    return {
        "k": "table",
        "label": placed.label,
        "caption": table.caption,
        "header": table.header,
        "rows": [[{"text": c.text, "missing": c.missing} for c in row] for row in table.rows],
        "numeric": [any(row[at].numeric for row in table.rows) for at in columns],
        "totals": sorted(table.total_rows),
        "total_columns": sorted(fitted.total_columns),
        "notes": placed.notes,
        "source": table.source,
        "size": fitted.size,
        "widths": fitted.widths,
        "sideways": fitted.sideways,
    }
