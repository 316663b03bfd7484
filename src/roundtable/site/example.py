"""Loads an example year from a folder of plain files, by the same actions as people use in the browser."""

import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from roundtable.dataset.actions import (
    SentFile,
    accept_return,
    ask_for_return,
    comment_on_figure,
    submit_return,
)
from roundtable.dataset.lines import asked, spec
from roundtable.dataset.models import Return
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.actions import (
    add_seat,
    admit_agency,
    create_partnership,
    form_group,
    introduce_publisher,
)
from roundtable.foundation.partnerships.actions_areas import add_area, set_neighbours
from roundtable.foundation.partnerships.models import Agency, Area, Group, Partnership
from roundtable.foundation.partnerships.queries import groups
from roundtable.foundation.people.actions import grant_role
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.intake.reading import read_return
from roundtable.intake.returns import Reading
from roundtable.measures.periods import Period
from roundtable.report.actions import add_section, start_report

LOADER = "the example’s loader"


class BadExample(ValueError):
    """A file of the example that cannot be loaded: which, and why."""


@dataclass
class Example:
    """A folder in the layout of `examples/cambridgeshire-2015-16`."""

    folder: Path
    quiet: bool = False
    partnerships: dict[str, Partnership] = field(default_factory=dict)

    def read(self, name: str) -> dict[str, Any]:
        path = self.folder / name
        return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def say(self, text: str) -> None:
        if not self.quiet:
            sys.stdout.write(f"  {text}\n")
            sys.stdout.flush()

    def by(self, slug: str) -> Principal:
        return operator(self.partnerships[slug].pk, LOADER)

    def load(self, password: str | None = None) -> None:
        """Everything, in the order in which a partnership would come by it."""
        self.found_partnerships()
        self.bring_agencies()
        self.form_groups()
        self.appoint_people(password)
        self.take_returns()
        self.write_commentary()
        self.write_report()

    def found_partnerships(self) -> None:
        for raw in self.read("partnerships.toml").get("partnerships", ()):
            made = create_partnership(
                by=operator(label=LOADER), slug=raw["slug"], title=raw["title"], body_type=raw["body_type"],
                marking=raw["marking"],
            )  # fmt: skip
            self.partnerships[made.slug] = made
            for area in raw.get("areas", ()):
                found = add_area(by=self.by(made.slug), partnership=made, **area_of(area))
                self.set_neighbours(made.slug, found, area)
        self.say(f"{len(self.partnerships)} partnerships")

    def set_neighbours(self, slug: str, area: Area, raw: dict[str, Any]) -> None:
        for listed in raw.get("neighbours", ()):
            set_neighbours(
                by=self.by(slug), area=area, names=listed["names"], source=listed["source"],
                published=listed["published"], start=listed["start"],
            )  # fmt: skip

    def bring_agencies(self) -> None:
        found = self.read("agencies.toml").get("agencies", ())
        for raw in found:
            for slug in raw["partnerships"]:
                if raw.get("publisher"):
                    introduce_publisher(
                        by=self.by(slug),
                        partnership=self.partnerships[slug],
                        slug=raw["slug"],
                        title=raw["title"],
                    )
                    continue
                admit_agency(
                    by=self.by(slug), partnership=self.partnerships[slug], slug=raw["slug"], title=raw["title"],
                    sector=raw["sector"], statutory=raw.get("statutory", False), start=raw["start"],
                    contact_email=raw.get("contact_email", ""),
                )  # fmt: skip
        self.say(f"{len(found)} agencies")

    def form_groups(self) -> None:
        data = self.read("groups.toml")
        made: dict[tuple[str, str], Group] = {}
        for raw in data.get("groups", ()):
            owner = raw["partnership"]
            made[owner, raw["slug"]] = form_group(
                by=self.by(owner), partnership=self.partnerships[owner], slug=raw["slug"], title=raw["title"],
                kind=raw["kind"], start=raw["start"], parent=made.get((owner, raw.get("parent", ""))),
                shared_with=tuple(self.partnerships[s] for s in raw.get("shared_with", ())),
            )  # fmt: skip
        agencies = {a.slug: a for a in Agency.objects.all()}
        for raw in data.get("seats", ()):
            add_seat(
                by=self.by(raw["partnership"]), group=made[raw["partnership"], raw["group"]], title=raw["title"],
                agency=agencies.get(raw.get("agency", "")), statutory=raw.get("statutory", False),
                voting=raw.get("voting", True), start=raw["start"],
            )  # fmt: skip
        self.say(f"{len(made)} groups")

    def appoint_people(self, password: str | None) -> None:
        found = self.read("people.toml").get("people", ())
        agencies = {a.slug: a for a in Agency.objects.all()}
        for raw in found:
            for grant in raw["grants"]:
                slug = grant["partnership"]
                group = groups(self.by(slug)).filter(slug=grant.get("group", "")).first()
                grant_role(
                    by=self.by(slug), partnership=self.partnerships[slug], email=raw["email"], name=raw["name"],
                    post=raw.get("post", ""), role=grant["role"], agency=agencies.get(grant.get("agency", "")),
                    group=group, register=grant.get("register", ""), start=grant.get("start", date(2015, 4, 1)),
                )  # fmt: skip
            if password:
                # Somebody without a grant anywhere may sign in, and finds no partnership to enter.
                person = Person.objects.filter(email=raw["email"].lower()).first()
                person = person or Person.objects.create_user(raw["email"], raw["name"])
                person.set_password(password)
                person.save(update_fields=("password",))
        self.say(f"{len(found)} people, all made up")

    def take_returns(self) -> None:
        found = self.read("requests.toml").get("requests", ())
        agencies = {a.slug: a for a in Agency.objects.all()}
        count = sum(self.take_return(raw, agencies[raw["agency"]]) for raw in found)
        self.say(f"{len(found)} returns with {count} lines")

    def take_return(self, raw: dict[str, Any], agency: Agency) -> int:
        """Ask for one return and take in what came; how many lines that were."""
        made = self._ask(raw, agency)
        if not raw.get("file"):
            return 0
        return self.take(made, self.folder / raw["file"], raw.get("submitted"), raw.get("decided"))

    def _ask(self, raw: dict[str, Any], agency: Agency) -> Return:
        partnership = self.partnerships[raw["partnership"]]
        lines = [line for entry in raw["lines"] for line in self._lines(entry, partnership)]
        return ask_for_return(
            by=self.by(partnership.slug), partnership=partnership, agency=agency, period=raw["period"],
            title=raw["title"], lines=lines, due=raw.get("due"), provider=raw.get("provider", "returns"),
        )  # fmt: skip

    def _lines(self, entry: dict[str, Any], partnership: Partnership) -> Iterable[dict[str, Any]]:
        definition = definitions().get(entry["key"])
        periods = [p for text in entry["periods"] for p in _periods(text)]
        areas = entry.get("areas") or [entry.get("area", partnership.title)]
        for area in areas:
            for breakdown in entry["breakdowns"]:
                yield asked(definition, breakdown, area, periods)

    def take(self, found: Return, path: Path, submitted: date | None, decided: date | None) -> int:
        """Read one file as the browser would, submit it and accept it."""
        slug = next(s for s, p in self.partnerships.items() if p.pk == found.partnership_id)
        who = self.by(slug)
        data = path.read_bytes()
        reading: Reading = read_return(data, path.name, [spec(who, self.partnerships[slug], found)])
        wrong = [p for p in reading.problems if p.severity == "error"]
        if wrong:
            raise BadExample(f"{path.name}: " + "; ".join(f"{p.place}: {p.message}" for p in wrong[:5]))
        submit_return(
            by=who, found=found, lines=reading.lines, file=SentFile(path.name, data), at=_noon(submitted)
        )
        if decided:
            accept_return(by=who, found=found, at=_noon(decided))
        return len(reading.lines)

    def write_commentary(self) -> None:
        for raw in self.read("commentary.toml").get("commentary", ()):
            slug = raw.get("partnership", next(iter(self.partnerships)))
            comment_on_figure(
                by=self.by(slug), key=raw["key"], period=raw["period"], text=raw["text"],
                said_on=raw.get("said_on") or raw.get("date"),
                group=groups(self.by(slug)).filter(slug=raw.get("group", "")).first(),
                said_by=raw.get("said_by", ""), about=raw.get("about", "figure"),
            )  # fmt: skip

    def write_report(self) -> None:
        outline = self.read("report/outline.toml")
        if not outline:
            return
        slug = outline["partnership"]
        report = start_report(
            by=self.by(slug), partnership=self.partnerships[slug], period=outline["period"], title=outline["title"],
            regime=outline["regime"],
        )  # fmt: skip
        for raw in outline["sections"]:
            text = (self.folder / "report" / raw["file"]).read_text(encoding="utf-8")
            add_section(
                by=self.by(slug), report=report, key=raw["key"], title=raw["title"], text=text,
                editions=tuple(raw.get("editions", ())),
            )  # fmt: skip
        self.say(f"a report of {len(outline['sections'])} sections")


def area_of(raw: dict[str, Any]) -> dict[str, Any]:
    """An area's own facts, without its neighbours."""
    return {key: value for key, value in raw.items() if key != "neighbours"}


def _periods(text: str) -> list[Period]:
    """A period, or "months of 2015-16" for the twelve of them."""
    span = text.removeprefix("months of ")
    found = Period.parse(span)
    return list(found.months()) if span != text else [found]


def _noon(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time(12))) if day else None
