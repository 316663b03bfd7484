"""Reading partnerships, their agencies and groups."""

from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from roundtable.foundation.partnerships.models import (
    Agency,
    Area,
    Group,
    Membership,
    Neighbour,
    Partnership,
    Seat,
    Standing,
)
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.principals import Principal


def partnership_by_slug(slug: str) -> Partnership | None:
    """The partnership of an address. Says nothing of who may enter it."""
    return Partnership.objects.filter(slug=slug).first()


def partnership_of(who: Principal) -> Partnership:
    return Partnership.objects.get(pk=who.partnership_id or 0)


def known_areas() -> tuple[Area, ...]:
    """Every authority's area that the installation knows, with its codes: public geography, not what anybody does."""
    return tuple(Area.objects.order_by("title", "start"))


def areas(who: Principal) -> QuerySet[Area]:
    """The areas that the partnership covers or has covered."""
    return Area.objects.filter(partnership_id=who.partnership_id or 0).order_by("title", "start")


def neighbours(who: Principal) -> list[Neighbour]:
    """Every statistical neighbour of every area of the partnership, with its area, list by list and the nearest first."""
    found = Neighbour.objects.filter(area__partnership_id=who.partnership_id or 0)
    return list(found.select_related("area").order_by("area__title", "-start", "rank"))


def memberships(who: Principal, day: date | None = None) -> "ScopedQuerySet[Membership]":
    """The agencies round the table on a day (today), with the agency joined."""
    on = day or timezone.localdate()
    return (
        Membership.objects.seen_by(who)
        .select_related("agency")
        .filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on)
    )


def agencies(who: Principal, day: date | None = None) -> QuerySet[Agency]:
    """The partnership's agencies on a day, by title."""
    return Agency.objects.filter(pk__in=memberships(who, day).order_by().values("agency_id"))


def groups(who: Principal) -> "ScopedQuerySet[Group]":
    return Group.objects.seen_by(who).order_by("title")


def seats(who: Principal) -> "ScopedQuerySet[Seat]":
    return Seat.objects.seen_by(who, "group").select_related("agency")


def memberships_with_sector(who: Principal, day: date | None = None) -> "ScopedQuerySet[Membership]":
    """The same, with the standings of each agency on the day as `agency.standings_now`, in one query more."""
    on = day or timezone.localdate()
    current = Standing.objects.filter(Q(end__isnull=True) | Q(end__gte=on), start__lte=on).order_by("-start")
    return memberships(who, on).prefetch_related(
        Prefetch("agency__standings", queryset=current, to_attr="standings_now")
    )
