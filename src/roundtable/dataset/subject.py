"""Returns as records that requests, deadlines and notices point at."""

from roundtable.dataset.models import Return
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.subjects import References, Subject


def _seen(who: Principal) -> References:
    return Return.objects.seen_by(who).order_by().values("reference")


def _may_change(who: Principal, reference: str) -> bool:
    """Those who ask for returns, load them or accept them; what an agency may do to its own is for `rules`."""
    return any(
        map(who.may, (Permission.ASK_FOR_RETURNS, Permission.LOAD_FOR_AGENCIES, Permission.ACCEPT_RETURNS))
    )


SUBJECT = Subject("return", "return", _seen, _may_change, url_name="dataset-return")
