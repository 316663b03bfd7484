"""People of a partnership as records that notices point at, by their e-mail address."""

from django.db.models import F

from roundtable.foundation.people.models import Grant
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.subjects import References, Subject


def _seen(who: Principal) -> References:
    if not who.may(Permission.SEE_PEOPLE) and not who.may(Permission.MANAGE_PEOPLE):
        return []
    return Grant.objects.seen_by(who).order_by().values(reference=F("person__email"))


def _may_change(who: Principal, reference: str) -> bool:
    return who.may(Permission.MANAGE_PEOPLE)


SUBJECT = Subject("person", "person", _seen, _may_change)
