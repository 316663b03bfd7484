"""Made-up SSDA903 returns from a seed number: every file of the return, any number of rows, faults in a share of episodes.

Nobody in them exists. Postcodes are of the right form, from a city's centre.
"""

import csv
import random
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

HEADINGS = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST URN",
    "reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "uasc": "CHILD SEX DOB DUC",
    "oc2": (
        "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK HEALTH_ASSESSMENT "
        "SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED"
    ),
    "oc3": "CHILD DOB IN_TOUCH ACTIV ACCOM",
    "ad1": "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    "placed_adoption": "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "previous_permanence": "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
}
ETHNICITY = ("WBRI", "WBRI", "WBRI", "WIRI", "WOTH", "MWBC", "MOTH", "APKN", "BAFR", "BCRB", "OOTH", "NOBT")
NEED, CHANGE = ("N1", "N1", "N1", "N2", "N4", "N5"), ("CARPL", "ALLEG", "CREQB", "CHILD", "LAREQ", "OTHER")
PLACES = (("U1", "PR1"), ("U3", "PR1"), ("U4", "PR4"), ("U6", "PR1"), ("K2", "PR4"))
STATUS, ENDS = ("C1", "C2", "C2", "V2"), ("E2", "E3", "E4A", "E13", "E8")
POSTCODES = ("B1 1AA", "B1 1BD", "B2 4QA", "B3 1JJ", "B4 6AT", "B5 4UA", "B9 5SS", "B13 9AA")
Episode = list[str]
FAULTS: tuple[Callable[[Episode, date], None], ...] = (
    lambda row, born: row.__setitem__(1, _day(born - timedelta(days=30))),  # began before the birth
    lambda row, born: row.__setitem__(7, row[1]),  # ended on the day on which it began
    lambda row, born: row.__setitem__(8, ""),  # no reason for its end, or none needed
    lambda row, born: row.__setitem__(2, "S"),  # started to be looked after, again
    lambda row, born: row.__setitem__(5, "Q9"),  # no such placement
    lambda row, born: row.__setitem__(3, "V2"),  # section 20, wherever the child is placed
    lambda row, born: row.__setitem__(0, f"9{row[0]}"),  # a child who is not in the header
)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


