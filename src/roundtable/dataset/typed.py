"""A return typed into the browser. It becomes a file in the template's layout, and is read as any other file is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from roundtable.intake.exports import csv_bytes
from roundtable.intake.grids import cell_name
from roundtable.intake.problems import Problem, Severity
from roundtable.intake.reading import read_return
from roundtable.intake.returns import Heading, ReturnSpec, SpecLine, last_words
from roundtable.measures.definitions import slug

MOST_CELLS = 600  # of one form; beyond that a spreadsheet is the better tool, and Django refuses the request
WORDS = {
    "note": (Heading.NOTE, "Note", "Anything that a reader of the number should know"),
    "cannot": (Heading.CANNOT_SUPPLY, "Cannot supply because", ""),
    "expected": (Heading.EXPECTED_ON, "Expected on", "For example, 30 April 2016"),
    "source": (Heading.SOURCE, "Source", ""),
}
_BEFORE = (Heading.KEY, Heading.INDICATOR, Heading.BREAKDOWN, Heading.AREA)


def cells_asked(spec: ReturnSpec) -> int:
    return sum(len(line.periods) for line in spec.lines)


def typed_file(spec: ReturnSpec, draft: Mapping[str, str]) -> bytes:
    """The draft ({"0:2015-04": "57", "0:note": …}) as CSV in the layout of the template."""
    head = (*_BEFORE, *(str(p) for p in spec.periods), *(heading for heading, _, _ in WORDS.values()))
    rows = [
        (
            line.key, line.title, line.breakdown, line.area,
            *(draft.get(f"{i}:{period}", "") for period in spec.periods), *(draft.get(f"{i}:{w}", "") for w in WORDS),
        )
        for i, line in enumerate(spec.lines)
    ]  # fmt: skip
    return csv_bytes([head, *rows])


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line as the form draws it."""

    line: SpecLine
    last: str
    cells: list[Any]  # bound fields, one a period
    words: list[Any]
    opened: bool  # whether there are words already


def _name(line: int, what: object) -> str:
    """A field's name, fit to be an id as well: periods hold spaces."""
    return f"line{line}_{slug(str(what))}"


class TypedReturn(forms.Form):
    """One field for each line and period, and the words that go with a line."""

    show_optional = False

    def __init__(self, spec: ReturnSpec, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        self._keys: dict[str, str] = {}  # of the draft, by field
        for i, line in enumerate(spec.lines):
            for period in line.periods:
                box = forms.TextInput(attrs={"class": "govuk-input--width-5"})
                self._add(i, period, label=period.short_label, max_length=60, widget=box)
            for word, (_, label, hint) in WORDS.items():
                self._add(i, word, label=label, help_text=hint, max_length=1000)

    def _add(self, line: int, what: object, **options: Any) -> None:
        self.fields[_name(line, what)] = forms.CharField(required=False, **options)
        self._keys[_name(line, what)] = f"{line}:{what}"

    @classmethod
    def of_draft(cls, spec: ReturnSpec, draft: Mapping[str, str]) -> "TypedReturn":
        made = cls(spec)
        made.initial = {name: draft.get(key, "") for name, key in made._keys.items()}
        return made

    @property
    def draft(self) -> dict[str, str]:
        """What was entered, without what was left empty."""
        return {self._keys[name]: text for name, text in self.cleaned_data.items() if text}

    def check_values(self) -> None:
        """Put what cannot be kept beside its field."""
        reading = read_return(typed_file(self.spec, self.draft), "", [self.spec])
        fields = self._fields_of_cells()
        for problem in reading.problems_of(Severity.ERROR):
            said = f"{self._line_of(problem)}{problem.message} {problem.what_to_do}"
            self.add_error(fields.get(problem.cell), said)

    def _line_of(self, problem: Problem) -> str:
        """The summary at the head of the page lists errors away from their fields."""
        return f"{self.spec.lines[problem.row - 2].name}, {problem.column}: " if problem.row else ""

    def _fields_of_cells(self) -> dict[str, str]:
        columns = (*self.spec.periods, *WORDS)
        return {
            cell_name(i + 1, len(_BEFORE) + j): _name(i, what)
            for i in range(len(self.spec.lines))
            for j, what in enumerate(columns)
            if _name(i, what) in self.fields
        }

    def rows(self) -> Iterator[TypedLine]:
        for i, line in enumerate(self.spec.lines):
            words = [self[_name(i, word)] for word in WORDS]
            cells = [self[_name(i, period)] for period in line.periods]
            yield TypedLine(line, last_words(line), cells, words, any(f.value() or f.errors for f in words))
