"""A return that was asked for, filled in from what was counted over lists: its own lines and periods, and nothing else."""

from collections.abc import Mapping, Sequence

from roundtable.intake.aggregate_return import Measured, Sheet, written_return
from roundtable.intake.returns import Dims, ReturnSpec, SpecLine
from roundtable.measures.lists.answers import Answer
from roundtable.measures.periods import Period
from roundtable.measures.wording import join

_NOT_COUNTED = "Cannot be counted from case lists"
_NOT_COVERED = "The case lists do not cover it"
_Key = tuple[str, str, frozenset[tuple[str, str]], Period]


class Unclear(ValueError):
    """A line of the return could be about more than one of the areas that were counted; the message says what to do."""


def filled_return(measured: Measured, asked: Sequence[ReturnSpec]) -> bytes:
    """Our own return as XLSX, which the partnership's check reads as the filled-in template. Unclear where it is not known
    whose numbers a line wants.

    A line that the lists cannot answer says why in the column "Cannot supply because", for a person to replace.
    """
    counts = {_key(answer): answer for answer in measured.answers}
    return written_return([_sheet(measured, spec, counts) for spec in asked])


def _key(answer: Answer) -> _Key:
    return answer.figure, answer.area, frozenset(answer.dims), answer.period


def _sheet(measured: Measured, spec: ReturnSpec, counts: Mapping[_Key, Answer]) -> Sheet:
    cells = [_cells(measured, line, spec.periods, counts) for line in spec.lines]
    return Sheet(
        spec.agency_title, spec.id if spec.reference else "", str(spec.period), spec.periods, cells,
        title=spec.partnership_title,
    )  # fmt: skip


def _cells(
    measured: Measured, line: SpecLine, periods: Sequence[Period], counts: Mapping[_Key, Answer]
) -> list[str | int]:
    area = _area(measured, line)
    found = {period: _count(counts, line, area, period) for period in line.periods}
    numbers = [count if (count := found.get(period)) is not None else "" for period in periods]
    notes = {
        answer.note
        for period in line.periods
        if (answer := counts.get((line.key, area, frozenset(line.dims), period)))
    }
    reason = "" if any(count is not None for count in found.values()) else _reason(measured, line.key)
    before = (line.key, line.title, line.breakdown, line.area, line.unit, "")
    return [*before, *numbers, join(sorted(notes - {""})), reason, "", ", ".join(measured.sources)]


def _count(counts: Mapping[_Key, Answer], line: SpecLine, area: str, period: Period) -> int | None:
    """The number of a cell. A breakdown value that no row has is nought where the whole was counted, as 0 of it were."""
    dims: Dims = line.dims
    found = counts.get((line.key, area, frozenset(dims), period))
    if found is not None:
        return found.count
    whole = counts.get((line.key, area, frozenset(), period))
    counted = {key for _, _, had, _ in counts for key, _ in had} if whole else set()
    return 0 if dims and whole and {key for key, _ in dims} <= counted else None


def _area(measured: Measured, line: SpecLine) -> str:
    """The code of the area that a line is about: the one that it names, or the only one that was counted."""
    if line.area:
        named = [
            code
            for code, name in measured.areas.items()
            if line.area.casefold() in (code.casefold(), name.casefold())
        ]
        return named[0] if named else ""
    if len(measured.areas) > 1:
        names = join(sorted(measured.areas.values()))
        raise Unclear(
            f"The files hold {names}, and the template does not say whose numbers it wants: give one council's files"
        )
    return next(iter(measured.areas), "")


def _reason(measured: Measured, figure: str) -> str:
    said = next((missing.reason for missing in measured.no_answers if missing.figure == figure), "")
    counted = any(answer.figure == figure for answer in measured.answers)
    return said or (_NOT_COVERED if counted else _NOT_COUNTED)
