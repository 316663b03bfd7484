"""A return's file checked where nobody knows what was asked for: against the definitions, and what it says of itself.

Found in this way are values that cannot be read, keys and breakdowns that no definition knows, lines given twice and
sums that do not agree. Whether every line that was asked for is there, only the partnership's own check can say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from roundtable.intake.asking import KINDS, spec_line
from roundtable.intake.breakdowns import BreakdownError, Values, read_breakdown
from roundtable.intake.findings import Findings, Where
from roundtable.intake.grids import Grid, is_blank
from roundtable.intake.headers import Header, Identity, find_header, periods_of, read_identity
from roundtable.intake.problems import Problem
from roundtable.intake.reading import read_book, read_return
from roundtable.intake.returns import GUIDE_SHEET, Dims, Heading, Reading, ReturnSpec, SpecLine
from roundtable.intake.workbook import Workbook
from roundtable.measures.definitions import Definition, Definitions, slug
from roundtable.measures.periods import Period
from roundtable.measures.wording import join

# What the file cannot be asked, since the lines that it is held against are its own.
_NEEDS_THE_REQUEST = {"line-missing", "unknown-key"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read, and what the file says it is: "return fenshire/RT-0003 of fenshire-council for 2031-32"."""

    reading: Reading
    says: str


def check_alone(data: bytes, filename: str, known: Definitions) -> Checked:
    """Read a file against the definitions alone. Raises FileRefused where nothing in it can be read at all."""
    findings = Findings()
    sheets, specs = _read(data, filename, known, findings)
    if sheets and not any(spec.lines for spec in specs):
        findings.problems.sort(key=_place)
        return Checked(Reading((), tuple(findings.problems), findings.understood()), _says(specs))
    reading = read_return(data, filename, specs)
    found = [_in_words(p) for p in reading.problems if p.rule not in _NEEDS_THE_REQUEST]
    problems = sorted([*findings.problems, *found], key=_place)
    return Checked(replace(reading, problems=tuple(problems)), _says(specs))


def asked_in(data: bytes, filename: str, known: Definitions) -> list[ReturnSpec]:
    """The returns that a template asks for, as far as it says: its lines, in the periods of its headings.

    Raises FileRefused where nothing in it can be read at all.
    """
    return [spec for spec in _read(data, filename, known, Findings())[1] if spec.lines]


def _read(
    data: bytes, filename: str, known: Definitions, findings: Findings
) -> tuple[list["_Sheet"], list[ReturnSpec]]:
    book = read_book(data, filename)
    sheets = [sheet for grid in book.grids if (sheet := _Sheet.of(grid, known, findings))]
    return sheets, _specs(book, sheets, known)


