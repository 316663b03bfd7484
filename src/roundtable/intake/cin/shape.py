"""What a return's XML may hold: which element stands in which, and which column of which list its text is.

Made from a specification, so that a year with another element is a new file of data and no new code.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from roundtable.intake.formats.specification import Column, ListSpec, Specification

HEADER = "header"


@dataclass(frozen=True)
class Leaf:
    """An element with text: a column of the list's current row, or a row of its own (`is_row`)."""

    name: str
    list: str
    column: Column
    is_row: bool


@dataclass(frozen=True)
class Container:
    """An element of elements. `list` is the list that it is a row of, empty for a mere wrapper; a child is at level 0."""

    index: int
    name: str
    level: int
    parent: int
    list: str


@dataclass(frozen=True)
class Shape:
    """All containers, the child first, and the leaves of each: `leaves[container.index][element name]`."""

    containers: tuple[Container, ...]
    leaves: tuple[dict[str, Leaf], ...]
    ancestors: dict[str, tuple[str, ...]]  # of each list, the lists whose rows hold its rows, outermost first
    lists: tuple[ListSpec, ...]

    @classmethod
    def of(cls, specification: Specification) -> Self:
        maker = _Maker()
        lists = tuple(one for one in specification.lists if one.key != HEADER)
        for one in lists:
            maker.add(one)
        return cls(tuple(maker.containers), tuple(maker.leaves), maker.ancestors(lists), lists)

    @cached_property
    def inside(self) -> tuple[dict[str, Container], ...]:
        """The containers that may stand in each container, by name."""
        return tuple({c.name: c for c in self.containers if c.parent == one.index} for one in self.containers)

    def columns(self) -> Iterator[tuple[str, Column]]:
        for one in self.lists:
            for column in one.columns:
                yield one.key, column


class _Maker:
    """Containers and leaves of one list after another."""

    def __init__(self) -> None:
        self.containers: list[Container] = []
        self.leaves: list[dict[str, Leaf]] = []
        self._index: dict[tuple[str, ...], int] = {}

    def add(self, one: ListSpec) -> None:
        path = tuple(one.path.split("/"))
        is_row = [column.path for column in one.columns] == ["."]
        if is_row:
            at = self._container(path[:-1])
            self.leaves[at][path[-1]] = Leaf(path[-1], one.key, one.columns[0], is_row=True)
            return
        at = self._container(path)
        old = self.containers[at]
        self.containers[at] = Container(old.index, old.name, old.level, old.parent, one.key)
        for column in one.columns:
            *above, name = column.path.split("/")
            self.leaves[self._container((*path, *above))][name] = Leaf(name, one.key, column, is_row=False)

    def _container(self, path: tuple[str, ...]) -> int:
        if path in self._index:
            return self._index[path]
        parent = self._container(path[:-1]) if len(path) > 1 else -1
        made = Container(len(self.containers), path[-1], len(path) - 1, parent, "")
        self.containers.append(made)
        self.leaves.append({})
        self._index[path] = made.index
        return made.index

    def ancestors(self, lists: tuple[ListSpec, ...]) -> dict[str, tuple[str, ...]]:
        rows = {one.path: one.key for one in lists}
        found = {}
        for one in lists:
            steps = one.path.split("/")
            above = ["/".join(steps[:many]) for many in range(1, len(steps))]
            found[one.key] = tuple(rows[path] for path in above if path in rows)
        return found


def number_of(list_key: str) -> str:
    """The column that numbers the rows of a list from 1 in the order of the file, and by which other lists name them."""
    return f"{list_key}_no"
