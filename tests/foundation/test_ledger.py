"""The chain: what was changed, removed or cut off is found."""

import pytest

from roundtable.foundation.ledger.actions import note_read, redact
from roundtable.foundation.ledger.models import Entry, Head
from roundtable.foundation.ledger.queries import Anchor, entries, head, verify
from roundtable.foundation.scope.principals import Principal, Refused, operator
from roundtable.foundation.scope.tripwire import permit
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def who() -> Principal:
    return operator(partnership("fen", "Fen").pk)


def test_the_ledger_says_what_was_done_by_whom(who: Principal) -> None:
    first = entries(who).order_by("sequence").first()

    assert first is not None
    assert first.sentence == "started the partnership Fen"
    assert first.actor == "the operator at the command line"


def test_a_whole_chain_verifies(who: Principal) -> None:
    assert verify(who) == []
    assert head(who).sequence == 3


def test_a_changed_entry_is_found(who: Principal) -> None:
    with permit("a vandal"):
        entry = Entry.objects.get(sequence=2)
        Entry.objects.filter(pk=entry.pk).update(actor="somebody else")

    assert [f.sentence for f in verify(who)] == ["Entry 2 was changed after it was written."]


def test_changed_words_are_found(who: Principal) -> None:
    with permit("a vandal"):
        Entry.objects.filter(sequence=2).update(content={"sentence": "nothing happened", "detail": {}})

    assert [f.sequence for f in verify(who)] == [2]


def test_a_removed_entry_is_found(who: Principal) -> None:
    with permit("a vandal"):
        Entry.objects.filter(sequence=2).delete()

    assert any("Entry 2 was removed" in f.sentence for f in verify(who))


def test_a_cut_end_is_found_by_the_head(who: Principal) -> None:
    with permit("a vandal"):
        Entry.objects.filter(sequence__gte=2).delete()

    assert any("Entries 2 to 3 were removed" in f.sentence for f in verify(who))


def test_a_cut_end_is_found_by_what_was_published_even_if_the_head_was_moved_back(who: Principal) -> None:
    written_down = head(who)
    with permit("a vandal"):
        Entry.objects.filter(sequence=3).delete()
        second = Entry.objects.get(sequence=2)
        Head.objects.update(sequence=2, chain=second.chain)

    assert verify(who) == []
    anchor = Anchor(written_down.sequence, written_down.chain, "the annual report")
    assert [f.sentence for f in verify(who, [anchor])] == [
        "Entry 3 was removed: the annual report knew of them."
    ]


def test_a_redacted_entry_keeps_the_chain_whole(who: Principal) -> None:
    entry = Entry.objects.seen_by(who).get(sequence=2)

    redact(by=who, entry=entry, reason="it named a child")

    assert verify(who) == []
    assert "it named a child" in Entry.objects.seen_by(who).get(sequence=2).sentence


def test_a_read_of_a_restricted_record_is_a_line(who: Principal) -> None:
    note_read(by=who, kind="case", reference="AL-0001", what="allegation AL-0001")

    assert entries(who).filter(kind="case").get().sentence == "read allegation AL-0001"


def test_the_ledger_is_for_those_who_may_read_it() -> None:
    lay = member(partnership("fen", "Fen"), "lay_member")

    with pytest.raises(Refused, match="read the ledger"):
        entries(lay)
