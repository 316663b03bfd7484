"""Disclosure control: small counts are hidden, then whatever would give them back.

`protect` hides; `attack.py` proves it. The method now is greedy: as long as an attacker can pin a hidden cell,
one more cell of an equation that ties it is hidden, the smallest first. It is replaceable without a change here.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roundtable.measures import tables as sealed
from roundtable.measures.attack import WIDTH, intervals
from roundtable.measures.tables import PARTNERSHIP, Cell, CellId, Derived, ProtectedTable, Rules, Sum, Table
from roundtable.measures.values import Status, Value

SMALL = "small"
WOULD_GIVE_BACK = "would give another back"


@dataclass(frozen=True, slots=True)
class Audit:
    """What was done, for keeping beside what was published."""

    rules: str
    cells: int
    small: int
    secondary: int
    withheld: int
    narrowest: float | None  # of the intervals to which an attacker can narrow a hidden cell; None: nothing is hidden
    method: str = "greedy, checked by linear programs"


@dataclass(frozen=True, slots=True)
class Protection:
    """Tables as an audience may see them, which cells are hidden and why, and the audit."""

    tables: Mapping[str, ProtectedTable]
    hidden: Mapping[CellId, str]
    audit: Audit
    _values: Mapping[CellId, Value]
    _withheld: frozenset[str]

    def value(self, cell: CellId) -> Value:
        """A cell's value for the audience; KeyError for a cell that was not in the system."""
        return self._values[cell]

    def shows(self, derived: str) -> bool:
        return derived not in self._withheld


def protect(
    tables: Sequence[Table], links: Sequence[Sum], rules: Rules, *, audience: str = "public"
) -> Protection:
    """Hide what `rules` say is small in any of the tables, and what would give it back through the sums in the
    tables and in `links`. The same cell id is the same cell wherever it stands.
    """
    cells = {cell.id: cell for table in tables for cell in table.cells}
    sums = _known_sums([*links, *(s for table in tables for s in table.sums)], cells)
    hidden = {id_: SMALL for id_, cell in cells.items() if _is_small(cell, rules)}
    narrowest = _close(cells, sums, hidden, rules)
    return _seal(tables, cells, hidden, rules, audience, narrowest)


def expose(tables: Sequence[Table], audience: str = "partnership") -> Protection:
    """The tables as they are, for an audience that may see every number."""
    cells = {cell.id: cell for table in tables for cell in table.cells}
    return _seal(tables, cells, {}, PARTNERSHIP, audience, None)


def _is_small(cell: Cell, rules: Rules) -> bool:
    number = cell.value.number
    return number is not None and cell.counts in rules.hides and rules.low <= abs(number) <= rules.high


def _known_sums(sums: Sequence[Sum], cells: Mapping[CellId, Cell]) -> list[Sum]:
    """The sums that a reader could use: every member printed, with a number, and true."""
    found = []
    for each in dict.fromkeys(sums):
        members = (each.total, *each.parts)
        if all(m in cells and cells[m].value.known for m in members):
            parts = sum(cells[p].value.number or 0 for p in each.parts)
            if parts == cells[each.total].value.number:
                found.append(each)
    return found


def _close(cells: Mapping[CellId, Cell], sums: list[Sum], hidden: dict[CellId, str], rules: Rules) -> float | None:
    """Hide more until no hidden cell can be pinned; the narrowest interval that is left."""
    ties: dict[CellId, list[Sum]] = defaultdict(list)
    for each in sums:
        for member in (each.total, *each.parts):
            ties[member].append(each)
    while True:
        found = intervals({i: c.value.number or 0 for i, c in cells.items()}, sums, frozenset(hidden), rules)
        pinned = sorted(i for i, (low, high) in found.items() if high - low < WIDTH)
        chosen = next((c for c in (_one_more(i, ties, cells, hidden) for i in pinned) if c is not None), None)
        if chosen is None:
            return min((high - low for low, high in found.values()), default=None)
        hidden[chosen] = WOULD_GIVE_BACK


def _one_more(
    pinned: CellId, ties: Mapping[CellId, list[Sum]], cells: Mapping[CellId, Cell], hidden: Mapping[CellId, str]
) -> CellId | None:
    """The cheapest cell to hide that loosens an equation of the pinned one: a part before a total, the smallest first.

    A nought is last of all: what is hidden is then known to be small.
    """
    tightest = sorted(ties[pinned], key=lambda s: sum(m in hidden for m in (s.total, *s.parts)))
    for each in tightest:
        open_ = [m for m in (each.total, *each.parts) if m not in hidden]
        if open_:
            return min(open_, key=lambda m: (m == each.total, not cells[m].value.number, cells[m].value.number, m))
    return None


def _seal(
    tables: Sequence[Table],
    cells: Mapping[CellId, Cell],
    hidden: Mapping[CellId, str],
    rules: Rules,
    audience: str,
    narrowest: float | None,
) -> Protection:
    values = {i: Value.missing(Status.SUPPRESSED) if i in hidden else c.value for i, c in cells.items()}
    derived: list[Derived] = [d for table in tables for d in table.derived]
    withheld = frozenset(d.name for d in derived if any(c in hidden for c in d.of))
    made = {
        table.name: ProtectedTable(
            table.name,
            audience,
            rules,
            {c.id: values[c.id] for c in table.cells},
            frozenset(d.name for d in table.derived) & withheld,
            sealed._MADE_BY_DISCLOSURE_CONTROL,
        )
        for table in tables
    }
    small = sum(why == SMALL for why in hidden.values())
    audit = Audit(rules.stamp, len(cells), small, len(hidden) - small, len(withheld), narrowest)
    return Protection(made, dict(hidden), audit, values, withheld)
