"""What a file or a typed form would change, before anything of it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from roundtable.dataset.actions import SentFile
from roundtable.dataset.dims import from_text
from roundtable.dataset.lines import spec
from roundtable.dataset.models import Observation, Return
from roundtable.dataset.queries import Answerable
from roundtable.dataset.typed import typed_file
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.scope.principals import Principal
from roundtable.intake.changes import Change, compare
from roundtable.intake.problems import Problem, ProblemGroup, Severity, group
from roundtable.intake.reading import read_return
from roundtable.intake.returns import CellKey, Reading, ReadLine, ReturnSpec
from roundtable.measures.periods import Period
from roundtable.measures.wording import join


@dataclass(frozen=True, slots=True)
class Part:
    """One return that was answered: its lines, and what they change of what was known."""

    answer: Answerable
    spec: ReturnSpec
    lines: tuple[ReadLine, ...]
    changes: tuple[Change, ...]

    @property
    def jumps(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.jump)


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that is told of a file before it is sent."""

    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]
    understood: tuple[str, ...]

    def groups(self, severity: Severity) -> tuple[ProblemGroup, ...]:
        return group([problem for problem in self.problems if problem.severity is severity])

    @property
    def can_be_sent(self) -> bool:
        return bool(self.parts) and not any(p.severity is Severity.ERROR for p in self.problems)


def preview_file(file: SentFile, answers: Sequence[Answerable]) -> Preview:
    """A file against every return that its sender may answer with it. Raises FileRefused where it cannot be read."""
    specs = [spec(a.who, a.partnership, a.found) for a in answers]
    reading = read_return(file.data, file.name, specs)
    if len(specs) > 1 and any(problem.rule == "which-return" for problem in reading.problems):
        # A file made by hand says nothing of itself: it answers the return on whose page it was uploaded.
        specs = specs[:1]
        reading = read_return(file.data, file.name, specs)
    return _preview(reading, list(zip(answers, specs, strict=False)))


def preview_draft(answer: Answerable) -> Preview:
    """The typed form as it was left, read by the same rules as a file."""
    found = spec(answer.who, answer.partnership, answer.found)
    return _preview(read_return(typed_file(found, answer.found.draft), "", [found]), [(answer, found)])


def _preview(reading: Reading, asked: Sequence[tuple[Answerable, ReturnSpec]]) -> Preview:
    by_return: dict[str, list[ReadLine]] = {}
    for line in reading.lines:
        by_return.setdefault(f"{line.partnership}/{line.reference}", []).append(line)
    parts, silent = [], []
    for answer, found in asked:
        lines = tuple(by_return.get(found.id, ()))
        if any(line.value.known or line.cannot_supply or line.raw for line in lines):
            parts.append(Part(answer, found, lines, changes_of(answer, lines)))
        else:
            silent.append(found)
    sheets = {line.sheet for found in silent for line in by_return.get(found.id, ())} if parts else set()
    problems = tuple(p for p in reading.problems if p.rule != "no-sheet" and not _is_idle(p, sheets))
    return Preview(tuple(parts), problems, (*reading.understood, *_said_of(silent if parts else ())))


def _is_idle(problem: Problem, sheets: set[str]) -> bool:
    """What is asked about a sheet that was left empty."""
    return problem.sheet in sheets and problem.severity is not Severity.ERROR


def _said_of(silent: Sequence[ReturnSpec]) -> tuple[str, ...]:
    if not silent:
        return ()
    named = join((f"{one.reference} ({one.partnership_title})" for one in silent), "or")
    return (f"Nothing is entered for {named}, so nothing of it is sent.",)


def changes_of(answer: Answerable, lines: Sequence[ReadLine]) -> tuple[Change, ...]:
    keys = {line.key for line in lines}
    known = definitions()
    return compare(
        Reading(tuple(lines), ()), known_numbers(answer.who, answer.found, keys),
        {key: known.get(key) for key in keys if key in known},
    )  # fmt: skip


def known_numbers(who: Principal, found: Return, keys: set[str]) -> Mapping[CellKey, Decimal]:
    """The numbers that were accepted from the return's agency, of these figures, whichever return they came in."""
    rows = (
        Observation.objects.seen_by(who, "version", "version__return_of")
        .filter(current=True, agency_id=found.agency_id, provider=found.provider, key__in=sorted(keys))
        .values_list("key", "dims", "area", "period", "number")
    )
    return {
        (key, from_text(dims), area, Period.parse(period)): number
        for key, dims, area, period, number in rows
        if number is not None
    }
