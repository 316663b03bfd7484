"""Disclosure control over made tables: the quick way, the search for the best, and hiding one more in each row and column.

For each table: what is lost (the sum of the costs of what is hidden besides small cells), how far from the least possible it
may be, CPU seconds of protector and auditor, and what the auditor finds. Times are CPU seconds: others use the machine too.
"""

import argparse
import random
import resource
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from time import process_time

from roundtable.measures.auditor import Findings, audit
from roundtable.measures.definitions import Counts
from roundtable.measures.disclosure import Protection, protect
from roundtable.measures.optimum import QUICK, Effort
from roundtable.measures.tables import PUBLIC, Cell, CellId, Sum, Table
from roundtable.measures.values import Status, Value

Tree = dict[str, tuple[str, ...]]  # each total with its parts, the grand total ("") first
Key = tuple[str, ...]


def tree(name: str, leaves: int, groups: int = 0) -> Tree:
    """The codes of a dimension, in groups where asked for."""
    names = [f"{name}{n}" for n in range(leaves)]
    if not groups:
        return {"": tuple(names)}
    grouped = {f"{name} group {g}": tuple(names[g::groups]) for g in range(groups)}
    return {"": tuple(grouped), **grouped}


# Dimensions, mean of the logarithms of counts, share of noughts.
SHAPES: dict[str, tuple[list[Tree], float, float]] = {
    "10x12": ([tree("r", 10), tree("c", 12)], 2.6, 0.1),
    "20x30": ([tree("r", 20), tree("c", 30)], 2.3, 0.1),
    "20x30-grouped": ([tree("r", 20, 4), tree("c", 30)], 2.3, 0.1),
    "50x40-grouped-dense": ([tree("r", 50, 8), tree("c", 40, 10)], 3.8, 0.02),
    "50x40-grouped-sparse": ([tree("r", 50, 8), tree("c", 40, 10)], 1.8, 0.3),
    "150x12x10": ([tree("a", 150), tree("m", 12), tree("c", 10)], 3.0, 0.1),
}
SMALL = ("10x12", "20x30", "20x30-grouped")


def made(trees: list[Tree], mean: float, noughts: float, seed: int) -> Table:
    """Counts that spread over some powers of ten, with noughts, and all their totals."""
    chance = random.Random(seed)  # made-up numbers
    above = [_above(each) for each in trees]
    numbers: dict[Key, int] = {}
    for leaf in product(*above):
        number = 0 if chance.random() < noughts else int(chance.lognormvariate(mean, 1.2))
        for key in product(*(above[at][name] for at, name in enumerate(leaf))):
            numbers[key] = numbers.get(key, 0) + number
    cells = tuple(Cell(_id(key), Value.of(n), Counts.PEOPLE) for key, n in numbers.items())
    return Table("made", cells, tuple(_sums(trees)))


def _above(each: Tree) -> dict[str, list[str]]:
    """Each lowest code with itself and all totals that it is in."""
    total_of = {part: total for total, parts in each.items() for part in parts}
    found: dict[str, list[str]] = {}
    for name in (part for part in total_of if part not in each):
        found[name] = [name]
        while found[name][-1] in total_of:
            found[name].append(total_of[found[name][-1]])
    return found


def _sums(trees: list[Tree]) -> list[Sum]:
    codes = [sorted({*each, *(part for parts in each.values() for part in parts)}) for each in trees]
    found = []
    for at, each in enumerate(trees):
        for total, parts in each.items():
            for rest in product(*codes[:at], *codes[at + 1 :]):
                keys = [_id((*rest[:at], name, *rest[at:])) for name in (total, *parts)]
                found.append(Sum(keys[0], tuple(keys[1:])))
    return found


def _id(key: Key) -> CellId:
    return CellId("made", "2015-16", "", tuple((f"d{at}", name) for at, name in enumerate(key) if name))


def naive(table: Table, printed: Protection) -> set[CellId]:
    """Hide the smallest other count wherever a sum hides one alone, until none does: as is done by hand."""
    truth = {cell.id: cell.value.number or 0 for cell in table.cells}
    hidden = set(printed.hidden)
    while True:
        before = len(hidden)
        for each in table.sums:
            members = (each.total, *each.parts)
            others = [m for m in members if m not in hidden and truth[m]]
            if sum(m in hidden for m in members) == 1 and others:
                hidden.add(min(others, key=lambda m: truth[m]))
        if len(hidden) == before:
            return hidden


def audited(table: Table, hidden: set[CellId], template: Protection) -> Findings:
    """What a reader finds where these cells are hidden."""
    shut = {i: Value.missing(Status.SUPPRESSED) for i in hidden}
    cells = tuple(replace(c, value=shut.get(c.id, c.value), counts=Counts.NEITHER) for c in table.cells)
    printed = protect([replace(table, cells=cells, sums=())], [], template.tables["made"].rules)
    return audit([printed.tables["made"]], table.sums, small=_small(table), world=_world(table))


def _small(table: Table) -> list[CellId]:
    return [c.id for c in table.cells if c.value.number and PUBLIC.low <= c.value.number <= PUBLIC.high]


def _world(table: Table) -> Mapping[CellId, int]:
    return {cell.id: int(cell.value.number or 0) for cell in table.cells}


def run(name: str, seconds: float, seed: int) -> None:
    table = made(*SHAPES[name], seed)
    small_only = protect([table], [], replace(PUBLIC, secondary=False))
    small = len(small_only.hidden)
    print(f"{name}: {len(table.cells)} cells, {len(table.sums)} sums, {small} small", flush=True)
    by_hand = naive(table, small_only)
    found = audited(table, by_hand, small_only)
    print(
        f"  one more in row and column: {len(by_hand) - small} more hidden, "
        f"{len(found.failing)} cells left too narrow",
        flush=True,
    )
    protections = {"quick": QUICK, "search": Effort(seconds, 0.01)}
    results = {way: _protected(table, way, effort) for way, effort in protections.items()}
    quick, best = results["quick"].audit, results["search"].audit
    bound = best.bound or 0.0
    if bound:
        print(f"  ratio {quick.loss / bound:.3f} of the quick loss to the least possible, "
              f"{best.loss / bound:.3f} of the search's", flush=True)  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"  peak memory {peak:.0f} MiB", flush=True)


def _protected(table: Table, way: str, effort: Effort) -> Protection:
    started = process_time()
    protection = protect([table], [], PUBLIC, effort=effort)
    used = process_time() - started
    found = audit(
        list(protection.tables.values()),
        table.sums,
        small=_small(table),
        world=_world(table),
        moves=protection.moves,
    )
    gap = "" if protection.audit.gap is None else f", gap {protection.audit.gap:.2%}"
    print(
        f"  {way}: {protection.audit.secondary} more hidden, loss {protection.audit.loss:.1f}{gap}, {used:.2f} s; "
        f"auditor {found.seconds:.2f} s, {len(found.failing)} too narrow, narrowest {found.narrowest}",
        flush=True,
    )
    return protection


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="the large tables too (minutes)")
    parser.add_argument("--only", choices=sorted(SHAPES), help="one table")
    parser.add_argument("--seconds", type=float, default=60, help="CPU seconds for the search (60)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    names = [chosen.only] if chosen.only else list(SHAPES if chosen.full else SMALL)
    for name in names:
        run(name, chosen.seconds, chosen.seed)


if __name__ == "__main__":
    main()
