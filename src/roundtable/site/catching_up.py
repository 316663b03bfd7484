"""What a later version's example has and a year that was loaded by an earlier one lacks: codes, neighbours, comparators."""

from typing import Any

from roundtable.dataset.models import Return
from roundtable.foundation.partnerships.actions_areas import add_area, change_area
from roundtable.foundation.partnerships.models import Agency, Area, Neighbour, Partnership
from roundtable.site.example import Example, area_of


def catch_up(example: Example) -> None:
    """Fill what is lacking and change nothing that somebody may have changed; a second time there is nothing to do."""
    known = {partnership.slug: partnership for partnership in Partnership.objects.all()}
    for raw in example.read("partnerships.toml").get("partnerships", ()):
        if raw["slug"] in known:
            example.partnerships[raw["slug"]] = known[raw["slug"]]
            for area in raw.get("areas", ()):
                _area(example, known[raw["slug"]], area)
    agencies = {agency.slug: agency for agency in Agency.objects.all()}
    for raw in example.read("requests.toml").get("requests", ()):
        if raw.get("provider") == "published" and raw["partnership"] in example.partnerships:
            _published(example, raw, agencies)


def _area(example: Example, partnership: Partnership, raw: dict[str, Any]) -> None:
    found = Area.objects.filter(partnership=partnership, title=raw["title"]).first()
    given = area_of(raw)
    if found is None:
        found = add_area(by=example.by(partnership.slug), partnership=partnership, **given)
        example.say(f"added the area {found.title} to {partnership.title}")
    elif not (found.dfe_code and found.region):
        change_area(
            by=example.by(partnership.slug), area=found, title=found.title, start=found.start, end=found.end,
            code=found.code, dfe_code=found.dfe_code or given.get("dfe_code", ""),
            region=found.region or given.get("region", ""),
        )  # fmt: skip
        example.say(f"filled the codes of the area {found.title}")
    if not Neighbour.objects.filter(area=found).exists():
        example.set_neighbours(partnership.slug, found, raw)


def _published(example: Example, raw: dict[str, Any], agencies: dict[str, Agency]) -> None:
    """A published table that is not there yet, by its title."""
    who, agency = example.by(raw["partnership"]), agencies.get(raw["agency"])
    there = Return.objects.seen_by(who).filter(title=raw["title"], provider="published", agency=agency)
    if agency is not None and not there.exists():
        example.take_return(raw, agency)
        example.say(f"took in {raw['title']} for {example.partnerships[raw['partnership']].title}")
