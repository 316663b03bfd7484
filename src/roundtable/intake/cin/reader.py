"""Reading a CIN census return: a stream of XML in, typed tables on disk and what is wrong with it out."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow.compute as pc
from lxml import etree

from roundtable.intake.cin.document import (
    Head,
    Piece,
    elements,
    has_asides,
    head_of,
    may_be_cut,
    pieces,
    streamed,
)
from roundtable.intake.cin.header import Header, read_header, write_header
from roundtable.intake.cin.rows import Odd, Rows
from roundtable.intake.cin.saying import Listener
from roundtable.intake.cin.scan import Scanner
from roundtable.intake.cin.shape import HEADER, Shape
from roundtable.intake.cin.tables import CHILDREN, Tables
from roundtable.intake.cin.walk import Walker
from roundtable.intake.extract_problems import ProblemLog
from roundtable.intake.extracts import CannotRead, Extract
from roundtable.intake.formats.specification import Need, Specification, nearest
from roundtable.intake.xml_names import local_of

FORMAT = "cin_census"
NO_CHILD = "It holds no child at all."
NO_CHILD_DO = "Check the export: a return has at least one child."
_CHILDREN_AT_ONCE = 2000
Progress = Callable[[int, int], None]
Checked = Collection[tuple[str, str, str]]


@dataclass(frozen=True)
class _Year:
    specification: Specification
    header: Header
    notes: tuple[str, ...]
    year: str


def read(
    path: Path,
    folder: Path,
    *,
    log: ProblemLog | None = None,
    year: str = "",
    checked: Checked = (),
    progress: Progress = lambda done, total: None,
) -> Extract:
    """Read a return into `folder`, one Parquet file for each list.

    `year` ("2015-16") stands in for a Header that does not say its own. `checked` are (problem id, list, column) that
    the caller's rules will tell better, such as a code that is not in its list. `progress` is called with the bytes read
    and their number. CannotRead for a file that is not a whole return, and then nothing of it is left in the folder.
    """
    log = log or ProblemLog()
    folder.mkdir(parents=True, exist_ok=True)
    cut = may_be_cut(path)
    with path.open("rb") as file:
        source = _Source(file, path.name, path.stat().st_size, progress)
        head = head_of(file, path.name) if cut else None
        if head is not None:
            known = _year(head.header, year)
            return _write(known, lambda shape: _in_pieces(shape, source, head), path, folder, log, checked)
        file.seek(0)
        stream = streamed(file, path.name)
        first = next(stream, None)
        if first is None:
            raise CannotRead(NO_CHILD, NO_CHILD_DO, path.name)
        is_header = local_of(first) == "Header"
        known = _year(first if is_header else None, year)
        children = stream if is_header else chain([first], stream)
        return _write(known, lambda shape: _walked(shape, children, source), path, folder, log, checked)


def _year(header: etree._Element | None, given: str) -> _Year:
    """The specification to read by, from the Header's year or the one given."""
    latest, _ = nearest(FORMAT)
    said = read_header(header, latest).year or given
    specification, note = nearest(FORMAT, said)
    notes = (note,) if note else ()
    if not said:
        notes = (f"The return does not say its year: it was read by {specification.title}.",)
    return _Year(specification, read_header(header, specification), notes, said)


@dataclass(frozen=True)
class _Source:
    """The open file, and whom to tell how far it was read."""

    file: BinaryIO
    name: str
    size: int
    progress: Progress

    def report(self) -> None:
        self.progress(self.file.tell(), self.size)


def _in_pieces(shape: Shape, source: _Source, head: Head) -> Iterator[Rows]:
    """Each piece the quick way where it is plain, else the ordinary way; from the first aside on, as a stream."""
    scanner = Scanner(shape)
    for piece in pieces(source.file, head, source.name):
        rows = scanner.scan(piece.text, piece.lines_before + 1)
        if rows is None and has_asides(piece.text):
            children = streamed(source.file, source.name, head, piece)
            yield from _walked(shape, children, source, piece.lines_before - head.lines)
            return
        yield rows if rows is not None else _walk_piece(shape, piece, head, source.name)
        source.report()


def _walk_piece(shape: Shape, piece: Piece, head: Head, name: str) -> Rows:
    walker = Walker(shape)
    for child in elements(piece, head, name):
        walker.child(child, piece.lines_before - head.lines)
    return walker.rows()


def _walked(
    shape: Shape, children: Iterable[etree._Element], source: _Source, lines_before: int = 0
) -> Iterator[Rows]:
    walker, many = Walker(shape), 0
    for element in children:
        if local_of(element) == "Child":
            walker.child(element, lines_before)
            many += 1
        if many == _CHILDREN_AT_ONCE:
            yield walker.rows()
            source.report()
            walker, many = Walker(shape), 0
    yield walker.rows()


def _write(
    known: _Year,
    found: Callable[[Shape], Iterator[Rows]],
    path: Path,
    folder: Path,
    log: ProblemLog,
    checked: Checked,
) -> Extract:
    specification = known.specification
    shape = Shape.of(specification)
    listener = Listener(specification, log, path.name, checked)
    listener.hear(known.header.odd)
    with Tables(folder, shape, path.name) as tables:
        for rows in found(shape):
            tables.add(rows)
            listener.hear(rows.odd)
            listener.hear(_missing(shape, rows, checked))
        if not tables.counts[CHILDREN]:
            raise CannotRead(
                "It holds no child at all.", "Check the export: a return has at least one child.", path.name
            )
        write_header(folder, specification.list(HEADER), known.header, path.name)
    return Extract(
        format=FORMAT,
        specification=specification.id,
        folder=folder,
        counts={HEADER: 1, **tables.counts},
        problems=log.groups,
        notes=(*known.notes, *listener.notes()),
        year=known.year,
        sources=(path.name,),
    )


def _missing(shape: Shape, rows: Rows, checked: Checked) -> Iterator[Odd]:
    """Values that every row must have and some have not."""
    for key, column in shape.columns():
        if column.need is Need.ALWAYS and ("value-missing", key, column.key) not in checked:
            values = rows.lists[key].values[column.key]
            if values.null_count:
                for at in np.flatnonzero(pc.is_null(values).to_numpy(zero_copy_only=False)).tolist():
                    yield Odd("value-missing", key, column.key, int(rows.lists[key].lines[at]))
