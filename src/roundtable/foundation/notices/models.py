"""E-mails that leave the house, as they were written and to whom."""

from urllib.parse import quote

from django.db import models
from django.db.models import Q

from roundtable.foundation.scope.models import Scoped
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.subjects import visible


class NoticeState(models.TextChoices):
    DRAFT = "draft", "Draft"  # to be copied into somebody's own mail program
    WAITING = "waiting", "Waiting to be sent"  # leaves when what it tells of is stored
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be sent"


class Notice(Scoped):
    """One e-mail. Seen by those who chase, where they may see the record that it is about."""

    to = models.EmailField()
    to_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=20, choices=NoticeState.choices)
    about_kind = models.CharField(max_length=60, blank=True)
    about_reference = models.CharField(max_length=120, blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=200, blank=True)
    fault = models.CharField(max_length=300, blank=True)  # why it could not be sent

    class Meta(Scoped.Meta):
        ordering = ("-written_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by="") | (Q(sent_at__isnull=False) & ~Q(sent_by="")),
                name="notice_sent_has_time_and_name",
            ),
        )
        indexes = (
            models.Index(fields=("partnership", "about_kind", "about_reference"), name="notices_of_a_record"),
        )

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        if not who.may(Permission.CHASE):
            return Q(pk__in=[])
        about = visible(who, f"{prefix}about_kind", f"{prefix}about_reference")
        return Q(**{f"{prefix}about_kind": ""}) | about

    @property
    def mailto(self) -> str:
        """An address that opens it in a mail program, with its lines ended as RFC 6068 asks."""
        body = "\r\n".join(self.body.splitlines())
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject)}&body={quote(body)}"

    @property
    def as_text(self) -> str:
        """The whole of it, to be copied into a mail program."""
        to = f"{self.to_name} <{self.to}>" if self.to_name else self.to
        return f"To: {to}\nSubject: {self.subject}\n\n{self.body}"
