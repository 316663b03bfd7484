"""What the report says on shared pages: what changed, and its place in the year."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from roundtable.foundation.partnerships.queries import partnership_of
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.registries import ChangeCard, YearItem, YearState
from roundtable.report import queries

SHOWN = 3


def changes(who: Principal) -> list[ChangeCard]:
    """The last publications, withdrawals as such."""
    if who.partnership_id is None or not who.may(Permission.SEE_REPORT):
        return []
    slug = partnership_of(who).slug
    return [
        ChangeCard(
            "Withdrawn" if found.withdrawn_at else "Published",
            f"{found.title}, {found.edition} edition",
            found.withdrawn_reason or f"By {found.published_by}. Its figures are frozen.",
            reverse("website-publication", kwargs={"partnership": slug, "publication": found.slug}),
            "Open it",
            found.withdrawn_at or found.published_at,
        )
        for found in queries.publications(who)[:SHOWN]
    ]


def year(who: Principal, start_year: int) -> list[YearItem]:
    """What was published in the year, on its days."""
    if who.partnership_id is None or not who.may(Permission.SEE_REPORT):
        return []
    slug = partnership_of(who).slug
    first, last = date(start_year, 4, 1), date(start_year + 1, 3, 31)
    items = []
    for found in queries.publications(who).filter(withdrawn_at__isnull=True):
        on = timezone.localdate(found.published_at)
        if first <= on <= last:
            where = reverse("website-publication", kwargs={"partnership": slug, "publication": found.slug})
            items.append(YearItem("Report", f"{found.title}, {found.edition}", on, on, YearState.DONE, where))
    return items
