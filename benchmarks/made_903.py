"""Made-up SSDA903 returns from a seed number: ten CSV files of any size, with errors planted on request.

Nobody in them exists. The clean part keeps the rules that `roundtable.intake.rules` checks.
"""

import csv
import random
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from benchmarks.made_census import ETHNICITY, upn

Row = dict[str, str]
FILES: dict[str, tuple[str, ...]] = {
    "header": ("CHILD", "SEX", "DOB", "ETHNIC", "UPN", "MOTHER", "MC_DOB"),
    "episodes": (
        *(
            "CHILD",
            "DECOM",
            "RNE",
            "LS",
            "CIN",
            "PLACE",
            "PLACE_PROVIDER",
            "DEC",
            "REC",
            "REASON_PLACE_CHANGE",
        ),
        *("HOME_POST", "PL_POST", "URN"),
    ),
    "reviews": ("CHILD", "DOB", "REVIEW", "REVIEW_CODE"),
    "uasc": ("CHILD", "SEX", "DOB", "DUC"),
    "oc2": (
        *(
            "CHILD",
            "DOB",
            "SDQ_SCORE",
            "SDQ_REASON",
            "CONVICTED",
            "HEALTH_CHECK",
            "IMMUNISATIONS",
            "TEETH_CHECK",
        ),
        *("HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"),
    ),
    "oc3": ("CHILD", "DOB", "IN_TOUCH", "ACTIV", "ACCOM"),
    "ad1": ("CHILD", "DOB", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "placed_for_adoption": ("CHILD", "DOB", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "previous_permanence": ("CHILD", "DOB", "PREV_PERM", "LA_PERM", "DATE_PERM"),
    "missing": ("CHILD", "DOB", "MISSING", "MIS_START", "MIS_END"),
}
PLACES = ("U1", "U3", "U4", "U4", "U4", "U6", "U6", "K2", "S1")
STATUSES = ("C1", "C2", "C2", "C2", "V2", "E1")
ENDS = ("E4A", "E4A", "E4B", "E13", "E16", "E41", "E8")
_SECOND_PLACE_AT = 5
_SCHOOL_AGE, _SDQ_FROM, _SDQ_TO, _TEEN = 5, 5, 16, 11

Child = dict[str, list[Row]]


def _said(day: date | None) -> str:
    return "" if day is None else day.strftime("%d/%m/%Y")


class _Maker:
    def __init__(self, chance: random.Random, year: int) -> None:
        self.chance = chance
        self.first, self.last = date(year - 1, 4, 1), date(year, 3, 31)

    def between(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def child(self, number: int) -> Child:
        chance = self.chance
        name = f"L{number:08d}"
        birth = self.between(self.last - timedelta(days=17 * 365), self.first - timedelta(days=300))
        age = (self.last - birth).days / 365.25
        sex = chance.choice("MF")
        header = {
            "CHILD": name,
            "SEX": sex if self.last.year >= 2025 else {"M": "1", "F": "2"}[sex],
            "DOB": _said(birth),
            "ETHNIC": chance.choice(ETHNICITY),
            "UPN": upn(chance) if age > _SCHOOL_AGE else "UN1",
            "MOTHER": "0" if sex == "F" else "",
        }
        made: Child = {key: [] for key in FILES}
        made["header"].append(header)
        made["previous_permanence"].append({"CHILD": name, "DOB": _said(birth), "PREV_PERM": "Z1"})
        self.episodes(made, name, birth)
        self.reviews(made, name, birth)
        if age > _TEEN and chance.random() < 0.1:
            self.missing(made, name, birth)
        if chance.random() < 0.5:
            made["oc2"].append(self.outcomes(name, birth, age))
        return made

    def episodes(self, made: Child, name: str, birth: date) -> None:
        """Episodes of one period of care, each beginning where the one before ends; the last may be open."""
        chance = self.chance
        begun = self.between(
            max(birth + timedelta(days=30), self.first - timedelta(days=900)), self.last - timedelta(days=40)
        )
        need = f"N{chance.randint(1, 8)}"
        status = chance.choice(STATUSES)
        reason, day = "S", begun
        for left in reversed(range(chance.choice((1, 1, 2, 2, 3)))):
            place = chance.choice(
                [place for place in PLACES if place != "S1" or day > birth + timedelta(days=5 * 366)]
            )
            ended = self.between(max(day, self.first) + timedelta(days=2), self.last)
            goes_on = left > 0 and ended < self.last - timedelta(days=10)
            closes = goes_on or chance.random() < 0.3
            row = {
                "CHILD": name,
                "DECOM": _said(day),
                "RNE": reason,
                "LS": status,
                "CIN": need,
                "PLACE": place,
            }
            row |= {
                "PLACE_PROVIDER": chance.choice(("PR1", "PR1", "PR4")),
                "URN": str(chance.randrange(10**6, 10**7)),
            }
            row |= {"HOME_POST": "CB1 1AA", "PL_POST": f"PE{chance.randint(1, 20)} {chance.randint(1, 9)}AB"}
            if closes:
                row |= {"DEC": _said(ended), "REC": "X1" if goes_on else chance.choice(ENDS)}
                row["REASON_PLACE_CHANGE"] = "CARPL" if goes_on else ""
            made["episodes"].append(row)
            if not goes_on:
                return
            reason, day = "P", ended

    def reviews(self, made: Child, name: str, birth: date) -> None:
        day = self.between(self.first, self.first + timedelta(days=120))
        while day <= self.last:
            young = day < birth.replace(year=birth.year + 4, day=min(birth.day, 28))
            code = "PN0" if young else self.chance.choice(("PN1", "PN1", "PN4", "PN5"))
            made["reviews"].append(
                {"CHILD": name, "DOB": _said(birth), "REVIEW": _said(day), "REVIEW_CODE": code}
            )
            day += timedelta(days=self.chance.randint(100, 180))

    def missing(self, made: Child, name: str, birth: date) -> None:
        """Short absences inside the latest episode."""
        episode = made["episodes"][-1]
        begun, ended = _day(episode["DECOM"]), _day(episode.get("DEC") or _said(self.last))
        day = max(begun, self.first) + timedelta(days=3)
        for _ in range(self.chance.randint(1, 4)):
            back = day + timedelta(days=self.chance.randint(0, 2))
            if back > ended:
                return
            kind = self.chance.choice("MMA")
            row = {
                "CHILD": name,
                "DOB": _said(birth),
                "MISSING": kind,
                "MIS_START": _said(day),
                "MIS_END": _said(back),
            }
            made["missing"].append(row)
            day = back + timedelta(days=self.chance.randint(2, 40))

    def outcomes(self, name: str, birth: date, age: float) -> Row:
        chance = self.chance
        row = {"CHILD": name, "DOB": _said(birth), "IMMUNISATIONS": "1", "TEETH_CHECK": chance.choice("01")}
        row |= {"HEALTH_ASSESSMENT": "1", "SUBSTANCE_MISUSE": "0"}
        if _SDQ_FROM < age < _SDQ_TO:
            row["SDQ_SCORE"] = str(chance.randint(0, 40))
        if age < _SDQ_FROM:
            row["HEALTH_CHECK"] = "1"
        if age > _TEEN:
            row["CONVICTED"] = "0"
        return row


def _day(text: str) -> date:
    day, month, year = (int(part) for part in text.split("/"))
    return date(year, month, day)


def _shifted(text: str, days: int) -> str:
    return _said(_day(text) + timedelta(days=days))


def _on_episode(
    change: Callable[[Row], object], when: Callable[[Row], bool] = lambda row: True
) -> Callable[[Child], bool]:
    def plant(child: Child) -> bool:
        for row in child["episodes"]:
            if when(row):
                change(row)
                return True
        return False

    return plant


def _ended(row: Row) -> bool:
    return bool(row.get("DEC"))


def _missing_backwards(child: Child) -> bool:
    for row in child["missing"]:
        row["MIS_END"] = _shifted(row["MIS_START"], -4)
        return True
    return False


def _second_header(child: Child) -> bool:
    child["header"].append(dict(child["header"][0]))
    return True


PLANTS: dict[str, Callable[[Child], bool]] = {
    "148": _on_episode(lambda row: row.update(REC=""), _ended),
    "302": lambda child: not child["header"][0].update(DOB=_shifted(child["episodes"][0]["DECOM"], 9)),
    "356": _on_episode(lambda row: row.update(DEC=_shifted(row["DECOM"], -5)), _ended),
    "355": _on_episode(lambda row: row.update(DEC=row["DECOM"]), _ended),
    "388": _on_episode(lambda row: row.update(REC="X1"), lambda row: row.get("REC", "X1") != "X1"),
    "358": _on_episode(lambda row: row.update(LS="J1")),
    "378": _on_episode(lambda row: row.update(PLACE="P1", LS="V2")),
    "380": _on_episode(lambda row: row.update(PLACE="T1"), lambda row: row["RNE"] == "S"),
    "526": _on_episode(lambda row: row.update(PLACE_PROVIDER="")),
    "567": _missing_backwards,
    "INT32": _second_header,
}


def ssda903(folder: Path, *, children: int, seed: int, year: int = 2025, share: float = 0.0) -> Counter[str]:
    """Write a return of so many children into `folder`, breaking `share` of them. How often each error was planted."""
    chance = random.Random(seed)
    maker = _Maker(chance, year)
    planted: Counter[str] = Counter()
    names = sorted(PLANTS)
    folder.mkdir(parents=True, exist_ok=True)
    files = {key: (folder / f"{key}.csv").open("w", encoding="utf-8", newline="") for key in FILES}
    try:
        writers = {key: csv.DictWriter(files[key], columns, restval="") for key, columns in FILES.items()}
        for writer in writers.values():
            writer.writeheader()
        for number in range(1, children + 1):
            made = maker.child(number)
            if share and chance.random() < share:
                name = chance.choice(names)
                planted[name] += PLANTS[name](made)
            for key, rows in made.items():
                writers[key].writerows(rows)
    finally:
        for file in files.values():
            file.close()
    return planted
