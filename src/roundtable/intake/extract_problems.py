"""What is wrong with an extract of case lists: like told as one, with a count, examples and every place on file.

A list may have a million rows, and a slip in a query of the case system spoils all of them: nothing here grows with
their number. All places go to a file as they are found; at most five of each kind stay in memory.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO, Self

from roundtable.intake.exports import csv_safe
from roundtable.measures.wording import number

MOST_EXAMPLES = 5
_LONGEST_VALUE = 80
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
CSV_HEAD = (
    "Problem",
    "Severity",
    "List",
    "File",
    "Sheet",
    "Row",
    "Column",
    "Value",
    "What is wrong",
    "What was expected",
    "What to do",
)


class Severity(StrEnum):
    ERROR = "error"  # a value, a row or a list that could not be read, or that cannot be right
    QUERY = "query"  # it was read, and it may be right: somebody should look


@dataclass(frozen=True, slots=True)
class Example:
    """One place. `source` is the file, `place` its sheet or list, `row` counts from 1 (of XML: the line).

    `message` is the problem in this place's own words where they say more than the group's do, and `column` the heading
    as the file spells it.
    """

    source: str
    place: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    message: str = ""

    @property
    def where(self) -> str:
        """ "children.xlsx, sheet List 3, row 12, column Date of Referral"; of XML "return.xml, Header, line 12, DOB"."""
        name = self.source.partition(" in ")[0].lower()
        row, column = ("line ", "") if name.endswith(".xml") else ("row ", "column ")
        sheet = "sheet " if name.endswith((".xlsx", ".xlsm")) else ""
        parts = (
            self.source,
            f"{sheet}{self.place}" if self.place and self.place != self.source else "",
            f"{row}{number(self.row)}" if self.row else "",
            f"{column}{self.column}" if self.column else "",
        )
        return ", ".join(part for part in parts if part)

    def as_json(self) -> dict[str, str | int | None]:
        return {
            "source": self.source,
            "place": self.place,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes problems alike: the same `id` in the same list and column, told in one sentence.

    `id` is stable ("date-not-real", "8925"), `column` the key of a column of the specification or several parted by
    commas, `guidance` where the rule comes from.
    """

    id: str
    severity: Severity
    list: str
    column: str
    message: str
    expected: str = ""
    what_to_do: str = ""
    guidance: str = ""

    @property
    def same(self) -> tuple[str, str, str]:
        return self.id, self.list, self.column


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All problems of one kind in an extract: how many, and the first places."""

    id: str
    severity: Severity
    list: str
    column: str
    message: str
    count: int
    examples: tuple[Example, ...]
    expected: str = ""
    what_to_do: str = ""
    guidance: str = ""

    @classmethod
    def of(cls, kind: Kind, count: int, examples: Iterable[Example]) -> Self:
        return cls(
            id=kind.id,
            severity=kind.severity,
            list=kind.list,
            column=kind.column,
            message=kind.message,
            count=count,
            examples=tuple(examples)[:MOST_EXAMPLES],
            expected=kind.expected,
            what_to_do=kind.what_to_do,
            guidance=kind.guidance,
        )

    def as_json(self) -> dict[str, object]:
        return {
            "id": self.id,
            "severity": self.severity.value,
            "list": self.list,
            "column": self.column,
            "message": self.message,
            "count": self.count,
            "expected": self.expected,
            "what_to_do": self.what_to_do,
            "guidance": self.guidance,
            "examples": [example.as_json() for example in self.examples],
        }


@dataclass
class _Tally:
    kind: Kind
    count: int = 0
    examples: list[Example] = field(default_factory=list)


class EveryProblem:
    """A CSV file of every place that has a problem, written as they come. Open it as a context."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        # The mark by which Excel knows UTF-8.
        self._file = self.path.open("w", encoding="utf-8-sig", newline="")
        csv.writer(self._file).writerow(CSV_HEAD)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, kind: Kind, examples: Iterable[Example]) -> None:
        if self._file is None:
            raise ValueError("EveryProblem is written to inside its context only")
        csv.writer(self._file).writerows(
            [
                csv_safe(cell)
                for cell in (
                    kind.id,
                    kind.severity.value,
                    kind.list,
                    one.source,
                    one.place,
                    one.row,
                    one.column,
                    one.value,
                    one.message or kind.message,
                    kind.expected,
                    kind.what_to_do,
                )
            ]
            for one in examples
        )


class ProblemLog:
    """Gathers problems into groups, in the order in which their kinds first came.

    `every` gets each place as well, for the person who mends the file.
    """

    def __init__(self, every: EveryProblem | None = None) -> None:
        self.every = every
        self._tallies: dict[tuple[str, str, str], _Tally] = {}

    def add(self, kind: Kind, *examples: Example) -> None:
        """Problems of a kind; without a place, one of the file as a whole."""
        self.add_many(kind, examples or (Example(""),))

    def add_many(self, kind: Kind, examples: Sequence[Example]) -> None:
        tally = self._tallies.setdefault(kind.same, _Tally(kind))
        tally.count += len(examples)
        tally.examples.extend(examples[: MOST_EXAMPLES - len(tally.examples)])
        if self.every is not None:
            self.every.write(tally.kind, examples)

    @property
    def groups(self) -> tuple[ProblemGroup, ...]:
        return tuple(ProblemGroup.of(t.kind, t.count, t.examples) for t in self._tallies.values())


def printable(text: str) -> str:
    """Text without what would rule a terminal or turn a line round: control characters, marks of direction, half pairs."""
    return _UNSHOWN.sub("�", text)


def shown_value(value: object) -> str:
    """A value as a message quotes it: cut where it is longer than a person reads."""
    text = "" if value is None else printable(str(value))
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"
