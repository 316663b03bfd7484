"""The text of an element as a value of its column, forgiving where the meaning is certain."""

import re
from dataclasses import dataclass
from datetime import date

from roundtable.intake.formats.specification import Code, Column, ColumnType

Value = str | int | bool | date | None
YES, NO = ("1", "true", "yes", "y"), ("0", "false", "no", "n")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2}|T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WHOLE = re.compile(r"-?\d{1,9}")


@dataclass(frozen=True, slots=True)
class Typed:
    """`wrong` is the id of the problem that made the value missing or strange; `understood` what was forgiven."""

    value: Value
    wrong: str = ""
    understood: str = ""


_NOTHING = Typed(None)


def typed(column: Column, text: str | None) -> Typed:
    """A text as the column's type: an empty text is no value, one that cannot be read is none and says so.

    A code that is not in the list is kept as it is written, so that a rule can show it.
    """
    said = (text or "").strip()
    if not said:
        return _NOTHING
    match column.type:
        case ColumnType.DATE:
            return _date(said)
        case ColumnType.INTEGER:
            return Typed(int(said)) if _WHOLE.fullmatch(said) else Typed(None, "not-a-whole-number")
        case ColumnType.BOOLEAN:
            return _boolean(said)
        case ColumnType.CODE:
            return _code(column, said)
        case _:
            return Typed(said)


def _date(said: str) -> Typed:
    iso = _ISO.fullmatch(said)
    other = None if iso else _DAY_FIRST.fullmatch(said)
    if iso:
        year, month, day = (int(part) for part in iso.groups())
    elif other:
        day, month, year = (int(part) for part in other.groups())
    else:
        return Typed(None, "not-a-date")
    try:
        found = date(year, month, day)
    except ValueError:
        return Typed(None, "date-not-real")
    if not EARLIEST <= found <= LATEST:
        return Typed(None, "date-out-of-range")
    return Typed(found, understood="day-first" if other else "")


def _boolean(said: str) -> Typed:
    lower = said.lower()
    if lower in YES:
        return Typed(value=True)
    if lower in NO:
        return Typed(value=False)
    return Typed(None, "not-yes-or-no")


def _code(column: Column, said: str) -> Typed:
    codes: dict[str, Code] = dict(column.codes.codes) if column.codes else {}
    if said in codes:
        return Typed(said)
    for code in codes.values():
        if said.casefold() in (code.value.casefold(), *(spelling.casefold() for spelling in code.spellings)):
            return Typed(code.value, understood="other-case")
    return Typed(said, "unknown-code")
