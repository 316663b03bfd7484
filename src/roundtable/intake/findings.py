"""What is found while a file is read: problems in their order, and what was read leniently."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from roundtable.intake.grids import cell_name
from roundtable.intake.problems import Problem, Severity
from roundtable.measures.wording import join, plural

_EXAMPLES = 3

# What is told of cells that were read leniently, by kind.
_LENIENT: Mapping[str, str] = {
    "text_as_number": "Numbers kept as text were read as numbers",
    "as_percentage": "Cells shown as percentages were read as the number before the %",
    "under_as_suppressed": "“Fewer than” was read as suppressed, since it gives no number",
    "unreliable": "Numbers marked “u” were read as unreliable",
    "unreliable_without_number": "“Unreliable” without a number was read as not supplied",
    "breakdown_guessed": "Breakdowns that did not name their dimension were read as values of the only one",
    "key_from_title": "Lines without a key were known by their indicator",
    "not_asked": "Breakdowns that were not asked for were read as well",
}


@dataclass(frozen=True, slots=True)
class Where:
    """A cell, a row or a whole sheet, counted from 0; `column` is the heading's text."""

    sheet: str
    row: int | None = None
    at: int | None = None
    column: str = ""

    @property
    def cell(self) -> str:
        return cell_name(self.row, self.at) if self.row is not None and self.at is not None else ""


@dataclass(slots=True)
class Findings:
    """Filled while a file is read."""

    problems: list[Problem] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)
    _lenient: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def error(self, rule: str, where: Where, message: str, what_to_do: str, value: str = "") -> None:
        self._add(Severity.ERROR, rule, where, message, what_to_do, value)

    def warn(self, rule: str, where: Where, message: str, what_to_do: str, value: str = "") -> None:
        self._add(Severity.WARNING, rule, where, message, what_to_do, value)

    def ask(self, rule: str, where: Where, message: str, what_to_do: str, value: str = "") -> None:
        self._add(Severity.QUESTION, rule, where, message, what_to_do, value)

    def _add(
        self, severity: Severity, rule: str, where: Where, message: str, what_to_do: str, value: str
    ) -> None:
        row = None if where.row is None else where.row + 1
        self.problems.append(
            Problem(severity, where.sheet, row, where.column, where.cell, value, message, what_to_do, rule)
        )

    def lenient(self, kind: str, where: Where, said: str) -> None:
        """A cell whose text was read as something that it does not quite say."""
        place = where.cell or (f"row {where.row + 1}" if where.row is not None else "")
        self._lenient[kind].append(f"“{said}” ({place})")

    def understood(self) -> tuple[str, ...]:
        told = []
        for kind, cells in self._lenient.items():
            shown = cells[:_EXAMPLES]
            more = len(cells) - len(shown)
            told.append(f"{_LENIENT[kind]}: {join([*shown, plural(more, 'other')] if more else shown)}.")
        return (*self.sentences, *told)
