"""The same figures counted the slow, obvious way in plain Python, and random lists to count them over."""

import calendar
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from roundtable.measures.lists import ARROW_TYPES, COLUMNS, Coverage, Lists, Window, empty
from roundtable.measures.lists.conditions import Again, AlsoIn, Condition, Is, Lasted, OneOf, Within
from roundtable.measures.lists.listed import Form, Listed
from roundtable.measures.lists.working_days import england
from roundtable.measures.periods import Period

Row = Mapping[str, Any]
FAR = date(9999, 12, 31)
CODES = {
    "source": ["1A", "6", "6", "School", None], "team": ["Access", "access ", "Disability", None],
    "factor": ["1A", "3B", "21"],
    "initial_category": ["NEG", "EMO", "MUL", None], "latest_category": ["NEG", "EMO", "SAB"], "sex": ["F", "M", None],
    "secondary_needs": ["DA;SA", "DA; DA", " ", None, "MH"], "secondary_categories": ["DA;SA", "DA;DA", None],
    "organisation": ["School", "Health"], "kind": ["M", "A"], "authority": ["Fenshire", "Wolds", None],
}  # fmt: skip


def random_rows(seed: int, size: int = 60) -> dict[str, list[dict[str, Any]]]:
    """Small lists full of awkward rows: few children, many equal days, ends before starts, things not said."""
    dice = random.Random(seed)
    return {key: [_row(dice, key) for _ in range(dice.randrange(size))] for key in COLUMNS}


def _row(dice: random.Random, key: str) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, kind in COLUMNS[key].items():
        if name in CODES:
            row[name] = dice.choice(CODES[name])
        elif name == "child":
            row[name] = dice.choice(["a", "b", "c", "d", "e", "f", None])
        elif name == "birth":
            row[name] = dice.choice([date(1998, 2, 28) + timedelta(days=dice.randrange(7000)), None])
        elif kind.value == "date":
            # Few days, so that many are equal, and the end of February among them.
            some = date(2014, 3, 1) + timedelta(days=dice.randrange(0, 800, 13))
            row[name] = dice.choice([some, some, some, date(2016, 2, 29), date(2015, 2, 28), None])
        elif kind.value == "boolean":
            row[name] = dice.choice([True, False, None])
        elif kind.value == "integer":
            row[name] = dice.choice([0, 0, 1, None])
        else:
            row[name] = None
    return row


def lists_of(rows: Mapping[str, list[dict[str, Any]]], window: Window) -> Lists:
    tables = {
        key: pa.table(
            {
                n: pa.array([r[n] for r in some], ARROW_TYPES[k])
                for n, k in COLUMNS[key].items()
                if n in some[0]
            }
            if some
            else dict(zip(COLUMNS[key], empty(key).columns, strict=True))
        )
        for key, some in rows.items()
    }
    return Lists(tables, Coverage(dict.fromkeys(tables, window)))


