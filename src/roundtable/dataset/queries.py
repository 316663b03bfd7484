"""Reading returns, their versions and what the board said."""

from django.utils import timezone

from roundtable.dataset.models import Commentary, Observation, Return, ReturnState, ReturnVersion
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check

OPEN = (ReturnState.ASKED, ReturnState.STARTED, ReturnState.SENT_BACK)


def returns(who: Principal) -> "ScopedQuerySet[Return]":
    """The returns that `who` may see: every agency's, or their own agencies'."""
    return (
        Return.objects.seen_by(who).select_related("agency").order_by("-period", "agency__title", "reference")
    )


def versions(who: Principal, found: Return) -> list[ReturnVersion]:
    """A return's versions, newest first, without their files."""
    return list(ReturnVersion.objects.seen_by(who, "return_of").filter(return_of_id=found.pk).defer("file"))


def observations(who: Principal, version: ReturnVersion) -> list[Observation]:
    return list(
        Observation.objects.seen_by(who, "version", "version__return_of")
        .filter(version_id=version.pk)
        .order_by("key", "dims", "period_start")
    )


def late(who: Principal) -> "ScopedQuerySet[Return]":
    """Returns that were due and have not come, the longest late first."""
    return returns(who).filter(state__in=OPEN, due__lt=timezone.localdate()).order_by("due")


def due(who: Principal) -> "ScopedQuerySet[Return]":
    """Every return that is still to come, by when it is due."""
    return returns(who).filter(state__in=OPEN, due__isnull=False).order_by("due")


def to_decide(who: Principal) -> "ScopedQuerySet[Return]":
    return returns(who).filter(state=ReturnState.SUBMITTED).order_by("due")


def commentary(who: Principal, key: str) -> list[Commentary]:
    """What the board said of a figure, newest first."""
    check(who, Permission.SEE_DATASET)
    return list(Commentary.objects.seen_by(who).filter(key=key).order_by("-said_on", "-id"))
