"""E-mails: kept as written, sent only after what they tell of is stored, tried again when a server refuses."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from roundtable.foundation.ledger.queries import entries, verify
from roundtable.foundation.notices.actions import Letter, note_sent, try_again, write_notices
from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.notices.queries import drafts, notices, notices_about, unsent
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, Refused
from roundtable.foundation.scope.tripwire import Tripped
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db
LETTER = Letter("lead@fen.example", "Lead of Fen", "Late: police data", "Dear Lead\n\nWe have not had it.")
Watching = Callable[..., AbstractContextManager[object]]


@pytest.fixture
def manager() -> Principal:
    return member(partnership("fen", "Fen"), "business_manager")


def test_notice_leaves_after_the_commit(
    manager: Principal, django_capture_on_commit_callbacks: Watching
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        (made,) = write_notices(by=manager, letters=[LETTER])
        assert mail.outbox == []
        assert made.state == NoticeState.WAITING

    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (
        ["Lead of Fen <lead@fen.example>"],
        LETTER.subject,
        LETTER.body,
    )
    kept = notices(manager).get()
    assert (kept.state, kept.sent_by) == (NoticeState.SENT, manager.label)
    assert [e.sentence for e in entries(manager)[:2]] == [
        "sent an e-mail to lead@fen.example: Late: police data",
        "wrote 1 e-mail",
    ]
    assert verify(manager) == []


@pytest.mark.django_db(transaction=True)
def test_notice_of_what_was_not_stored_never_leaves(manager: Principal) -> None:
    with transaction.atomic():
        write_notices(by=manager, letters=[LETTER])
        transaction.set_rollback(True)

    assert mail.outbox == []
    assert list(notices(manager)) == []


@pytest.mark.django_db(transaction=True)
def test_notice_is_sent_by_the_commit_itself(manager: Principal) -> None:
    write_notices(by=manager, letters=[LETTER])

    assert len(mail.outbox) == 1
    assert notices(manager).get().state == NoticeState.SENT


def test_draft_is_kept_as_text_to_copy_and_not_sent(
    manager: Principal, django_capture_on_commit_callbacks: Watching
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        write_notices(by=manager, letters=[LETTER], draft=True)

    kept = drafts(manager).get()
    assert mail.outbox == []
    assert kept.as_text == (
        "To: Lead of Fen <lead@fen.example>\nSubject: Late: police data\n\nDear Lead\n\nWe have not had it."
    )
    note_sent(by=manager, notice=kept)
    assert list(drafts(manager)) == []
    with pytest.raises(Rejected, match="sent already"):
        note_sent(by=manager, notice=kept)


def test_refusal_of_the_mail_server_is_kept_and_can_be_tried_again(
    manager: Principal, django_capture_on_commit_callbacks: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: EmailBackend, messages: object) -> int:
        raise ConnectionRefusedError("no mail server here")

    with monkeypatch.context() as broken, django_capture_on_commit_callbacks(execute=True):
        broken.setattr(EmailBackend, "send_messages", refuse)
        write_notices(by=manager, letters=[LETTER])

    failed = unsent(manager).get()
    assert (failed.state, failed.fault) == (NoticeState.FAILED, "no mail server here")
    with django_capture_on_commit_callbacks(execute=True):
        try_again(by=manager, notice=failed)
    assert len(mail.outbox) == 1
    assert list(unsent(manager)) == []
    with pytest.raises(Rejected, match="could not be sent"):
        try_again(by=manager, notice=notices(manager).get())


@pytest.mark.parametrize(
    ("letter", "said"),
    [
        (Letter("nowhere", "", "S", "B"), "nowhere is not an e-mail address"),
        (Letter("", "", "S", "B"), "Nothing is not an e-mail address"),
        (Letter("a@fen.example", "", " ", "B"), "Enter a subject"),
        (Letter("a@fen.example", "", "S\nBcc: all@fen.example", "B"), "on one line"),
        (Letter("a@fen.example", "A\r\nBcc: all@fen.example", "S", "B"), "on one line"),
    ],
)
def test_letter_that_cannot_be_sent_is_rejected(manager: Principal, letter: Letter, said: str) -> None:
    with pytest.raises(Rejected, match=said):
        write_notices(by=manager, letters=[letter])


def test_nobody_to_write_to_is_rejected(manager: Principal) -> None:
    with pytest.raises(Rejected, match="nobody to write to"):
        write_notices(by=manager, letters=[])


def test_notices_are_for_those_who_chase_in_their_own_partnership(manager: Principal) -> None:
    (made,) = write_notices(by=manager, letters=[LETTER], draft=True)
    stranger = member(partnership("wold", "Wold"), "business_manager")

    assert list(notices(stranger)) == []
    with pytest.raises(Refused, match="no such e-mail"):
        note_sent(by=stranger, notice=made)


def test_member_who_does_not_chase_neither_writes_nor_reads() -> None:
    fen = partnership("fen", "Fen")
    write_notices(by=member(fen, "business_manager"), letters=[LETTER], draft=True)
    lay = member(fen, "lay_member")

    assert list(notices(lay)) == []
    with pytest.raises(Refused):
        write_notices(by=lay, letters=[LETTER])


def test_notice_about_an_unknown_kind_cannot_be_written(manager: Principal) -> None:
    with pytest.raises(Refused, match="write about this"):
        write_notices(by=manager, letters=[LETTER], about_kind="made up", about_reference="1")
    assert list(notices_about(manager, "made up", "1")) == []


def test_notices_trip_the_wire_outside_a_query(manager: Principal) -> None:
    with pytest.raises(Tripped):
        list(Notice.objects.all())
