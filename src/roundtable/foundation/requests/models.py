"""Requests, the reminders that were sent of them, and the times that they were extended."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.models import Scoped
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.subjects import visible

REQUEST = "request"  # the kind under which other records point at one


class RequestState(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Request(Scoped):
    """Something that one agency or one person was asked for, by a date.

    Seen by the agency's own people, by the person asked, and by those who chase or see every return; where it is about
    a record, only by those of them who may see that record.
    """

    reference = models.CharField(max_length=20)  # RQ-0001
    kind = models.CharField(max_length=60)  # "return", "answer"
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True)
    asked_agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_reference = models.CharField(max_length=120, blank=True)
    due = models.DateField()
    state = models.CharField(max_length=20, choices=RequestState.choices, default=RequestState.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    last_chased_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    escalated_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # answered or withdrawn
    ended_by = models.CharField(max_length=200, blank=True)
    ended_note = models.CharField(max_length=300, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("due", "reference")
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "reference"), name="one_request_for_each_reference"
            ),
            models.CheckConstraint(
                condition=Q(asked_agency__isnull=True) ^ Q(asked_person__isnull=True),
                name="request_asks_an_agency_or_a_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="", state=RequestState.OPEN)
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(state=RequestState.OPEN)),
                name="request_end_has_time_and_name",
            ),
            models.CheckConstraint(
                condition=Q(escalated_at__isnull=True, escalated_by="")
                | (Q(escalated_at__isnull=False) & ~Q(escalated_by="")),
                name="escalation_has_time_and_name",
            ),
        )
        indexes = (
            models.Index(fields=("partnership", "state", "due"), name="requests_open"),
            models.Index(
                fields=("partnership", "subject_kind", "subject_reference"), name="requests_of_a_record"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def asked(self) -> str:
        """Who was asked, by their name in the partnership; for an agency whose relation is joined it takes no query."""
        if self.asked_person is not None:
            return self.asked_person.known_as(self.partnership_id)
        return str(self.asked_agency)

    def is_late(self, today: date) -> bool:
        return self.state == RequestState.OPEN and self.due < today

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        about = visible(who, f"{prefix}subject_kind", f"{prefix}subject_reference", besides=(REQUEST,))
        subject = Q(**{f"{prefix}subject_kind": ""}) | about
        if who.may(Permission.CHASE) or who.may(Permission.SEE_ALL_RETURNS):
            return subject
        party = Q(**{f"{prefix}asked_agency_id__in": sorted(who.agencies(Permission.SUBMIT_RETURNS))})
        if who.person_id is not None:
            party |= Q(**{f"{prefix}asked_person_id": who.person_id})
        return party & subject


class Reminder(Scoped):
    """That a request was chased: on which rung, for which due date, to whom."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="reminders")
    rung = models.CharField(max_length=40)
    ladder_version = models.PositiveIntegerField()
    due = models.DateField()  # as it was then: an extension starts the ladder again
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=200)
    sent_to = models.JSONField(default=list)  # e-mail addresses
    as_draft = models.BooleanField(default=False)

    class Meta(Scoped.Meta):
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"{self.rung}, {self.sent_at}"

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        return Request.visible_to(who, f"{prefix}request__")


class Extension(Scoped):
    """That a request was given more time, and why."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="extensions")
    due_before = models.DateField()
    due_after = models.DateField()
    reason = models.CharField(max_length=300)
    extended_at = models.DateTimeField()
    extended_by = models.CharField(max_length=200)

    class Meta(Scoped.Meta):
        ordering = ("-extended_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(due_after__gt=F("due_before")), name="extension_gives_more_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.due_before} to {self.due_after}"

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        return Request.visible_to(who, f"{prefix}request__")
