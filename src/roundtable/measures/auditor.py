"""The auditor plays a reader who keeps everything that was ever printed, and says what can be worked out of it.

It starts from protected tables alone: this edition, its neighbours' and earlier ones, each under the rules that it was
published by, which the reader knows: a hidden small count lies in the rule's range, a rounded one near what is shown, and
nought is never hidden. It shares no code with what chooses the cells to hide (`suppression`, `optimum`).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import ceil, inf
from time import process_time

from roundtable.measures.attack import attack, may_hold, shown_range
from roundtable.measures.knowledge import (
    AS_NOUGHT,
    Clue,
    Contradiction,
    Number,
    Question,
    Range,
    Reach,
    Refused,
)
from roundtable.measures.tables import CellId, ProtectedTable, Rules, Sum
from roundtable.measures.values import Status, Value

# So many cells are named in a refusal; the findings hold all of them.
NAMED = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """A hidden cell that is left too little doubt, under which rules, and why."""

    cell: CellId
    reach: Reach
    rules: str
    reason: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a reader can work out of each hidden cell. `narrowest` is the fewest whole numbers left for any."""

    reaches: Mapping[CellId, Reach]
    failing: tuple[Finding, ...]
    narrowest: int | None
    seconds: float

    def require_safe(self) -> None:
        """Refused, with the cells and the reasons, where a hidden cell is left too little doubt."""
        if self.failing:
            said = "; ".join(f"{each.cell}: {each.reason}" for each in self.failing[:NAMED])
            more = len(self.failing) - NAMED
            raise Refused(f"This cannot be published. {said}{f'; and {more} more cells' if more > 0 else ''}")


def audit(
    tables: Sequence[ProtectedTable],
    sums: Iterable[Sum],
    *,
    printed: Iterable[Clue] = (),
    small: Collection[CellId] | None = None,
    world: Mapping[CellId, Number] | None = None,
    moves: Sequence[Mapping[CellId, int]] = (),
    exact: bool = False,
) -> Findings:
    """What can be worked out of hidden cells from all these tables together, earliest first.

    `printed` are percentages and the like (`Clue.of_ratio`). Where two tables show two numbers for a cell, it was restated
    and the later counts. `small`: the reader is even told which cells were hidden for their size, as `protect` guards
    against where it can; None where the reader sees one symbol for all, as in print. `world`: the true numbers, from
    which to start, and `moves` (`Protection.moves`) lead from there to others; both are checked, and save time. Every
    interval is `exact` when asked for; otherwise those that may be narrowest are (of thousands, only those that
    are too narrow), and others are at least so wide.
    """
    started = process_time()
    facts = _Facts(tables, small)
    each_sum = list(dict.fromkeys(sums))
    clues = [Clue.of_sum(s) for s in each_sum if may_hold(s, facts.known, facts.open_)]
    clues += printed
    reaches = _attacked(facts, clues, Question(world=world or {}, moves=moves, exact=exact))
    failing = tuple(
        Finding(cell, reach, facts.hidden[cell].stamp, facts.reason(cell, reach))
        for cell, reach in sorted(reaches.items())
        if reach.values < facts.hidden[cell].keeps and not facts.is_harmless(cell)
    )
    counted = [reach.values for cell, reach in reaches.items() if not facts.is_harmless(cell)]
    return Findings(reaches, failing, min(counted, default=None), process_time() - started)


def _attacked(facts: "_Facts", clues: Sequence[Clue], asked: Question) -> dict[CellId, Reach]:
    keeps = max((rules.keeps for rules in facts.hidden.values()), default=3)
    wanted = facts.hidden.keys() - facts.known.keys()
    question = replace(asked, keeps=keeps, wanted=wanted)
    tied = {cell for clue in clues for cell, _ in clue.weights if len(clue.weights) > 1}
    try:
        reaches = attack(facts.known, clues, facts.ranges(tied), question)
    except Contradiction:
        # Only a negative count (a reclassification) among the hidden ones explains what was published.
        reaches = attack(facts.known, clues, dict.fromkeys(facts.open_, Range(None, None)), question)
    shown = facts.hidden.keys() & facts.known.keys()
    return reaches | {c: Reach(float(facts.known[c]), float(facts.known[c]), 1) for c in shown}


class _Facts:
    """What the tables say of each cell, put together."""

    def __init__(self, tables: Sequence[ProtectedTable], small: Collection[CellId] | None) -> None:
        self._small = None if small is None else frozenset(small)
        self.known: dict[CellId, Decimal] = {}
        self.hidden: dict[CellId, Rules] = {}
        self._near: dict[CellId, Range] = {}
        self._shown_in: dict[CellId, str] = {}
        for table in tables:
            for cell, value in table.values.items():
                self._take(table, cell, value)
        self._near = {c: r for c, r in self._near.items() if c not in self.known}
        self.open_ = (self.hidden.keys() | self._near.keys()) - self.known.keys()

    def _take(self, table: ProtectedTable, cell: CellId, value: Value) -> None:
        rules = table.rules
        if value.status is Status.SUPPRESSED:
            self.hidden[cell] = rules
        elif value.status is Status.LOW and rules.nearest > 1:
            self._near[cell] = Range(1, ceil(Decimal(rules.nearest) / 2) - 1)
        elif value.status in AS_NOUGHT or value.number == 0:
            self._show(table, cell, Decimal(0))
        elif value.number is not None and rules.nearest > 1:
            self._near[cell] = _both(self._near.get(cell), shown_range(value.number, rules))
        elif value.number is not None:
            self._show(table, cell, value.number)

    def _show(self, table: ProtectedTable, cell: CellId, number: Decimal) -> None:
        self.known[cell] = number
        self._shown_in[cell] = table.name

    def ranges(self, tied: set[CellId]) -> dict[CellId, Range]:
        """What is known of each open cell alone: a hidden one that nothing else could have been hidden for is small."""
        found = dict(self._near)
        for cell in self.open_ & self.hidden.keys():
            rules = self.hidden[cell]
            found[cell] = _both(found.get(cell), self._hidden_range(cell, rules, is_tied=cell in tied))
        return found

    def _hidden_range(self, cell: CellId, rules: Rules, *, is_tied: bool) -> Range:
        if not is_tied or not rules.secondary:
            return Range(rules.low, rules.high)
        if self._small is None:
            return Range(rules.low, None)
        return Range(rules.low, rules.high) if cell in self._small else Range(rules.high + 1, None)

    def is_harmless(self, cell: CellId) -> bool:
        """Hidden in one table for another's sake, and shown in a second: nobody is found by it."""
        rules = self.hidden[cell]
        return cell in self.known and not rules.low <= abs(self.known[cell]) <= rules.high

    def reason(self, cell: CellId, reach: Reach) -> str:
        if cell in self._shown_in:
            return f"it is shown in {self._shown_in[cell]!r}"
        left = "is worked out exactly" if reach.values == 1 else f"has only {reach.values} whole numbers left"
        return f"it {left} where {self.hidden[cell].stamp} asks for {self.hidden[cell].keeps}"


def _both(one: Range | None, other: Range) -> Range:
    """Two things known of a cell; where they contradict each other it was restated, and the later counts."""
    if one is None:
        return other
    low = max(-inf if r.low is None else r.low for r in (one, other))
    high = min(inf if r.high is None else r.high for r in (one, other))
    if low > high:
        return other
    return Range(None if low == -inf else low, None if high == inf else high)
