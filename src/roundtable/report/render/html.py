"""A document as HTML: a fragment for the site's own pages, and a file that stands alone.

The fragment holds no style and no script, so that it may stand under a strict content security policy; its classes
are drawn by `static/report/document.css`, which the file carries within it.
"""

import base64
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from roundtable.measures import charts
from roundtable.measures.charts.draw import FONTS
from roundtable.report.content import (
    Document,
    Emphasis,
    FigureText,
    Inline,
    Link,
    Paragraph,
    Strong,
    TableCell,
    Text,
)
from roundtable.report.render.layout import (
    Entry,
    Laid,
    Part,
    Placed,
    PlacedCallout,
    PlacedChart,
    PlacedHeading,
    PlacedList,
    PlacedPair,
    PlacedQuote,
    PlacedTable,
    clean,
    followable,
    lay_out,
)
from roundtable.report.render.palette import mark_svg

STYLES = Path(__file__).parent.parent / "static" / "report" / "document.css"
FAMILY = "Atkinson Hyperlegible Next"
_FACES = (("400Regular", 400, "normal"), ("400Regular_Italic", 400, "italic"), ("700Bold", 700, "normal"))
_MANY_COLUMNS = 9


def html_fragment(document: Document) -> str:
    """The document as one `<article>` with a single `h1`, its title."""
    return _Writer(alone=False).article(lay_out(document))


def html_part(document: Document, anchor: str) -> str:
    """One section of the document, its title an `h2`, for a page that shows it while it is written."""
    part = next(part for part in lay_out(document).parts if part.anchor == anchor)
    return element("div", _Writer(alone=False)._part(part), class_="rt-doc", lang=document.language)


def html_file(document: Document) -> bytes:
    """The document as one UTF-8 file that asks for nothing from elsewhere."""
    title = say(f"{document.title} – {document.partnership}")
    body = _Writer(alone=True).article(lay_out(document))
    page = (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n'
        f"<style>\n{_faces()}{STYLES.read_text(encoding='utf-8')}</style>\n</head>\n"
        f'<body class="rt-doc-alone">\n<main>\n{body}\n</main>\n</body>\n</html>\n'
    )
    return page.encode()


@cache
def _faces() -> str:
    """The typeface within the file, where the build has put it; otherwise the reader's own sans serif."""
    found = (
        (FONTS / f"AtkinsonHyperlegibleNext_{name}.ttf", weight, style) for name, weight, style in _FACES
    )
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};'
        f"src:url(data:font/ttf;base64,{base64.b64encode(path.read_bytes()).decode()}) format('truetype')}}\n"
        for path, weight, style in found
        if path.is_file()
    )


def say(text: str) -> str:
    """Text as markup."""
    return escape(clean(text), quote=False)


