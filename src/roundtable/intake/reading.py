"""A file that an agency sent, read against what it was asked for."""

from collections.abc import Sequence
from pathlib import PurePath

from roundtable.intake.checks import check_sums
from roundtable.intake.delimited import read_csv
from roundtable.intake.findings import Findings, Where
from roundtable.intake.grids import Grid
from roundtable.intake.guards import FileKind, FileRefused, file_kind
from roundtable.intake.headers import Header, Identity, find_header, read_identity
from roundtable.intake.returns import (
    GUIDE_SHEET,
    SCHEMA,
    Heading,
    LineId,
    Reading,
    ReadLine,
    ReturnSpec,
)
from roundtable.intake.rows import Sheet, read_rows
from roundtable.intake.workbook import Workbook, read_workbook
from roundtable.measures.definitions import slug
from roundtable.measures.periods import Period
from roundtable.measures.wording import join

_TEMPLATE = "Download the template again and copy your figures into it."


def read_return(data: bytes, filename: str, specs: Sequence[ReturnSpec]) -> Reading:
    """Read an XLSX or CSV return.

    `specs` are the returns that the sender may answer; the file says which of them it does. The content decides what
    the file is; its name is only told. Raises FileRefused where nothing in it can be read at all.
    """
    if not specs:
        raise ValueError("A file is read against at least one return")
    book = read_book(data, filename)
    findings = Findings()
    _check_properties(book, specs, findings)
    read: dict[str, list[ReadLine]] = {}
    seen: dict[str, dict[LineId, Where]] = {}
    for grid, header in _sheets(book, specs, findings):
        spec = _spec(grid, header, specs, findings)
        if spec is not None and _check_columns(grid, header, spec, findings):
            sheet = Sheet(grid, header, spec, findings, seen.setdefault(spec.id, {}))
            read.setdefault(spec.id, []).extend(read_rows(sheet))
    for spec in specs:
        if spec.id in read:
            check_sums(read[spec.id], spec, findings)
            _check_missing(spec, seen[spec.id], findings)
        elif read:
            _ask_about_absent(spec, findings)
    lines = tuple(line for found in read.values() for line in found)
    return Reading(lines, tuple(findings.problems), findings.understood())


def read_book(data: bytes, filename: str) -> Workbook:
    """The file's sheets, before anything is known of what they mean; a CSV file is one sheet without a name."""
    return Workbook((read_csv(data),), {}) if _kind(data, filename) is FileKind.CSV else read_workbook(data)


def _kind(data: bytes, filename: str) -> FileKind:
    try:
        return file_kind(data)
    except FileRefused as refused:
        name = PurePath(filename.replace("\\", "/")).name
        raise FileRefused(
            f"{name}: {refused.message}" if name else refused.message, refused.what_to_do
        ) from refused


def _check_properties(book: Workbook, specs: Sequence[ReturnSpec], findings: Findings) -> None:
    """What the template wrote into the workbook itself; a file made by hand has none, and is read all the same."""
    schema, agency = book.properties.get("schema", ""), book.properties.get("agency", "")
    if schema and schema != SCHEMA:
        findings.error(
            "other-template",
            Where(""),
            f"The file was made from another version of the template ({schema}).",
            _TEMPLATE,
        )
    if agency and agency not in {spec.agency for spec in specs}:
        _wrong_agency(Where(""), agency, specs[0], findings)


def _wrong_agency(where: Where, said: str, spec: ReturnSpec, findings: Findings) -> None:
    findings.error(
        "wrong-agency", where, f"The file is the return of “{said}”, and this is the return of {spec.agency_title}.",
        "Check that you chose the right file.", said,
    )  # fmt: skip


def _sheets(book: Workbook, specs: Sequence[ReturnSpec], findings: Findings) -> list[tuple[Grid, Header]]:
    """The sheets that have our headings; the others are named, and an error if there is no such sheet at all."""
    expected = [period for spec in specs for period in spec.periods]
    found: list[tuple[Grid, Header]] = []
    unread: list[str] = []
    for grid in book.grids:
        header = None if grid.name == GUIDE_SHEET else find_header(grid, expected)
        if header is not None:
            found.append((grid, header))
        elif grid.rows and grid.name != GUIDE_SHEET:
            unread.append(f"“{grid.name}”")
    if not found:
        findings.error(
            "no-headings", Where(""),
            "No row of headings was found: a row with Key, Indicator, Breakdown and a column for each period.", _TEMPLATE,
        )  # fmt: skip
    elif unread:
        findings.sentences.append(f"Not read, since no headings of a return are on them: {join(unread)}.")
    return found


