"""From a person to a principal, and who is a member."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils import timezone

from roundtable.foundation.notices.models import Notice
from roundtable.foundation.notices.queries import notices_about
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.partnerships.queries import groups
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import ROLES, Permission
from roundtable.foundation.scope.principals import Held, Kind, Principal, check
from roundtable.foundation.scope.tripwire import permit


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody to write to: their address, and their name as the partnership knows it."""

    person_id: int
    email: str
    name: str


def _held(person: Person, day: date) -> list[Grant]:
    """The grants in force. Read outside any partnership's scope: it is how the scope is found."""
    with permit("finding what a person may enter"):
        return list(
            Grant.objects.filter(
                Q(end__isnull=True) | Q(end__gte=day), person=person, start__lte=day, suspended=False
            ).order_by("pk")
        )


def principal(person: Person, partnership: Partnership | None, day: date | None = None) -> Principal | None:
    """A person in a partnership, or None where they are no member; with no partnership, the person alone."""
    if not person.is_active:
        return None
    grants = _held(person, day or timezone.localdate())
    if partnership is not None:
        grants = [g for g in grants if g.partnership_id == partnership.pk and g.role in ROLES]
        if not grants:
            return None
    held = tuple(Held(g.role, g.agency_id, g.group_id, g.register) for g in grants) if partnership else ()
    return Principal(
        Kind.PERSON,
        grants[0].name if partnership is not None else person.name,
        partnership_id=partnership.pk if partnership else None,
        person_id=person.pk,
        grants=held,
    )


def partnerships_of(person: Person) -> list[Partnership]:
    """The partnerships that a person may enter today, by title."""
    ids = {g.partnership_id for g in _held(person, timezone.localdate())}
    return list(Partnership.objects.filter(pk__in=ids))


def grants(who: Principal) -> "ScopedQuerySet[Grant]":
    """Who holds which role in the partnership, with person, agency and group."""
    check(who, Permission.SEE_PEOPLE)
    found: ScopedQuerySet[Grant] = Grant.objects.seen_by(who).select_related("person", "agency")
    return found.prefetch_related(Prefetch("group", queryset=groups(who)))


def last_letter(who: Principal, grant: Grant) -> Notice | None:
    """The newest invitation to the person of a role, for whoever may send another."""
    check(who, Permission.MANAGE_PEOPLE)
    return notices_about(who, "person", grant.person.email).first()


def people_for_agency(who: Principal, agency_id: int, permission: Permission) -> list[Member]:
    """The people who may do something for an agency in this partnership today, for sending requests to."""
    day = timezone.localdate()
    roles = [key for key, role in ROLES.items() if permission in role.permissions]
    found = (
        Grant.objects.seen_by(who)
        .filter(Q(end__isnull=True) | Q(end__gte=day), agency_id=agency_id, role__in=roles, suspended=False)
        .select_related("person")
    )
    return _members(found)


def people_with_role(who: Principal, role: str) -> list[Member]:
    """The people who hold a role in this partnership today, for writing to."""
    day = timezone.localdate()
    found = (
        Grant.objects.seen_by(who)
        .filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day, role=role, suspended=False)
        .select_related("person")
    )
    return _members(found)


def _members(found: Iterable[Grant]) -> list[Member]:
    """Each person once, without those who may not sign in any more."""
    return list(
        {
            g.person_id: Member(g.person_id, g.person.email, g.name) for g in found if g.person.is_active
        }.values()
    )