def element(name: str, *inner: str, **attributes: str | bool) -> str:
    """Markup of an element around markup; attributes are escaped, and left out where they are empty or false."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not False and value != ""
    )
    return f"<{name}{written}>{''.join(inner)}</{name}>"


class _Writer:
    def __init__(self, *, alone: bool) -> None:
        self.alone = alone

    def article(self, laid: Laid) -> str:
        parts = (self._part(part) for part in laid.parts)
        inner = (_cover(laid), _contents(laid.contents), *parts)
        return element("article", *inner, class_="rt-doc", lang=laid.document.language)

    def _part(self, part: Part) -> str:
        heading = element("h2", _number(part.number), say(part.title), id=part.anchor)
        kind = "rt-doc-part rt-doc-part--imprint" if part.imprint else "rt-doc-part"
        return element(
            "section", heading, self._blocks(part.blocks), class_=kind, aria_labelledby=part.anchor
        )

    def _blocks(self, blocks: Iterable[Placed]) -> str:
        return "\n".join(self._block(block) for block in blocks)

    def _block(self, block: Placed) -> str:
        match block:
            case Paragraph():
                return element("p", self._inlines(block.inlines))
            case PlacedHeading():
                return self._heading(block)
            case PlacedList():
                items = (element("li", self._item(item)) for item in block.items)
                return element("ol" if block.ordered else "ul", *items)
            case PlacedQuote():
                return element("blockquote", self._blocks(block.blocks))
            case PlacedCallout():
                return self._callout(block)
            case PlacedTable():
                return _table(block)
            case PlacedChart():
                return _chart(block)
            case PlacedPair():
                return element("div", *(_chart(chart) for chart in block.charts), class_="rt-doc-pair")

    def _heading(self, block: PlacedHeading) -> str:
        return element(
            f"h{block.level + 1}", _number(block.number), self._inlines(block.inlines), id=block.anchor
        )

    def _item(self, blocks: tuple[Placed, ...]) -> str:
        """A list item; one that is a single paragraph is its words alone."""
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return self._inlines(blocks[0].inlines)
        return self._blocks(blocks)

    def _callout(self, block: PlacedCallout) -> str:
        word = element("p", say(block.word), class_="rt-doc-callout__word")
        kind = f"rt-doc-callout rt-doc-callout--{block.kind}"
        return element(
            "div", word, self._blocks(block.blocks), class_=kind, role="note", aria_label=block.word
        )

    def _inlines(self, inlines: Sequence[Inline]) -> str:
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        match inline:
            case Text():
                return say(inline.text)
            case Strong():
                return element("strong", self._inlines(inline.inlines))
            case Emphasis():
                return element("em", self._inlines(inline.inlines))
            case Link():
                inner = self._inlines(inline.inlines)
                return (
                    element("a", inner, href=inline.href)
                    if followable(inline.href, alone=self.alone)
                    else inner
                )
            case FigureText():
                kind = "rt-doc-figure rt-doc-missing" if inline.missing else "rt-doc-figure"
                return element("span", say(inline.text), class_=kind, data_figure=inline.reference)


def _cover(laid: Laid) -> str:
    document = laid.document
    marking = element("p", say(document.marking), class_="rt-doc-marking") if document.marking else ""
    mark = element("div", mark_svg(), class_="rt-doc-mark", aria_hidden="true")
    owner = element("p", say(document.partnership), class_="rt-doc-owner")
    subtitle = element("p", say(document.subtitle), class_="rt-doc-subtitle") if document.subtitle else ""
    facts = (element("div", element("dt", name), element("dd", say(value))) for name, value in laid.facts)
    return element(
        "header",
        marking,
        element("div", mark, owner, class_="rt-doc-from"),
        element("h1", say(document.title)),
        subtitle,
        element("dl", *facts, class_="rt-doc-facts"),
        class_="rt-doc-cover",
    )


def _contents(entries: Iterable[Entry]) -> str:
    """The contents as a list of parts, each with the list of its numbered headings."""
    items: list[tuple[str, list[str]]] = []
    for entry in entries:
        link = element("a", _number(entry.number), say(entry.title), href=f"#{entry.anchor}")
        if entry.level == 1:
            items.append((link, []))
        else:
            items[-1][1].append(element("li", link))
    lines = (element("li", link, element("ol", *inner) if inner else "") for link, inner in items)
    heading = element("h2", "Contents", id="document-contents")
    return element(
        "nav", heading, element("ol", *lines), class_="rt-doc-contents", aria_labelledby="document-contents"
    )


def _number(number: str) -> str:
    return element("span", number, class_="rt-doc-number") + " " if number else ""


def _table(placed: PlacedTable) -> str:
    table = placed.table
    caption = ""
    if placed.label:
        label = element("span", f"{placed.label}.", class_="rt-doc-label")
        caption = element("caption", f"{label} {say(table.caption)}".rstrip())
    numeric = _numeric_columns(placed)
    head = (
        element("th", say(title), scope="col", class_="rt-doc-numeric" if numeric[at] else "")
        for at, title in enumerate(table.header)
    )
    rows = (
        element("tr", *_cells(placed, row), class_="rt-doc-total" if at in table.total_rows else "")
        for at, row in enumerate(table.rows)
    )
    kind = "rt-doc-table rt-doc-table--many" if len(table.header) >= _MANY_COLUMNS else "rt-doc-table"
    drawn = element(
        "table", caption, element("thead", element("tr", *head)), element("tbody", *rows), class_=kind
    )
    name = f"{placed.label}. {table.caption}" if placed.label else "Table"
    scroll = element("div", drawn, class_="rt-doc-scroll", tabindex="0", role="region", aria_label=name)
    return element("div", scroll, _foot(placed), class_="rt-doc-block")


def _numeric_columns(placed: PlacedTable) -> list[bool]:
    rows = placed.table.rows
    return [any(row[at].numeric for row in rows if at < len(row)) for at in range(len(placed.table.header))]


def _cells(placed: PlacedTable, row: Sequence[TableCell]) -> Iterable[str]:
    numeric = _numeric_columns(placed)
    for at, cell in enumerate(row):
        inner = say(cell.text)
        if cell.missing:
            inner = element("span", inner, class_="rt-doc-missing")
        if at == 0 and placed.table.row_headers:
            yield element("th", inner, scope="row")
        else:
            yield element("td", inner, class_="rt-doc-numeric" if numeric[at] else "")


def _foot(placed: PlacedTable) -> str:
    notes = "".join(element("p", say(note), class_="rt-doc-note") for note in placed.notes)
    source = placed.table.source
    said = element("p", f"Source: {say(source)}", class_="rt-doc-source") if source else ""
    return notes + said


def _chart(placed: PlacedChart) -> str:
    chart = placed.chart
    label = element("span", f"{placed.label}.", class_="rt-doc-label")
    caption = element("figcaption", f"{label} {say(chart.caption)}")
    title = f"{placed.label}. {chart.caption}"
    svg = charts.svg(chart.spec, title, chart.alt, key=placed.label)
    drawn = element(
        "div",
        svg,
        class_="rt-doc-chart rt-doc-scroll",
        tabindex="0",
        role="region",
        aria_label=f"{placed.label}, drawn",
    )
    numbers = element(
        "details",
        element("summary", f"{placed.numbers.label}"),
        _table(placed.numbers),
        class_="rt-doc-numbers",
    )
    return element(
        "figure", caption, drawn, numbers, class_=f"rt-doc-figure-block rt-doc-figure-block--{chart.width}"
    )
