"""A token as it is kept: never the secret, only its digest."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.models import Scoped
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Kind, Principal
from roundtable.measures.wording import day

NAME_LENGTH = (
    40  # a person's name and a token's stand together in the ledger, where an actor has 200 characters
)


class Token(Scoped):
    """What a program shows instead of signing in. It ends by itself, and nobody but its owner sees it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=NAME_LENGTH)
    start = models.CharField(max_length=12)  # of the secret, to tell tokens apart by
    digest = models.CharField(max_length=64, unique=True)
    permissions = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    ends = models.DateField()  # its last day
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)  # last, to the minute

    class Meta(Scoped.Meta):
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def also_required(cls, who: Principal, prefix: str) -> Q:
        """One's own, and to the operator everybody's."""
        return Q() if who.kind is Kind.OPERATOR else Q(**{f"{prefix}person_id": who.person_id})

    @property
    def scope(self) -> frozenset[Permission]:
        """What it may do at most."""
        return frozenset(Permission(key) for key in self.permissions)

    @property
    def words(self) -> str:
        """The same as it stands in a sentence after "may", always in one order."""
        return "; ".join(permission.words for permission in sorted(self.scope))

    def works_on(self, today: date) -> bool:
        return not self.why_not(today)

    def why_not(self, today: date) -> str:
        """Why it opens nothing, in a sentence; empty while it works."""
        if self.revoked_at is not None:
            return f"This token was revoked on {day(timezone.localdate(self.revoked_at))}."
        return "" if today <= self.ends else f"This token ended on {day(self.ends)}."
