"""Returns that agencies send, version by version, and the observations that they hold."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from roundtable.foundation.partnerships.models import Agency, Group
from roundtable.foundation.requests.models import Request
from roundtable.foundation.scope.models import Scoped, ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.foundation.scope.tripwire import Seen


class ReturnState(models.TextChoices):
    ASKED = "asked", "Asked"
    STARTED = "started", "Started"
    SUBMITTED = "submitted", "Submitted"
    ACCEPTED = "accepted", "Accepted"
    SENT_BACK = "sent_back", "Sent back"


class ReturnQuerySet(ScopedQuerySet["Return"]):
    def with_requests(self, who: Principal) -> Self:
        """With the request of each joined, for its day; whoever may see a return may see that it was asked for."""
        own = Q(request__isnull=True) | Q(request__partnership_id=who.partnership_id or 0)
        return self.filter(own, Seen(Request._meta.db_table)).select_related("request")


class Return(Scoped):
    """What one agency was asked for, for one period. A published table loaded with its citation is one too.

    The day by which it is due is that of its request, where it is extended; what nobody is asked for has none.
    """

    reference = models.CharField(max_length=20)  # RT-0001
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=40)
    provider = models.CharField(max_length=20, default="returns")  # returns, published
    state = models.CharField(max_length=20, choices=ReturnState.choices, default=ReturnState.ASKED)
    request = models.OneToOneField(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(
        default=list
    )  # what is asked: [{"key":…, "dims": {…}, "breakdown":…, "periods": […]}]
    draft = models.JSONField(default=dict)  # the typed form as it was left: {"0:2015-04": "57"}

    objects: ClassVar[Any] = ReturnQuerySet.as_manager()

    class Meta(Scoped.Meta):
        ordering = ("-period", "agency__title")
        constraints = (
            models.UniqueConstraint(
                fields=("partnership", "reference"), name="one_return_for_each_reference"
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def due(self) -> date | None:
        """The day by which it is to come; None where it was not asked for by a day."""
        return self.request.due if self.request is not None else None

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        if who.may(Permission.SEE_ALL_RETURNS):
            return Q()
        return Q(**{f"{prefix}agency_id__in": sorted(who.agencies(Permission.SUBMIT_RETURNS))})


class ReturnVersion(Scoped):
    """A return as it was submitted once. A restatement is another version; neither is overwritten."""

    return_of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=ReturnState.choices, default=ReturnState.SUBMITTED)
    submitted_at = models.DateTimeField()
    submitted_by = models.CharField(max_length=200)
    on_behalf = models.BooleanField(default=False)  # loaded by the partnership for the agency
    file_name = models.CharField(max_length=200, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    file = models.BinaryField(null=True)
    reason = models.TextField(blank=True)  # of a restatement
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    decision_note = models.TextField(blank=True)

    class Meta(Scoped.Meta):
        ordering = ("return_of", "-number")
        constraints = (
            models.UniqueConstraint(fields=("return_of", "number"), name="one_version_for_each_number"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by="")
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="decision_has_time_and_name",
            ),
        )

    def __str__(self) -> str:
        return f"version {self.number}"

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        return Return.also_required(who, f"{prefix}return_of__")


class ObservationQuerySet(ScopedQuerySet["Observation"]):
    def figures_of(self, who: Principal) -> "ObservationQuerySet":
        """Accepted observations as figures: for everybody who may see the dataset, whoever sent them."""
        check(who, Permission.SEE_DATASET)
        mine = self.filter(partnership_id=who.partnership_id or 0, current=True)
        tables = (Observation, ReturnVersion, Return)
        return mine.filter(*(Seen(table._meta.db_table) for table in tables))


class Observation(Scoped):
    """One value of one indicator, from one cell of one version. Only those of the newest accepted version are current."""

    version = models.ForeignKey(ReturnVersion, on_delete=models.PROTECT, related_name="observations")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    provider = models.CharField(max_length=20, default="returns")
    key = models.CharField(max_length=120)
    definition_version = models.PositiveIntegerField()
    period = models.CharField(max_length=40)
    period_start = models.DateField()
    period_end = models.DateField()
    area = models.CharField(max_length=120, blank=True)  # as the supplier states it
    dims = models.CharField(max_length=300, blank=True)  # "category=neglect|team=access", keys in order
    titles = models.JSONField(default=dict)  # titles of values that an open dimension took
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    status = models.CharField(max_length=20)
    raw = models.CharField(max_length=200, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    cell = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    cannot_supply = models.TextField(blank=True)
    expected_on = models.DateField(null=True, blank=True)
    citation = models.CharField(max_length=300, blank=True)
    current = models.BooleanField(default=False)

    objects: ClassVar[Any] = ObservationQuerySet.as_manager()

    class Meta(Scoped.Meta):
        ordering = ("key", "period_start", "dims")
        indexes = (
            models.Index(fields=("partnership", "key", "current"), name="observations_of_a_figure"),
            models.Index(fields=("version",), name="observations_of_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.period} {self.dims}"

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        return Return.also_required(who, f"{prefix}version__return_of__")


class About(models.TextChoices):
    FIGURE = "figure", "The figure"
    DIFFERENCE = "difference", "The difference between sources"


class Commentary(Scoped):
    """What the board said of a figure, or of why its sources differ: dated and signed."""

    key = models.CharField(max_length=120)
    period = models.CharField(max_length=40)
    about = models.CharField(max_length=20, choices=About.choices, default=About.FIGURE)
    text = models.TextField()
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    said_on = models.DateField()
    said_by = models.CharField(max_length=200)

    class Meta(Scoped.Meta):
        ordering = ("-said_on",)
        verbose_name_plural = "commentaries"

    def __str__(self) -> str:
        return f"{self.key}, {self.said_on}"
