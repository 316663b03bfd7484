"""One cell of a list as a value of its column: what it is, or what is wrong with it, and how leniently it was read."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from roundtable.intake.extract_problems import Severity
from roundtable.intake.formats.specification import Code, Column, ColumnType, Need
from roundtable.intake.tabular.codes import CodeReader, WrongCode
from roundtable.intake.tabular.dates import Manner, Wrong, read_day

CellRead = str | date | int | float | bool | None

# What exports and people write where there is nothing.
_BLANK = frozenset({"null", "none", "nan", "nat", "<na>", "(blank)", "(null)", "\\n", "[null]", "#n/a n/a"})
_NOT_KNOWN = frozenset(
    {"n/a", "na", "not applicable", "unknown", "not known", "not recorded", "-", "--", "–", "—", "."}
)
_BROKEN = frozenset(
    {"#n/a", "#na", "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#spill!", "#calc!", "#####"}
)
# Joiners, soft hyphens and marks of direction, which copying from other programs brings along. Not those that turn letters
# round (U+202D, U+202E): what a person sees of such a text is not what stands there.
_UNSEEN = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x202A, 0x202B, 0x202C, 0x2060, 0xFEFF])
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_LONG = re.compile(r"\d{16,}(?:\.0+)?")  # more figures than a spreadsheet keeps of a number
_WHOLE_WITH_POINT = re.compile(r"(\d+)\.0+")
_NUMBER = re.compile(r"[-−]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_LARGEST = Decimal(10) ** 12
_UNBORN = -1  # the age of a child who is not born yet, as Annex A has it written
_YES_NO = {"true": True, "false": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class CellResult:
    """What a cell gives. `wrong` is the id of a problem, and `lenient` how it was read where that should be said.

    `swappable` and `day_first` are the two facts of a date that tell which way round its column is.
    """

    value: CellRead
    wrong: str = ""
    lenient: str = ""
    code: Code | None = None
    swappable: bool = False
    day_first: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is said of one kind of wrong cell."""

    message: str
    what_to_do: str
    severity: Severity = Severity.ERROR


_CORRECT = "Correct it in the case system, or in the file, and run the check again."
TROUBLES = {
    Wrong.NOT_A_DATE: Trouble("The value is not a date.", _CORRECT),
    Wrong.NOT_REAL: Trouble("The value looks like a date, and there is no such day.", _CORRECT),
    Wrong.MONTH_FIRST: Trouble(
        "The value is a date only if the month stands first, as Americans write it.",
        "Export the dates as 2016-03-25, or with the day first.",
    ),
    Wrong.OUT_OF_RANGE: Trouble(
        "The date is before 1901 or after 2099: case systems and spreadsheets write such days where there is none.",
        "Leave the cell blank if there is no date.",
    ),
    WrongCode.UNKNOWN: Trouble(
        "The value is none of the codes of its column.",
        "Use one of the codes, or its label. If your case system has a value of its own, say which code it stands for.",
    ),
    WrongCode.CONTRADICTS: Trouble(
        "The code says one thing, and the label beside it another.", "Keep the one that is right."
    ),
    "number-not-read": Trouble("The value is not a number.", _CORRECT),
    "number-not-whole": Trouble("The value is not a whole number, and the column counts.", _CORRECT),
    "number-negative": Trouble("The value is below nought, and cannot be.", _CORRECT),
    "number-too-large": Trouble("The number is too large to be right.", _CORRECT),
    "id-shortened": Trouble(
        "A spreadsheet has shortened the identifier, and its last figures are lost.",
        "Export the list again with the column as text.",
    ),
    "spreadsheet-error": Trouble(
        "The cell holds a spreadsheet's error instead of a value.",
        "Mend the formula, or leave the cell blank.",
        Severity.QUERY,
    ),
    "formula-not-saved": Trouble(
        "The cell holds a formula that was saved without its value.",
        "Open the workbook in Excel or LibreOffice, save it, and run the check again.",
    ),
    "value-missing": Trouble("The value is missing, and every row must have one.", _CORRECT),
    "code-not-in-year": Trouble(
        "The code was not in use in the year of this extract.", "Check the code against the year's guide.", Severity.QUERY
    ),
}  # fmt: skip


