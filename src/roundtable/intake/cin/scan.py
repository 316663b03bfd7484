"""The quick way through plain XML: whole columns at a time, without a step for each element.

Nearly all of a return is plain: elements of the specification without attributes, comments or entities. A piece that is
plain in every byte is read here by vector operations; for any other this module says nothing at all (None), and the
piece is read by the ordinary parser, which also has the words for what is wrong. Nothing is taken on trust: each tag is
compared byte for byte with the specification's, every opening with its closing, every element with where it may stand.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from roundtable.intake.cin.columns import Columns, Spans
from roundtable.intake.cin.rows import ListRows, Odd, Rows
from roundtable.intake.cin.shape import Leaf, Shape
from roundtable.intake.cin.words import LONGEST, PADDING, Ints, Words

Bools = npt.NDArray[np.bool_]
_LT, _GT, _TAB, _NEWLINE, _RETURN, _SPACE = 60, 62, 9, 10, 13, 32


@dataclass(frozen=True)
class _Tokens:
    """The tags of a piece, in order: where each begins and ends, and which of the vocabulary it is."""

    begins: Ints
    ends: Ints
    tag: Ints
    closing: Bools


@dataclass(frozen=True)
class _Tree:
    """The containers' tags among the tokens: which opening is innermost after each, and the rank of each list's rows."""

    opened: Bools
    tag: Ints  # container index
    innermost: Ints  # position, among the containers' tags, of the innermost that is open; -1 for none
    begins: Ints
    ranks: dict[
        str, Ints
    ]  # of each list that a container is a row of: the rank of its latest row at each tag


class Scanner:
    """Made once for a shape, used for each piece of a file."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        leaf_names = sorted({name for leaves in shape.leaves for name in leaves})
        container_names = [container.name for container in shape.containers]
        names = [*container_names, *leaf_names]
        # A name that is an element of elements in one place and of text in another, or that stands in two places as
        # the former, would need the ordinary parser.
        self.usable = len(set(names)) == len(names) and all(
            len(name) < LONGEST and name.isascii() for name in names
        )
        self._columns = Columns(shape)
        self._containers = len(container_names)
        if self.usable:
            self._words = Words([text for name in names for text in (name.encode(), b"/" + name.encode())])
        self._levels = np.array([container.level for container in shape.containers])
        self._parents = np.array([container.parent for container in shape.containers])
        self._wrappers = np.array([not container.list for container in shape.containers])
        self._where = {name: len(container_names) + at for at, name in enumerate(leaf_names)}

    def scan(self, piece: bytes, first_line: int) -> Rows | None:
        """The rows of a piece that holds whole children; None where it is not plain."""
        newlines = _newlines(piece) if self.usable else None
        if newlines is None:
            return None
        padded = piece + b"\0" * PADDING
        tokens = self._tokens(piece, padded)
        if tokens is None:
            return None
        is_leaf = tokens.tag >= self._containers
        tree = self._tree(tokens, ~is_leaf)
        leaves = np.flatnonzero(is_leaf & ~tokens.closing)
        if (
            tree is None
            or not _closed_at_once(tokens, leaves, is_leaf)
            or self._has_empty_wrapper(tokens, is_leaf)
        ):
            return None
        if not _text_in_leaves_only(piece, tokens, leaves):
            return None
        above = (np.cumsum(~is_leaf) - 1)[leaves]  # the container's tag before each leaf
        reader = _Piece(self, padded, _Lines(first_line, newlines), tokens, tree, leaves, above)
        return reader.rows()

    def _tokens(self, piece: bytes, padded: bytes) -> _Tokens | None:
        bytes_of = np.frombuffer(piece, dtype=np.uint8)
        begins, ends = np.flatnonzero(bytes_of == _LT), np.flatnonzero(bytes_of == _GT)
        if not len(begins) or len(begins) != len(ends):
            return None
        if not (begins < ends).all() or not (ends[:-1] < begins[1:]).all():
            return None
        found = self._words.find(padded, begins + 1, ends - begins - 1)
        if (found < 0).any():
            return None
        return _Tokens(begins, ends, (found >> 1).astype(np.int64), (found & 1).astype(bool))

    def _has_empty_wrapper(self, tokens: _Tokens, is_leaf: Bools) -> bool:
        empty = ~tokens.closing[:-1] & tokens.closing[1:] & ~is_leaf[:-1]
        return bool(self._wrappers[tokens.tag[:-1][empty]].any())

    def _tree(self, tokens: _Tokens, is_container: Bools) -> _Tree | None:
        at = np.flatnonzero(is_container)
        tag, closing = tokens.tag[at], tokens.closing[at]
        level, position = self._levels[tag], np.arange(len(at))
        after = np.cumsum(np.where(closing, -1, 1))
        # Before an opening the depth is its level; after a closing it is that too.
        if not len(at) or (np.where(closing, after, after - 1) != level).any() or after[-1] != 0:
            return None
        latest = np.full((int(level.max()) + 1, len(at)), -1, dtype=np.int64)
        for one in range(len(latest)):
            latest[one] = np.maximum.accumulate(np.where(~closing & (level == one), position, -1))
        same_level = latest[level, position]
        outer = np.where(level > 0, latest[np.maximum(level - 1, 0), position], -1)
        parent = np.where(outer >= 0, tag[outer], -1)
        if (tag[same_level] != tag).any() or (parent != self._parents[tag]).any():
            return None
        ranks = {
            container.list: np.cumsum(~closing & (tag == container.index)) - 1
            for container in self.shape.containers
            if container.list
        }
        return _Tree(~closing, tag, np.where(closing, outer, position), tokens.begins[at], ranks)


