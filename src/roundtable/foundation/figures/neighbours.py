"""The statistical neighbours of a partnership's area, as the catalogue knows them.

Their mean is worked out whenever it is asked for, from the neighbours' own values, and is never stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from roundtable.foundation.partnerships.models import Neighbour
from roundtable.intake.authorities import authority_code, present_code

AREA = "Statistical neighbours"  # the area of a reference that asks for their mean


@dataclass(frozen=True, slots=True)
class NeighbourList:
    """The neighbours of one area, the nearest first, from a day until a day."""

    area_id: int
    source: str
    published: date
    start: date
    end: date | None
    codes: tuple[str, ...]  # ONS codes of today
    titles: tuple[str, ...]

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


def lists_of(rows: Iterable[Neighbour]) -> tuple[NeighbourList, ...]:
    """The lists that rows make up; rows of one list stand together."""
    made = []
    for (area, start), each in groupby(rows, lambda row: (row.area_id, row.start)):
        listed = list(each)
        made.append(
            NeighbourList(
                area, listed[0].source, listed[0].published, start, listed[0].end,
                tuple(present_code(row.code) for row in listed), tuple(row.title for row in listed),
            )
        )  # fmt: skip
    return tuple(made)


def in_force(lists: Sequence[NeighbourList], day: date) -> NeighbourList | None:
    """The list that holds on a day; None where there is none, or where the partnership covers two areas that have one:
    what resembles each of them does not resemble both together.
    """
    found = [listed for listed in lists if listed.holds_on(day)]
    return found[0] if len(found) == 1 else None


def code_of(area: str) -> str:
    """What tells an area apart however a table writes its name: its code where it is known, else its name."""
    code = authority_code(area)
    return present_code(code) if code else area.casefold()
