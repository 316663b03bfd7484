"""Made-up CIN census returns from a seed number: any size, every module, with errors planted on request.

Nobody in them exists. The clean part keeps the published rules of validation; what is planted breaks them one at
a time, and `planted` says how often each was.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Self
from xml.sax.saxutils import escape

ETHNICITY = tuple(
    "WBRI WBRI WBRI WBRI WIRI WIRT WOTH WROM MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR CHNE NOBT".split()  # noqa: SIM905 - forty codes read better as words
)
DISABILITIES = ("MOB", "HAND", "PC", "INC", "COMM", "LD", "HEAR", "VIS", "BEH", "CON", "AUT", "DDA")
SOURCES = tuple(
    "1A 1B 1C 1D 2A 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 6 6 7 8 9 10".split()  # noqa: SIM905 - as above
)
FACTORS = tuple(
    "1A 1B 1C 2A 2B 3A 3B 3C 4A 4B 4C 5A 5B 6A 6B 7A 9A 10A 11A 12A 13A 15A 16A 17A 18B 18C 19B 20 24A".split()  # noqa: SIM905 - as above
)
CATEGORIES = ("NEG", "NEG", "NEG", "EMO", "EMO", "PHY", "SAB", "MUL")
_CHECK = "ABCDEFGHJKLMNPQRTUVWXYZ"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Message>
  <Header>
    <CollectionDetails>
      <Collection>CIN</Collection>
      <Year>{year}</Year>
      <ReferenceDate>{year}-03-31</ReferenceDate>
    </CollectionDetails>
    <Source>
      <SourceLevel>L</SourceLevel>
      <LEA>{lea}</LEA>
      <SoftwareCode>Made up</SoftwareCode>
      <Release>1</Release>
      <SerialNo>001</SerialNo>
      <DateTime>{year}-05-23T11:14:05</DateTime>
    </Source>
  </Header>
  <Children>
"""
_TAIL = "  </Children>\n</Message>\n"


Fields = dict[str, str | None]  # element → value, in the order of the schema; without one, it is left out


@dataclass
class Detail:
    """One CINdetails module: its own fields and what hangs on it, values as they will be written."""

    fields: Fields
    assessments: list[tuple[Fields, list[str]]] = field(default_factory=list)
    cin_plans: list[Fields] = field(default_factory=list)
    section47: list[Fields] = field(default_factory=list)
    plans: list[tuple[Fields, list[str | None]]] = field(default_factory=list)


@dataclass
class Child:
    identifiers: Fields
    ethnicity: str | None
    disabilities: list[str]
    details: list[Detail]


Plant = Callable[[Child, "Years"], bool]  # breaks a child; whether it could


def upn(chance: random.Random, lea: str = "873") -> str:
    """A unique pupil number with the right check letter."""
    digits = f"{lea}{chance.randrange(10**9):09d}"
    return _CHECK[sum(int(digit) * weight for weight, digit in enumerate(digits, start=2)) % 23] + digits


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


