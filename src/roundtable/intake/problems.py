"""What is wrong with a file: where, what, and what to do about it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from roundtable.intake.exports import csv_text
from roundtable.measures.wording import join, number

MOST_SHOWN = 20  # more problems of one kind on one sheet are told as one
_EXAMPLES = 3


class Severity(StrEnum):
    ERROR = "error"  # the file cannot be kept
    WARNING = "warning"  # it can, but something does not agree
    QUESTION = "question"  # it can, and it may be right


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one place. `sheet` is empty for CSV; `row` counts from 1 as a spreadsheet does."""

    severity: Severity
    sheet: str
    row: int | None
    column: str
    cell: str
    value: str
    message: str
    what_to_do: str
    rule: str

    @property
    def place(self) -> str:
        """ "Sheet Police, row 7, column Jul 2015 (H7)"."""
        parts = [f"sheet {self.sheet}" if self.sheet else "", f"row {self.row}" if self.row else ""]
        parts.append(f"column {self.column}" if self.column else "")
        said = ", ".join(part for part in parts if part) or "the file"
        return f"{said[0].upper()}{said[1:]}{f' ({self.cell})' if self.cell else ''}"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one kind told as one: the first of them stands for all."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        return self.problems[0]

    @property
    def count(self) -> int:
        return len(self.problems)

    @property
    def severity(self) -> Severity:
        return self.first.severity

    @property
    def place(self) -> str:
        if self.count == 1:
            return self.first.place
        where = f"Sheet {self.first.sheet}" if self.first.sheet else "The file"
        return f"{where}, {number(self.count)} places"

    @property
    def message(self) -> str:
        if self.count == 1:
            return self.first.message
        examples = join(
            problem.place.removeprefix(f"Sheet {problem.sheet}, ") for problem in self.problems[:_EXAMPLES]
        )
        return f"{self.first.message} The same is wrong in {number(self.count - 1)} more places. The first are {examples}."

    @property
    def what_to_do(self) -> str:
        return self.first.what_to_do


def group(problems: Sequence[Problem]) -> tuple[ProblemGroup, ...]:
    """Problems in their order, those of one rule on one sheet as one line where there are more than twenty."""
    alike: dict[tuple[Severity, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        alike[problem.severity, problem.rule, problem.sheet].append(problem)
    groups: list[ProblemGroup] = []
    told: set[tuple[Severity, str, str]] = set()
    for problem in problems:
        kind = (problem.severity, problem.rule, problem.sheet)
        if len(alike[kind]) <= MOST_SHOWN:
            groups.append(ProblemGroup((problem,)))
        elif kind not in told:
            told.add(kind)
            groups.append(ProblemGroup(tuple(alike[kind])))
    return tuple(groups)


def problems_csv(problems: Iterable[Problem]) -> str:
    """Every problem, ungrouped, as CSV for the person who mends the file."""
    head = ("Severity", "Sheet", "Row", "Column", "Cell", "Value", "What is wrong", "What to do")
    rows = [
        (p.severity.value, p.sheet, p.row or "", p.column, p.cell, p.value, p.message, p.what_to_do)
        for p in problems
    ]
    return csv_text([head, *rows])
