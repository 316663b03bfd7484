"""Deadlines as they were set: a later change of the rules does not move them."""

from typing import Any

from django.db import models
from django.db.models import F, Q

from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.models import Scoped
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.subjects import visible


def both_or_neither(moment: str, name: str, constraint: str) -> models.CheckConstraint:
    """A moment always comes with whoever it was, and the other way round."""
    neither = Q(**{f"{moment}__isnull": True, name: ""})
    both: Any = Q(**{f"{moment}__isnull": False}) & ~Q(**{name: ""})
    return models.CheckConstraint(condition=neither | both, name=constraint)


class Deadline(Scoped):
    """By when something must be done about one record. Seen by whoever may see that record."""

    subject_kind = models.CharField(max_length=60)
    subject_reference = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)  # which of the record's clocks: "first_visit"
    title = models.CharField(max_length=200)
    owner_agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    rule_key = models.CharField(max_length=120, blank=True)  # empty: a date that was agreed
    rule_version = models.PositiveIntegerField(default=0)
    limit_words = models.CharField(
        max_length=200, blank=True
    )  # "72 hours after the child is found or returns"
    origin_at = models.DateTimeField()  # when the first of a row of recurring ones began
    started_at = models.DateTimeField()  # the event that this one runs from
    started_by = models.CharField(max_length=200)  # who recorded it
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.CharField(max_length=200, blank=True)
    late_reason = models.TextField(blank=True)
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.CharField(max_length=200, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.CharField(max_length=200, blank=True)
    stopped_reason = models.CharField(max_length=300, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("due_at", "pk")
        constraints = (
            both_or_neither("met_at", "met_by", "deadline_met_has_time_and_name"),
            both_or_neither("explained_at", "explained_by", "deadline_reason_has_time_and_name"),
            both_or_neither("stopped_at", "stopped_by", "deadline_stop_has_time_and_name"),
            models.CheckConstraint(
                condition=Q(met_at__isnull=True) | Q(stopped_at__isnull=True), name="deadline_met_or_stopped"
            ),
            models.UniqueConstraint(
                fields=("partnership", "subject_kind", "subject_reference", "kind"),
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="one_running_deadline_of_a_kind",
            ),
        )
        indexes = (
            models.Index(
                fields=("partnership", "subject_kind", "subject_reference"), name="deadlines_of_a_record"
            ),
            models.Index(
                fields=("partnership", "due_at"),
                condition=Q(met_at__isnull=True, stopped_at__isnull=True),
                name="deadlines_running",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        return visible(who, f"{prefix}subject_kind", f"{prefix}subject_reference")


class Pause(Scoped):
    """A time during which a deadline's clock stood still, and why."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="pauses")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    paused_by = models.CharField(max_length=200)

    class Meta(Scoped.Meta):
        ordering = ("started_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.deadline_id} paused from {self.started_at}"

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        return Deadline.visible_to(who, f"{prefix}deadline__")
