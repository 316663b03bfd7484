"""What became of a text: paragraph by paragraph, and word by word where a paragraph was reworded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from itertools import pairwise, zip_longest

from roundtable.measures.wording import plural

# Two paragraphs that share more than this of their words are one, reworded.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a reworded paragraph: "kept", "taken out" or "put in"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A paragraph that was "taken out", "put in" or "reworded" (in pieces), or how many were "kept" in a row."""

    kind: str
    text: str = ""
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    number: int
    written_by: str
    written_at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A revision, and what it changed in the one before it."""

    revision: Revision
    lines: tuple[DiffLine, ...]


def changes(revisions: Sequence[Revision]) -> list[Change]:
    """Revisions, newest first, each with what it changed; the first put everything in."""
    if not revisions:
        return []
    made = [Change(now, tuple(difference(before.text, now.text))) for now, before in pairwise(revisions)]
    first = revisions[-1]
    return [*made, Change(first, tuple(difference("", first.text)))]


def difference(before: str, after: str) -> list[DiffLine]:
    """What became of a text; empty where nothing did."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[DiffLine] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(DiffLine("kept", f"{plural(j - i, 'paragraph')} the same"))
        else:
            found += _replaced(old[i:j], new[k:m])
    return found if any(line.kind != "kept" for line in found) else []


def _paragraphs(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def _replaced(old: list[str], new: list[str]) -> Iterable[DiffLine]:
    for gone, come in zip_longest(old, new):
        if gone is not None and come is not None and _alike(gone, come):
            yield DiffLine("reworded", pieces=tuple(_pieces(gone.split(), come.split())))
            continue
        if gone is not None:
            yield DiffLine("taken out", gone)
        if come is not None:
            yield DiffLine("put in", come)


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio() > ALIKE


def _pieces(old: list[str], new: list[str]) -> Iterable[Piece]:
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece("kept", " ".join(old[i:j]))
            continue
        if i < j:
            yield Piece("taken out", " ".join(old[i:j]))
        if k < m:
            yield Piece("put in", " ".join(new[k:m]))
