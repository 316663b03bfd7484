"""The SSDA903 return as one XML file, read as a stream into the same lists that its CSV files hold."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from lxml import etree

from roundtable.intake.extract_files import ExtractFile
from roundtable.intake.extract_problems import ProblemLog
from roundtable.intake.extracts import BATCH_ROWS, CannotRead, Extract
from roundtable.intake.formats.specification import ListSpec, nearest
from roundtable.intake.tabular.notes import Note
from roundtable.intake.tabular.reading import finish, read_known_sheet, start
from roundtable.intake.tabular.sheets import Block, Sheet
from roundtable.intake.xml_names import local_of
from roundtable.measures.wording import join, number

FORMAT = "ssda903"
ROOT = "EXPSSDA903"
_CHILD = "CHILD"
_EPISODE = "EPISODE"
_LINE = "_line"
# Lists that are no element of their own: they lie flat in the header, and are there if this element has something in it.
_FLAT = {"uasc": "DUC", "oc3": "IN_TOUCH", "ad1": "DATE_INT"}
_AGAIN = "Export the return from the case system again."
Progress = Callable[[str, int, int], None]


def read(
    file: ExtractFile,
    folder: Path,
    *,
    log: ProblemLog,
    year: str = "",
    authority: str = "",
    progress: Progress = lambda name, done, total: None,
) -> Extract:
    """Read a return into `folder`; CannotRead for one that is not whole, and then nothing is left in the folder."""
    spec, note = nearest(FORMAT, year)
    reading = start(folder, log, year, authority, progress)
    reading.notes.extend([Note(note.rstrip("."))] if note else [])
    unread: set[str] = set()
    with tempfile.TemporaryDirectory() as scratch:
        tables = {one.key: _Texts(Path(scratch), one) for one in spec.lists if one.path}
        total = file.path.stat().st_size
        with file.path.open("rb") as source:
            for child in _children(source, file.name):
                for key, cells, line in _rows(child, spec.lists, unread):
                    tables[key].add(cells, line)
                progress(file.name, source.tell(), total)
        for one in spec.lists:
            if one.key in tables and tables[one.key].rows:
                with tables[one.key].sheet(file.name) as sheet:
                    read_known_sheet(reading, sheet, spec, one)
        if not any(table.rows for table in tables.values()):
            raise CannotRead("The return holds no child.", _AGAIN, file.name)
        if unread:
            names = join(sorted(unread))
            reading.notes.append(Note(f"Left out elements that {spec.title} does not have, {names}"))
        return finish(reading, spec, (file.name,))


class _Texts:
    """The rows of one list as text, kept on disk until they are typed."""

    def __init__(self, scratch: Path, one: ListSpec) -> None:
        self.spec = one
        self.rows = 0
        self._path = scratch / f"{one.key}.parquet"
        self._waiting: list[tuple[dict[str, str], int]] = []
        names = [pa.field(column.key, pa.string()) for column in one.columns]
        self._schema = pa.schema([*names, pa.field(_LINE, pa.int64())])
        self._writer: pq.ParquetWriter | None = None

    def add(self, cells: dict[str, str], line: int) -> None:
        self._waiting.append((cells, line))
        self.rows += 1
        if len(self._waiting) >= BATCH_ROWS:
            self._flush()

    def _flush(self) -> None:
        self._writer = self._writer or pq.ParquetWriter(self._path, self._schema)
        columns = [
            pa.array([cells.get(column.key) for cells, _ in self._waiting], pa.string())
            for column in self.spec.columns
        ]
        lines = pa.array([line for _, line in self._waiting], pa.int64())
        self._writer.write_table(pa.table([*columns, lines], schema=self._schema))
        self._waiting.clear()

    def sheet(self, source: str) -> "_Opened":
        self._flush()
        assert self._writer is not None  # noqa: S101 - just written
        self._writer.close()
        return _Opened(self._path, self.spec, source)


class _Opened:
    """A list's texts as a sheet, whose rows are called by the lines of the XML. A context: it holds the file open."""

    def __init__(self, path: Path, one: ListSpec, source: str) -> None:
        self._file = pq.ParquetFile(path)
        self._spec = one
        self._source = source

    def __enter__(self) -> Sheet:
        titles = [column.title for column in self._spec.columns]
        return Sheet(
            source=self._source,
            name=self._spec.title,
            head=[titles],
            blocks=self._blocks,
            rows=self._file.metadata.num_rows,
        )

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def _blocks(self, _first: int) -> Iterator[Block]:
        for batch in self._file.iter_batches(BATCH_ROWS):
            lines = batch.column(batch.num_columns - 1).to_numpy()
            yield Block(1, batch.columns[:-1], numbers=lines.astype(np.int64))


def _children(source: BinaryIO, name: str) -> Iterator[etree._Element]:
    """Every CHILD element, one after another, each emptied once the next is asked for."""
    depth = 0
    events = etree.iterparse(
        source, events=("start", "end"), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for event, element in events:
            if depth == 0 and element.getroottree().docinfo.internalDTD is not None:
                raise CannotRead("The XML declares a document type, which no return has.", _AGAIN, name)
            depth += 1 if event == "start" else -1
            if event == "end" and depth == 1 and local_of(element) == _CHILD:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise CannotRead(
            f"The XML is broken in line {number(line)}: it is cut off there, or a tag is not closed.",
            _AGAIN,
            name,
        ) from error


def _rows(
    child: etree._Element, lists: tuple[ListSpec, ...], unread: set[str]
) -> Iterator[tuple[str, dict[str, str], int]]:
    """The rows of one child, with the list of each and the line of its element."""
    header = next((part for part in child if local_of(part) == "HEADER"), None)
    common = _leaves(header) if header is not None else {}
    known = {one.path: one for one in lists if one.path and one.key not in {"header", *_FLAT}}
    for one in lists:
        if one.key == "header" and header is not None:
            yield "header", _cells(one, common), _line(header)
        elif one.key in _FLAT and header is not None and common.get(_FLAT[one.key]):
            yield one.key, _cells(one, common), _line(header)
    parts = [*(header if header is not None else ()), *(part for part in child if part is not header)]
    for part in parts:
        name = local_of(part)
        if name in known:
            yield known[name].key, _cells(known[name], {**common, **_leaves(part)}), _line(part)
        elif name and len(part):
            unread.add(name)


def _leaves(element: etree._Element) -> dict[str, str]:
    """The elements directly inside that hold text."""
    return {
        local_of(leaf): leaf.text.strip()
        for leaf in element
        if not len(leaf) and leaf.text and leaf.text.strip()
    }


def _cells(one: ListSpec, leaves: dict[str, str]) -> dict[str, str]:
    """The cells of a row by column: the child's id and birth come from the header, under the names they have there."""
    found: dict[str, str] = {}
    for column in one.columns:
        for name in (column.path, column.title, *column.spellings):
            if name and name in leaves:
                found[column.key] = leaves[name]
                break
    return found


def _line(element: etree._Element) -> int:
    return int(element.sourceline or 0)