def _spec(grid: Grid, header: Header, specs: Sequence[ReturnSpec], findings: Findings) -> ReturnSpec | None:
    """The return that a sheet answers: by what it says of itself, by its name, or because there is only one."""
    identity, where = read_identity(grid, header.row), Where(grid.name)
    said = identity.reference or _return_column(grid, header)
    if said:
        named = [spec for spec in specs if said.lower() in (spec.id.lower(), spec.reference.lower())]
    else:
        named = list(specs) if len(specs) == 1 else _by_sheet_name(grid.name, specs)
    if len(named) == 1:
        return named[0] if _check_identity(identity, named[0], where, findings) else None
    choices = join((f"{spec.partnership_title} ({spec.id})" for spec in specs), "or")
    if said:
        findings.error("wrong-return", where, f"The file is of return {said}, not of {choices}.",
                       "Check that you chose the right file.", said)  # fmt: skip
    else:
        findings.error("which-return", where, f"It does not say which return it answers: {choices}.",
                       f"Write “Return: {specs[0].id}” in a cell above the headings, or use the template.")  # fmt: skip
    return None


def _return_column(grid: Grid, header: Header) -> str:
    """The return that the first row of a CSV names."""
    if Heading.RETURN not in header.columns:
        return ""
    rows = range(header.row + 1, len(grid.rows))
    return next((said for row in rows if (said := grid.text(row, header.columns[Heading.RETURN]))), "")


def _by_sheet_name(name: str, specs: Sequence[ReturnSpec]) -> list[ReturnSpec]:
    said = slug(name)
    return [
        spec
        for spec in specs
        if said and said in (slug(spec.partnership_title)[: len(said)], slug(spec.partnership))
    ]


def _check_identity(identity: Identity, spec: ReturnSpec, where: Where, findings: Findings) -> bool:
    if identity.agency and slug(identity.agency) not in (slug(spec.agency_title), slug(spec.agency)):
        _wrong_agency(where, identity.agency, spec, findings)
        return False
    if not identity.period:
        return True
    try:
        agrees = Period.parse(identity.period) == spec.period
    except ValueError:
        agrees = identity.period == spec.period.label
    if not agrees:
        findings.error(
            "wrong-period", where, f"The file is for {identity.period}, and this return is for {spec.period.label}.",
            "Check that you chose the right file.", identity.period,
        )  # fmt: skip
    return agrees


def _check_columns(grid: Grid, header: Header, spec: ReturnSpec, findings: Findings) -> bool:
    """Whether the sheet has the columns without which nothing can be read."""
    where = Where(grid.name, header.row)
    for text, heading in header.renamed:
        findings.sentences.append(f"Column “{text}” was read as “{heading}”.")
    for text in header.repeated:
        findings.error(
            "column-twice", where, f"Two columns are headed “{text}”.", "Delete or rename one of them.", text
        )
    for column, text in header.unread:
        if any(grid.text(row, column) for row in range(header.row + 1, len(grid.rows))):
            findings.warn("column-not-read", Where(grid.name, header.row, column, text),
                          f"Column “{text}” is none of this return and was not read.",
                          "If it is a period, write it as in the template, such as 2015-16 or Jul 2015.", text)  # fmt: skip
    broken_down = any(line.dims for line in spec.lines)
    if Heading.BREAKDOWN not in header.columns and broken_down:
        findings.error("column-missing", where, "The Breakdown column is missing.", _TEMPLATE)
        return False
    if not set(header.periods) & set(spec.periods):
        findings.error(
            "column-missing", where, f"There is no column for {join(_short(spec.periods))}.", _TEMPLATE
        )
        return False
    absent = [period for period in spec.periods if period not in header.periods]
    if absent:
        findings.warn("period-missing", where, f"There is no column for {join(_short(absent))}.",
                      "If you have values for it, add the column as in the template.")  # fmt: skip
    return True


def _short(periods: Sequence[Period]) -> list[str]:
    return [period.short_label for period in periods]


def _check_missing(spec: ReturnSpec, seen: dict[LineId, Where], findings: Findings) -> None:
    """Lines that were asked for and have no row, unless they were given for another area."""
    given = {(key, dims) for key, dims, _ in seen}
    sheet = next(iter(seen.values())).sheet if seen else ""
    for line in spec.lines:
        if (line.key, line.id[1]) not in given:
            findings.warn(
                "line-missing", Where(sheet), f"{line.name} ({line.key}) has no row that could be read.",
                "If you have the figure, add its row as in the template.", line.key,
            )  # fmt: skip


def _ask_about_absent(spec: ReturnSpec, findings: Findings) -> None:
    findings.ask(
        "no-sheet", Where(""), f"The file has no sheet for {spec.partnership_title} ({spec.id}). Nothing of it changes.",
        "If you meant to answer it too, add its sheet from the template.",
    )  # fmt: skip
