"""Deciding which provider of a figure counts: the only writer of such decisions."""

from django.utils import timezone

from roundtable.foundation.figures.catalogue import definitions, providers
from roundtable.foundation.figures.models import ProviderDecision
from roundtable.foundation.ledger.actions import record
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check, within
from roundtable.measures.periods import Period


@action("figures.decide_source")
def decide_source(*, by: Principal, key: str, provider: str, since: Period, reason: str) -> ProviderDecision:
    """One provider counts for a figure, in periods that begin with `since` or later, until it is decided anew.

    Every page and export follows at once; what was published stays as it was published.
    """
    check(by, Permission.DECIDE_SOURCES)
    chosen = providers().get(provider)
    if key not in definitions() or chosen is None or key not in chosen.known_keys(by):
        raise Rejected("Choose a source that has this figure.", "provider")
    if not reason.strip():
        raise Rejected("Say why this source counts.", "reason")
    last = ProviderDecision.objects.filter(partnership_id=within(by), key=key).order_by("-pk").first()
    if last and last.provider == provider and Period.parse(last.since).start <= since.start:
        raise Rejected(f"That is so already: {chosen.title} has counted from {_named(last.since)} on.")
    made = ProviderDecision.objects.create(
        partnership_id=within(by), key=key, provider=provider, since=str(since), reason=reason.strip(),
        decided_on=timezone.localdate(), decided_by=by.label,
    )  # fmt: skip
    said = (
        f"decided that {definitions().get(key).title} is taken from “{chosen.title}”, from {since.label} on"
    )
    record(by, "figures.decide_source", "figure", key, said, reason=reason.strip(), provider=provider)
    return made


def _named(period: str) -> str:
    return Period.parse(period).label
