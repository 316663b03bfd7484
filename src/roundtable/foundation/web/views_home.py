"""Home: what needs the reader, where the year stands, and what changed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.needs import in_order, summary
from roundtable.foundation.web.registries import changes, needs, year
from roundtable.foundation.web.strip import financial_year_start, strip

CHANGES_SHOWN = 6
NEEDS_SHOWN = 8


@policy(Permission.SEE_HOME)
def home(request: Request, partnership: str) -> HttpResponse:
    """`?year=2015` turns the strip to the year that begins in April 2015; `?all=1` shows everything that waits."""
    today = timezone.localdate()
    tasks = in_order(needs.items(request.who), today)
    shown = tasks if request.GET.get("all") else tasks[:NEEDS_SHOWN]
    happened = sorted(changes.items(request.who), key=lambda card: card.at, reverse=True)
    return render(
        request,
        "web/home.html",
        {
            "title": "What needs you",
            "lede": summary(tasks, today),
            "tasks": shown,
            "more": len(tasks) - len(shown),
            "changes": happened[:CHANGES_SHOWN],
            **_year(request.who, request.GET.get("year", "")),
        },
    )


def _year(who: Principal, asked: str) -> dict[str, object]:
    """The strip for those who see every agency's returns; nothing for the others."""
    if not who.may(Permission.SEE_ALL_RETURNS):
        return {}
    today = timezone.localdate()
    now = financial_year_start(today)
    start = int(asked) if asked.isdecimal() and len(asked) == 4 else _latest(who, now)
    made = strip(year.items(who, start), start, today)
    title = "The year so far" if start == now else f"The year {_name(start)}"
    turned = [(start - 1, _name(start - 1)), *([(start + 1, _name(start + 1))] if start < now else [])]
    return {"strip": made, "year_title": title, "turned": turned, "shown_year": _name(start)}


def _latest(who: Principal, now: int) -> int:
    """This year, or where nothing of it is known yet the last one that something is known of."""
    known = [found for found in year.latest(who) if found <= now]
    return max(known, default=now)


def _name(start: int) -> str:
    return f"{start}-{(start + 1) % 100:02d}"
