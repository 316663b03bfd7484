"""What an agency is asked for, and what it sent back: the types that templates, files and forms share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from roundtable.intake.problems import Problem, Severity
from roundtable.measures.definitions import Counts, Definition, Scale
from roundtable.measures.periods import Period
from roundtable.measures.values import Value

SCHEMA = "roundtable-return/1"
NOUGHT = Decimal(0)

Dims = tuple[tuple[str, str], ...]  # (dimension key, value key), in the order of the keys
LineId = tuple[str, Dims, str]  # figure key, breakdown, area
CellKey = tuple[str, Dims, str, Period]


@dataclass(frozen=True, slots=True)
class SpecLine:
    """One line that an agency is asked for: a figure, perhaps broken down, over its periods.

    `breakdown` says `dims` for people, "Team: Access; Category: Neglect", and is empty for the whole.
    A number under `minimum` is an error; a negative number needs a note, except where `minimum` is below nought.
    """

    key: str
    version: int
    title: str
    unit: str
    scale: Scale
    dims: Dims
    breakdown: str
    area: str
    periods: tuple[Period, ...]
    last: Mapping[Period, str] = field(default_factory=dict)
    guidance: str = ""
    decimals: int = 0
    minimum: Decimal | None = NOUGHT
    counts: Counts = Counts.EVENTS

    @property
    def id(self) -> LineId:
        return self.key, tuple(sorted(self.dims)), self.area

    @property
    def name(self) -> str:
        """The line in a sentence: "Section 47 enquiries, Team: Access"."""
        return f"{self.title}, {self.breakdown}" if self.breakdown else self.title


@dataclass(frozen=True, slots=True)
class ReturnSpec:
    """One return that a partnership asks an agency for; `marking` is the protective marking that its files carry."""

    partnership: str
    partnership_title: str
    agency: str
    agency_title: str
    reference: str
    period: Period
    lines: tuple[SpecLine, ...]
    definitions: Mapping[str, Definition]
    schema: str = SCHEMA
    marking: str = ""

    @property
    def id(self) -> str:
        """What a file says of itself: "cambridgeshire/RT-0001". References are unique in a partnership only."""
        return f"{self.partnership}/{self.reference}"

    @property
    def periods(self) -> tuple[Period, ...]:
        """Every period that some line is asked for: months first, then quarters, years and days."""
        found = {period for line in self.lines for period in line.periods}
        return tuple(sorted(found, key=lambda period: (_KIND_ORDER.index(period.kind), period.start)))

    def lines_of(self, key: str) -> tuple[SpecLine, ...]:
        return tuple(line for line in self.lines if line.key == key)


_KIND_ORDER = ("month", "quarter", "financial_year", "academic_year", "calendar_year", "snapshot")


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One cell that was read: a value of a line in a period, and where it stood. Blank is not supplied, never nought."""

    partnership: str
    key: str
    version: int
    dims: Dims
    area: str
    period: Period
    value: Value
    raw: str
    sheet: str = ""
    cell: str = ""
    note: str = ""
    cannot_supply: str = ""
    expected_on: date | None = None
    citation: str = ""
    titles: tuple[tuple[str, str], ...] = ()  # (value key, title) of values that an open dimension took
    reference: str = ""
    row: int | None = None
    column: str = ""

    @property
    def id(self) -> CellKey:
        return self.key, self.dims, self.area, self.period


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file was understood to say. `understood` lists in sentences what was read leniently or left unread."""

    lines: tuple[ReadLine, ...]
    problems: tuple[Problem, ...]
    understood: tuple[str, ...] = ()

    def problems_of(self, severity: Severity) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is severity)

    @property
    def can_be_kept(self) -> bool:
        """Whether there is no error; warnings and questions do not stand in the way."""
        return not self.problems_of(Severity.ERROR)


class Heading:
    """The columns of a return beside its periods, in their order."""

    KEY = "Key"
    INDICATOR = "Indicator"
    BREAKDOWN = "Breakdown"
    AREA = "Area"
    UNIT = "Unit"
    LAST = "Last value"
    NOTE = "Note"
    CANNOT_SUPPLY = "Cannot supply because"
    EXPECTED_ON = "Expected on"
    SOURCE = "Source"
    RETURN = "Return"  # in CSV only, where no line above the headings says which return it is


BEFORE_PERIODS = (
    Heading.KEY, Heading.INDICATOR, Heading.BREAKDOWN, Heading.AREA, Heading.UNIT, Heading.LAST,
)  # fmt: skip
AFTER_PERIODS = (Heading.NOTE, Heading.CANNOT_SUPPLY, Heading.EXPECTED_ON, Heading.SOURCE)

GUIDE_SHEET = "Read me first"
MORE_LINES = "More lines: choose a key, then name the breakdown"  # stands over the rows for an open dimension's own values

# Lines above the headings by which a sheet says what it is.
IDENTITY = re.compile(r"^\s*(return|agency|period)\s*:\s*(.+?)\s*$", re.IGNORECASE)


def last_words(line: SpecLine) -> str:
    """The newest earlier value: "57", or "57 (March 2015)" where a line has several periods."""
    if not line.last:
        return ""
    newest = max(line.last, key=lambda period: (period.end, period.start))
    several = len(line.periods) > 1
    return f"{line.last[newest]} ({newest.label})" if several else line.last[newest]
