"""Disclosure control: small counts are hidden, then whatever would give them back.

`protect` hides, by the cheapest circulation (`suppression`); `attack` checks each result and has the last word. The
reader that it protects against knows every shown number, every sum, the rule, and even which cells were hidden for
their size: each hidden cell still has at least three whole numbers left. Two things follow. A nought is never
hidden, since whoever knows that would know too much; and a small cell is never guarded by a cell that is only just not
small. Where no hiding at all could satisfy that (four ones under a total of four), the cells are made safe from a
reader who is not told which are small. Not covered: a reader who runs the method again on guesses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from time import process_time
from types import MappingProxyType

from roundtable.measures import tables as sealed
from roundtable.measures.knowledge import Refused
from roundtable.measures.optimum import QUICK, Effort
from roundtable.measures.system import System
from roundtable.measures.tables import PARTNERSHIP, Cell, CellId, ProtectedTable, Rules, Sum, Table
from roundtable.measures.values import Status, Value

SMALL = "small"
WOULD_GIVE_BACK = "would give another back"
METHOD = "cheapest boxes and circulations for each small cell, checked by linear programs"
# Raised when the same numbers may be hidden otherwise than before: what was decided by an earlier one is not reused.
METHOD_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Audit:
    """What was done, for keeping beside what was published.

    `narrowest` is the fewest whole numbers that are left for any hidden cell to the reader whom it is guarded against
    (see the module); None where nothing is hidden. `unprotected` are hidden cells that cannot be made safe,
    because of what has been published before: whoever publishes must look at them. `loss` is the cost of what is hidden
    besides small cells; no choice could cost less than `bound`, where one was asked for; `seconds` of CPU time.
    """

    rules: str
    cells: int
    small: int
    secondary: int
    withheld: int
    narrowest: int | None
    unprotected: tuple[CellId, ...] = ()
    method: str = METHOD
    loss: float = 0.0
    bound: float | None = None
    seconds: float = field(default=0.0, compare=False)

    @property
    def gap(self) -> float | None:
        """By what share of itself the loss may be too high, at most; None where no bound was asked for."""
        if self.bound is None:
            return None
        return (self.loss - self.bound) / self.loss if self.loss > self.bound else 0.0


@dataclass(frozen=True, slots=True)
class Protection:
    """Tables as an audience may see them, which cells are hidden and why, and the audit."""

    tables: Mapping[str, ProtectedTable]
    hidden: Mapping[CellId, str]
    audit: Audit
    _values: Mapping[CellId, Value]
    _withheld: frozenset[str]
    # How hidden cells were seen to move together, for an auditor to check and start from; never printed.
    moves: Sequence[Mapping[CellId, int]] = field(default=(), compare=False, repr=False)

    def value(self, cell: CellId) -> Value:
        """A cell's value for the audience; KeyError for a cell that was not in the system."""
        return self._values[cell]

    def shows(self, derived: str) -> bool:
        """Whether a derived number may be printed."""
        return derived not in self._withheld

    def percentage(self, top: CellId, bottom: CellId) -> Decimal | None:
        """100 × one cell over another, from what is shown of them and so rounded where they are, to the rules' places.

        None where either is hidden or nothing can be divided by: what is worked out from what is shown gives nothing back.
        """
        above, below = self._values[top].number, self._values[bottom].number
        if above is None or not below:
            return None
        places = next((table.rules.places for table in self.tables.values()), None)
        exact = 100 * above / below
        return exact if places is None else exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    def require_safe(self) -> None:
        """Refused, with the cells, where the rules cannot be kept."""
        if self.audit.unprotected:
            cells = "; ".join(map(str, self.audit.unprotected))
            raise Refused(
                f"These tables cannot be published under {self.audit.rules}: "
                f"what is shown, or was published before, leaves too little doubt about {cells}"
            )


def protect(
    tables: Sequence[Table],
    links: Sequence[Sum],
    rules: Rules,
    *,
    audience: str = "public",
    also_published: Sequence[ProtectedTable] = (),
    effort: Effort = QUICK,
    costs: Mapping[CellId, float] | None = None,
) -> Protection:
    """Hide what `rules` say is small in any of the tables, and what would give it back.

    The same cell id is the same cell wherever it stands. Sums may stand in a table or in `links`; one that
    lacks a single cell gives that cell to a reader, so it is guarded as if it were printed. A cell that came
    suppressed stays so and is guarded too. What earlier editions showed (`also_published`) cannot be hidden any more.
    With `effort`, cheaper choices are looked for, and a bound. `costs` says what is lost when a cell is hidden, in any unit
    and above nought; of the others, 1 + ln(1 + n), four times as much for each sum beneath. ValueError where one cell has
    two values, or a cost is nought or less.
    """
    started = process_time()
    cells = _cells(tables)
    if any(cost <= 0 for cost in (costs or {}).values()):
        raise ValueError("The cost of hiding a cell must be above nought.")
    sums = dict.fromkeys([*(s for table in tables for s in table.sums), *links])
    system = System(cells, list(sums), rules, _published(also_published, cells), costs)
    reaches = system.hide(effort)
    hidden = {
        i: SMALL if i in system.small else WOULD_GIVE_BACK
        for i in sorted(system.hidden)
        if _prints(cells.get(i))
    }
    unprotected = tuple(
        i for i in sorted(system.hidden) if i not in reaches or reaches[i].values < rules.keeps
    )
    narrowest = min((reach.values for reach in reaches.values()), default=None)
    made = _seal(tables, cells, hidden, rules, audience, narrowest, unprotected)
    found = system.search
    return replace(
        made,
        moves=tuple(system.moves),
        audit=replace(
            made.audit,
            loss=found.loss,
            bound=found.bound if effort.seconds else None,
            seconds=process_time() - started,
        ),
    )


