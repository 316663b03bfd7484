"""Sheets and CSV files of one format read together into one table for each list."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from roundtable.intake.extract_files import ExtractFile, Kind
from roundtable.intake.extract_problems import Example, ProblemLog, Severity
from roundtable.intake.extract_problems import Kind as ProblemKind
from roundtable.intake.extracts import BATCH_ROWS, CannotRead, Extract
from roundtable.intake.formats.specification import (
    ListSpec,
    Need,
    Specification,
    nearest,
    specifications,
    year_ending,
)
from roundtable.intake.returns import Heading
from roundtable.intake.tabular.csv_files import open_csv
from roundtable.intake.tabular.finding import Finder, Recognised
from roundtable.intake.tabular.headings import AUTHORITY, ListNames
from roundtable.intake.tabular.list_reading import ListReader, list_schema
from roundtable.intake.tabular.notes import Note, sentences
from roundtable.intake.tabular.sheets import Sheet
from roundtable.intake.tabular.workbooks import open_workbook
from roundtable.measures.wording import join, plural

TABULAR = ("annex_a", "ssda903")
_MOST_MISSING = 6
_MEANT = 0.25  # of what tells a list: a sheet with less in a workbook is a summary or a guide
Progress = Callable[[str, int, int], None]


@dataclass
class Part:
    """The rows of one list from one sheet."""

    path: Path
    reader: ListReader


@dataclass
class Reading:
    """What has been read so far, over all files."""

    folder: Path
    log: ProblemLog
    year: str
    authority: str
    progress: Progress
    notes: list[Note] = field(default_factory=list)
    parts: dict[str, list[Part]] = field(default_factory=dict)
    spec: Specification | None = None
    seen: dict[str, str] = field(default_factory=dict)  # what a sheet holds → the sheet that held it first
    strangers: list[tuple[Sheet, Recognised | None]] = field(default_factory=list)


def read_lists(
    files: Iterable[ExtractFile],
    folder: Path,
    *,
    log: ProblemLog,
    year: str = "",
    authority: str = "",
    progress: Progress = lambda name, done, total: None,
) -> Extract:
    """Read every sheet that is a list of one format; CannotRead where none is, or where they are of several formats."""
    chosen = {key: nearest(key, year) for key in TABULAR}
    finder = Finder(spec for spec, _ in chosen.values())
    reading = Reading(folder, log, year, authority, progress)
    sources: list[str] = []
    for file in files:
        sources.append(file.name)
        for sheet in _sheets(file):
            _read_sheet(reading, sheet, finder)
    if reading.spec is None:
        raise CannotRead(*_why_not(reading.strangers))
    note = chosen[reading.spec.format][1]
    reading.notes[:0] = [Note(note.rstrip("."))] if note else []
    _say_strangers(reading, reading.spec)
    return finish(reading, reading.spec, tuple(sources))


def start(folder: Path, log: ProblemLog, year: str, authority: str, progress: Progress) -> Reading:
    """A reading of which nothing is read yet."""
    return Reading(folder, log, year, authority, progress)


def finish(reading: Reading, spec: Specification, sources: tuple[str, ...]) -> Extract:
    """What was read as an extract: one table for each list, and lists that should be there asked after."""
    counts = {key: _united(reading, key, parts) for key, parts in reading.parts.items()}
    _check_lists(reading, spec)
    if not reading.year and len(specifications(spec.format)) > 1:
        reading.notes.append(Note(f"No year was said: read by the newest specification, {spec.title}"))
    return Extract(
        format=spec.format,
        specification=spec.id,
        folder=reading.folder,
        counts=counts,
        problems=reading.log.groups,
        notes=sentences(reading.notes),
        year=reading.year,
        sources=sources,
    )


def _sheets(file: ExtractFile) -> Iterator[Sheet]:
    if file.kind is Kind.WORKBOOK:
        yield from open_workbook(file.path, file.name)
    else:
        yield open_csv(file.path, file.name)


def _read_sheet(reading: Reading, sheet: Sheet, finder: Finder) -> None:
    reading.notes.extend(Note(text) for text in sheet.notes)
    found = finder.recognise(sheet)
    if found is None or not found.certain:
        reading.strangers.append((sheet, found))
        return
    if reading.spec is None:
        reading.spec = found.spec
    elif reading.spec is not found.spec:
        raise CannotRead(
            f"{sheet.title} is {found.list.title} of {found.spec.title}, and what came before it is of "
            f"{reading.spec.title}.",
            "Give the files of one format at a time.",
        )
    if not _is_again(reading, sheet, found):
        _read_found(reading, sheet, found)
    if sheet.hidden:
        reading.notes.append(Note(f"{sheet.title} is hidden, and was looked at all the same"))


def read_known_sheet(reading: Reading, sheet: Sheet, spec: Specification, one: ListSpec) -> None:
    """Read a sheet of which it is known what list it is; its first row holds the columns' own titles."""
    headings = ListNames(one).read(sheet.head[0])
    _read_found(reading, sheet, Recognised(spec, one, 1, 2, headings, score=1, named=True))