def _place(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.row or 0


def _in_words(problem: Problem) -> Problem:
    """A period that is none would else be told as that of another return."""
    if problem.rule != "wrong-period" or _period(problem.value):
        return problem
    return replace(
        problem, message=f"The file is for “{problem.value}”, which is no period.",
        what_to_do="Write it as in the template, such as “Period: 2015-16”.",
    )  # fmt: skip


def _says(specs: Sequence[ReturnSpec]) -> str:
    named = [
        f"return {spec.id} of {spec.agency_title or 'an agency that it does not name'} for {spec.period.label}"
        for spec in specs
        if spec.reference
    ]
    return join(named) or "a file that does not say which return it is"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet with our headings, what stands above them, and the lines that its rows are."""

    grid: Grid
    header: Header
    identity: Identity
    lines: tuple[SpecLine, ...]

    @classmethod
    def of(cls, grid: Grid, known: Definitions, findings: Findings) -> "_Sheet | None":
        header = None if grid.name == GUIDE_SHEET else find_header(grid, ())
        if header is None:
            return None
        keys = {row: key for row in _rows(grid, header) if (key := _key(grid, header, row, known))}
        header = (
            find_header(grid, _expected(grid, header, [known.get(key) for key in keys.values()])) or header
        )
        _tell_unknown(grid, header, keys, known, findings)
        lines = _lines(grid, header, {row: known.get(key) for row, key in keys.items()})
        return cls(grid, header, read_identity(grid, header.row), lines)

    @property
    def reference(self) -> str:
        """The return that it names, above its headings or in its first row."""
        column = self.header.columns.get(Heading.RETURN)
        in_rows = (self.grid.text(row, column) for row in _rows(self.grid, self.header))
        return self.identity.reference or next((said for said in in_rows if said), "")


def _rows(grid: Grid, header: Header) -> range:
    return range(header.row + 1, len(grid.rows))


def _key(grid: Grid, header: Header, row: int, known: Definitions) -> str:
    """The key of a row that some definition knows, by its key or, where there is none, by its title."""
    said = grid.text(row, header.columns.get(Heading.KEY))
    if said:
        return said.lower() if said.lower() in known else ""
    title = slug(grid.text(row, header.columns.get(Heading.INDICATOR)))
    found = [d.key for d in known.newest() if title and slug(d.title) == title]
    return found[0] if len(found) == 1 else ""


def _expected(grid: Grid, header: Header, found: Iterable[Definition]) -> list[Period]:
    """What the headings may mean for figures of these frequencies: "2011-12" is no December in a return of years."""
    kinds = {kind for definition in found for kind in KINDS.get(definition.frequency, ())}
    return [p for cell in grid.rows[header.row] for p in periods_of(cell) if p.kind in kinds]


def _tell_unknown(
    grid: Grid, header: Header, keys: Mapping[int, str], known: Definitions, findings: Findings
) -> None:
    for row in _rows(grid, header):
        said = grid.text(row, header.columns.get(Heading.KEY))
        filled = any(not is_blank(grid.at(row, at)) for at in header.periods.values())
        if not said or row in keys or not filled:
            continue
        close = get_close_matches(said.lower(), known.keys(), 3, 0.8)
        findings.error(
            "unknown-key",
            Where(grid.name, row, header.columns[Heading.KEY], Heading.KEY),
            f"“{said}” is the key of no definition that is known here.",
            f"Did you mean {join(close, 'or')}?"
            if close
            else "If it is of your own definitions, name their folder.",
            said,
        )


def _lines(grid: Grid, header: Header, found: Mapping[int, Definition]) -> tuple[SpecLine, ...]:
    """A line for each row, as if it had been asked for; rows that name one line twice share it."""
    lines: dict[tuple[str, Dims, str], SpecLine] = {}
    for row, definition in found.items():
        dims, breakdown = _breakdown(grid, header, row, definition)
        area = grid.text(row, header.columns.get(Heading.AREA))
        line = spec_line(
            definition,
            dims=dims,
            breakdown=breakdown,
            area=area,
            periods=_periods(grid, header, row, definition),
        )
        same = lines.get(line.id)
        lines[line.id] = (
            line
            if same is None
            else replace(same, periods=tuple(dict.fromkeys((*same.periods, *line.periods))))
        )
    return tuple(lines.values())


def _breakdown(grid: Grid, header: Header, row: int, definition: Definition) -> tuple[Dims, str]:
    """A breakdown that cannot be read counts as the whole here: reading the row says what is wrong with it."""
    said = grid.text(row, header.columns.get(Heading.BREAKDOWN))
    try:
        dims = read_breakdown(said, Values.of(definition, ())).dims
    except BreakdownError:
        return (), ""
    return dims, said if dims else ""


def _periods(grid: Grid, header: Header, row: int, definition: Definition) -> list[Period]:
    """Those of the definition's frequency (all, where the file has none of it), and others that hold something."""
    kinds = KINDS.get(definition.frequency, ())
    usual = [p for p in header.periods if p.kind in kinds] or list(header.periods)
    return [p for p, at in header.periods.items() if p in usual or not is_blank(grid.at(row, at))]


def _specs(book: Workbook, sheets: Sequence[_Sheet], known: Definitions) -> list[ReturnSpec]:
    """A return for each that the sheets name, or one with nothing in it."""
    by_reference: dict[str, list[_Sheet]] = {}
    for sheet in sheets:
        by_reference.setdefault(sheet.reference, []).append(sheet)
    return [_spec(book, said, found, known) for said, found in by_reference.items()] or [
        _spec(book, "", [], known)
    ]


def _spec(book: Workbook, said: str, sheets: Sequence[_Sheet], known: Definitions) -> ReturnSpec:
    partnership, _, reference = said.rpartition("/")
    titles = [sheet.identity.agency for sheet in sheets if sheet.identity.agency]
    title = titles[0] if titles else ""
    lines = tuple(line for sheet in sheets for line in sheet.lines)
    periods = [p for sheet in sheets if (p := _period(sheet.identity.period))]
    headed = [p for sheet in sheets for p in sheet.header.periods]
    return ReturnSpec(
        partnership=partnership,
        partnership_title=partnership.replace("-", " ").title(),
        agency=book.properties.get("agency", "") or slug(title),
        agency_title=title,
        reference=reference,
        period=next(iter((*periods, *headed)), Period.parse("2000-01")),
        lines=lines,
        definitions={line.key: known.get(line.key) for line in lines},
    )


def _period(said: str) -> Period | None:
    try:
        return Period.parse(said) if said else None
    except ValueError:
        return None
