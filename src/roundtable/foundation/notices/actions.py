"""Writing e-mails and sending them. An e-mail leaves after what it tells of is stored, never inside the transaction."""

import logging
import smtplib
from collections.abc import Iterable
from dataclasses import dataclass
from email.utils import formataddr
from functools import partial

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused, check, within
from roundtable.foundation.scope.subjects import may_change
from roundtable.measures.wording import plural

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail before it is kept: shown, and changed, before it is sent."""

    to: str
    to_name: str
    subject: str
    body: str


@action("notices.write")
def write_notices(
    *,
    by: Principal,
    letters: Iterable[Letter],
    about_kind: str = "",
    about_reference: str = "",
    draft: bool = False,
) -> list[Notice]:
    """Keep letters and send them once all is stored; as drafts, keep them for somebody's own mail program."""
    _check(by, about_kind, about_reference)
    state = NoticeState.DRAFT if draft else NoticeState.WAITING
    now = timezone.now()
    made = [
        Notice.objects.create(
            partnership_id=within(by), to=letter.to, to_name=letter.to_name, subject=letter.subject,
            body=letter.body, state=state, about_kind=about_kind, about_reference=about_reference,
            written_at=now, written_by=by.label,
        )
        for letter in map(_checked, letters)
    ]  # fmt: skip
    if not made:
        raise Rejected("There is nobody to write to.")
    done = "drafted" if draft else "wrote"
    record(
        by, "notices.write", about_kind or "notice", about_reference or str(made[0].pk),
        f"{done} {plural(len(made), 'e-mail')}{f' about {about_reference}' if about_reference else ''}",
        to=[notice.to for notice in made],
    )  # fmt: skip
    if not draft:
        for notice in made:
            transaction.on_commit(partial(_deliver, by, notice))
    return made


def _checked(letter: Letter) -> Letter:
    try:
        validate_email(letter.to)
    except ValidationError:
        raise Rejected(f"{letter.to or 'Nothing'} is not an e-mail address.", "to") from None
    if not letter.subject.strip() or not letter.body.strip():
        raise Rejected("Enter a subject and a text.", "subject")
    if any(ord(character) < ord(" ") for text in (letter.subject, letter.to_name) for character in text):
        raise Rejected("The subject must be on one line.", "subject")
    return letter


def _check(by: Principal, kind: str, reference: str) -> None:
    """Whoever may act on a record may write about it; about none, whoever chases."""
    if kind:
        if not may_change(by, kind, reference):
            raise Refused("Your role does not let you write about this.")
    else:
        check(by, Permission.CHASE)


def _deliver(by: Principal, notice: Notice) -> None:
    """Runs after the commit. A mail server's refusal is kept with the notice, to be tried again."""
    message = EmailMessage(notice.subject, notice.body, to=[formataddr((notice.to_name, notice.to))])
    try:
        message.send()
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("Notice %s could not be sent: %s", notice.pk, error)
        note_failed(by=by, notice=notice, fault=str(error)[:300] or type(error).__name__)
    else:
        note_sent(by=by, notice=notice)


@action("notices.sent")
def note_sent(*, by: Principal, notice: Notice) -> Notice:
    """It left: by itself, or as a draft that somebody sent from their own mail program."""
    _check_own(by, notice)
    if notice.state == NoticeState.SENT:
        raise Rejected("This e-mail was sent already.")
    notice.state, notice.sent_at, notice.sent_by, notice.fault = (
        NoticeState.SENT,
        timezone.now(),
        by.label,
        "",
    )
    notice.save(update_fields=("state", "sent_at", "sent_by", "fault"))
    _note(by, "notices.sent", notice, f"sent an e-mail to {notice.to}: {notice.subject}")
    return notice


@action("notices.failed")
def note_failed(*, by: Principal, notice: Notice, fault: str) -> Notice:
    _check_own(by, notice)
    notice.state, notice.fault = NoticeState.FAILED, fault
    notice.save(update_fields=("state", "fault"))
    _note(by, "notices.failed", notice, f"could not send an e-mail to {notice.to}")
    return notice


@action("notices.try_again")
def try_again(*, by: Principal, notice: Notice) -> Notice:
    """Send what could not be sent, or what was left waiting when the server stopped."""
    _check_own(by, notice)
    if notice.state not in {NoticeState.FAILED, NoticeState.WAITING}:
        raise Rejected("Only an e-mail that could not be sent can be tried again.")
    notice.state, notice.fault = NoticeState.WAITING, ""
    notice.save(update_fields=("state", "fault"))
    _note(by, "notices.try_again", notice, f"tried again to send an e-mail to {notice.to}")
    transaction.on_commit(partial(_deliver, by, notice))
    return notice


def _check_own(by: Principal, notice: Notice) -> None:
    if notice.partnership_id != by.partnership_id:
        raise Refused("There is no such e-mail.")
    _check(by, notice.about_kind, notice.about_reference)


def _note(by: Principal, verb: str, notice: Notice, sentence: str) -> None:
    record(by, verb, notice.about_kind or "notice", notice.about_reference or str(notice.pk), sentence)
