"""Every address has a policy. What carries none is answered to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import TypeVar

from roundtable.foundation.scope.permissions import Permission

V = TypeVar("V", bound=Callable[..., object])


class Door(StrEnum):
    """Who gets as far as the view."""

    PUBLIC = "public"  # anybody, signed in or not
    SIGNED_IN = "signed_in"  # anybody with an account
    MEMBER = "member"  # a member of the partnership in the address
    API = "api"  # a token, checked by the API itself


@dataclass(frozen=True, slots=True)
class Policy:
    door: Door
    permissions: frozenset[Permission] = (
        frozenset()
    )  # any one of them opens the door; none: membership is enough
    why: str = ""  # for public doors: why it may be public


def policy(*permissions: Permission) -> Callable[[V], V]:
    """For members of the partnership in the address who hold one of `permissions` (any member where none is named)."""
    return _attach(Policy(Door.MEMBER, frozenset(permissions)))


def signed_in(view: V) -> V:
    """For anybody with an account, in no partnership yet."""
    return _attach(Policy(Door.SIGNED_IN))(view)


def public(why: str) -> Callable[[V], V]:
    """For everybody; `why` says what makes that right and appears on the page "who may do what"."""
    return _attach(Policy(Door.PUBLIC, why=why))


def _attach(made: Policy) -> Callable[[V], V]:
    def decorate(view: V) -> V:
        view.policy = made  # type: ignore[attr-defined]  # a function carries its policy with it
        return view

    return decorate


# Views that other packages bring, by the module that they live in, and the door that they stand behind.
BROUGHT: dict[str, Policy] = {
    "allauth.account": Policy(Door.PUBLIC, why="signing in comes before being known"),
    "allauth.socialaccount": Policy(Door.PUBLIC, why="signing in comes before being known"),
    "allauth.mfa": Policy(Door.PUBLIC, why="second factors check the account themselves"),
    "allauth.usersessions": Policy(Door.SIGNED_IN),
    "django.contrib.staticfiles": Policy(Door.PUBLIC, why="styles, scripts and fonts"),
    "django.views.static": Policy(Door.PUBLIC, why="styles, scripts and fonts, while developing"),
    "ninja": Policy(Door.API, why="the API checks its own tokens"),
}


def policy_of(view: Callable[..., object]) -> Policy | None:
    """The policy of a view function, or None: then it is answered to nobody."""
    if isinstance(view, partial):  # the API's description is one
        view = view.func
    own: Policy | None = getattr(view, "policy", None) or getattr(
        getattr(view, "view_class", None), "policy", None
    )
    if own is not None:
        return own
    module = getattr(view, "__module__", "") or ""
    return next((found for prefix, found in BROUGHT.items() if module.startswith(prefix)), None)
