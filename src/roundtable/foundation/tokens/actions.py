"""Making and revoking tokens."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.scope.actions import Rejected, action, nothing_changed
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Kind, Principal, Refused, check, within
from roundtable.foundation.scope.tripwire import permit
from roundtable.foundation.tokens.models import NAME_LENGTH, Token
from roundtable.measures.wording import day

MOST_DAYS = 366
USED_AGAIN = timedelta(minutes=1)

# What the API has a use for. A token for anything else would be a risk without a purpose.
OFFERED = (
    Permission.SEE_DATASET,
    Permission.SEE_ALL_RETURNS,
    Permission.SUBMIT_RETURNS,
    Permission.LOAD_FOR_AGENCIES,
    Permission.SEE_LEDGER,
)


def digest(secret: str) -> str:
    """Plain SHA-256 is enough: a secret of 256 random bits cannot be guessed, however fast the guessing is."""
    return hashlib.sha256(secret.encode()).hexdigest()


@action("tokens.create")
def create_token(
    *, by: Principal, name: str, permissions: Collection[Permission], ends: date
) -> tuple[Token, str]:
    """A token and its secret, which is told this once."""
    check(by, Permission.USE_API)
    if by.kind is not Kind.PERSON or by.person_id is None:
        raise Refused("Only somebody who is signed in can make a token, for themselves.")
    _check_ends(ends)
    scope = _scope(by, permissions)
    if not name.strip() or len(name.strip()) > NAME_LENGTH:
        raise Rejected(f"Enter a name of at most {NAME_LENGTH} characters.", "name")
    secret = f"rt_{secrets.token_urlsafe(32)}"
    made = Token.objects.create(
        partnership_id=within(by), person_id=by.person_id, name=name.strip(), start=secret[:9],
        digest=digest(secret), permissions=scope, ends=ends,
    )  # fmt: skip
    said = f"made the token “{made.name}” ({made.start}…), which ends on {day(ends)}"
    record(by, "tokens.create", "token", str(made.pk), said, permissions=scope)
    return made, secret


def _check_ends(ends: date) -> None:
    today = timezone.localdate()
    if ends < today:
        raise Rejected("The last day must be today or later.", "ends")
    if ends > today + timedelta(days=MOST_DAYS):
        raise Rejected("A token lasts a year at most. Choose an earlier last day.", "ends")


def _scope(by: Principal, permissions: Collection[Permission]) -> list[str]:
    if not permissions:
        raise Rejected("Choose at least one thing that the token may do.", "permissions")
    if any(p not in OFFERED or not by.may(p) for p in permissions):
        raise Rejected("A token may do no more than you may. Choose from the list.", "permissions")
    return sorted(permissions)


@action("tokens.revoke")
def revoke_token(*, by: Principal, token: Token) -> Token:
    """From now on the token opens nothing. It stays in the list, and in the ledger."""
    if by.kind is not Kind.OPERATOR and (by.kind is not Kind.PERSON or by.person_id != token.person_id):
        raise Refused("Only a token's owner can revoke it, signed in.")
    if token.revoked_at is not None:
        nothing_changed()
        return token
    token.revoked_at = timezone.now()
    token.save(update_fields=("revoked_at",))
    said = f"revoked the token “{token.name}” ({token.start}…)"
    record(by, "tokens.revoke", "token", str(token.pk), said, partnership_id=token.partnership_id)
    return token


def note_use(token: Token) -> None:
    """Remember that a token was used now, with at most one write a minute.

    No action: whoever only reads has done nothing that the ledger tells of, and what they do write stands there by itself.
    """
    now = timezone.now()
    if token.used_at is not None and now - token.used_at < USED_AGAIN:
        return
    with permit("noting when a token was last used"):
        before = Q(used_at__isnull=True) | Q(used_at__lte=now - USED_AGAIN)
        Token.objects.filter(before, pk=token.pk).update(used_at=now)
