"""The demonstration's people and their password: shown on the sign-in page and in the terminal, in demo mode alone."""

from dataclasses import dataclass

from roundtable.foundation.people.models import Grant
from roundtable.foundation.scope.permissions import ROLES
from roundtable.foundation.scope.tripwire import permit

PASSWORD = "demonstration only"  # noqa: S105 - of people who do not exist, in demo mode


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    name: str
    roles: str
    password: str = PASSWORD


def sign_ins() -> list[SignIn]:
    """Everybody who may sign in, with their roles. Call it in demo mode only: it crosses partnerships."""
    with permit("listing the demonstration's people"):
        grants = list(Grant.objects.select_related("person", "partnership", "agency").order_by("id"))
    people: dict[str, SignIn] = {}
    for grant in grants:
        title = ROLES[grant.role].title
        role = f"{title}, {grant.agency or grant.partnership}"
        held = people.get(grant.person.email)
        known = held.roles.split("; ") if held else []
        roles = "; ".join(dict.fromkeys([*known, role]))  # an agency at two tables gives the same role twice
        people[grant.person.email] = SignIn(grant.person.email, grant.person.name, roles)
    return list(people.values())
