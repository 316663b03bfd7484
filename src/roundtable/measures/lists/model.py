"""Case lists in the one shape that indicators are counted over, and the days that their source wholly covers.

Each format of file is mapped to these lists by `intake`; what a source does not have is left out, never invented.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from roundtable.measures.periods import Period
from roundtable.measures.wording import join


class ListsError(ValueError):
    """Lists that indicators cannot be counted over: the message says which list and column, and why."""


class Type(StrEnum):
    TEXT = "text"
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"


ARROW_TYPES: Mapping[Type, pa.DataType] = {
    Type.TEXT: pa.string(),
    Type.DATE: pa.date32(),
    Type.INTEGER: pa.int64(),
    Type.BOOLEAN: pa.bool_(),
}

# What every row says: the council (its code of the Office for National Statistics where that is known, otherwise its name
# as given) and the child, by the identifier of the file itself. A name of a child is nowhere in these lists.
AUTHORITY, CHILD = "authority", "child"


def _columns(**types: str) -> Mapping[str, Type]:
    return {AUTHORITY: Type.TEXT, CHILD: Type.TEXT, **{name: Type(said) for name, said in types.items()}}


# Key of a list → its columns. Codes are those of the Department for Education's children in need census
# (ReferralSource 1A to 10, PrimaryNeedCode N1 to N9, CategoryOfAbuse NEG, EMO, PHY, SAB, MUL, factors 1A to 25A) where the
# source can be mapped to them, otherwise the source's own words.
COLUMNS: Mapping[str, Mapping[str, Type]] = {
    "children": _columns(
        birth="date",
        expected_birth="date",  # of an unborn child
        sex="text",  # M, F, or what else the source says
        ethnicity="text",
        disabled="boolean",
        died="date",
    ),
    "contacts": _columns(contact_date="date", source="text", team="text"),
    "early_help": _columns(started="date", ended="date", organisation="text"),
    "referrals": _columns(
        referral_date="date",
        source="text",
        no_further_action="boolean",
        team="text",
        closed="date",
        closure_reason="text",
        primary_need="text",
        secondary_needs="text",  # parted by semicolons; a local column
        disability_team="boolean",
        earlier_referrals="integer",  # of the child in the twelve months before, where the source counts them
    ),
    "assessments": _columns(
        referral_date="date",
        started="date",
        ended="date",  # authorised
        team="text",
    ),
    "factors": _columns(referral_date="date", assessment_ended="date", factor="text"),
    "section47": _columns(
        referral_date="date",
        started="date",  # of the strategy discussion, or of the enquiry where that is all the source has
        conference_required="boolean",
        conference_date="date",  # of the initial child protection conference
        team="text",
    ),
    "conferences": _columns(section47_started="date", held="date"),
    "plans": _columns(
        referral_date="date",
        started="date",
        ended="date",
        initial_category="text",
        latest_category="text",
        previous_plans="integer",
        secondary_categories="text",  # parted by semicolons; a local column
    ),
    "plan_reviews": _columns(plan_started="date", held="date"),
    "looked_after": _columns(  # one row an episode
        started="date",
        ended="date",
        reason_started="text",
        reason_ended="text",
        legal_status="text",
        need="text",
        placement="text",
        placed_within_area="boolean",
    ),
    "missing": _columns(
        started="date",
        ended="date",
        kind="text",  # M missing, A away without authorisation
        interview_offered="boolean",
        interview_accepted="boolean",
        interview_date="date",
    ),
}


# What a list is called in a sentence.
TITLES: Mapping[str, str] = {
    "children": "children",
    "contacts": "contacts",
    "early_help": "early help assessments",
    "referrals": "referrals",
    "assessments": "assessments",
    "factors": "factors of assessments",
    "section47": "Section 47 enquiries",
    "conferences": "conferences",
    "plans": "child protection plans",
    "plan_reviews": "reviews of plans",
    "looked_after": "looked after children",
    "missing": "missing episodes",
}


@dataclass(frozen=True, slots=True)
class Window:
    """The days, both ends included, for which a source holds everything of one kind.

    Of a list with a start and an end, that is every row open on any of these days.
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"A window that ends on {self.end} before it starts on {self.start}")

    @classmethod
    def of(cls, period: Period) -> "Window":
        return cls(period.start, period.end)

    def covers(self, start: date, end: date) -> bool:
        return self.start <= start and end <= self.end


@dataclass(frozen=True)
class Coverage:
    """For each list, by key, the window that its source wholly covers. A list without one is not in the source."""

    windows: Mapping[str, Window] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _only_known(self.windows)

    def window(self, key: str) -> Window | None:
        return self.windows.get(key)

    @classmethod
    def together(cls, several: Iterable["Coverage"]) -> "Coverage":
        """What all of several councils' sources cover; a list that one of them lacks is covered by none."""
        coverages = list(several)
        shared: dict[str, Window] = {}
        for key in COLUMNS:
            windows = [window for c in coverages if (window := c.windows.get(key))]
            if not windows or len(windows) < len(coverages):
                continue
            start, end = max(w.start for w in windows), min(w.end for w in windows)
            if start <= end:
                shared[key] = Window(start, end)
        return cls(shared)


# A list lies in memory, or in one or more Parquet files that are read as one.
Rows: TypeAlias = pa.Table | Path | tuple[Path, ...]


@dataclass(frozen=True)
class Lists:
    """Case lists, by key: their rows, the days that they cover, and the files that they came from.

    A table may lack columns: an indicator that needs one of them is then "not in this source". Columns that no list
    has are passed over. Dates are dates, not times.
    """

    tables: Mapping[str, Rows]
    coverage: Coverage
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _only_known(self.tables)

    def __contains__(self, key: str) -> bool:
        return key in self.tables


def _only_known(keys: Iterable[str]) -> None:
    unknown = sorted(set(keys) - set(COLUMNS))
    if unknown:
        raise ListsError(f"There is no list {join(unknown)}; the lists are {join(COLUMNS)}")


def empty(key: str) -> pa.Table:
    """A list with all of its columns and no rows; KeyError where there is no such list."""
    return pa.table({name: pa.array([], ARROW_TYPES[kind]) for name, kind in COLUMNS[key].items()})
