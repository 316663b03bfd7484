"""Reading a data file of Explore Education Statistics: a row for each published number, or for the symbol in its place.

The files are wide: some columns say when and where, some are filters, the rest are indicators. Which is which is told by
the standard's own names, then by what the columns hold.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from roundtable.intake.authorities import present_code
from roundtable.intake.ees.tables import Table, own_key, table_of
from roundtable.intake.extract_files import ExtractFile
from roundtable.intake.extract_files import Kind as FileKind
from roundtable.intake.extract_problems import Example, Kind, ProblemLog, Severity, shown_value
from roundtable.intake.extracts import PLACE, ROW, SOURCE, CannotRead, Extract
from roundtable.intake.formats.specification import CodeList, Specification, nearest
from roundtable.intake.tabular.csv_files import open_csv
from roundtable.intake.tabular.headings import squashed
from roundtable.intake.tabular.sheets import Block, Sheet, Texts
from roundtable.intake.tabular.typing import filled, schema_of
from roundtable.measures.wording import join

FORMAT, LIST = "ees", "observations"
_TIME = ("time_period", "time_identifier", "geographic_level")
# Columns that name a place, by level; the rest that end in _code or _name are places of other levels.
_PLACES = {
    "local_authority": ("new_la_code", "la_name"),
    "regional": ("region_code", "region_name"),
    "national": ("country_code", "country_name"),
}
_PLACE_COLUMN = re.compile(
    r"(country|region|la|old_la|new_la|lad|local_authority_district|pcon|parliamentary_constituency|lsip|opportunity_area|"
    r"institution|provider|school|sponsor|trust|ward|english_devolved_area|mat|pa|rsc_region_lead|police_force_area)_"
    r"(code|name|ukprn|urn|id|laestab)|lad_code|lad_name|school_urn|school_laestab",
    re.IGNORECASE,
)
_AS_GOOD_AS_ALL = 0.99
_NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?%?")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class _Cell:
    """A published number, or the status that stands in its place; neither for what is not understood."""

    value: float | None
    status: str | None


@dataclass(frozen=True, slots=True)
class _Shape:
    """Which columns of a file are what, by place."""

    names: Sequence[str]
    by_name: dict[str, int]
    filters: tuple[int, ...]
    indicators: tuple[int, ...]


def is_data(files: Sequence[ExtractFile]) -> bool:
    """Whether the first file's headings are those of the standard."""
    if not files or files[0].kind is not FileKind.CSV:
        return False
    return _headings(open_csv(files[0].path, files[0].name)) is not None


def read(
    files: Iterable[ExtractFile],
    folder: Path,
    *,
    log: ProblemLog,
    progress: Progress = lambda name, done, total: None,
) -> Extract:
    """Read data files into one list of observations; CannotRead where one is no such file."""
    spec, _ = nearest(FORMAT)
    columns = [*schema_of(spec.list(LIST).columns)]
    schema = pa.schema(
        [*columns, pa.field(SOURCE, pa.string()), pa.field(PLACE, pa.string()), pa.field(ROW, pa.int64())]
    )
    notes: list[str] = []
    sources: list[str] = []
    rows = 0
    with pq.ParquetWriter(folder / f"{LIST}.parquet", schema) as writer:
        for file in files:
            if file.kind is not FileKind.CSV:
                raise CannotRead(
                    "The other files are CSV files of Explore Education Statistics.",
                    "Give those alone.",
                    file.name,
                )
            reading = _File(open_csv(file.path, file.name), spec, schema, log)
            sources.append(file.name)
            for block in reading.sheet.blocks(2):
                table = reading.table(block)
                rows += table.num_rows
                writer.write_table(table)
                progress(file.name, block.first + block.rows, 0)
            notes.extend(reading.notes)
    return Extract(
        FORMAT, spec.id, folder, {LIST: rows}, log.groups, tuple(dict.fromkeys(notes)), sources=tuple(sources)
    )


def _headings(sheet: Sheet) -> list[str] | None:
    names = [name.strip() for name in sheet.head[0]] if sheet.head else []
    return names if set(_TIME) <= {name.lower() for name in names} else None


