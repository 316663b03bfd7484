"""The reference page of formats, drawn from their specifications: lists, columns, codes and years."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from roundtable.intake.formats.specification import (
    CodeList,
    Column,
    ColumnType,
    ListSpec,
    Need,
    Specification,
    formats,
    specifications,
)
from roundtable.measures.wording import join

NAME = "formats.md"
_HEAD = """# Formats of extracts

What `roundtable intake` reads, list by list. This page is drawn from the specifications in `src/roundtable/intake/formats/`:
change it by changing them, and `tests/intake/test_intake_formats_page.py` says how to draw it again. How files are read is
told in [Extracts](intake.md).

A list's table has the columns below under their keys, and besides `authority` (whose row it is), `_source`, `_place` and
`_row` (where it came from). A value of a column that is *always* there is missed when it is blank; an *expected* column is
asked after when a list does not have it; an *optional* one is not."""
_NEED = {Need.ALWAYS: "always", Need.EXPECTED: "expected", Need.OPTIONAL: "optional"}
_YES_NO = {"true", "false", "unknown"}
_MOST_CODES = 40


def page() -> str:
    """The page as Markdown."""
    return "\n\n".join([_HEAD, *(part for key in formats() for part in _format(specifications(key)))]) + "\n"


def write(folder: Path) -> None:
    """Write the page into the folder of the reference."""
    (folder / NAME).write_text(page(), encoding="utf-8")


def _format(versions: tuple[Specification, ...]) -> Iterator[str]:
    """The newest version whole, and of the older ones what they are for."""
    newest = versions[-1]
    yield f"## `{newest.format}`"
    yield _table(
        ("Version", "Title", "Years", "Source"),
        ((f"`{v.version}`", v.title, _span(v.years), v.source) for v in versions),
    )
    if len(versions) > 1:
        first = {
            one.key: next(v for v in versions if any(found.key == one.key for found in v.lists))
            for one in newest.lists
        }
        added = [(one.title, first[one.key]) for one in newest.lists if first[one.key] is not versions[0]]
        if added:
            said = join(f"{title} (from version {spec.version})" for title, spec in added)
            yield f"Lists that were added later: {said}."
        yield f"The lists below are those of version {newest.version}."
    for one in newest.lists:
        yield from _list(one)
    yield from _codes(newest)


def _list(one: ListSpec) -> Iterator[str]:
    yield f"### {one.title}"
    known = f"Sheets and files called {join(f'“{name}”' for name in one.names)}." if one.names else ""
    yield " ".join(part for part in (f"`{one.key}`.", one.about, known) if part)
    yield _table(
        ("Key", "Heading", "Holds", "There"),
        ((f"`{c.key}`", c.title, _holds(c), _NEED[c.need]) for c in one.columns),
    )


def _holds(column: Column) -> str:
    if column.type is ColumnType.CODE and column.codes is not None:
        return f"code of {column.codes.key}"
    words = {
        ColumnType.BOOLEAN: "yes or no",
        ColumnType.INTEGER: "whole number",
        ColumnType.DECIMAL: "number",
        ColumnType.ID: "identifier",
    }
    return words.get(column.type, column.type.value)


def _codes(spec: Specification) -> Iterator[str]:
    lists = [
        codes
        for key, codes in sorted(spec.code_lists.items())
        if not set(codes.codes) <= _YES_NO and len(codes.codes) <= _MOST_CODES
    ]
    if lists:
        yield f"### Codes of `{spec.format}`"
        yield _table(("Code list", "Codes"), ((codes.key, _listed(codes)) for codes in lists))


def _listed(codes: CodeList) -> str:
    return "; ".join(
        f"`{code.value}` {code.label}{_limits(code.first, code.last)}" for code in codes.codes.values()
    )


def _limits(first: int, last: int) -> str:
    if not first and not last:
        return ""
    said = [f"from {_year(first)}" if first else "", f"to {_year(last)}" if last else ""]
    return f" ({' '.join(part for part in said if part)})"


def _year(ending: int) -> str:
    return f"{ending - 1}-{ending % 100:02d}"


def _span(years: tuple[str, ...]) -> str:
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
