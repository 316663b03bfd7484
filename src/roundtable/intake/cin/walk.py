"""The ordinary way through XML: element by element, for whatever the quick way leaves, with words for what is wrong."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa
from lxml import etree

from roundtable.intake.cin.rows import ARROW, ListRows, Odd, Rows
from roundtable.intake.cin.shape import Container, Leaf, Shape
from roundtable.intake.cin.values import Value, typed
from roundtable.intake.xml_names import local_of

# Beyond so many lines libxml2 keeps those of texts only, where they end: an element is told by the text inside it.
_LINES_KEPT = 65_535


class _Growing:
    """One list on its way."""

    def __init__(self, ancestors: Iterable[str], columns: Iterable[str]) -> None:
        self.lines: list[int] = []
        self.links: dict[str, list[int]] = {key: [] for key in ancestors}
        self.values: dict[str, list[Value]] = {key: [] for key in columns}

    def open_row(self, line: int, current: dict[str, int]) -> int:
        self.lines.append(line)
        for key, links in self.links.items():
            links.append(current[key])
        for values in self.values.values():
            values.append(None)
        return len(self.lines) - 1


class Walker:
    """Reads elements of children; `rows` gives what was read since it was made."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._odd: list[Odd] = []
        self._lists = {
            one.key: _Growing(shape.ancestors[one.key], [column.key for column in one.columns])
            for one in shape.lists
        }

    def child(self, element: etree._Element, lines_before: int = 0) -> None:
        """Read one child. `lines_before` are the file's lines before the document that the element was parsed from."""
        self._lines_before = lines_before
        self._container(element, self.shape.containers[0], {})

    def rows(self) -> Rows:
        lists = {}
        for one in self.shape.lists:
            growing = self._lists[one.key]
            lists[one.key] = ListRows(
                count=len(growing.lines),
                lines=np.array(growing.lines, dtype=np.int64),
                links={key: np.array(links, dtype=np.int64) for key, links in growing.links.items()},
                values={
                    column.key: pa.array(growing.values[column.key], ARROW[column.type])
                    for column in one.columns
                },
            )
        return Rows(lists, self._odd)

    def _line(self, element: etree._Element) -> int:
        line = int(element.sourceline or 0)
        if line > _LINES_KEPT and element.text:
            line -= element.text.count("\n")
        return line + self._lines_before

    def _container(self, element: etree._Element, container: Container, current: dict[str, int]) -> None:
        if container.list:
            row = self._lists[container.list].open_row(self._line(element), current)
            current = {**current, container.list: row}
        self._stray(element, element.text, container)
        seen: set[str] = set()
        for inner in element:
            self._stray(inner, inner.tail, container)
            if isinstance(inner.tag, str):
                self._inner(inner, container, current, seen)
        if not seen and not container.list:
            self._say("empty-module", container, element, container.name)

    def _inner(
        self, inner: etree._Element, container: Container, current: dict[str, int], seen: set[str]
    ) -> None:
        name = local_of(inner)
        if (within := self.shape.inside[container.index].get(name)) is not None:
            if name in seen and not within.list:
                self._say("second-module", container, inner, name)
            self._container(inner, within, current)
        elif (leaf := self.shape.leaves[container.index].get(name)) is None:
            self._say("unknown-element", container, inner, name)
        elif name in seen and not leaf.is_row:
            self._say("second-value", container, inner, name)
        else:
            self._leaf(inner, leaf, current)
        seen.add(name)

    def _leaf(self, element: etree._Element, leaf: Leaf, current: dict[str, int]) -> None:
        growing = self._lists[leaf.list]
        row = growing.open_row(self._line(element), current) if leaf.is_row else current[leaf.list]
        text = "".join(element.itertext(with_tail=False))
        read = typed(leaf.column, text)
        growing.values[leaf.column.key][row] = read.value
        if read.wrong or read.understood:
            found = Odd(
                read.wrong or read.understood, leaf.list, leaf.column.key, self._line(element), text.strip()
            )
            self._odd.append(found)
        if len(element):
            self._odd.append(
                Odd("elements-in-value", leaf.list, leaf.column.key, self._line(element), leaf.name)
            )

    def _stray(self, element: etree._Element, text: str | None, container: Container) -> None:
        if text and text.strip():
            self._say("stray-text", container, element, text.strip())

    def _say(self, kind: str, container: Container, element: etree._Element, value: str) -> None:
        holder = container
        while not holder.list:
            holder = self.shape.containers[holder.parent]
        self._odd.append(Odd(kind, holder.list, "", self._line(element), value))