def _read_found(reading: Reading, sheet: Sheet, found: Recognised) -> None:
    _check_headings(reading, sheet, found)
    reader = ListReader(
        sheet=sheet,
        found=found,
        log=reading.log,
        authority=reading.authority,
        year_ending=year_ending(reading.year) if reading.year else None,
    )
    parts = reading.parts.setdefault(found.list.key, [])
    path = reading.folder / f".{found.list.key}-{len(parts)}.parquet"
    done = 0

    def told(rows: int) -> None:
        nonlocal done
        done += rows
        reading.progress(sheet.title, done, sheet.rows or 0)

    reader.write(path, told)
    parts.append(Part(path, reader))
    reading.notes.extend(reader.notes)


def _is_again(reading: Reading, sheet: Sheet, found: Recognised) -> bool:
    """Whether the sheet holds what another held to the letter; told of one list that two sheets of a workbook hold."""
    before = reading.seen.setdefault(sheet.fingerprint, sheet.title)
    if before != sheet.title:
        reading.notes.append(Note(f"{sheet.title} holds the same as {before}, and was read once"))
        return True
    rivals = [
        part.reader.sheet
        for part in reading.parts.get(found.list.key, ())
        if part.reader.sheet.source == sheet.source
    ]
    if not rivals or not sheet.name:
        return False
    reading.log.add(
        ProblemKind(
            "list-twice",
            Severity.ERROR,
            found.list.key,
            "",
            f"Two sheets of one workbook are {found.list.title}: {rivals[0].name} and {sheet.name}. The first was read.",
            what_to_do="Take out the one that does not count. If both do, put their rows into one sheet.",
            guidance=found.spec.title,
        ),
        Example(sheet.source, sheet.name),
    )
    return True


def _check_headings(reading: Reading, sheet: Sheet, found: Recognised) -> None:
    """Columns that the list must have, or is expected to have, and headings that come twice."""
    there = found.headings.keys
    for need, severity in ((Need.ALWAYS, Severity.ERROR), (Need.EXPECTED, Severity.QUERY)):
        missing = [c for c in found.list.columns if c.need is need and c.key not in there]
        for column in missing:
            reading.log.add(
                ProblemKind(
                    "column-missing",
                    severity,
                    found.list.key,
                    column.key,
                    f"{found.list.title} has no column “{column.title}”.",
                    expected=f"a column headed “{column.title}”",
                    what_to_do="Export the list with this column. If it has another heading, change the heading.",
                    guidance=found.spec.title,
                ),
                Example(sheet.source, sheet.name, found.header),
            )
    titles = {heading.key: heading.text for heading in found.headings.found}
    for again in found.headings.repeated:
        reading.log.add(
            ProblemKind(
                "column-twice",
                Severity.ERROR,
                found.list.key,
                again.key if again.key != AUTHORITY else "",
                f"Two columns say the same: “{titles[again.key]}” and “{again.text}”. The first was read.",
                what_to_do="Take out the column that does not count.",
                guidance=found.spec.title,
            ),
            Example(sheet.source, sheet.name, found.header, again.text),
        )


