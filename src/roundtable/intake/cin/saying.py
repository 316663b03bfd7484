"""What reading a return found, in words: problems with their line, and notes of what was understood."""

from collections import Counter
from collections.abc import Collection, Iterable

from roundtable.intake.cin.rows import Odd
from roundtable.intake.extract_problems import Example, Kind, ProblemLog, Severity, shown_value
from roundtable.intake.formats.specification import Column, ColumnType, ListSpec, Specification
from roundtable.measures.wording import number

_MOST_CODES = 12
_EXPECTED = {
    ColumnType.DATE: "a date such as 2024-03-31",
    ColumnType.INTEGER: "a whole number",
    ColumnType.BOOLEAN: "1 or 0 (true or false)",
}
_VALUES = {
    "not-a-date": "{title} is not a date, and was left out.",
    "date-not-real": "{title} is a day that does not exist, and was left out.",
    "date-out-of-range": "{title} is before 1900 or after 2100, and was left out.",
    "not-a-whole-number": "{title} is not a whole number, and was left out.",
    "not-yes-or-no": "{title} is neither yes nor no, and was left out.",
    "unknown-code": "{title} is not one of the codes of this census.",
    "elements-in-value": "{title} has elements where only its value may stand.",
    "value-missing": "{title} is missing.",
}
_ELEMENTS = {
    "unknown-element": (
        Severity.QUERY,
        "The element {value} does not belong there in this year's census, and was not read.",
        "Check that the export is of the right year. Nothing else is affected.",
    ),
    "second-value": (
        Severity.ERROR,
        "The element {value} stands there twice: the first was read.",
        "Leave the one that is right.",
    ),
    "second-module": (Severity.ERROR, "The module {value} stands there twice.", "Put both into one."),
    "empty-module": (
        Severity.QUERY,
        "The module {value} is there but has nothing in it.",
        "Fill it in or leave it out.",
    ),
    "stray-text": (
        Severity.QUERY,
        "There is text between elements, which belongs to nothing.",
        "Take it out.",
    ),
}
_NOTES = {
    "day-first": "read {title} written day first, such as {example}, as a date ({count})",
    "other-case": "read {title} written in other letters, such as {example}, as its code ({count})",
}


class Listener:
    """Turns oddities into problems of a log and into notes. `checked` are the things that a rule tells better."""

    def __init__(
        self,
        specification: Specification,
        log: ProblemLog,
        source: str,
        checked: Collection[tuple[str, str, str]] = (),
    ) -> None:
        self._lists = {one.key: one for one in specification.lists}
        self._log, self._source, self._checked = log, source, checked
        self._understood: Counter[tuple[str, str, str]] = Counter()
        self._example: dict[tuple[str, str, str], str] = {}

    def hear(self, odd: Iterable[Odd]) -> None:
        for one in odd:
            if one.id in _NOTES:
                self._understood[one.id, one.list, one.column] += 1
                self._example.setdefault((one.id, one.list, one.column), one.value)
            elif (one.id, one.list, one.column) not in self._checked:
                self._tell(one)

    def _tell(self, one: Odd) -> None:
        of = self._lists[one.list]
        title = ""
        if one.column:
            column = of.column(one.column)
            title = column.title
            kind = _value_kind(one, of, column)
        else:
            severity, message, what_to_do = _ELEMENTS[one.id]
            # Each element's name is a kind of its own, so that a hundred thousand of one do not hide another.
            named = "" if one.id == "stray-text" else one.value
            kind = Kind(
                one.id,
                severity,
                one.list,
                named,
                message.format(value=one.value),
                "only the elements of the schema",
                what_to_do,
            )
        self._log.add(kind, Example(self._source, of.title, one.line, title, shown_value(one.value)))

    def notes(self) -> tuple[str, ...]:
        made = []
        for (kind, list_key, column), count in self._understood.items():
            said = _NOTES[kind].format(
                title=self._lists[list_key].column(column).title,
                example=shown_value(self._example[kind, list_key, column]),
                count=number(count),
            )
            made.append(f"{said[0].upper()}{said[1:]}.")
        return tuple(made)


def _value_kind(one: Odd, of: ListSpec, column: Column) -> Kind:
    return Kind(
        id=one.id,
        severity=Severity.ERROR,
        list=of.key,
        column=column.key,
        message=_VALUES[one.id].format(title=column.title),
        expected=_expected(column),
        what_to_do="Correct it in the case system and export the return again.",
    )


def _expected(column: Column) -> str:
    if column.codes is None:
        return _EXPECTED.get(column.type, "a value")
    codes = list(column.codes.codes)
    return (
        ", ".join(codes)
        if len(codes) <= _MOST_CODES
        else f"one of {len(codes)} codes, such as {', '.join(codes[:3])}"
    )
