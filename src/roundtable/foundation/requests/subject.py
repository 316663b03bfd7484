"""Requests as records that others point at: notices that were sent about them, deadlines."""

from roundtable.foundation.requests.models import REQUEST, Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.subjects import References, Subject


def _seen(who: Principal) -> References:
    return Request.objects.seen_by(who).order_by().values("reference")


def _may_change(who: Principal, reference: str) -> bool:
    if who.may(Permission.CHASE):
        return True
    found = Request.objects.seen_by(who).filter(reference=reference, asked_person__isnull=False)
    if who.person_id is not None and found.filter(asked_person_id=who.person_id).exists():
        return True
    agencies = who.agencies(Permission.SUBMIT_RETURNS)
    return (
        Request.objects.seen_by(who)
        .filter(reference=reference, asked_agency_id__in=sorted(agencies))
        .exists()
    )


SUBJECT = Subject(REQUEST, "request", _seen, _may_change)
