"""The door of the API: which token is shown, whether it still works, and whether it comes too often."""

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from roundtable.foundation.tokens.actions import note_use
from roundtable.foundation.tokens.models import Token
from roundtable.foundation.tokens.queries import token_of

MINUTE = 60


class NoLongerWorks(AuthenticationError):
    """A token that was made here, and ended or was revoked since."""


class Bearer(HttpBearer):
    """`Authorization: Bearer rt_…`"""

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        found = token_of(token)
        if found is None:
            return None
        ended = found.why_not(timezone.localdate())
        if ended:
            raise NoLongerWorks(message=ended)
        note_use(found)
        return found


class Throttle(BaseThrottle):
    """At most API_LIMIT requests of one token in each minute of the clock; 0 is no limit.

    The count is kept in the cache. Two requests of one moment may count as one: it guards against a program that runs
    wild, and takes no part in who may see what. Nothing is held here, since threads share one throttle.
    """

    def allow_request(self, request: HttpRequest) -> bool:
        limit = settings.API_LIMIT
        token: Token | None = getattr(request, "auth", None)
        if not limit or token is None:
            return True
        name = f"api:{token.pk}:{int(time.time()) // MINUTE}"
        already: int = cache.get(name, 0)
        if already >= limit:
            return False
        cache.set(name, already + 1, 2 * MINUTE)
        return True

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return MINUTE - time.time() % MINUTE
