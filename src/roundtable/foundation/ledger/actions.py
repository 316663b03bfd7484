"""Writing the ledger: called from inside every action, never from elsewhere."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from roundtable.foundation.ledger.models import Entry, Head
from roundtable.foundation.scope.actions import action, note_line
from roundtable.foundation.scope.principals import Principal


def content_digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def link(previous: str, entry: Entry) -> str:
    """The chain's next digest: over the previous one, the entry's place and time, who, what, and its content's digest."""
    parts = (
        previous,
        str(entry.sequence),
        entry.at.isoformat(),
        entry.actor_kind,
        entry.actor,
        entry.verb,
        entry.kind,
        entry.reference,
        entry.content_digest,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def record(
    by: Principal,
    verb: str,
    kind: str,
    reference: str,
    sentence: str,
    *,
    partnership_id: int | None = None,
    **detail: Any,
) -> Entry:
    """Add an entry to a partnership's chain. `sentence` is in words that a scrutineer understands, without the actor:
    "accepted RT-0003 from Cambridgeshire Constabulary".
    """
    owner = partnership_id or by.partnership_id
    if owner is None:
        raise ValueError("A ledger entry belongs to a partnership")
    Head.objects.get_or_create(partnership_id=owner)
    head = Head.objects.select_for_update().get(partnership_id=owner)
    content = json.loads(json.dumps({"sentence": sentence, "detail": detail}, default=str))
    entry = Entry(
        partnership_id=owner,
        sequence=head.sequence + 1,
        at=timezone.now(),
        actor_kind=by.kind,
        actor=by.label,
        verb=verb,
        kind=kind,
        reference=reference,
        content=content,
        content_digest=content_digest(content),
    )
    entry.chain = link(head.chain, entry)
    entry.save(force_insert=True)
    head.sequence, head.chain = entry.sequence, entry.chain
    head.save(update_fields=("sequence", "chain"))
    note_line(entry.sequence)
    return entry


@action("ledger.note_read")
def note_read(*, by: Principal, kind: str, reference: str, what: str) -> Entry:
    """A restricted record was read."""
    return record(by, "ledger.note_read", kind, reference, f"read {what}")


@action("ledger.redact")
def redact(*, by: Principal, entry: Entry, reason: str) -> Entry:
    """Take the words out of an entry that should not have held them. The chain still verifies."""
    entry.content = {"redacted": reason}
    entry.save(update_fields=("content",))
    return record(
        by, "ledger.redact", "ledger entry", str(entry.sequence), f"redacted entry {entry.sequence}: {reason}"
    )
