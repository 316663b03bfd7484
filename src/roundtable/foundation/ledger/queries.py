"""Reading the ledger, and proving that nothing in it was changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from roundtable.foundation.ledger.actions import content_digest, link
from roundtable.foundation.ledger.models import Entry, Head
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain does not hold, in words."""

    sequence: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head of the chain as it was written down elsewhere: in a backup or a published report."""

    sequence: int
    chain: str
    where: str


def entries(who: Principal) -> "ScopedQuerySet[Entry]":
    """The whole ledger of the partnership, newest first."""
    check(who, Permission.SEE_LEDGER)
    return Entry.objects.seen_by(who)


def history(who: Principal, kind: str, reference: str) -> "ScopedQuerySet[Entry]":
    """What was done to one record, newest first, for whoever may see the record."""
    return Entry.objects.seen_by(who).filter(kind=kind, reference=reference)


def head(who: Principal) -> Anchor:
    found = Head.objects.seen_by(who).first()
    return (
        Anchor(found.sequence, found.chain, "the ledger's head")
        if found
        else Anchor(0, "", "the ledger's head")
    )


def verify(who: Principal, anchors: Iterable[Anchor] = ()) -> list[Fault]:
    """Every place where the chain was changed, or an entry removed, or the end cut off; empty when it is whole."""
    faults: list[Fault] = []
    expected, previous, chains = 1, "", {0: ""}
    for entry in Entry.objects.seen_by(who).order_by("sequence").iterator():
        if entry.sequence != expected:
            faults.append(Fault(expected, _missing(expected, entry.sequence - 1)))
        elif link(previous, entry) != entry.chain:
            faults.append(Fault(entry.sequence, f"Entry {entry.sequence} was changed after it was written."))
        if "redacted" not in entry.content and content_digest(entry.content) != entry.content_digest:
            faults.append(Fault(entry.sequence, f"The words of entry {entry.sequence} were changed."))
        expected, previous = entry.sequence + 1, entry.chain
        chains[entry.sequence] = entry.chain
    return faults + _ends(expected - 1, chains, (head(who), *anchors))


def _missing(first: int, last: int) -> str:
    return f"Entry {first} was removed." if first == last else f"Entries {first} to {last} were removed."


def _ends(last: int, chains: dict[int, str], anchors: Iterable[Anchor]) -> list[Fault]:
    faults = []
    for anchor in anchors:
        if anchor.sequence > last:
            said = _missing(last + 1, anchor.sequence)
            faults.append(Fault(last + 1, f"{said[:-1]}: {anchor.where} knew of them."))
        elif chains.get(anchor.sequence, anchor.chain) != anchor.chain:
            faults.append(
                Fault(anchor.sequence, f"Entry {anchor.sequence} is not the one that {anchor.where} knew.")
            )
    return faults


def kinds(who: Principal) -> list[str]:
    """The kinds of record that the ledger speaks of, for a filter."""
    return list(entries(who).order_by("kind").values_list("kind", flat=True).distinct())
