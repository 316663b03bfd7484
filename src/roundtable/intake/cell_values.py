"""One cell of a return, read as a value: leniently where only one thing can be meant, never guessing."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from roundtable.intake.grids import CellValue, is_blank, text_of
from roundtable.intake.returns import SpecLine
from roundtable.measures.definitions import Scale
from roundtable.measures.values import Status, Value
from roundtable.measures.wording import number

LARGEST = Decimal(10) ** 13
MOST_DECIMALS = 6

# What suppliers write where there is no number. The letters are the Department for Education's symbols.
STATUS_OF_WORD = {
    **dict.fromkeys(("z", "n/a", "na", "not applicable", "not relevant"), Status.NOT_APPLICABLE),
    **dict.fromkeys(("c", "suppressed", "confidential", "*"), Status.SUPPRESSED),
    **dict.fromkeys(
        ("x", "not supplied", "not available", "not known", "unknown", "no data"), Status.NOT_SUPPLIED
    ),
    **dict.fromkeys(("w", "withdrawn"), Status.WITHDRAWN),
    **dict.fromkeys(("k", "low", "rounds to zero"), Status.LOW),
    **dict.fromkeys(("u", "unreliable"), Status.NOT_SUPPLIED),  # unreliable, and no number with it
}
_UNRELIABLE = re.compile(r"(?P<number>.*\d%?)\s*(?:u|\(u\)|\(unreliable\)|unreliable)", re.IGNORECASE)
_UNDER = re.compile(r"(<|less than|under)\s*[0-9]+", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?P<sign>[-−–+]?)\s*(?P<pound>£?)\s*(?P<digits>\d+|\d{1,3}(?:[, ]\d{3})+)(?P<fraction>\.\d+)?\s*(?P<percent>%?)",
    re.ASCII,
)
_BRACKETED = re.compile(r"\(\s*(£?\s*[\d, ]+(\.\d+)?)\s*\)", re.ASCII)  # accountants' negative


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value, and a sentence where it was read leniently (`lenient` names the kind, so that like can be told as one)."""

    value: Value
    lenient: str = ""


class CellProblem(ValueError):
    """Why a cell cannot be read as a value of its line, and what to do."""

    def __init__(self, rule: str, message: str, what_to_do: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.what_to_do = what_to_do


def read_value(cell: CellValue, line: SpecLine, *, shown_as_percent: bool = False) -> ReadValue:
    """The value that a cell gives for a line; CellProblem where it gives none.

    A blank is not supplied. `shown_as_percent` says that the spreadsheet shows 0.52 as 52%.
    """
    if is_blank(cell):
        return ReadValue(Value.missing())
    match cell:
        case bool():
            raise _not_a_number(cell)
        case int() | float():
            exact = Decimal(text_of(cell) if isinstance(cell, float) else cell)
            return _of_number(exact, line, shown_as_percent=shown_as_percent)
        case date() | datetime() | time() | timedelta():
            raise CellProblem(
                "date-not-number",
                f"The cell holds a date or a time ({text_of(cell)}), not a number.",
                "Set the format of the cell to “Number” and type the number again.",
            )
    return _of_text(text_of(cell), line)


def _of_number(found: Decimal, line: SpecLine, *, shown_as_percent: bool) -> ReadValue:
    if shown_as_percent and line.scale is Scale.PERCENT:
        return ReadValue(Value.of(_checked(found * 100, line)), "as_percentage")
    if shown_as_percent:
        raise _wrong_sign("%", line)
    return ReadValue(Value.of(_checked(found, line)))


def _of_text(text: str, line: SpecLine) -> ReadValue:
    word = text.lower().rstrip(".")
    if word in STATUS_OF_WORD:
        lone = "unreliable_without_number" if word in {"u", "unreliable"} else ""
        return ReadValue(Value.missing(STATUS_OF_WORD[word]), lone)
    if _UNDER.fullmatch(text):
        return ReadValue(Value.missing(Status.SUPPRESSED), "under_as_suppressed")
    unreliable = _UNRELIABLE.fullmatch(text)
    if unreliable:
        return ReadValue(Value(_number(unreliable["number"], line), Status.UNRELIABLE), "unreliable")
    return ReadValue(Value.of(_number(text, line)), "text_as_number")


def _number(text: str, line: SpecLine) -> Decimal:
    bracketed = _BRACKETED.fullmatch(text)
    found = _NUMBER.fullmatch(f"-{bracketed[1]}" if bracketed and line.scale is Scale.POUNDS else text)
    if found is None:
        raise _not_a_number(text)
    if found["pound"] and line.scale is not Scale.POUNDS:
        raise _wrong_sign("£", line)
    if found["percent"] and line.scale is not Scale.PERCENT:
        raise _wrong_sign("%", line)
    size = Decimal(re.sub("[, ]", "", found["digits"]) + (found["fraction"] or ""))
    negative = found["sign"] not in ("", "+")
    return _checked(-size if negative else size, line)


def _checked(found: Decimal, line: SpecLine) -> Decimal:
    """The number as it is kept, with at most six decimals; CellProblem where its line cannot hold it."""
    if not found.is_finite() or abs(found) >= LARGEST:
        raise CellProblem("too-large", "The number is too large to be right.", "Check it and type it again.")
    if line.scale is Scale.COUNT and found != found.to_integral_value():
        raise CellProblem(
            "not-whole",
            f"{number(found)} is not a whole number, and this line counts {line.unit}.",
            "Enter a whole number. If this is a percentage or an average, it belongs on another line.",
        )
    kept = round(found, MOST_DECIMALS) + 0  # never a negative nought
    return kept.quantize(Decimal(1)) if kept == kept.to_integral_value() else kept.normalize()


def _not_a_number(cell: CellValue) -> CellProblem:
    text = text_of(cell)
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    if text in {"-", "–", "—"}:
        return CellProblem(
            "dash",
            "A dash may mean none, or not known.",
            "Enter 0 if there were none, or leave the cell blank.",
        )
    return CellProblem(
        "not-a-number",
        f"“{shown}” is not a number.",
        "Enter digits only, and put words in the Note column. If there is no number, leave the cell blank.",
    )


def _wrong_sign(sign: str, line: SpecLine) -> CellProblem:
    what = "money" if sign == "£" else "a percentage"
    return CellProblem(
        "wrong-unit",
        f"The cell gives {what}, and this line asks for {line.unit}.",
        f"Enter the number of {line.unit}, without {sign}.",
    )
