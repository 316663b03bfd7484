"""Which authorities' areas a partnership covers, and which other authorities resemble them: the only writer of both."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.partnerships.models import Area, Neighbour, Partnership
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.intake.authorities import authorities, authority_code
from roundtable.measures.wording import day, join, plural

CODE = re.compile(r"[EWSN]\d{8}")
DFE_CODE = re.compile(r"\d{3}")
MOST_NEIGHBOURS = 20  # the published groupings have ten


@action("partnerships.add_area")
def add_area(
    *, by: Principal, partnership: Partnership, title: str, start: date, code: str = "", dfe_code: str = "",
    region: str = "", end: date | None = None,
) -> Area:  # fmt: skip
    """An authority's area that the partnership covers from a day on, with its codes as they were then.

    Codes that are left out are those of the authority of that name, where it is known.
    """
    check(by, Permission.MANAGE_PARTNERSHIP)
    area = Area(partnership=partnership, start=start, end=end)
    _describe(area, title, code, dfe_code, region)
    _check_dates(area)
    area.save()
    record(
        by, "partnerships.add_area", "partnership", partnership.slug,
        f"added the area {area.title} ({area.code}) from {day(start)}", partnership_id=partnership.pk,
    )  # fmt: skip
    return area


@action("partnerships.change_area")
def change_area(
    *, by: Principal, area: Area, title: str, start: date, code: str = "", dfe_code: str = "", region: str = "",
    end: date | None = None,
) -> Area:  # fmt: skip
    """Correct an area's codes or days. An authority that was reorganised ends, and its successor is added."""
    check(by, Permission.MANAGE_PARTNERSHIP)
    before = _said(area)
    area.start, area.end = start, end
    _describe(area, title, code, dfe_code, region)
    _check_dates(area)
    if _said(area) == before:
        raise Rejected("Nothing is different from what is kept already.")
    area.save()
    record(
        by, "partnerships.change_area", "partnership", area.partnership.slug,
        f"changed the area {before} to {_said(area)}", partnership_id=area.partnership_id,
    )  # fmt: skip
    return area


@action("partnerships.set_neighbours")
def set_neighbours(
    *, by: Principal, area: Area, names: Sequence[str], source: str, published: date, start: date
) -> list[Neighbour]:
    """The statistical neighbours of an area, the nearest first, used from a day on; the list before ends the day before.

    `names` are names, ONS codes or the Department for Education's numbers of authorities.
    """
    check(by, Permission.MANAGE_PARTNERSHIP)
    codes = _codes_of(names)
    if area.code in codes:
        raise Rejected(f"{area.title} cannot be its own neighbour.", "names")
    if not source.strip():
        raise Rejected("Say whose list it is.", "source")
    if Neighbour.objects.filter(area=area, start__gte=start).exists():
        raise Rejected("There is a list from that day or a later one. Choose a later day.", "start")
    Neighbour.objects.filter(area=area, end__isnull=True).update(end=start - timedelta(days=1))
    made = [
        Neighbour(
            area=area, rank=rank, code=code, title=authorities()[code].name, source=source.strip(),
            published=published, start=start,
        )
        for rank, code in enumerate(codes, start=1)
    ]  # fmt: skip
    Neighbour.objects.bulk_create(made)
    record(
        by, "partnerships.set_neighbours", "partnership", area.partnership.slug,
        f"set {plural(len(made), 'statistical neighbour')} of {area.title} from {day(start)}: "
        f"{join(neighbour.title for neighbour in made)}",
        partnership_id=area.partnership_id, source=source.strip(), published=str(published),
    )  # fmt: skip
    return made


def _describe(area: Area, title: str, code: str, dfe_code: str, region: str) -> None:
    """Its name and codes; those that are left out from the authorities that are known."""
    area.title = " ".join(title.split())
    if not area.title:
        raise Rejected("Enter the name of the authority.", "title")
    area.code = code.strip().upper() or authority_code(area.title)
    if not area.code:
        raise Rejected(
            f"No authority called “{area.title}” is known here. Enter its nine-character code.", "code"
        )
    if not CODE.fullmatch(area.code):
        raise Rejected(f"“{area.code}” is not a code: it reads like E10000003.", "code")
    known = authorities().get(area.code)
    area.dfe_code = dfe_code.strip() or (known.dfe_number if known else "")
    area.region = region.strip().upper() or (known.region_code if known else "")
    if area.dfe_code and not DFE_CODE.fullmatch(area.dfe_code):
        raise Rejected(f"“{area.dfe_code}” is not a number of three digits, like 873.", "dfe_code")
    if area.region and not CODE.fullmatch(area.region):
        raise Rejected(f"“{area.region}” is not the code of a region: it reads like E12000006.", "region")


def _check_dates(area: Area) -> None:
    if area.end is not None and area.end < area.start:
        raise Rejected("The last day cannot be before the first.", "end")
    same = Area.objects.filter(partnership=area.partnership, code=area.code).exclude(pk=area.pk)
    there = same.filter(Q(end__isnull=True) | Q(end__gte=area.start))
    if area.end is not None:
        there = there.filter(start__lte=area.end)
    if other := there.first():
        raise Rejected(f"{other.title} is there already from {day(other.start)} on.", "start")


def _codes_of(names: Sequence[str]) -> list[str]:
    said = [" ".join(name.split()) for name in names if name.strip()]
    if not said:
        raise Rejected("Enter at least one authority.", "names")
    if len(said) > MOST_NEIGHBOURS:
        raise Rejected(f"Enter at most {MOST_NEIGHBOURS} authorities.", "names")
    unknown = [name for name in said if not authority_code(name)]
    if unknown:
        whose = join(f"“{name}”" for name in unknown)
        raise Rejected(
            f"No authority is known here as {whose}. Give its name, its code or its number.", "names"
        )
    codes = [authority_code(name) for name in said]
    twice = [name for place, name in enumerate(said) if codes[place] in codes[:place]]
    if twice:
        raise Rejected(f"“{twice[0]}” stands in the list twice.", "names")
    return codes


def _said(area: Area) -> str:
    until = f" until {day(area.end)}" if area.end else ""
    codes = ", ".join(code for code in (area.code, area.dfe_code, area.region) if code)
    return f"{area.title} ({codes}) from {day(area.start)}{until}"