class Oracle:
    """Counts by looking at every row for every month."""

    def __init__(self, rows: Mapping[str, list[dict[str, Any]]], period: Period) -> None:
        self.rows = {
            key: [{**r, "authority": r["authority"] or ""} for r in some] for key, some in rows.items()
        }
        self.period = period
        self.births: dict[tuple[str, str | None], list[Row]] = {}
        for row in self.rows["children"]:
            self.births.setdefault((row["authority"], row["child"]), []).append(row)

    def counts(self, one: Listed, by: tuple[str, ...], name: Callable[[str, Any], str]) -> Counter[Any]:
        """(authority, month or None, values) → count, noughts left out."""
        match one.form:
            case Form.FLOW:
                return self._flow(one, by, name)
            case Form.STOCK:
                return self._stock(one, by, name)
            case Form.PEOPLE:
                return self._people(one)
        return self._reviewed(one)

    def _flow(self, one: Listed, by: tuple[str, ...], name: Callable[[str, Any], str]) -> Counter[Any]:
        found: Counter[Any] = Counter()
        once: set[Any] = set()
        for row in self._meeting(one):
            day = row[one.date]
            if day is None or not self.period.start <= day <= self.period.end:
                continue
            said = tuple(name(d, self._value(one, row, d, day)) for d in by)
            if one.once_per or one.each:
                kept = (row["authority"], row["child"], day, *(row[c] for c in one.once_per))
                kept = (*kept, *self._codes(one, row))
                if kept in once:
                    continue
                once.add(kept)
            found[row["authority"], str(Period.month_of(day.year, day.month)), said] += 1
        return found

    def _codes(self, one: Listed, row: Row) -> Iterable[Any]:
        return [row[one.column(d)] for b in one.by for d in b if d not in {"age_group", "sex"}]

    def _stock(self, one: Listed, by: tuple[str, ...], name: Callable[[str, Any], str]) -> Counter[Any]:
        found: Counter[Any] = Counter()
        of_children = any(d in {"age_group", "sex"} for d in by)
        for month in self.period.months()[-1:] if of_children else self.period.months():
            for row in self._open(one, month.end):
                said = tuple(name(d, self._value(one, row, d, month.end)) for d in by)
                found[row["authority"], str(month), said] += 1
        return found

    def _open(self, one: Listed, day: date) -> list[Row]:
        """One row a child (and code, where a row holds several), that which opened first."""
        kept: dict[Any, Row] = {}
        names = dict.fromkeys(one.column(d) for b in one.by for d in b if d not in {"age_group", "sex"})
        names.pop(one.column(one.each) if one.each else "", None)

        def order(row: Row) -> Any:
            return (row[one.opens] or FAR, row[one.closes] or FAR, *((row[n] or "") for n in names))

        for row in sorted(self._meeting(one), key=order):
            opened = row[one.opens]
            if row["child"] is None or opened is None:
                continue
            if months_later(opened, one.open_for_months) > day or (
                row[one.closes] and row[one.closes] <= day
            ):
                continue
            key = (row["authority"], row["child"], row[one.column(one.each)] if one.each else None)
            kept.setdefault(key, row)
        return list(kept.values())

    def _people(self, one: Listed) -> Counter[Any]:
        rows: Counter[Any] = Counter()
        for row in self._meeting(one):
            if row["child"] is not None and self._in_period(one, row):
                rows[row["authority"], row["child"]] += 1
        found: Counter[Any] = Counter()
        for (authority, _), count in rows.items():
            if count >= one.at_least:
                found[authority, None, ()] += 1
        return found

    def _in_period(self, one: Listed, row: Row) -> bool:
        if one.closes:
            opened, closed = row[one.opens], row[one.closes]
            return bool(opened and opened <= self.period.end and (closed or FAR) >= self.period.start)
        return bool(row[one.date] and self.period.start <= row[one.date] <= self.period.end)

    def _reviewed(self, one: Listed) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for plan in self._open(one, self.period.end):
            started = plan[one.opens]
            held = sorted(
                {
                    r["held"]
                    for r in self.rows["plan_reviews"]
                    if (r["authority"], r["child"], r["plan_started"])
                    == (plan["authority"], plan["child"], started)
                    and r["held"] is not None
                    and max(self.period.start, started) <= r["held"] <= self.period.end
                }
            )
            due = months_later(started, 3)
            if started < self.period.start:
                due = months_later(self.period.start, 6)
            good = bool(held)
            for day in held:
                good = good and day <= due
                due = months_later(day, 6)
            if good and due >= self.period.end:
                found[plan["authority"], None, ()] += 1
        return found

    def _meeting(self, one: Listed) -> Iterator[Row]:
        for row in self.rows[one.list]:
            for said in self._exploded(one, row):
                if all(self._holds(one, c, row) for c in one.where):
                    yield {**row, **said}

    @staticmethod
    def _exploded(one: Listed, row: Row) -> list[dict[str, Any]]:
        if not one.each:
            return [{}]
        column = one.column(one.each)
        return [{column: part.strip()} for part in (row[column] or "").split(";") if part.strip()]

    def _holds(self, one: Listed, condition: Condition, row: Row) -> bool:
        match condition:
            case Is(column, value):
                return row[column] is value
            case OneOf(column, values):
                return row[column] in values
            case Again():
                return self._again(one, condition, row)
            case Within(start, end, days, working_days):
                if row[start] is None or row[end] is None or row[end] < row[start]:
                    return False
                if working_days:
                    return working_days_between(row[start], row[end]) <= working_days
                return (row[end] - row[start]).days <= days
            case Lasted(start, end, more):
                return row[start] is not None and row[end] is not None and (row[end] - row[start]).days > more
            case AlsoIn(key):
                return any(
                    (r["authority"], r["child"]) == (row["authority"], row["child"])
                    and r["started"] is not None
                    and r["started"] <= self.period.end
                    and (r["ended"] or FAR) >= self.period.start
                    for r in self.rows[key]
                )

    def _again(self, one: Listed, condition: Again, row: Row) -> bool:
        if condition.or_column and (row[condition.or_column] or 0) > 0:
            return True
        day = row[condition.date]
        if day is None or row["child"] is None:
            return False
        first = months_later(day, -condition.months) if condition.months else date(1, 1, 1)
        return any(
            (r["authority"], r["child"]) == (row["authority"], row["child"])
            and r[condition.date] is not None
            and first <= r[condition.date] < day
            for r in self.rows[one.list]
        )

    def _value(self, one: Listed, row: Row, dimension: str, day: date) -> Any:
        if dimension not in {"age_group", "sex"}:
            return row[one.column(dimension)]
        known = self.births.get((row["authority"], row["child"]), []) if row["child"] is not None else []
        if dimension == "sex":
            return min((r["sex"] for r in known if r["sex"]), default="")
        born = min((r["birth"] for r in known if r["birth"]), default=None)
        expected = any(r["expected_birth"] for r in known)
        return age_group(born, expected, day)


def age_group(born: date | None, expected: bool, day: date) -> str:
    if born is None:
        return "unborn" if expected else "not_known"
    if born > day:
        return "unborn"
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    limits = {1: "under_1", 5: "1_to_4", 10: "5_to_9", 16: "10_to_15"}
    return next((group for limit, group in limits.items() if years < limit), "16_and_over")


def working_days_between(start: date, end: date) -> int:
    """Working days after the first day, up to and with the last."""
    days = (start + timedelta(days=n + 1) for n in range((end - start).days))
    return sum(day.weekday() < 5 and day not in england().days for day in days)


def months_later(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