class Return:
    """One return being written, a child at a time."""

    def __init__(
        self, write: Callable[[str, list[str]], None], chance: random.Random, year: int, faults: float
    ) -> None:
        self.write, self.chance, self.faults = write, chance, faults
        self.first, self.last = date(year - 1, 4, 1), date(year, 3, 31)

    def some(self, first: date, last: date) -> date:
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def child(self, number: int) -> None:
        chance = self.chance
        name = str(1_000_000 + number)
        born = self.some(self.last - timedelta(days=17 * 365), self.last - timedelta(days=500))
        who, sex = [name, _day(born)], chance.choice("MF")
        upn = f"A{chance.randrange(10**12):012d}"
        self.write("header", [name, sex, _day(born), chance.choice(ETHNICITY), upn, "0", ""])
        began = self.some(max(born, self.first - timedelta(days=1000)), self.last - timedelta(days=90))
        until = self.episodes(name, born, began)
        self.reviews(who, began, born)
        self.write("oc2", self.outcomes(who, born))
        self.write("previous_permanence", [*who, "Z1", "", ""])
        self.sometimes(who, sex, born, (max(began, self.first), until))

    def episodes(self, name: str, born: date, began: date) -> date:
        """The episodes of a child; the last day of them in the year."""
        chance = self.chance
        days = {self.some(began, self.last) for _ in range(chance.choice((0, 0, 1, 2, 3)))}
        starts = [began, *sorted(days - {began})]
        leaves = chance.random() < 0.3 and starts[-1] < self.last
        need, home, status, place = (
            chance.choice(NEED),
            chance.choice(POSTCODES),
            chance.choice(STATUS),
            self.place(),
        )
        reason = "S"
        for start, over in zip(starts, [*starts[1:], None], strict=True):
            moves = over is not None and chance.random() < 0.7
            ended, why = (over, "X1") if over else (None, "")
            if over is None and leaves:
                ended, why = self.some(start + timedelta(days=1), self.last), chance.choice(ENDS)
            row = [
                name, _day(start), reason, status, need, *place[:2], _day(ended) if ended else "", why,
                chance.choice(CHANGE) if moves else "", home, *place[2:],
            ]  # fmt: skip
            if chance.random() < self.faults:
                chance.choice(FAULTS)(row, born)
            self.write("episodes", row)
            reason = "P" if moves else "L"
            place = self.place() if moves else place
            status = status if moves else chance.choice([one for one in STATUS if one != status])
        return ended or self.last

    def place(self) -> list[str]:
        """A placement: its kind, its provider, its postcode and its number."""
        kind, provider = self.chance.choice(PLACES)
        return [kind, provider, self.chance.choice(POSTCODES), str(self.chance.randrange(10**6, 10**7))]

    def reviews(self, who: list[str], began: date, born: date) -> None:
        day = max(began, self.first) + timedelta(days=20)
        while day <= self.last:
            code = "PN0" if (day - born).days < 4 * 365 else self.chance.choice(("PN1", "PN5", "PN6"))
            self.write("reviews", [*who, _day(day), code])
            day += timedelta(days=self.chance.randint(90, 190))

    def outcomes(self, who: list[str], born: date) -> list[str]:
        age = (self.last - born).days // 365
        score = str(self.chance.randint(0, 40)) if 4 <= age < 16 else ""
        checks = [self.chance.choice("0111") for _ in range(3)]
        return [
            *who, score, "SDQ2" if age >= 4 and not score else "", "0" if age >= 10 else "", "1" if age < 5 else "",
            *checks, "0", "", "",
        ]  # fmt: skip

    def sometimes(self, who: list[str], sex: str, born: date, cared_for: tuple[date, date]) -> None:
        chance, write = self.chance, self.write
        first, last = cared_for
        if chance.random() < 0.3 and last > first + timedelta(days=10):
            gone = self.some(first, last - timedelta(days=5))
            back = gone + timedelta(days=chance.randint(1, 4))
            write("missing", [*who, chance.choice("MA"), _day(gone), _day(back)])
        if chance.random() < 0.08:
            write("uasc", [who[0], sex, who[1], _day(born + timedelta(days=18 * 365 + 4))])
        if chance.random() < 0.1:  # somebody who left care years ago
            grown = self.some(self.last - timedelta(days=7500), self.last - timedelta(days=6700))
            older = [f"3{who[0]}", _day(grown)]
            write("header", [older[0], sex, older[1], "WBRI", f"A{chance.randrange(10**12):012d}", "0", ""])
            write(
                "oc3", [*older, "YES", chance.choice(("F1", "F2", "P2", "G5")), chance.choice(("B1", "U1"))]
            )
        if chance.random() < 0.02:
            self.adopted()

    def adopted(self) -> None:
        """Another child, looked after until its adoption in the year."""
        chance = self.chance
        born = self.some(self.last - timedelta(days=2200), self.last - timedelta(days=1200))
        who = [f"4{chance.randrange(10**7):07d}", _day(born)]
        placed, adopted = (
            self.some(self.first, self.first + timedelta(days=90)),
            self.last - timedelta(days=60),
        )
        self.write("header", [who[0], "F", who[1], "WBRI", f"A{chance.randrange(10**12):012d}", "0", ""])
        self.write("episodes", [
            who[0], _day(placed), "S", "E1", "N1", "A5", "PR1", _day(adopted), "E12", "", *POSTCODES[:2], "1234567",
        ])  # fmt: skip
        self.write("placed_adoption", [*who, _day(placed), "", ""])
        self.write("ad1", [*who, _day(placed), _day(placed), "0", "2", "MF", "L11"])


def looked_after(folder: Path, *, rows: int, seed: int, year: int = 2025, faults: float = 0.02) -> int:
    """Write the files of a return into `folder` until together they have so many rows; how many they have."""
    folder.mkdir(parents=True, exist_ok=True)
    written = children = 0
    with ExitStack() as stack:
        files = {
            key: csv.writer(stack.enter_context((folder / f"{key}.csv").open("w", encoding="utf-8", newline="")))
            for key in HEADINGS
        }  # fmt: skip
        for key, said in HEADINGS.items():
            files[key].writerow(said.split())

        def write(key: str, row: list[str]) -> None:
            nonlocal written
            files[key].writerow(row)
            written += 1

        maker = Return(write, random.Random(seed), year, faults)
        while written < rows:
            children += 1
            maker.child(children)
    return written
