"""A report: a partnership, a year, a regime, and sections of Markdown that hold figure references, never numbers."""

from django.db import models
from django.db.models import Q

from roundtable.foundation.scope.models import Scoped


class Report(Scoped):
    """The yearly report of a partnership for one year."""

    slug = models.SlugField(max_length=60)  # "2015-16"
    title = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    regime = models.CharField(max_length=40)  # the guidance that it answers to: "Working Together 2015"

    class Meta(Scoped.Meta):
        ordering = ("-period",)
        constraints = (
            models.UniqueConstraint(fields=("partnership", "slug"), name="one_report_for_each_year"),
        )

    def __str__(self) -> str:
        return self.title


class Section(Scoped):
    """One section: its place, its title and its text. `editions` are those that it is printed in.

    One that was taken out keeps its text, its revisions and its place, and is printed nowhere.
    """

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="sections")
    key = models.SlugField(max_length=80)
    place = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    editions = models.JSONField(default=list)  # empty: in every edition
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=200, blank=True)
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_by = models.CharField(max_length=200, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("report", "key"), name="one_section_for_each_key"),
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True, taken_out_by="")
                | (Q(taken_out_at__isnull=False) & ~Q(taken_out_by="")),
                name="taking_out_has_time_and_name",
            ),
        )

    def __str__(self) -> str:
        return self.title


class SectionRevision(Scoped):
    """A section's text as it was, kept for ever."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)

    class Meta(Scoped.Meta):
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"{self.section}, revision {self.number}"
