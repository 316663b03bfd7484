"""What checking an extract found, for the person who has to mend it, and as JSON for a program."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any

from roundtable.intake.datapackage import specification_of
from roundtable.intake.extract_problems import Example, ProblemGroup, Severity
from roundtable.intake.extracts import CannotRead, Extract
from roundtable.measures.wording import number, plural

_WIDTH = 100
_EXAMPLES = 3


def report_lines(extract: Extract, every: Path | None = None) -> Iterator[str]:
    """The report, line by line. `every` is the file that lists each place."""
    spec = specification_of(extract)
    yield f"{spec.title}{f', for {extract.year}' if extract.year else ''}"
    yield ""
    titles = {one.key: one.title for one in spec.lists}
    widest = max((len(titles.get(key, key)) for key in extract.counts), default=0)
    for key, count in extract.counts.items():
        yield f"  {titles.get(key, key):<{widest}}  {plural(count, 'row'):>14}"
    if extract.notes:
        yield ""
        yield "What was understood"
        for note in extract.notes:
            yield from _indented(f"- {note}", 2, 4)
    for severity, heading in ((Severity.ERROR, "Errors"), (Severity.QUERY, "Questions")):
        groups = [group for group in extract.problems if group.severity is severity]
        if groups:
            yield ""
            yield f"{heading}: {plural(len(groups), 'kind')}, in {plural(sum(g.count for g in groups), 'place')}"
            for at, group in enumerate(groups, start=1):
                yield from _group(at, group)
    yield ""
    yield _verdict(extract)
    if every is not None and extract.problems:
        yield f"Every place is in {every}."


def _group(at: int, group: ProblemGroup) -> Iterator[str]:
    count = f" ({plural(group.count, 'place')})" if group.count > 1 else ""
    yield from _indented(f"{at}. {group.message}{count}", 2, 5)
    for example in group.examples[:_EXAMPLES]:
        if example.where:
            yield from _indented(_example(example, group), 5, 7)
    if group.expected:
        yield from _indented(f"Expected: {group.expected}.", 5, 7)
    if group.what_to_do:
        yield from _indented(f"What to do: {group.what_to_do}", 5, 7)
    if group.guidance:
        yield from _indented(f"From: {group.guidance}.", 5, 7)


def _example(example: Example, group: ProblemGroup) -> str:
    value = f": “{example.value}”" if example.value else ""
    own = f" — {example.message}" if example.message and example.message != group.message else ""
    return f"- {example.where}{value}{own}"


def _verdict(extract: Extract) -> str:
    errors = sum(group.count for group in extract.problems if group.severity is Severity.ERROR)
    queries = sum(group.count for group in extract.problems if group.severity is Severity.QUERY)
    if not errors and not queries:
        return "Nothing is wrong."
    if not errors:
        return f"No errors. {plural(queries, 'place')} to look at, which may be right."
    return f"{plural(errors, 'error')}{f', and {number(queries)} to look at that may be right' if queries else ''}."


def as_json(extract: Extract) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "format": extract.format,
        "specification": extract.specification,
        "year": extract.year,
        "sources": list(extract.sources),
        "lists": dict(extract.counts),
        "notes": list(extract.notes),
        "errors": sum(group.count for group in extract.problems if group.severity is Severity.ERROR),
        "queries": sum(group.count for group in extract.problems if group.severity is Severity.QUERY),
        "problems": [group.as_json() for group in extract.problems],
    }


def cannot_read_json(refused: CannotRead) -> dict[str, Any]:
    return {"could_not_read": refused.source, "message": refused.message, "what_to_do": refused.what_to_do}


def together(first: Sequence[ProblemGroup], then: Sequence[ProblemGroup]) -> tuple[ProblemGroup, ...]:
    """Two lots of problems as one, errors first."""
    return tuple(sorted((*first, *then), key=lambda group: group.severity is not Severity.ERROR))


def _indented(text: str, first: int, others: int) -> list[str]:
    return wrap(
        text,
        _WIDTH,
        initial_indent=" " * first,
        subsequent_indent=" " * others,
        break_long_words=False,
        break_on_hyphens=False,
    )
