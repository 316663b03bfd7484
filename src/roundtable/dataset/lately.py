"""What returns say of lately on the home page: what was decided, and which year knows most of now."""

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from roundtable.dataset.models import ReturnState, ReturnVersion
from roundtable.dataset.queries import returns
from roundtable.foundation.partnerships.queries import partnership_of
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.registries import ChangeCard
from roundtable.foundation.web.strip import financial_year_start
from roundtable.measures.wording import day

SHOWN = 6


def changes(who: Principal) -> list[ChangeCard]:
    """The last returns that were accepted or sent back, for those who see the returns of every agency."""
    if not who.may(Permission.SEE_ALL_RETURNS):
        return []
    slug = partnership_of(who).slug
    found = (
        ReturnVersion.objects.seen_by(who, "return_of")
        .filter(decided_at__isnull=False, return_of__provider="returns")
        .select_related("return_of__agency")
        .defer("file")
        .order_by("-decided_at")[:SHOWN]
    )
    return [_card(slug, version) for version in found]


def _card(slug: str, version: ReturnVersion) -> ChangeCard:
    about, decided = version.return_of, version.decided_at
    assert decided is not None  # noqa: S101 - the query left out those without
    done = "Sent back" if version.state == ReturnState.SENT_BACK else "Accepted"
    restated = f", version {version.number}" if version.number > 1 else ""
    return ChangeCard(
        "Returns",
        about.title,
        f"{about.agency}{restated}. {done} on {day(timezone.localtime(decided).date())}.",
        reverse("dataset-return", kwargs={"partnership": slug, "reference": about.reference}),
        "Look at it",
        decided,
    )


def latest_year(who: Principal) -> int | None:
    """The financial year, by the calendar year it begins in, of the last day by which a return was due."""
    last = returns(who).filter(provider="returns").order_by().aggregate(last=Max("request__due"))["last"]
    return financial_year_start(last) if last else None
