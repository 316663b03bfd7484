"""One sheet read as one list: rows typed and written, problems logged in their place, and what was understood noted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from roundtable.intake.authorities import authorities, authority_code
from roundtable.intake.extract_problems import Example, Kind, ProblemLog, Severity, shown_value
from roundtable.intake.extracts import PLACE, ROW, SOURCE
from roundtable.intake.formats.specification import Column, Need
from roundtable.intake.tabular.cells import TROUBLES, CellReader
from roundtable.intake.tabular.finding import Recognised
from roundtable.intake.tabular.headings import AUTHORITY, Heading, squashed
from roundtable.intake.tabular.notes import Note
from roundtable.intake.tabular.sheets import Block, Sheet
from roundtable.intake.tabular.typing import ColumnFacts, Mask, Wrong, filled, schema_of, typed
from roundtable.measures.wording import join, number, plural

_TOTAL = r"(?i)^\s*(grand\s+)?totals?\b|^\s*end of (list|report|file|data)\b"
_MOST_NAMED = 12

Rows = Callable[[int], None]  # told how many rows more were read


@dataclass
class SheetCounts:
    """Rows of a sheet: kept, and left out by reason."""

    kept: int = 0
    blank: int = 0
    headings: int = 0
    totals: int = 0


@dataclass
class ListReader:
    """Reads one recognised sheet into one Parquet file."""

    sheet: Sheet
    found: Recognised
    log: ProblemLog
    authority: str = ""  # of rows that do not say their own
    year_ending: int | None = None
    notes: list[Note] = field(default_factory=list)
    counts: SheetCounts = field(default_factory=SheetCounts)

    def __post_init__(self) -> None:
        columns = {column.key: column for column in self.found.list.columns}
        self._headings = {h.key: h for h in self.found.headings.found}
        self._columns = [columns[h.key] for h in self.found.headings.found if h.key in columns]
        self._readers = {
            c.key: CellReader(
                c, self.year_ending, from_1904=self.sheet.from_1904, long_numbers=self.sheet.long_numbers
            )
            for c in self._columns
        }
        self._facts = {c.key: ColumnFacts() for c in self._columns}
        self._unknown_authorities: dict[str, int] = {}

    @property
    def columns(self) -> list[Column]:
        """The columns that the sheet has, as the specification declares them."""
        return self._columns

    def schema(self) -> pa.Schema:
        return list_schema(self._columns)

    def write(self, path: Path, told: Rows) -> None:
        """Read every row into `path`."""
        with pq.ParquetWriter(path, self.schema()) as writer:
            for block in self.sheet.blocks(self.found.data):
                table = self._table(block)
                if table.num_rows:
                    writer.write_table(table)
                told(block.rows)
        self._say()

    def _table(self, block: Block) -> pa.Table:
        keep = self._kept(block)
        rows = np.flatnonzero(keep)
        numbers = rows + block.first if block.numbers is None else block.numbers[rows]
        every = len(rows) == block.rows
        chosen = pa.array(rows)
        arrays = []
        for column in self._columns:
            texts = self._texts(block, self._headings[column.key])
            result = typed(
                self._readers[column.key], texts if every else texts.take(chosen), self._facts[column.key]
            )
            self._log_wrong(column, result.wrong, numbers)
            arrays.append(result.values)
        self.counts.kept += len(rows)
        return pa.table(
            [
                self._authorities(block, None if every else chosen, len(rows)),
                *arrays,
                pa.repeat(self.sheet.source, len(rows)),
                pa.repeat(self.sheet.name or self.found.list.title, len(rows)),
                pa.array(numbers, pa.int64()),
            ],
            schema=self.schema(),
        )

    def _texts(self, block: Block, heading: Heading) -> pa.Array:
        if heading.place < len(block.columns):
            return block.columns[heading.place]
        return pa.nulls(block.rows, pa.string())

    def _kept(self, block: Block) -> Mask:
        """Which rows are rows of the list: not blank, not the headings again, not a total."""
        texts = [self._texts(block, heading) for heading in self.found.headings.found]
        keep = filled(texts, block.rows)
        self.counts.blank += int(np.count_nonzero(~keep))
        first = self.found.headings.found[0]
        starts = texts[0]
        again = keep & self._equal(starts, first.text)
        if again.any():
            again &= self._equal(texts[-1], self.found.headings.found[-1].text)
        total = keep & ~again & _as_mask(pc.match_substring_regex(starts, _TOTAL))
        if total.any():
            total &= ~filled(self._always_but_first(block), block.rows)
        self.counts.headings += int(np.count_nonzero(again))
        self.counts.totals += int(np.count_nonzero(total))
        long = np.zeros(block.rows, dtype=bool)
        long[[row - block.first for row in block.long]] = True
        self._log_ragged(block, keep)
        return keep & ~again & ~total & ~long

    def _always_but_first(self, block: Block) -> list[pa.Array]:
        always = [c for c in self._columns if c.need is Need.ALWAYS]
        return [
            self._texts(block, self._headings[c.key])
            for c in always
            if self._headings[c.key] is not self.found.headings.found[0]
        ]

    @staticmethod
    def _equal(texts: pa.Array, said: str) -> Mask:
        return _as_mask(pc.equal(pc.utf8_trim_whitespace(texts), said))

    def _authorities(self, block: Block, chosen: pa.Array | None, rows: int) -> pa.Array:
        heading = self._headings.get(AUTHORITY)
        if heading is None:
            return pa.repeat(pa.scalar(self.authority or None, pa.string()), rows)
        texts = self._texts(block, heading)
        encoded = (texts if chosen is None else texts.take(chosen)).dictionary_encode()
        codes = [self._authority(text) for text in encoded.dictionary.to_pylist()]
        values = pa.array(codes, pa.string()).take(encoded.indices)
        return pc.fill_null(values, self.authority) if self.authority else values

    def _authority(self, text: str | None) -> str | None:
        said = " ".join((text or "").split())
        code = authority_code(said) if said else ""
        if said and not code:
            self._unknown_authorities[said] = self._unknown_authorities.get(said, 0) + 1
        return code or said or None

    def _log_wrong(
        self, column: Column, wrong: Sequence[Wrong], numbers: np.ndarray[tuple[int], np.dtype[np.int64]]
    ) -> None:
        if not wrong:
            return
        heading = self._headings[column.key]
        by_kind: dict[str, list[Example]] = {}
        for one in wrong:
            row = int(numbers[one.at])
            what = self.sheet.flaws.get((row, heading.place), one.id) if not one.text else one.id
            by_kind.setdefault(what, []).append(self._example(row, heading.text, one.text))
        for what, examples in by_kind.items():
            self.log.add_many(self._kind(what, column), examples)

    def _kind(self, what: str, column: Column) -> Kind:
        reader, trouble = self._readers[column.key], TROUBLES[what]
        return Kind(
            id=what,
            severity=reader.severity(what),
            list=self.found.list.key,
            column=column.key,
            message=f"{column.title}: {trouble.message[0].lower()}{trouble.message[1:]}",
            expected=reader.expected,
            what_to_do=trouble.what_to_do,
            guidance=self.found.spec.title,
        )

    def _example(self, row: int | None, column: str = "", value: str = "") -> Example:
        return Example(self.sheet.source, self.sheet.name, row, column, shown_value(value))

    def _log_ragged(self, block: Block, keep: Mask) -> None:
        if block.long:
            self.log.add_many(
                self._whole(
                    "row-too-long",
                    Severity.ERROR,
                    "The row has more cells than the headings, so values may stand in the wrong columns. It was left out.",
                    "Put quotation marks around values that hold the sign which parts the cells.",
                ),
                [self._example(row) for row in block.long],
            )
        short = [row for row in block.short if keep[row - block.first]]
        if short:
            self.log.add_many(
                self._whole(
                    "row-too-short",
                    Severity.QUERY,
                    "The row has fewer cells than the headings. The last columns were read as blank.",
                    "Look whether a value holds a line break, and export the list again.",
                ),
                [self._example(row) for row in short],
            )

    def _whole(self, what: str, severity: Severity, message: str, what_to_do: str, column: str = "") -> Kind:
        return Kind(
            what,
            severity,
            self.found.list.key,
            column,
            message,
            what_to_do=what_to_do,
            guidance=self.found.spec.title,
        )

    def _say(self) -> None:
        """What is said once all rows are read."""
        if not self.counts.kept:
            self.log.add(
                self._whole(
                    "list-empty",
                    Severity.QUERY,
                    f"{self.found.list.title} has headings and no rows.",
                    "If there should be some, export the list again.",
                ),
                self._example(None),
            )
        self._say_flaws()
        self._say_merged()
        for column in self._columns:
            self._say_date_order(column)
        self._say_lenient()
        self._say_left_out()

    def _say_flaws(self) -> None:
        """Cells of columns that may be blank: what they held is lost all the same."""
        told = {c.key for c in self._columns if c.need is Need.ALWAYS}
        by_place = {h.place: h for h in self.found.headings.found if h.key not in told | {AUTHORITY}}
        columns = {c.key: c for c in self._columns}
        for (row, place), what in sorted(self.sheet.flaws.items()):
            heading = by_place.get(place)
            if heading is not None and row >= self.found.data:
                self.log.add(self._kind(what, columns[heading.key]), self._example(row, heading.text))

    def _say_merged(self) -> None:
        below = [ref for ref in self.sheet.merged if _last_row(ref) >= self.found.data]
        if below:
            self.log.add_many(
                self._whole(
                    "merged-cells",
                    Severity.ERROR,
                    "Cells of several rows are merged into one, which gives its value to the first row only.",
                    "Unmerge the cells, fill in every row, and run the check again.",
                ),
                [self._example(_first_row(ref), value=ref) for ref in below],
            )

    def _say_date_order(self, column: Column) -> None:
        facts = self._facts[column.key]
        if not facts.month_first or facts.day_first > facts.month_first or not facts.swappable:
            return
        heading = self._headings[column.key]
        self.log.add(
            self._whole(
                "date-order-unsure",
                Severity.ERROR,
                f"{column.title}: {plural(facts.month_first, 'date')} can only have the month first, so the other "
                f"{number(facts.swappable)} may be the wrong way round too. They were read day first.",
                "Export the dates as 2016-03-25, which can be read one way only.",
                column.key,
            ),
            self._example(None, heading.text),
        )

    def _say_lenient(self) -> None:
        for column in self._columns:
            for manner, (count, example) in self._facts[column.key].lenient.items():
                self._note(f"Read {manner}", count, shown_value(example))

    def _say_left_out(self) -> None:
        found = self.found
        if found.header > 1:
            self._note(f"The headings stand in row {number(found.header)}")
        if found.over_two_rows:
            self._note("The headings stand over two rows and were read together")
        for heading in found.headings.found:
            title = self._title(heading)
            if title and squashed(title) != squashed(heading.text):
                self._note(f"Read the heading “{heading.text}” as “{title}”")
        if found.headings.unread:
            names = _listed([text for _, text in found.headings.unread])
            self._note(f"Left out what {found.spec.title} has no column for, {names},")
        counts = self.counts
        if counts.headings or found.repeated_header:
            self._note("Left out rows that say the headings again")
        if counts.totals:
            self._note("Left out rows of totals")
        if self._unknown_authorities:
            names = _listed(list(self._unknown_authorities))
            self._note(f"Kept as written, being no local authority of England that is known here, {names}")

    def _title(self, heading: Heading) -> str:
        if heading.key == AUTHORITY:
            return ""
        return self.found.list.column(heading.key).title

    def _note(self, text: str, cells: int = 0, example: str = "") -> None:
        self.notes.append(Note(text, self.sheet.name or self.sheet.source, cells, example))


def list_schema(columns: Sequence[Column]) -> pa.Schema:
    """The columns of a list's table: whose rows they are, the specification's, and the place of each row."""
    return pa.schema(
        [
            pa.field(AUTHORITY, pa.string()),
            *schema_of(columns),
            pa.field(SOURCE, pa.string()),
            pa.field(PLACE, pa.string()),
            pa.field(ROW, pa.int64()),
        ]
    )


def given_authority(said: str) -> str:
    """The code of the authority that a caller names; ValueError for one that there is not."""
    code = authority_code(said)
    if said and not code:
        raise ValueError(
            f"“{said}” is no local authority of England that is known here. Write its name, its three-figure number or its "
            f"nine-character code, such as {next(iter(authorities()))}."
        )
    return code


def _as_mask(array: pa.Array) -> Mask:
    found: Mask = pc.fill_null(array, fill_value=False).to_numpy(zero_copy_only=False)
    return found


def _listed(words: Sequence[str]) -> str:
    shown = list(words[:_MOST_NAMED])
    return join([*shown, f"{len(words) - _MOST_NAMED} more"]) if len(words) > _MOST_NAMED else join(shown)


def _last_row(reference: str) -> int:
    return int(re.findall(r"\d+", reference)[1])


def _first_row(reference: str) -> int:
    return int(re.findall(r"\d+", reference)[0])
