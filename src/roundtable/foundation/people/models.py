"""A person is known to the installation by e-mail; what they may do is a partnership's own grant, and so is the name
that the partnership knows them by: whoever invites somebody never learns from it what others call them.
"""

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from roundtable.foundation.partnerships.models import Agency, Group
from roundtable.foundation.scope.models import Scoped
from roundtable.foundation.scope.tripwire import permit


class People(BaseUserManager["Person"]):
    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> "Person":
        """A person, with a password that cannot be used where none is given."""
        person = self.model(email=self.normalize_email(email).lower(), name=name, **extra)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who may sign in. There is no superuser: what anyone may do comes from grants."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150)  # on their own pages; a partnership's pages take a grant's
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]  # noqa: RUF012 - Django's own way of saying it
    objects = People()

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name

    def known_as(self, partnership_id: int) -> str:
        """Their name in one partnership, as it was typed there; their address where they never had a role in it."""
        with permit("naming a person as a partnership knows them"):
            found = self.grants.filter(partnership_id=partnership_id).order_by("pk").first()
        return found.name if found is not None else self.email

    # allauth and Django's own forms ask for these two; nobody is staff here.
    is_staff = False
    is_superuser = False


class Grant(Scoped):
    """A role that a person holds in a partnership, for the whole of it or for an agency, group or register."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    # As it was typed in this partnership; all the grants of a person in one partnership have the same.
    name = models.CharField(max_length=150)
    post = models.CharField(max_length=150, blank=True)  # their job, in which they have the role
    role = models.CharField(max_length=40)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="grants")
    register = models.CharField(max_length=40, blank=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    suspended = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)  # of the last suspension or ending

    class Meta(Scoped.Meta):
        ordering = ("name", "role", "start")
        constraints = (
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="grant_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.role}"

    def current_on(self, day: date) -> bool:
        return not self.suspended and self.start <= day and (self.end is None or day <= self.end)