class Years:
    """Children of one return, one after another, from one seed."""

    def __init__(self, chance: random.Random, year: int) -> None:
        self.chance = chance
        self.year = year
        self.first = date(year - 1, 4, 1)
        self.last = date(year, 3, 31)

    @classmethod
    def of(cls, seed: int, year: int) -> Self:
        return cls(random.Random(seed), year)

    def between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def child(self, number: int) -> Child:
        chance = self.chance
        unborn = chance.random() < 0.01
        birth = None if unborn else self.between(date(self.year - 17, 4, 1), self.first - timedelta(days=30))
        school = birth is not None and birth <= date(self.year - 6, 8, 31)
        sex = "U" if unborn else chance.choice("MF")
        identifiers: Fields = {
            "LAchildID": f"C{number:09d}",
            "UPN": upn(chance) if school else None,
            "FormerUPN": None,
            "UPNunknown": None if school else "UN1",
            "PersonBirthDate": _day(birth),
            "ExpectedPersonBirthDate": _day(
                self.between(self.last - timedelta(days=20), date(self.year, 11, 30))
            )
            if unborn
            else None,
            ("Sex" if self.year >= 2025 else "GenderCurrent"): sex
            if self.year >= 2025
            else {"M": "1", "F": "2", "U": "0"}[sex],
            "PersonDeathDate": None,
        }
        disabilities = (
            chance.sample(DISABILITIES, chance.choice((1, 1, 2, 3))) if chance.random() < 0.15 else ["NONE"]
        )
        return Child(identifiers, chance.choice(ETHNICITY), disabilities, self.details())

    def details(self) -> list[Detail]:
        """One to three episodes that follow each other; the last may be open."""
        made = []
        start = self.first
        for _ in range(self.chance.choice((1, 1, 1, 2, 2, 3))):
            referred = self.between(start, min(start + timedelta(days=100), self.last - timedelta(days=20)))
            detail, ended = self.detail(referred)
            made.append(detail)
            if ended is None or ended > self.last - timedelta(days=60):
                break
            start = ended + timedelta(days=1)
        return made

    def detail(self, referred: date) -> tuple[Detail, date | None]:
        chance = self.chance
        fields: Fields = {
            "CINreferralDate": _day(referred),
            "ReferralSource": chance.choice(SOURCES),
            "PrimaryNeedCode": None,
            "CINclosureDate": None,
            "ReasonForClosure": None,
            "DateOfInitialCPC": None,
            "ReferralNFA": "0",
        }
        detail = Detail(fields)
        if chance.random() < 0.2:
            fields["ReferralNFA"] = "1"
            return detail, referred
        fields["PrimaryNeedCode"] = f"N{chance.randint(1, 8)}"
        started = min(referred + timedelta(days=chance.randint(0, 3)), self.last)
        assessed = started + timedelta(days=chance.randint(10, 60))
        if assessed > self.last:
            started = max(started, self.last - timedelta(days=40))
            detail.assessments.append(
                ({"AssessmentActualStartDate": _day(started), "AssessmentAuthorisationDate": None}, [])
            )
            return detail, None
        factors = chance.sample(FACTORS, chance.randint(1, 5))
        detail.assessments.append(
            (
                {"AssessmentActualStartDate": _day(started), "AssessmentAuthorisationDate": _day(assessed)},
                factors,
            )
        )
        active = self.protection(detail, referred, assessed)
        if chance.random() < 0.55 and active < self.last - timedelta(days=5):
            closed = self.between(active + timedelta(days=1), self.last)
            fields["CINclosureDate"] = _day(closed)
            fields["ReasonForClosure"] = chance.choice(("RC3", "RC4", "RC5", "RC7", "RC7", "RC7"))
            return detail, closed
        return detail, None

    def protection(self, detail: Detail, referred: date, assessed: date) -> date:
        """What follows an assessment: enquiry, conference and plan, or a child in need plan. The last day of it."""
        chance = self.chance
        kind = chance.random()
        if kind < 0.3:
            return max(assessed, self.enquiry(detail, referred))
        if kind < 0.6 and assessed < self.last - timedelta(days=10):
            started = assessed + timedelta(days=1)
            ended = self.between(started + timedelta(days=1), self.last)
            detail.cin_plans.append({"CINPlanStartDate": _day(started), "CINPlanEndDate": _day(ended)})
            return ended
        return assessed

    def enquiry(self, detail: Detail, referred: date) -> date:
        chance = self.chance
        started = min(referred + timedelta(days=chance.randint(0, 10)), self.last - timedelta(days=5))
        row: Fields = {
            "S47ActualStartDate": _day(started),
            "InitialCPCtarget": _day(_weekday(started + timedelta(days=21))),
            "DateOfInitialCPC": None,
            "ICPCnotRequired": "1",
        }
        detail.section47.append(row)
        held = _weekday(started + timedelta(days=chance.randint(9, 25)))
        if chance.random() < 0.4 or held > self.last:
            return started
        row["DateOfInitialCPC"], row["ICPCnotRequired"] = _day(held), "0"
        category = chance.choice(CATEGORIES)
        ended = (
            self.between(held + timedelta(days=30), self.last)
            if held < self.last - timedelta(days=60)
            else None
        )
        ended = ended if chance.random() < 0.5 else None
        reviews: list[str | None] = []
        day = held + timedelta(days=chance.randint(60, 95))
        while day <= (ended or self.last):
            reviews.append(_day(day))
            day += timedelta(days=chance.randint(120, 190))
        plan: Fields = {
            "CPPstartDate": _day(held),
            "CPPendDate": _day(ended),
            "InitialCategoryOfAbuse": category,
            "LatestCategoryOfAbuse": category,
            "NumberOfPreviousCPP": str(chance.choice((0, 0, 0, 1, 2))),
        }
        detail.plans.append((plan, reviews))
        return ended or self.last


