"""From a request to a principal, and the policy of the address before the view runs."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.partnerships.queries import partnership_by_slug
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.policies import Door, Policy, policy_of
from roundtable.foundation.scope.principals import PUBLIC, Principal, Refused


class Request(HttpRequest):
    """What a view is given: `who` asks, and the `partnership` of the address where it has one."""

    who: Principal
    partnership: Partnership
    user: Person  # behind every door but the public one


class ScopeMiddleware:
    """Default deny. A stranger to a partnership learns nothing of it (404); a member without the right is told (403)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.who = PUBLIC  # type: ignore[attr-defined]  # see Request
        request.partnership = None  # type: ignore[attr-defined]  # see Request
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., object], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        found = policy_of(view)
        if found is None:
            raise ImproperlyConfigured(f"{request.path} has no policy: {view.__module__}.{view}")
        slug = kwargs.get("partnership")
        if found.door is Door.API:
            return None  # whoever is signed in in this browser has no part in it
        if found.door is Door.PUBLIC:
            self._public(request, slug)
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return self._inside(request, found, slug)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refused):
            return render(request, "403.html", {"reason": error.sentence}, status=403)
        return None

    def _public(self, request: Any, slug: str | None) -> None:
        partnership = partnership_by_slug(slug) if slug else None
        if slug and partnership is None:
            raise Http404
        request.partnership = partnership
        if request.user.is_authenticated:
            request.who = principal(request.user, partnership) or PUBLIC

    def _inside(self, request: Any, found: Policy, slug: str | None) -> HttpResponse | None:
        partnership = partnership_by_slug(slug) if slug else None
        who = principal(request.user, partnership) if (partnership or not slug) else None
        if who is None or (found.door is Door.MEMBER and partnership is None):
            raise Http404
        request.who, request.partnership = who, partnership
        if found.permissions and not any(who.may(p) for p in found.permissions):
            wanted = " or ".join(sorted(p.words for p in found.permissions))
            raise_with = f"Your role ({', '.join(who.role_titles).lower()}) does not let you {wanted}."
            return render(request, "403.html", {"reason": raise_with}, status=403)
        return None
