"""What a reader can work out: the values that each hidden cell can still have, given everything published.

The auditor of disclosure control, and no part of it: it takes what a reader sees (shown values, sums, printed
percentages) and what a reader knows of the rule, and finds for each hidden cell the least and the greatest whole
number that agrees with all of it, by linear programs (Hundepool and others, Statistical Disclosure Control, 2012,
section 4.3). Where a program's answer is not whole it is asked again for whole numbers, as a patient reader would.
"""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from math import ceil, floor

from roundtable.measures.components import components
from roundtable.measures.knowledge import (
    AS_NOUGHT,
    EXACTLY,
    Clue,
    Contradiction,
    Number,
    Question,
    Range,
    Reach,
)
from roundtable.measures.pieces import Piece
from roundtable.measures.tables import CellId, Rules, Sum
from roundtable.measures.values import Status, Value

__all__ = [
    "Clue",
    "Contradiction",
    "Question",
    "Range",
    "Reach",
    "attack",
    "gap",
    "lacking",
    "may_hold",
    "read",
]


def attack(
    known: Mapping[CellId, Number],
    clues: Iterable[Clue],
    unknown: Mapping[CellId, Range],
    question: Question = EXACTLY,
) -> dict[CellId, Reach]:
    """What is left for each unknown cell. Members of a clue that are neither known nor unknown may be any count.

    Raises Contradiction where nothing agrees with the clues.
    """
    ranges = dict(unknown)
    wanted = set(unknown if question.wanted is None else question.wanted)
    held: list[Clue] = []
    for clue in clues:
        for cell, _ in clue.weights:
            if cell not in known:
                ranges.setdefault(cell, Range(0, None))
        if any(cell in ranges for cell, _ in clue.weights):
            held.append(clue)
    tied = [[cell for cell, _ in clue.weights if cell in ranges] for clue in held]
    found: dict[CellId, Reach] = {}
    for piece in components(tied):
        cells = sorted({cell for at in piece for cell in tied[at]})
        if wanted.intersection(cells):
            its = {c: ranges[c] for c in cells}
            found.update(Piece(known, [held[at] for at in piece], its, question).reaches(wanted))
    for cell in wanted - found.keys():
        found[cell] = _alone(unknown[cell], question.keeps)
    return found


def read(
    values: Mapping[CellId, Value], sums: Iterable[Sum], rules: Rules, printed: Iterable[Clue] = ()
) -> dict[CellId, Reach]:
    """What is left for each suppressed cell, to a reader who has nothing but what was published and the rule.

    Such a reader cannot tell what was hidden for its size from what was hidden to protect it, but knows that noughts
    are never hidden, and that a hidden cell tied to no other must be small. Sums that do not hold among the
    shown values are no use to the reader and are left out.
    """
    known = {i: v.number for i, v in values.items() if v.number is not None}
    known |= {i: Decimal(0) for i, v in values.items() if v.status in AS_NOUGHT}
    hidden = {i for i, v in values.items() if v.status is Status.SUPPRESSED}
    clues = [*(Clue.of_sum(s) for s in sums if may_hold(s, known, hidden)), *printed]
    tied = {cell for clue in clues for cell, _ in clue.weights if len(clue.weights) > 1}
    unknown = {i: Range(rules.low, None if i in tied else rules.high) for i in hidden}
    try:
        return attack(known, clues, unknown)
    except Contradiction:
        # Only a negative count (a reclassification) among the hidden ones explains what was published.
        return attack(known, clues, dict.fromkeys(hidden, Range(None, None)))


def lacking(each: Sum, known: Mapping[CellId, Number]) -> list[CellId]:
    """The members of a sum whose numbers are not known."""
    return [member for member in dict.fromkeys((each.total, *each.parts)) if member not in known]


def gap(each: Sum, known: Mapping[CellId, Number]) -> Decimal:
    """The total less its parts, as far as they are known: nought where a whole sum holds."""
    return Decimal(known.get(each.total, 0)) - sum(
        (known[p] for p in each.parts if p in known), start=Decimal(0)
    )


def may_hold(each: Sum, known: Mapping[CellId, Number], hidden: Collection[CellId] = ()) -> bool:
    """Whether counts for the unknown members could make a sum hold, so that a reader would put trust in it."""
    unknown = lacking(each, known)
    left = gap(each, known)
    if not unknown:
        return left == 0
    if any(cell in hidden for cell in unknown):
        return True
    return left <= 0 if each.total in unknown else left >= 0


def shown_range(number: Number, rules: Rules) -> Range:
    """What a reader knows of a count that is shown as `rules` show it: what rounds to the same, and is not hidden."""
    shown, half = rules.rounded(Decimal(number)), Decimal(rules.nearest) / 2
    low, high = ceil(shown - half), ceil(shown + half) - 1
    if rules.high >= rules.low and shown > 0:
        low = max(low, rules.high + 1)
    return Range(float(max(low, 1) if shown >= 0 else low), float(high))


def _alone(range_: Range, keeps: int) -> Reach:
    low = float("-inf") if range_.low is None else range_.low
    high = float("inf") if range_.high is None else range_.high
    bounded = range_.low is not None and range_.high is not None
    return Reach(low, high, floor(high) - ceil(low) + 1 if bounded else keeps)
