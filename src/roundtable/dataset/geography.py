"""Where a number is of, in the columns of the Department for Education's open data.

Codes of England and its regions are those of the Office for National Statistics (Register of Geographic Codes); those
of an authority are kept with the area, from a day until a day.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from roundtable.foundation.partnerships.models import Area
from roundtable.intake.authorities import authorities, authority_code, present_code
from roundtable.measures.periods import Period

COLUMNS = (
    "geographic_level", "country_code", "country_name", "region_code", "region_name", "old_la_code", "new_la_code",
    "la_name",
)  # fmt: skip
COUNTRY = ("E92000001", "England")
REGIONS = {
    "North East": "E12000001",
    "North West": "E12000002",
    "Yorkshire and The Humber": "E12000003",
    "East Midlands": "E12000004",
    "West Midlands": "E12000005",
    "East of England": "E12000006",
    "London": "E12000007",
    "South East": "E12000008",
    "South West": "E12000009",
    "Inner London": "E13000001",
    "Outer London": "E13000002",
}
_REGION_OF_NAME = {name.lower(): (code, name) for name, code in REGIONS.items()}
_REGION_OF_CODE = {code: (code, name) for name, code in REGIONS.items()}
NATIONAL, REGIONAL, AUTHORITY, OTHER = "National", "Regional", "Local authority", "Other"
NOWHERE = ("", "")


@dataclass(frozen=True, slots=True)
class Place:
    """One area, as far as its codes are known; what is not known, or does not apply, is left empty."""

    name: str
    level: str
    region: tuple[str, str] = NOWHERE  # code and name
    authority: tuple[str, str, str] = ("", "", "")  # the Department's code, the ONS's, and name

    @property
    def row(self) -> tuple[str, ...]:
        """Its values under `COLUMNS`."""
        return (self.level, *COUNTRY, *self.region, *self.authority)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The areas that the installation knows."""

    areas: tuple[Area, ...]
    own: str  # the partnership's title: the area of what says none

    def place(self, name: str, period: Period) -> Place:
        """The area of a name (empty: the partnership's own) with the codes that it had at the end of a period."""
        said = name or self.own
        if said == COUNTRY[1]:
            return Place(said, NATIONAL)
        region = _REGION_OF_NAME.get(said.lower())
        if region is not None:
            return Place(said, REGIONAL, region)
        named = [a for a in self.areas if a.title.lower() == said.lower()]
        area = _current(named, period)
        if area is None:
            return Place(said, OTHER) if named else _elsewhere(said, period)
        codes = (area.dfe_code, area.code, area.title)
        return Place(said, AUTHORITY, _REGION_OF_CODE.get(area.region, NOWHERE), codes)


def _elsewhere(said: str, period: Period) -> Place:
    """An authority that nobody here covers, by the codes that it has today, unless it had gone by then."""
    known = authorities().get(present_code(authority_code(said)))
    if known is None or (known.last and int(known.last) < period.end.year):
        return Place(said, OTHER)
    region = _REGION_OF_CODE.get(known.region_code, NOWHERE)
    return Place(said, AUTHORITY, region, (known.dfe_number, known.code, known.name))


def _current(found: Iterable[Area], period: Period) -> Area | None:
    """The one that there was at the end of a period; of two that were, the later."""
    there = [a for a in found if a.start <= period.end and (a.end is None or a.end >= period.end)]
    return max(there, key=lambda area: area.start, default=None)
