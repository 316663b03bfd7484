"""The demonstration's people and their password: shown on the sign-in page and in the terminal, in demo mode alone."""

from dataclasses import dataclass
from datetime import date, timedelta

from roundtable.dataset.actions import ask_for_return
from roundtable.dataset.lines import plan
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.people.models import Grant
from roundtable.foundation.scope.permissions import ROLES
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.scope.tripwire import permit
from roundtable.measures.periods import Period

PASSWORD = "demonstration only"  # noqa: S105 - of people who do not exist, in demo mode


@dataclass(frozen=True, slots=True)
class SignIn:
    email: str
    name: str
    roles: str
    password: str = PASSWORD


# What the demonstration asks for today, so that home has something to show: agency, title, figures, days until due.
ASKED_NOW = (
    (
        "cambridgeshire-constabulary",
        "Missing children and referrals",
        ("missing.reports", "police.referrals.child_concern"),
        -6,
    ),
    (
        "cambridgeshire-county-council",
        "Contacts and enquiries",
        ("contacts.received", "section47.enquiries"),
        2,
    ),
)


def ask_for_now(by: Principal, partnership: Partnership, today: date) -> None:
    """Ask two agencies for the last whole quarter: one of them is late. It stays apart from the example year."""
    quarter = Period.quarter_of(*_last_quarter(today))
    agencies = {a.slug: a for a in Agency.objects.all()}
    for slug, title, keys, days in ASKED_NOW:
        lines = [
            line for key in keys for line in plan(definitions().get(key), quarter, area=partnership.title)
        ]
        ask_for_return(
            by=by, partnership=partnership, agency=agencies[slug], period=str(quarter), title=f"{title}, {quarter.label}",
            lines=lines, due=today + timedelta(days=days),
        )  # fmt: skip


def _last_quarter(today: date) -> tuple[int, int]:
    """The start year and number of the financial quarter that ended before today."""
    quarter = (today.month - 4) % 12 // 3 + 1
    year = today.year if today.month >= 4 else today.year - 1
    return (year, quarter - 1) if quarter > 1 else (year - 1, 4)


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
