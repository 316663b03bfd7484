"""What must outlive a number's source: who was authoritative, and what was published."""

from django.db import models
from django.db.models import Q

from roundtable.foundation.scope.models import Scoped
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal


class ProviderDecision(Scoped):
    """Which provider counts for a figure, in periods that begin with `since` or later; the others are shown beside it.

    It holds until a later decision reaches as far back. Decisions are added, never changed.
    """

    key = models.CharField(max_length=120)
    provider = models.CharField(max_length=40)
    since = models.CharField(max_length=40)  # a period: "2015-16"
    reason = models.CharField(max_length=300)
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=200)

    class Meta(Scoped.Meta):
        ordering = ("key", "-pk")

    def __str__(self) -> str:
        return f"{self.key} from {self.provider} since {self.since}"


class LimitsKind(models.TextChoices):
    """What is decided of a figure's months. Stored; never changed."""

    TARGET = "target", "Target"
    TARGET_ENDS = "target_ends", "End of the target"
    BASELINE = "baseline", "Baseline"
    RECALCULATION = "recalculation", "Re-calculation"
    UNDONE = "undone", "Taken back"


class LimitsDecision(Scoped):
    """What the months of a figure are judged by, from the month `since` on: a target, a baseline that limits rest on,
    or a point from which they are worked out anew. Decisions are added, never changed: one `undone` takes back another.
    """

    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=LimitsKind.choices)
    since = models.CharField(
        max_length=40
    )  # a month, as `str(Period)`; of `undone` that of what it takes back
    until = models.CharField(max_length=40, blank=True)  # of a baseline: its last month
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)  # of a target
    source = models.CharField(max_length=200, blank=True)  # of a target: who set it, where
    reason = models.CharField(max_length=300)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    decided_on = models.DateField()
    decided_by = models.CharField(max_length=200)

    class Meta(Scoped.Meta):
        ordering = ("key", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="target", value__isnull=False) | (~Q(kind="target") & Q(value__isnull=True)),
                name="a_target_has_a_value",
            ),
            models.CheckConstraint(
                condition=(Q(kind="baseline") & ~Q(until="")) | (~Q(kind="baseline") & Q(until="")),
                name="a_baseline_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(kind="undone", undoes__isnull=False)
                | (~Q(kind="undone") & Q(undoes__isnull=True)),
                name="taking_back_names_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.key} since {self.since}"


class Publication(Scoped):
    """Something that left the house, frozen as it was: its figures, its rules, and where the ledger stood.

    `figures` holds, for each reference, the value as published, definition version, provider, source, and rule set.
    """

    slug = models.SlugField(max_length=120)  # its permanent address
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)  # "annual report"
    period = models.CharField(max_length=40)
    edition = models.CharField(max_length=40)
    audience = models.CharField(max_length=20)
    rules = models.CharField(max_length=80)
    figures = models.JSONField()
    cells = models.JSONField(
        default=list
    )  # every cell as printed, hidden ones too: for later editions' audits
    html = models.TextField()
    docx = models.BinaryField()
    pdf = models.BinaryField()
    ledger_sequence = models.PositiveBigIntegerField()
    ledger_chain = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("-published_at",)
        constraints = (
            models.UniqueConstraint(fields=("partnership", "slug"), name="one_publication_for_each_address"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="withdrawal_has_time_and_name",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        """What is not for the public is for those who may read the report."""
        return Q() if who.may(Permission.SEE_REPORT) else Q(**{f"{prefix}audience": "public"})