@dataclass(frozen=True, slots=True)
class Whole:
    """What `protect` decided over one system, small enough to be kept: what may be printed of it, and what is hidden.

    Parts of it may then be printed in any company (`protect_part`): together they show no more than the whole does.
    """

    cells: frozenset[CellId]
    hidden: Mapping[CellId, str]
    narrowest: int | None
    unprotected: tuple[CellId, ...]
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not sealed._MADE_BY_DISCLOSURE_CONTROL:
            raise TypeError("A Whole is made by disclosure control only")


def protect_whole(
    table: Table, links: Sequence[Sum], rules: Rules, *, also_published: Sequence[ProtectedTable] = ()
) -> Whole:
    """Protect everything that may ever be printed of a system. Where a hidden cell cannot be made safe because of what
    readers have already, nothing more than noughts and what they have is shown.
    """
    made = protect((table,), links, rules, also_published=also_published)
    hidden = dict(made.hidden)
    if made.audit.unprotected:
        had = _published(also_published, {cell.id: cell for cell in table.cells})
        hidden |= {
            c.id: WOULD_GIVE_BACK
            for c in table.cells
            if c.value.number and c.id not in had and c.id not in hidden
        }
    audit = made.audit
    return Whole(
        frozenset(cell.id for cell in table.cells), hidden, audit.narrowest, audit.unprotected,
        sealed._MADE_BY_DISCLOSURE_CONTROL,
    )  # fmt: skip


def protect_part(
    tables: Sequence[Table], wholes: Iterable[Whole], rules: Rules, *, audience: str = "public"
) -> Protection:
    """Tables that are part of what was protected whole: each cell as its whole has it.

    A count that may identify somebody and stands in no whole is hidden: nobody has looked at what it gives back.
    """
    each = list(wholes)
    covered = frozenset[CellId]().union(*(whole.cells for whole in each))
    decided = {cell: why for whole in each for cell, why in whole.hidden.items()}
    cells = _cells(tables)
    strays = {
        i: WOULD_GIVE_BACK
        for i, c in cells.items()
        if i not in covered and c.counts in rules.hides and c.value.number
    }
    hidden = {i: why for i, why in sorted((decided | strays).items()) if i in cells}
    narrowest = min((w.narrowest for w in each if w.narrowest is not None), default=None)
    unprotected = tuple(cell for whole in each for cell in whole.unprotected)
    return _seal(tables, cells, hidden, rules, audience, narrowest, unprotected)


def expose(tables: Sequence[Table], audience: str = "partnership") -> Protection:
    """The tables as they are, for an audience that may see every number."""
    return _seal(tables, _cells(tables), {}, PARTNERSHIP, audience, None)


def remembered(name: str, audience: str, rules: Rules, values: Mapping[CellId, Value]) -> ProtectedTable:
    """What an earlier publication printed, from the cells that were frozen with it: for `also_published` alone."""
    return ProtectedTable(
        name, audience, rules, MappingProxyType(dict(values)), frozenset(), sealed._MADE_BY_DISCLOSURE_CONTROL
    )


def _cells(tables: Sequence[Table]) -> dict[CellId, Cell]:
    cells: dict[CellId, Cell] = {}
    for cell in (cell for table in tables for cell in table.cells):
        if cells.setdefault(cell.id, cell) != cell:
            raise ValueError(f"{cell.id} stands in two tables with two values. One cell has one value.")
    return cells


def _prints(cell: Cell | None) -> bool:
    """Whether there is anything to hide in print: a cell that was not supplied says so, whatever a sum gives away."""
    return cell is not None and (cell.value.known or cell.value.status is Status.SUPPRESSED)


def _published(tables: Sequence[ProtectedTable], cells: Mapping[CellId, Cell]) -> dict[CellId, Decimal]:
    """What readers have already. A cell that was restated since is a number that they do not have."""
    shown = [(i, value.number) for table in tables for i, value in table.values.items()]
    return {i: n for i, n in shown if n is not None and (i not in cells or cells[i].value.number == n)}


def _shown(value: Value, rules: Rules) -> Value:
    """A value as the rules round it; what is left of it at nought is few, and not none."""
    if value.number is None or not value.number or rules.nearest == 1:
        return value
    rounded = rules.rounded(value.number)
    return Value(rounded, value.status) if rounded else Value.missing(Status.LOW)


def _seal(
    tables: Sequence[Table],
    cells: Mapping[CellId, Cell],
    hidden: Mapping[CellId, str],
    rules: Rules,
    audience: str,
    narrowest: int | None,
    unprotected: tuple[CellId, ...] = (),
) -> Protection:
    values = {
        i: Value.missing(Status.SUPPRESSED) if i in hidden else _shown(c.value, rules)
        for i, c in cells.items()
    }
    derived = [d for table in tables for d in table.derived]
    # A derived number is known by its name: hidden once, it is hidden wherever it is printed.
    withheld = frozenset(d.name for d in derived if any(c in hidden or c not in cells for c in d.of))
    made = {
        table.name: ProtectedTable(
            table.name,
            audience,
            rules,
            MappingProxyType({c.id: values[c.id] for c in table.cells}),
            frozenset(d.name for d in table.derived) & withheld,
            sealed._MADE_BY_DISCLOSURE_CONTROL,
        )
        for table in tables
    }
    small = sum(why == SMALL for why in hidden.values())
    audit = Audit(rules.stamp, len(cells), small, len(hidden) - small, len(withheld), narrowest, unprotected)
    return Protection(
        MappingProxyType(made), MappingProxyType(dict(hidden)), audit, MappingProxyType(values), withheld
    )
