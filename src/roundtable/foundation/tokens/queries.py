"""One's own tokens, and from a secret to a principal."""

from dataclasses import replace

from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Kind, Principal, check
from roundtable.foundation.scope.tripwire import permit
from roundtable.foundation.tokens.actions import digest
from roundtable.foundation.tokens.models import Token


def tokens(who: Principal) -> "ScopedQuerySet[Token]":
    """The tokens of whoever asks, newest first."""
    found: ScopedQuerySet[Token] = Token.objects.seen_by(who)
    return found


def token_of(secret: str) -> Token | None:
    """The token of a secret, whether it works or not; None for any other text. Its partnership and owner come with it."""
    with permit("finding whose token a program shows"):
        return Token.objects.filter(digest=digest(secret)).select_related("person", "partnership").first()


def principal_of(token: Token) -> Principal | None:
    """The token's owner as they are today, held to the token's scope; None once they are no member.

    Raises Refused where the owner may no longer use the API.
    """
    owner = principal(token.person, token.partnership)
    if owner is None:
        return None
    check(owner, Permission.USE_API)
    label = f"{owner.label} (token “{token.name}”)"
    return replace(owner, kind=Kind.TOKEN, label=label, reference=token.start, only=token.scope)
