"""Reading deadlines."""

from datetime import datetime

from django.db.models import Q

from roundtable.foundation.deadlines.models import Deadline, Pause
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal


def running(who: Principal) -> "ScopedQuerySet[Deadline]":
    """The deadlines that are neither met nor stopped, soonest first, with their owners joined."""
    return (
        Deadline.objects.seen_by(who)
        .filter(met_at__isnull=True, stopped_at__isnull=True)
        .select_related("owner_agency", "owner_person")
    )


def mine(who: Principal) -> "ScopedQuerySet[Deadline]":
    """Those running that are a principal's to meet: their own, their agencies', and nobody's for who chases."""
    owned = Q(owner_agency_id__in=sorted(own_agencies(who)))
    if who.person_id is not None:
        owned |= Q(owner_person_id=who.person_id)
    if who.may(Permission.CHASE):
        owned |= Q(owner_agency__isnull=True, owner_person__isnull=True)
    return running(who).filter(owned)


def own_agencies(who: Principal) -> set[int]:
    """The agencies that a principal holds a role for."""
    return {held.agency_id for held in who.grants if held.agency_id is not None}


def late(who: Principal, now: datetime) -> "ScopedQuerySet[Deadline]":
    """Those running that are past their moment and not paused."""
    return running(who).filter(due_at__lt=now, paused_at__isnull=True)


def deadlines_of(who: Principal, kind: str, reference: str) -> "ScopedQuerySet[Deadline]":
    """Every deadline of one record, met and stopped ones too."""
    return Deadline.objects.seen_by(who).filter(subject_kind=kind, subject_reference=reference)


def pauses_of(who: Principal, deadline: Deadline) -> "ScopedQuerySet[Pause]":
    return Pause.objects.seen_by(who, "deadline").filter(deadline_id=deadline.pk)
