"""Reading what was sent and what waits to be."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.principals import Principal

LONG_ENOUGH = timedelta(hours=1)  # an e-mail leaves within a minute of being written, or not by itself


def notices(who: Principal) -> "ScopedQuerySet[Notice]":
    """Every e-mail that who may see, newest first."""
    return Notice.objects.seen_by(who)


def notices_about(who: Principal, kind: str, reference: str) -> "ScopedQuerySet[Notice]":
    return notices(who).filter(about_kind=kind, about_reference=reference)


def drafts(who: Principal) -> "ScopedQuerySet[Notice]":
    return notices(who).filter(state=NoticeState.DRAFT)


def unsent(who: Principal, now: datetime | None = None) -> "ScopedQuerySet[Notice]":
    """Those that a mail server refused, or that were left waiting so long that nobody sends them any more."""
    left = Q(state=NoticeState.WAITING, written_at__lt=(now or timezone.now()) - LONG_ENOUGH)
    return notices(who).filter(Q(state=NoticeState.FAILED) | left).order_by("written_at", "pk")
