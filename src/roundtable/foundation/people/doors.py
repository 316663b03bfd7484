"""Who may open which address: read from the addresses themselves, so that the page cannot be out of date."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from roundtable.foundation.scope.permissions import ROLES, Permission
from roundtable.foundation.scope.policies import Door, policy_of

CAPTURE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True, slots=True)
class Address:
    """A page, and who gets to see it, in words."""

    path: str
    door: Door
    who: str


def addresses() -> list[Address]:
    """Every address of the site, by path."""
    return sorted(_walk(get_resolver().url_patterns, "/"), key=lambda found: found.path)


def _walk(patterns: Iterable[URLPattern | URLResolver], before: str) -> Iterator[Address]:
    for pattern in patterns:
        path = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif (found := policy_of(pattern.callback)) is not None:
            permissions = found.permissions
            yield Address(_readable(path), found.door, found.why or _words(found.door, permissions))


def _readable(path: str) -> str:
    plain = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", path).replace("^", "").replace("$", "")
    return CAPTURE.sub(lambda match: "{" + match[1].replace("pk", "number") + "}", plain)


def _words(door: Door, permissions: frozenset[Permission]) -> str:
    if door is Door.SIGNED_IN:
        return "anybody with an account"
    if not permissions:
        return "any member of the partnership"
    return "whoever may " + ", or ".join(sorted(p.words for p in permissions))


def holders(permission: Permission) -> list[str]:
    """The titles of the roles that allow something."""
    return [role.title for role in ROLES.values() if permission in role.permissions]
