"""What the header and footer of every page ask for."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.queries import partnerships_of
from roundtable.foundation.scope.principals import PUBLIC, Kind, Principal
from roundtable.foundation.web.registries import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `who`, `partnership`, `wings`, `partnerships` (to switch to), `marking` and `demo`."""
    who: Principal = getattr(request, "who", PUBLIC)
    partnership: Partnership | None = getattr(request, "partnership", None)
    inside = partnership if who.kind is not Kind.PUBLIC else None
    return {
        "who": who,
        "partnership": partnership,
        "wings": SimpleLazyObject(partial(_wings, request.path, who, inside)) if inside else [],
        "partnerships": SimpleLazyObject(partial(_enterable, request)),
        "marking": inside.marking if inside else "",
        "demo": settings.DEMO,
    }


def _wings(path: str, who: Principal, partnership: Partnership) -> list[dict[str, Any]]:
    """The items of the service navigation; the one with the longest address that this page lies under is active."""
    links = [(item.title, item.url(partnership.slug)) for item in navigation.open_to(who)]
    found = [(title, url) for title, url in links if url]
    here = max((url for _, url in found if path.startswith(url)), key=len, default="")
    return [
        {"text": title, "href": url, "current": url == path, "active": url == here} for title, url in found
    ]


def _enterable(request: HttpRequest) -> list[Partnership]:
    user = getattr(request, "user", None)
    return partnerships_of(user) if user is not None and user.is_authenticated else []
