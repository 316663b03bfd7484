"""Reading what was sent and what waits to be."""

from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.principals import Principal


def notices(who: Principal) -> "ScopedQuerySet[Notice]":
    """Every e-mail that who may see, newest first."""
    return Notice.objects.seen_by(who)


def notices_about(who: Principal, kind: str, reference: str) -> "ScopedQuerySet[Notice]":
    return notices(who).filter(about_kind=kind, about_reference=reference)


def drafts(who: Principal) -> "ScopedQuerySet[Notice]":
    return notices(who).filter(state=NoticeState.DRAFT)


def unsent(who: Principal) -> "ScopedQuerySet[Notice]":
    """Those that a mail server refused, or that were left waiting."""
    return notices(who).filter(state__in=(NoticeState.FAILED, NoticeState.WAITING))