class _File:
    """One data file, read block by block."""

    def __init__(self, sheet: Sheet, spec: Specification, schema: pa.Schema, log: ProblemLog) -> None:
        names = _headings(sheet)
        if names is None:
            raise CannotRead(
                f"The file has no columns {join(_TIME)}, which every data file of Explore Education Statistics has.",
                "Give data files only.",
                sheet.source,
            )
        self.sheet = sheet
        self.notes = [f"{text}." for text in sheet.notes]
        self._schema = schema
        self._log = log
        self._guidance = spec.title
        self._codes = spec.list(LIST)
        self._symbols = _spelled(self._code_list("status"))
        self._levels = _spelled(self._code_list("level"))
        self._names = names
        self._shape: _Shape | None = None
        self._table_known: Table | None = None
        self._cells: dict[str | None, _Cell] = {}

    def _code_list(self, key: str) -> CodeList:
        codes = self._codes.column(key).codes
        assert codes is not None  # noqa: S101 - the loader gives every column of codes its code list
        return codes

    def table(self, block: Block) -> pa.Table:
        """The observations of a block: each row as many times as there are indicators."""
        shape = self._shape or self._learn(block)
        keep = filled(block.columns, block.rows).nonzero()[0]
        chosen = pa.array(keep)
        columns = [column.take(chosen) for column in block.columns]
        row = pa.array(keep + block.first, pa.int64())
        common = self._common(shape, columns, row)
        parts = [self._indicator(shape, place, columns, common, row) for place in shape.indicators]
        return pa.concat_tables(parts) if parts else self._schema.empty_table()

    def _learn(self, block: Block) -> _Shape:
        """What each column is, from its name and from what stands in it."""
        by_name = {
            name.lower(): place for place, name in enumerate(self._names) if place < len(block.columns)
        }
        left = [
            place
            for name, place in by_name.items()
            if name not in _TIME and not _PLACE_COLUMN.fullmatch(name) and name
        ]
        indicators = tuple(place for place in left if self._is_indicator(block.columns[place]))
        filters = tuple(place for place in left if place not in indicators)
        self._shape = _Shape(self._names, by_name, filters, indicators)
        self._table_known = table_of(self._names[place] for place in indicators)
        if not indicators:
            raise CannotRead(
                "No column of the file holds numbers.",
                "Give the data file, not the one that describes it.",
                self.sheet.source,
            )
        known = (
            self._table_known.title
            if self._table_known
            else "a table whose columns are kept under their own names"
        )
        said = f"Read {self.sheet.source} as {known}"
        if filters:
            said += f", with {join(self._names[place] for place in filters)} as what its numbers are broken down by"
        self.notes.append(f"{said}.")
        return self._shape

    def _is_indicator(self, column: Texts) -> bool:
        """Whether as good as every filled cell is a number or a symbol: an odd one far down is told in its place."""
        filled_cells = numbers = 0
        for found in pc.value_counts(column).to_pylist():
            text = (found["values"] or "").strip()
            if text:
                filled_cells += found["counts"]
                if _NUMBER.fullmatch(text) or squashed_symbol(text) in self._symbols:
                    numbers += found["counts"]
        return filled_cells > 0 and numbers >= _AS_GOOD_AS_ALL * filled_cells

    def _common(self, shape: _Shape, columns: Sequence[Texts], row: pa.Array) -> dict[str, pa.Array]:
        """What is the same for all indicators of a row."""
        rows = len(row)
        level = self._level(columns[shape.by_name["geographic_level"]], row)
        published, name = self._areas(shape, columns, level, rows)
        encoded = published.dictionary_encode()
        now = pa.array(
            [present_code(code) if code else None for code in encoded.dictionary.to_pylist()], pa.string()
        )
        period, identifier = (_tidy(columns[shape.by_name[key]]) for key in _TIME[:2])
        return {
            "table": pa.repeat(
                pa.scalar(self._table_known.key if self._table_known else None, pa.string()), rows
            ),
            "time_period": period,
            "time_identifier": identifier,
            "period": _periods(period, identifier),
            "level": level,
            "area": now.take(encoded.indices),
            "area_as_published": published,
            "area_name": name,
            "filters": self._filters(shape, columns, rows),
        }

    def _level(self, texts: Texts, row: pa.Array) -> pa.Array:
        encoded = _tidy(texts).dictionary_encode()
        codes = [self._levels.get(squashed(text or ""), "other") for text in encoded.dictionary.to_pylist()]
        return pa.array(codes, pa.string()).take(encoded.indices)

    def _areas(
        self, shape: _Shape, columns: Sequence[Texts], level: pa.Array, rows: int
    ) -> tuple[pa.Array, pa.Array]:
        """The code and name of each row's place, from the columns of its level."""
        code = name = pa.nulls(rows, pa.string())
        for key, places in _PLACES.items():
            found = [
                _tidy(columns[shape.by_name[place]])
                if place in shape.by_name
                else pa.nulls(rows, pa.string())
                for place in places
            ]
            here = pc.equal(level, key)
            code, name = pc.if_else(here, found[0], code), pc.if_else(here, found[1], name)
        return code, name

    def _filters(self, shape: _Shape, columns: Sequence[Texts], rows: int) -> pa.Array:
        if not shape.filters:
            return pa.nulls(rows, pa.string())
        named = [
            pc.binary_join_element_wise(
                own_key(self._names[place]), pc.fill_null(_tidy(columns[place]), ""), "="
            )
            for place in shape.filters
        ]
        return pc.binary_join_element_wise(*named, "; ")

    def _indicator(
        self, shape: _Shape, place: int, columns: Sequence[Texts], common: dict[str, pa.Array], row: pa.Array
    ) -> pa.Table:
        heading = self._names[place]
        key = self._table_known.indicator(heading) if self._table_known else own_key(heading)
        encoded = columns[place].dictionary_encode()
        said = encoded.dictionary.to_pylist()
        cells = [self._cell(text) for text in said]
        nothing = self._cell(None)
        at = encoded.indices
        value = pa.array([cell.value for cell in cells], pa.float64()).take(at)
        status = pc.fill_null(pa.array([cell.status for cell in cells], pa.string()).take(at), nothing.status)
        wrong = {position for position, cell in enumerate(cells) if cell.status is None}
        if wrong:
            self._log_wrong(
                heading, key, [(n, p) for n, p in enumerate(at.to_pylist()) if p in wrong], said, row
            )
        arrays = {
            **common,
            "indicator": pa.repeat(key, len(row)),
            "indicator_as_published": pa.repeat(heading, len(row)),
            "value": value,
            "status": status,
            SOURCE: pa.repeat(self.sheet.source, len(row)),
            PLACE: pa.repeat("", len(row)),
            ROW: row,
        }
        return pa.table([arrays[field.name] for field in self._schema], schema=self._schema)

    def _cell(self, text: str | None) -> _Cell:
        said = (text or "").strip()
        if not said:
            return _Cell(None, "not_supplied")
        known = self._cells.get(said)
        if known is None:
            known = self._cells[said] = self._fresh(said)
        return known

    def _fresh(self, said: str) -> _Cell:
        if _NUMBER.fullmatch(said):
            return _Cell(float(said.rstrip("%").replace(",", "")), "given")
        return _Cell(None, self._symbols.get(squashed_symbol(said)))

    def _log_wrong(
        self, heading: str, key: str, places: list[tuple[int, int]], said: list[str | None], row: pa.Array
    ) -> None:
        numbers = row.to_pylist()
        symbols = [code for code in self._code_list("status").codes.values() if code.spellings]
        kind = Kind(
            "number-not-read",
            Severity.ERROR,
            LIST,
            key,
            f"{heading}: the value is neither a number nor one of the symbols.",
            expected="a number, or "
            + join((f"{code.spellings[0]} ({code.label.lower()})" for code in symbols), "or"),
            what_to_do="Download the data file again. If it was opened in a spreadsheet, use the file as it was published.",
            guidance=self._guidance,
        )
        self._log.add_many(
            kind,
            [
                Example(self.sheet.source, "", numbers[n], heading, shown_value(said[position]))
                for n, position in places
            ],
        )