@dataclass(frozen=True)
class _Lines:
    """The file's lines: that of a piece's first byte, and where in it each next one begins."""

    first: int
    newlines: Ints

    def of(self, begins: Ints) -> Ints:
        return self.first + np.searchsorted(self.newlines, begins)


class _Piece:
    """One plain piece, its tags known, on its way into rows."""

    def __init__(
        self,
        scanner: Scanner,
        padded: bytes,
        lines: _Lines,
        tokens: _Tokens,
        tree: _Tree,
        leaves: Ints,
        above: Ints,
    ) -> None:
        self.shape, self._columns, self._where = scanner.shape, scanner._columns, scanner._where
        self._padded, self._lines = padded, lines.of
        self._tokens, self._tree, self._leaves, self._above = tokens, tree, leaves, above

    def rows(self) -> Rows | None:
        tree, made = self._tree, Rows({})
        inner = tree.innermost[self._above]
        if (inner < 0).any():
            return None
        holder = tree.tag[inner]
        leaf_tags = self._tokens.tag[self._leaves]
        self._row_lists(made)
        order = np.argsort(leaf_tags * len(self.shape.containers) + holder, kind="stable")
        keys = (leaf_tags * len(self.shape.containers) + holder)[order]
        cuts = np.flatnonzero(np.diff(keys)) + 1
        names = {at: name for name, at in self._where.items()}
        for group in np.split(order, cuts):
            if not len(group):
                continue
            leaf = self.shape.leaves[int(holder[group[0]])].get(names[int(leaf_tags[group[0]])])
            if leaf is None or not self._read(made, leaf, group):
                return None
        self._fill(made)
        return made

    def _row_lists(self, made: Rows) -> None:
        tree = self._tree
        for container in self.shape.containers:
            if container.list:
                opened = np.flatnonzero(tree.opened & (tree.tag == container.index))
                links = {key: tree.ranks[key][opened] for key in self.shape.ancestors[container.list]}
                made.lists[container.list] = ListRows(
                    len(opened), self._lines(tree.begins[opened]), links, {}
                )

    def _read(self, made: Rows, leaf: Leaf, group: Ints) -> bool:
        """One column of one list; False where an element comes twice."""
        tokens, at, above = self._tokens, self._leaves[group], self._above[group]
        starts = tokens.ends[at] + 1
        spans = Spans(self._padded, starts, tokens.begins[at + 1] - starts)
        if leaf.is_row:
            links = {key: self._tree.ranks[key][above] for key in self.shape.ancestors[leaf.list]}
            made.lists[leaf.list] = ListRows(len(group), self._lines(tokens.begins[at]), links, {})
            rows = np.arange(len(group))
        else:
            rows = self._tree.ranks[leaf.list][above]
            if (np.diff(rows) <= 0).any():
                return False
        column, odd = self._columns.column(leaf, spans, rows, made.lists[leaf.list].count)
        made.lists[leaf.list].values[leaf.column.key] = column
        lines: list[int] = self._lines(tokens.begins[at[[one.at for one in odd]]]).tolist() if odd else []
        made.odd += [
            Odd(one.id, leaf.list, leaf.column.key, line, one.value)
            for one, line in zip(odd, lines, strict=True)
        ]
        return True

    def _fill(self, made: Rows) -> None:
        """Columns that no row of the piece had, and lists without a row."""
        for one in self.shape.lists:
            if one.key not in made.lists:
                none = np.zeros(0, dtype=np.int64)
                made.lists[one.key] = ListRows(
                    0, none, dict.fromkeys(self.shape.ancestors[one.key], none), {}
                )
            self._columns.fill(one, made.lists[one.key])


def _newlines(piece: bytes) -> Ints | None:
    """Where the newlines are; None where a piece is not plain: letters beyond ASCII, entities, control characters."""
    if not piece.isascii() or b"&" in piece:
        return None
    bytes_of = np.frombuffer(piece, dtype=np.uint8)
    low = np.flatnonzero(bytes_of < _SPACE)
    kinds = bytes_of[low]
    is_newline = kinds == _NEWLINE
    if not (is_newline | (kinds == _TAB) | (kinds == _RETURN)).all():
        return None
    found: Ints = low[is_newline]
    return found


def _closed_at_once(tokens: _Tokens, leaves: Ints, is_leaf: Bools) -> bool:
    """Whether each leaf's next tag is its own closing, and no leaf closes otherwise."""
    if len(leaves) and leaves[-1] + 1 >= len(tokens.tag):
        return False
    after = leaves + 1
    return (
        bool((tokens.tag[after] == tokens.tag[leaves]).all())
        and bool(tokens.closing[after].all())
        and int(np.count_nonzero(is_leaf & tokens.closing)) == len(leaves)
    )


def _text_in_leaves_only(piece: bytes, tokens: _Tokens, leaves: Ints) -> bool:
    """Whether there is nothing but space between tags where no leaf is."""
    bytes_of = np.frombuffer(piece, dtype=np.uint8)
    visible = bytes_of > _SPACE
    in_tags = int((tokens.ends - tokens.begins + 1).sum())
    in_leaves = int((tokens.begins[leaves + 1] - tokens.ends[leaves] - 1).sum())
    if int(np.count_nonzero(visible)) == in_tags + in_leaves:
        return True
    before = np.concatenate(([0], np.cumsum(visible, dtype=np.int64)))  # visible bytes before each position
    inside = int((before[tokens.begins[leaves + 1]] - before[tokens.ends[leaves] + 1]).sum())
    return int(before[-1]) == in_tags + inside
