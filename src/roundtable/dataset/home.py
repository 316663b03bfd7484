"""What returns bring to the home page: what waits for the reader, and their days on the year's strip."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from roundtable.dataset.describe import is_late, late_words, period_words
from roundtable.dataset.models import Return, ReturnState
from roundtable.dataset.queries import OPEN, late, returns, to_decide
from roundtable.foundation.partnerships.queries import partnership_of
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.registries import NavigationItem, NeedsItem, YearItem, YearState
from roundtable.foundation.web.tones import Tone
from roundtable.measures.wording import join, plural

SOON = timedelta(days=30)


def may_see_returns(who: Principal) -> bool:
    return who.may(Permission.SEE_ALL_RETURNS) or who.may(Permission.SUBMIT_RETURNS)


NAVIGATION = NavigationItem("Returns", "dataset-returns", may_see_returns, order=25)


def needs(who: Principal) -> list[NeedsItem]:
    """Returns to send, for their agency; to decide, and late, for those who run the partnership."""
    if not may_see_returns(who):
        return []
    slug = partnership_of(who).slug
    found = _to_send(who, slug)
    if who.may(Permission.ACCEPT_RETURNS):
        found += [_item(slug, one, "dataset-return-decide", "Decide", Tone.AMBER) for one in to_decide(who)]
    if who.may(Permission.CHASE):
        found += _to_chase(who, slug)
    return found


def _to_send(who: Principal, slug: str) -> list[NeedsItem]:
    mine = who.agencies(Permission.SUBMIT_RETURNS)
    waiting = (
        returns(who)
        .filter(state__in=OPEN, provider="returns", agency_id__in=sorted(mine))
        .order_by("request__due")
    )
    return [_item(slug, one, "dataset-return", "Open", _tone(one)) for one in waiting]


def _tone(found: Return) -> Tone:
    if is_late(found):
        return Tone.BRICK
    soon = found.due is not None and found.due - timezone.localdate() <= SOON
    return Tone.AMBER if soon or found.state == ReturnState.SENT_BACK else Tone.GREY


def _item(slug: str, found: Return, url_name: str, button: str, tone: Tone) -> NeedsItem:
    url = reverse(url_name, kwargs={"partnership": slug, "reference": found.reference})
    to_decide_now = button == "Decide"
    words = "To decide" if to_decide_now else ("Sent back" if found.state == ReturnState.SENT_BACK else "")
    title = f"{'Decide on' if to_decide_now else 'Send'} {found.title}"
    detail = f"{found.agency}, {period_words(found)}"
    return NeedsItem(title, detail, None if to_decide_now else found.due, tone, url, button, words)


def _to_chase(who: Principal, slug: str) -> list[NeedsItem]:
    """One item for all that is late: each is a row of the chase screen."""
    found = list(late(who).filter(provider="returns"))
    if not found:
        return []
    agencies = list(dict.fromkeys(one.agency.title for one in found))
    named = join([*agencies[:3], *([plural(len(agencies) - 3, "other")] if len(agencies) > 3 else [])])
    longest = late_words(found[0].due) if found[0].due else ""
    return [
        NeedsItem(
            f"{plural(len(found), 'return')} late", f"{named}; the longest is {longest}", found[0].due, Tone.BRICK,
            reverse("dataset-chase", kwargs={"partnership": slug}), "Chase",
        )
    ]  # fmt: skip


def year(who: Principal, start_year: int) -> list[YearItem]:
    """Each day in the year by which returns are due: one mark for those of one day and state."""
    if not may_see_returns(who):
        return []
    first, last = date(start_year, 4, 1), date(start_year + 1, 3, 31)
    found = returns(who).filter(request__due__range=(first, last)).order_by("request__due")
    slug = partnership_of(who).slug
    groups: dict[tuple[date, YearState], list[Return]] = {}
    for one in found:
        if one.due is not None:
            groups.setdefault((one.due, _year_state(one)), []).append(one)
    return [
        YearItem("Returns", _title(together), due, due, state, _url(slug, together))
        for (due, state), together in groups.items()
    ]


def _year_state(found: Return) -> YearState:
    if found.state == ReturnState.ACCEPTED:
        return YearState.DONE
    if is_late(found):
        return YearState.LATE
    return YearState.TO_COME if found.state == ReturnState.ASKED else YearState.NOW


def _title(together: Iterable[Return]) -> str:
    found = list(together)
    return found[0].title if len(found) == 1 else plural(len(found), "return")


def _url(slug: str, together: list[Return]) -> str:
    if len(together) == 1:
        return reverse("dataset-return", kwargs={"partnership": slug, "reference": together[0].reference})
    return reverse("dataset-returns", kwargs={"partnership": slug})
