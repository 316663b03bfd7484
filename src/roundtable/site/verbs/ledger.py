"""`roundtable ledger verify`: nothing was changed, removed or cut off."""

import argparse

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.ledger.queries import Anchor, head, verify
from roundtable.foundation.scope.principals import Principal
from roundtable.site.verbs.common import Stop, error, scope

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    partnership, who = scope(args)
    faults = verify(who, _anchors(who, args.head))
    for fault in faults:
        error(fault.sentence)
    if faults:
        return 1
    print(f"The ledger of {partnership} is whole: {head(who).sequence} entries.")
    return 0


def _anchors(who: Principal, written: str | None) -> list[Anchor]:
    found = [
        Anchor(p.ledger_sequence, p.ledger_chain, f"the publication {p.slug}")
        for p in Publication.objects.seen_by(who).only("slug", "ledger_sequence", "ledger_chain")
    ]
    if written:
        sequence, _, chain = written.partition(":")
        if not sequence.isdigit() or not chain:
            raise Stop("--head is written as SEQUENCE:CHAIN, as it stands in a backup's manifest.")
        found.append(Anchor(int(sequence), chain, "the head that was given"))
    return found