def squashed_symbol(text: str) -> str:
    """A symbol in small letters; signs count, for ":" and "~" are symbols."""
    return text.strip().casefold()


def _spelled(codes: CodeList) -> dict[str, str]:
    """Every spelling of the codes of a list: symbols to the letter, words without regard to spaces."""
    found: dict[str, str] = {}
    for code in codes.codes.values():
        for text in (code.label, *code.spellings):
            found[squashed_symbol(text)] = code.value
            if squashed(text):
                found[squashed(text)] = code.value
    return found


def _tidy(texts: Texts) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _periods(period: pa.Array, identifier: pa.Array) -> pa.Array:
    joined = pc.binary_join_element_wise(
        pc.fill_null(period, ""), pc.fill_null(identifier, ""), "|"
    ).dictionary_encode()
    said = [_period(*text.split("|", 1)) for text in joined.dictionary.to_pylist()]
    return pa.array(said, pa.string()).take(joined.indices)


def _period(time: str, identifier: str) -> str | None:
    """The period in Roundtable's words; None where the standard leaves open what it is.

    A "reporting year" of children's social care ends on 31 March of the year named (the statistics' own guidance).
    """
    kind = identifier.casefold()
    if kind == "reporting year" and re.fullmatch(r"\d{4}", time):
        return f"{int(time) - 1}-{time[2:]}"
    if kind == "calendar year" and re.fullmatch(r"\d{4}", time):
        return time
    if kind in {"financial year", "academic year"} and re.fullmatch(r"\d{6}", time):
        years = f"{time[:4]}-{time[4:]}"
        return years if kind == "financial year" else f"academic {years}"
    return None
