"""What an engine counts over random lists, held against the slow, obvious program."""

from collections import Counter
from datetime import date
from typing import Any

from roundtable.measures.lists import Window
from roundtable.measures.lists.counting import count, known_values
from roundtable.measures.lists.engines import Engine
from roundtable.measures.lists.grids import Grid, value_of
from roundtable.measures.lists.listed import Form, load
from roundtable.measures.periods import Period
from tests.measures.lists_oracle import Oracle, lists_of, random_rows

PERIOD = Period.parse("2015-16")
WINDOW = Window(date(2014, 1, 1), date(2016, 12, 31))


def name(dimension: str, said: Any) -> str:
    return value_of(said, known_values().get(dimension, {}))


def found_in(grid: Grid, form: Form) -> Counter[Any]:
    found: Counter[Any] = Counter()
    for a, m, v in zip(*grid.counts.nonzero(), strict=True):
        number = grid.months[m]
        month = (
            str(Period.month_of(number // 12, number % 12 + 1)) if form in {Form.FLOW, Form.STOCK} else None
        )
        found[grid.authorities[a], month, grid.values[v]] += int(grid.counts[a, m, v])
    return found


def differences(engine: Engine, seed: int) -> dict[str, Any]:
    """For each figure and breakdown that differs, what was counted and what there is."""
    rows = random_rows(seed)
    counted = count(lists_of(rows, WINDOW), PERIOD, load().values(), engine)
    oracle = Oracle(rows, PERIOD)
    wrong = {}
    for listed in load().values():
        for by in (*(((),) if listed.whole else ()), *listed.by):
            found = found_in(counted.grid(listed.figure, by), listed.form)
            wanted = +oracle.counts(listed, by, name)
            if found != wanted:
                wrong[f"{listed.figure} by {by}"] = (found - wanted, wanted - found)
    return wrong
