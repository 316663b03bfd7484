"""The columns and filters of the list of people."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from roundtable.foundation.people.models import Grant
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import ROLES
from roundtable.foundation.web.lists import Column, ListFilters
from roundtable.foundation.web.tones import Tag, Tone

STATES = (("current", "In force"), ("suspended", "Suspended"), ("ended", "Ended"))


class PeopleFilters(ListFilters):
    """By name, address or post; by role; by state. Ended roles are left out unless they are asked for."""

    q = django_filters.CharFilter(label="Name, e-mail address or post", method="found")
    role = django_filters.ChoiceFilter(
        label="Role", choices=[(r.key, r.title) for r in ROLES.values()], empty_label="Any"
    )
    state = django_filters.ChoiceFilter(label="State", choices=STATES, method="in_state", empty_label="Any")

    class Meta(ListFilters.Meta):
        model = Grant
        fields: Sequence[str] = ()

    def found(self, rows: "ScopedQuerySet[Any]", name: str, value: str) -> "ScopedQuerySet[Any]":
        return rows.filter(
            Q(name__icontains=value)
            | Q(person__email__icontains=value)
            | Q(post__icontains=value)
            | Q(agency__title__icontains=value)
        )

    def in_state(self, rows: "ScopedQuerySet[Any]", name: str, value: str) -> "ScopedQuerySet[Any]":
        over = Q(end__lt=timezone.localdate()) | Q(end__isnull=False, suspended=True)
        if value == "ended":
            return rows.filter(over)
        return rows.exclude(over).filter(suspended=value == "suspended")


def state(found: Grant, today: date) -> Tag:
    """Whether a role is in force, in words."""
    if found.end is not None and (found.end < today or found.suspended):
        return Tag("Ended", Tone.GREY)
    if found.suspended:
        return Tag("Suspended", Tone.PLUM)
    return Tag("Begins later", Tone.AMBER) if found.start > today else Tag("In force", Tone.TEAL)


def columns(partnership: str) -> tuple[Column[Grant], ...]:
    today = timezone.localdate()

    def address(row: Grant) -> str:
        return reverse("people-grant", kwargs={"partnership": partnership, "pk": row.pk})

    return (
        Column("name", "Name", lambda row: row.name, ("name",), url=address),
        Column("role", "Role", lambda row: ROLES[row.role].title, ("role",)),
        Column("agency", "For", _about, ("agency__title",)),
        Column("post", "Post", lambda row: row.post, ("post",)),
        Column("start", "From", lambda row: row.start, ("start",)),
        Column("state", "State", lambda row: state(row, today)),
    )


def _about(row: Grant) -> str:
    return about(row) or "The partnership"


def about(found: Grant) -> str:
    """The agency, group or register that a role is for, or nothing where it is for the whole partnership."""
    return str(found.agency or found.group or found.register.replace("_", " ").capitalize())