def _united(reading: Reading, key: str, parts: list[Part]) -> int:
    """The parts of a list as one table, with every column that any of them has; how many rows it holds."""
    target = reading.folder / f"{key}.parquet"
    rows = sum(part.reader.counts.kept for part in parts)
    if len(parts) == 1:
        parts[0].path.replace(target)
        return rows
    there = {column.key for part in parts for column in part.reader.columns}
    schema = list_schema([c for c in parts[0].reader.found.list.columns if c.key in there])
    with pq.ParquetWriter(target, schema) as writer:
        for part in parts:
            with pq.ParquetFile(part.path) as file:
                for batch in file.iter_batches(BATCH_ROWS):
                    writer.write_table(_widened(batch, schema))
            part.path.unlink()
    return rows


def _widened(batch: pa.RecordBatch, schema: pa.Schema) -> pa.Table:
    names = set(batch.schema.names)
    columns = [
        batch.column(one.name) if one.name in names else pa.nulls(batch.num_rows, one.type) for one in schema
    ]
    return pa.table(columns, schema=schema)


def _check_lists(reading: Reading, spec: Specification) -> None:
    for one in spec.lists:
        if one.required and one.key not in reading.parts:
            reading.log.add(
                ProblemKind(
                    "list-missing",
                    Severity.QUERY,
                    one.key,
                    "",
                    f"The list “{one.title}” is not among the files.",
                    what_to_do="Give the file with it, if there is one.",
                    guidance=spec.title,
                )
            )
    if not reading.authority and not any(
        AUTHORITY in part.reader.found.headings.keys for parts in reading.parts.values() for part in parts
    ):
        reading.notes.append(Note("No column says whose rows these are. Say it with --authority"))


def _say_strangers(reading: Reading, spec: Specification) -> None:
    """Sheets that are no list: said of those that may be meant as one, and of every file, for a person chose it."""
    for sheet, near in reading.strangers:
        meant = near is not None and (near.named or near.score >= _MEANT)
        if sheet.name and not meant:
            if any(any(row) for row in sheet.head):
                reading.notes.append(Note(f"{sheet.title} was not read: it has the headings of no list"))
            continue
        message, what_to_do = _why_not([(sheet, near)])
        reading.log.add(
            ProblemKind(
                "list-not-recognised",
                Severity.ERROR,
                near.list.key if near else "",
                "",
                message,
                what_to_do=what_to_do,
            ),
            Example(sheet.source, sheet.name),
        )


def _why_not(strangers: list[tuple[Sheet, Recognised | None]]) -> tuple[str, str]:
    """What the likeliest of some sheets looks like, and what it lacks."""
    returned = next((sheet for sheet, _ in strangers if _is_return(sheet)), None)
    if returned is not None:
        return (
            f"{returned.title} is a return of figures, not an extract of case lists.",
            "Check it with: roundtable returns check FILE",
        )
    near = [(sheet, found) for sheet, found in strangers if found is not None]
    if not near:
        what = strangers[0][0].title if len(strangers) == 1 else plural(len(strangers), "sheet")
        return (
            f"No list was recognised in {what}: no row has the headings of a list that is known here.",
            "Look at the reference of formats for the headings of each list, and check that there is a row of headings.",
        )
    sheet, best = max(near, key=lambda pair: pair[1].score)
    missing = [f"“{title}”" for title in best.missing]
    shown = join(
        [*missing[:_MOST_MISSING], f"{len(missing) - _MOST_MISSING} more"]
        if len(missing) > _MOST_MISSING
        else missing
    )
    lacks = (
        f"{sheet.title} looks like {best.list.title} of {best.spec.title}, but it has only "
        f"{plural(len(best.headings.found), 'column')} of {len(best.list.columns)}: there is no {shown}."
    )
    return lacks, "Export the list with these columns, or change their headings to these."


def _is_return(sheet: Sheet) -> bool:
    """Whether the headings of a return of figures stand in it."""
    return any(
        {Heading.KEY.lower(), Heading.INDICATOR.lower()} <= {cell.lower() for cell in row}
        for row in sheet.head
    )
