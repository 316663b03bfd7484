"""Who sits at the table. Partnerships and agencies are known to the installation; membership is a partnership's own."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from roundtable.foundation.scope.models import Scoped


class BodyType(models.TextChoices):
    LSCB = "lscb", "Local Safeguarding Children Board"
    PARTNERSHIP = "partnership", "Safeguarding Children Partnership"


class Sector(models.TextChoices):
    COUNCIL = "council", "Council"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"
    EDUCATION = "education", "Education"
    PROBATION = "probation", "Probation"
    VOLUNTARY = "voluntary", "Voluntary sector"
    DISTRICT = "district", "District council"
    OTHER = "other", "Other"


class Partnership(models.Model):
    """The board and its partners."""

    slug = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=200)  # "Cambridgeshire"
    body_type = models.CharField(max_length=20, choices=BodyType.choices, default=BodyType.PARTNERSHIP)
    marking = models.CharField(
        max_length=60, default="OFFICIAL-SENSITIVE"
    )  # on everything that is not public

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def full_title(self) -> str:
        return f"{self.title} {self.get_body_type_display()}"


class Area(models.Model):
    """A local authority area that a partnership covers, from a day until a day."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="areas")
    code = models.CharField(max_length=9)  # ONS code, such as E10000003
    dfe_code = models.CharField(max_length=3, blank=True)  # the Department for Education's, such as 873
    region = models.CharField(max_length=9, blank=True)  # ONS code of its region, such as E12000006
    title = models.CharField(max_length=120)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("title", "start")

    def __str__(self) -> str:
        return self.title


class Neighbour(models.Model):
    """One of the authorities that resemble an area most, in a published list that is used from a day until a day."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="neighbours")
    rank = models.PositiveSmallIntegerField()  # 1 is the nearest
    code = models.CharField(max_length=9)  # ONS code, such as E10000025
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)  # whose list it is
    published = models.DateField()  # when the list came out: it may be later than the years it is used for
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("area", "start", "rank")
        constraints = (
            models.UniqueConstraint(
                fields=("area", "start", "code"), name="a_neighbour_stands_once_in_a_list"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, neighbour {self.rank} of {self.area}"


class Agency(models.Model):
    """An organisation that works with children. It may belong to several partnerships."""

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ("title",)
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.title


class Standing(models.Model):
    """An agency's sector, for a span of days: organisations are merged and moved."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="standings")
    sector = models.CharField(max_length=20, choices=Sector.choices)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("agency", "start")

    def __str__(self) -> str:
        return f"{self.agency}: {self.get_sector_display()}"


class Membership(Scoped):
    """An agency's place in a partnership, statutory or not, from a day until a day."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    statutory = models.BooleanField(default=False)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    contact_email = models.EmailField(
        blank=True
    )  # where requests to the agency are sent when nobody has a role for it

    class Meta(Scoped.Meta):
        ordering = ("agency__title", "start")
        constraints = (
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="membership_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agency} from {self.start}"

    def current_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class GroupKind(models.TextChoices):
    BOARD = "board", "Board"
    COMMITTEE = "committee", "Committee"
    SUBGROUP = "subgroup", "Sub-group"
    TASK = "task", "Task and finish group"


class Group(Scoped):
    """A board, committee, sub-group or task and finish group. A joint group is shared with named neighbours."""

    slug = models.SlugField(max_length=80)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GroupKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("title",)
        constraints = (
            models.UniqueConstraint(fields=("partnership", "slug"), name="one_group_for_each_slug"),
        )

    def __str__(self) -> str:
        return self.title


class GroupShare(Scoped):
    """An explicit, dated share of a joint group with another partnership."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="shares")
    shared_with = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("start",)

    def __str__(self) -> str:
        return f"{self.group} shared with {self.shared_with}"


class Seat(Scoped):
    """A place in a group, held by an agency or in person; who fills it over time is for the board's own app."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="seats")
    title = models.CharField(max_length=200)  # "Independent chair", "Cambridgeshire Constabulary"
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    statutory = models.BooleanField(default=False)
    voting = models.BooleanField(default=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)

    class Meta(Scoped.Meta):
        ordering = ("group", "title")

    def __str__(self) -> str:
        return f"{self.title}, {self.group}"