class CellReader:
    """Reads the cells of one column. Remembers what it has read: a list has few different dates, and fewer codes."""

    _MOST_REMEMBERED = 100_000

    def __init__(
        self,
        column: Column,
        year_ending: int | None = None,
        *,
        from_1904: bool = False,
        long_numbers: bool = False,
    ) -> None:
        """`from_1904` and `long_numbers` are facts of the sheet, as there."""
        self.column = column
        self._year = year_ending
        self._from_1904 = from_1904
        self._long_numbers = long_numbers
        self._codes = CodeReader(column.codes) if column.codes is not None else None
        self._known: dict[str, CellResult] = {}
        self._read = {
            ColumnType.TEXT: _text,
            ColumnType.ID: self._identifier,
            ColumnType.DATE: self._date,
            ColumnType.INTEGER: _integer,
            ColumnType.DECIMAL: _decimal,
            ColumnType.CODE: self._code,
            ColumnType.BOOLEAN: self._boolean,
        }[column.type]

    def read(self, text: str | None) -> CellResult:
        """A cell's text as its value. A blank cell is none, and wrong where every row must have a value."""
        if text is None:
            return self._missing("")
        known = self._known.get(text)
        if known is None:
            known = self._fresh(text)
            if len(self._known) < self._MOST_REMEMBERED:
                self._known[text] = known
        return known

    def severity(self, wrong: str) -> Severity:
        """A column that nobody needs is asked about, not refused; one that every row needs may not be lost."""
        if self.column.need is Need.OPTIONAL:
            return Severity.QUERY
        lost = wrong == "spreadsheet-error" and self.column.need is Need.ALWAYS
        return Severity.ERROR if lost else TROUBLES[wrong].severity

    @property
    def expected(self) -> str:
        """What the column takes, in words."""
        match self.column.type:
            case ColumnType.DATE:
                return "a date, day first (25/03/2016) or as 2016-03-25"
            case ColumnType.INTEGER:
                return "a whole number"
            case ColumnType.DECIMAL:
                return "a number"
            case ColumnType.CODE | ColumnType.BOOLEAN:
                return f"one of: {self._listed()}"
            case _:
                return "a value"

    def _listed(self) -> str:
        assert self.column.codes is not None  # noqa: S101 - the loader gives every such column its code list
        codes = [code for code in self.column.codes.codes.values() if code.value not in _YES_NO]
        if not codes:
            return ", ".join(code.label for code in self.column.codes.codes.values())
        shown = ", ".join(f"{code.value} ({code.label})" for code in codes[:12])
        return f"{shown} and {len(codes) - 12} more" if len(codes) > 12 else shown

    def _fresh(self, text: str) -> CellResult:
        """A text that was not read before. Marks that nobody sees are no part of it: an identifier would be another."""
        seen = text.translate(_UNSEEN)
        result = self._seen(" ".join(seen.split()))
        if seen == text or result.lenient or result.wrong:
            return result
        return replace(result, lenient="values with marks that cannot be seen, which were left out")

    def _seen(self, said: str) -> CellResult:
        low = said.casefold()
        if not said:
            return self._missing("")
        if low in _BROKEN or set(said) == {"#"}:
            return CellResult(None, "spreadsheet-error")
        if self.column.type is ColumnType.ID and low in _BLANK | _NOT_KNOWN:
            return self._missing("")
        result = self._read(said)
        if result.wrong and low in _BLANK:
            return self._missing("")
        if result.wrong and low in _NOT_KNOWN and self.column.type is not ColumnType.INTEGER:
            return self._missing(f"“{said}” as no value")
        return result

    def _missing(self, lenient: str) -> CellResult:
        return CellResult(None, "value-missing" if self.column.need is Need.ALWAYS else "", lenient)

    def _code(self, said: str) -> CellResult:
        assert self._codes is not None  # noqa: S101 - the loader gives every column of codes its code list
        read = self._codes.read(said)
        if read.code is None:
            return CellResult(None, read.wrong or WrongCode.UNKNOWN)
        late = self._year is not None and not read.code.valid_in(self._year)
        return CellResult(
            read.code.value,
            "code-not-in-year" if late else "",
            "" if read.plain else "codes written with their labels or in other words",
            read.code,
        )

    def _boolean(self, said: str) -> CellResult:
        result = self._code(said)
        if result.code is None:
            return result
        return CellResult(_YES_NO[result.code.value], code=result.code)

    def _identifier(self, said: str) -> CellResult:
        if _SHORTENED.fullmatch(said) or (self._long_numbers and _LONG.fullmatch(said)):
            return CellResult(None, "id-shortened")
        whole = _WHOLE_WITH_POINT.fullmatch(said)
        return (
            CellResult(whole[1], lenient="identifiers with “.0” at their end, which a spreadsheet added")
            if whole
            else CellResult(said)
        )

    def _date(self, said: str) -> CellResult:
        read = read_day(said, from_1904=self._from_1904)
        lenient = (
            f"dates {read.manner.value}" if read.manner not in {None, Manner.TIMED} and read.manner else ""
        )
        return CellResult(
            read.day, read.wrong or "", lenient, swappable=read.swappable, day_first=read.day_first
        )


def _text(said: str) -> CellResult:
    return CellResult(None) if said.casefold() in _BLANK else CellResult(said)


def _integer(said: str) -> CellResult:
    number = _as_number(said)
    if isinstance(number, str):
        return CellResult(None, number)
    if number != number.to_integral_value():
        return CellResult(None, "number-not-whole")
    return CellResult(None, "number-negative") if number < 0 else CellResult(int(number))


def _decimal(said: str) -> CellResult:
    number = _as_number(said)
    if isinstance(number, str):
        return CellResult(None, number)
    if number < _UNBORN:
        return CellResult(None, "number-negative")
    return CellResult(float(number))


def _as_number(said: str) -> Decimal | str:
    """The number, or the id of what is wrong."""
    if _SHORTENED.fullmatch(said):
        plain = said
    elif _NUMBER.fullmatch(said):
        plain = said.replace(",", "").replace("−", "-")
    else:
        return "number-not-read"
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return "number-not-read"
    return number if abs(number) < _LARGEST else "number-too-large"