def _leaves(fields: Fields, indent: str) -> str:
    return "".join(
        f"{indent}<{name}>{escape(value)}</{name}>\n" for name, value in fields.items() if value is not None
    )


def _module(name: str, inner: str, indent: str) -> str:
    return f"{indent}<{name}>\n{inner}{indent}</{name}>\n" if inner else ""


def _values(name: str, values: Sequence[str | None], indent: str) -> str:
    return "".join(f"{indent}<{name}>{value or ''}</{name}>\n" for value in values)


def _detail_xml(detail: Detail) -> str:
    inside, deeper, deepest = " " * 8, " " * 10, " " * 12
    parts = [_leaves({key: value for key, value in detail.fields.items() if key != "ReferralNFA"}, inside)]
    for fields, factors in detail.assessments:
        found = _module(
            "FactorsIdentifiedAtAssessment", _values("AssessmentFactors", factors, deepest), deeper
        )
        parts.append(_module("Assessments", _leaves(fields, deeper) + found, inside))
    parts += [_module("CINPlanDates", _leaves(row, deeper), inside) for row in detail.cin_plans]
    parts += [_module("Section47", _leaves(row, deeper), inside) for row in detail.section47]
    parts.append(_leaves({"ReferralNFA": detail.fields["ReferralNFA"]}, inside))
    for fields, reviews in detail.plans:
        held = _module("Reviews", _values("CPPreviewDate", reviews, deepest), deeper)
        parts.append(_module("ChildProtectionPlans", _leaves(fields, deeper) + held, inside))
    return _module("CINdetails", "".join(parts), " " * 6)


def child_xml(child: Child) -> str:
    """The Child element."""
    ethnicity = _leaves({"Ethnicity": child.ethnicity}, " " * 8)
    listed = "".join(f"          <Disability>{code}</Disability>\n" for code in child.disabilities)
    disabilities = f"        <Disabilities>\n{listed}        </Disabilities>\n" if listed else ""
    return (
        f"    <Child>\n      <ChildIdentifiers>\n{_leaves(child.identifiers, ' ' * 8)}      </ChildIdentifiers>\n"
        f"      <ChildCharacteristics>\n{ethnicity}{disabilities}      </ChildCharacteristics>\n"
        f"{''.join(_detail_xml(detail) for detail in child.details)}    </Child>\n"
    )


def census(
    path: Path,
    *,
    children: int,
    seed: int,
    year: int = 2026,
    lea: str = "873",
    plants: dict[str, Plant] | None = None,
    share: float = 0.0,
) -> Counter[str]:
    """Write a return of so many children; break `share` of them by one of the plants. How often each was planted."""
    chance = random.Random(seed)
    maker = Years(chance, year)
    planted: Counter[str] = Counter()
    names = sorted(plants or {})
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_HEAD.format(year=year, lea=lea))
        for child in _children(maker, children):
            if names and chance.random() < share:
                name = chance.choice(names)
                planted[name] += bool(plants and plants[name](child, maker))
            out.write(child_xml(child))
        out.write(_TAIL)
    return planted


def _children(maker: Years, many: int) -> Iterator[Child]:
    for number in range(1, many + 1):
        yield maker.child(number)
