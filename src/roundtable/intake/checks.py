"""Whether totals agree with their parts: across a breakdown, and over time. A warning that says both numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from roundtable.intake.findings import Findings, Where
from roundtable.intake.grids import place_of
from roundtable.intake.returns import CellKey, Dims, ReadLine, ReturnSpec
from roundtable.measures.definitions import Adds, Definition, Dimension, Scale
from roundtable.measures.periods import Period
from roundtable.measures.wording import number, pounds

_ADDABLE = {Scale.COUNT, Scale.POUNDS}
_WHAT_TO_DO = "Correct whichever is wrong. If both are right, say why in the Note column."


def check_sums(lines: Iterable[ReadLine], spec: ReturnSpec, findings: Findings) -> None:
    """Warn of each total of one return that disagrees with its parts."""
    book = _Book.of(lines)
    for line in book.by_id.values():
        definition = spec.definitions[line.key]
        if line.value.number is not None and definition.scale in _ADDABLE:
            for dimension in definition.dimensions:
                _check_dimension(book, line, definition, dimension, findings)
            _check_time(book, line, definition, findings)


@dataclass(frozen=True, slots=True)
class _Book:
    """The lines of one return, and for each dimension that a breakdown may lose, the lines that are its parts."""

    by_id: dict[CellKey, ReadLine]
    parts: dict[tuple[CellKey, str], list[ReadLine]]

    @classmethod
    def of(cls, lines: Iterable[ReadLine]) -> "_Book":
        by_id = {line.id: line for line in lines}
        parts: dict[tuple[CellKey, str], list[ReadLine]] = {}
        for line in by_id.values():
            for dimension, _ in line.dims:
                whole: Dims = tuple(pair for pair in line.dims if pair[0] != dimension)
                parts.setdefault(((line.key, whole, line.area, line.period), dimension), []).append(line)
        return cls(by_id, parts)


def _check_dimension(
    book: _Book, total: ReadLine, definition: Definition, dimension: Dimension, findings: Findings
) -> None:
    parts = book.parts.get((total.id, dimension.key), [])
    if not parts or not dimension.exclusive:
        return
    given = {dict(part.dims)[dimension.key] for part in parts if part.value.known}
    needed = {dict(part.dims)[dimension.key] for part in parts} | {
        key for key, _ in dimension.values if not dimension.open
    }
    _compare(
        total, [part.value.number for part in parts if part.value.number is not None],
        f"The lines by {dimension.title.lower()} add up to {{parts}}", definition.scale, findings, "parts-disagree",
        complete=given == needed,
    )  # fmt: skip


def _check_time(book: _Book, total: ReadLine, definition: Definition, findings: Findings) -> None:
    for parts, name in ((total.period.quarters(), "quarters"), (total.period.months(), "months")):
        found = [_in_period(book, total, period) for period in parts if period != total.period]
        known = [line.value.number for line in found if line is not None and line.value.number is not None]
        if definition.adds is Adds.SUM and known:
            _compare(
                total, known, f"The {name} add up to {{parts}}", definition.scale, findings, "time-disagrees",
                complete=len(known) == len(parts),
            )  # fmt: skip
        last = found[-1] if found else None
        if definition.adds is Adds.LAST and last is not None and last.value.number is not None:
            _compare(
                total, [last.value.number], f"{last.period.label}, its end, says {{parts}}", definition.scale, findings,
                "time-disagrees", complete=True,
            )  # fmt: skip


def _in_period(book: _Book, line: ReadLine, period: Period) -> ReadLine | None:
    return book.by_id.get((line.key, line.dims, line.area, period))


def _compare(
    total: ReadLine,
    parts: Sequence[Decimal],
    said: str,
    scale: Scale,
    findings: Findings,
    rule: str,
    *,
    complete: bool,
) -> None:
    """A sum with a part missing can only be found too large, and only where nothing is negative."""
    whole, added = total.value.number, sum(parts, Decimal(0))
    if whole is None or added == whole or (not complete and (added < whole or min(parts) < 0)):
        return
    told = f"{said.format(parts=_shown(added, scale))}{'' if complete else ' already'}"
    message = f"{told}, and the total says {_shown(whole, scale)}."
    findings.warn(rule, _where(total), message, _WHAT_TO_DO, total.raw)


def _shown(amount: Decimal, scale: Scale) -> str:
    return pounds(amount) if scale is Scale.POUNDS else number(amount)


def _where(line: ReadLine) -> Where:
    row, at = place_of(line.cell)
    return Where(line.sheet, row, at, line.column)
