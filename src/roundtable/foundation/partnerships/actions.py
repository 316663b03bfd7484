"""Making partnerships, bringing agencies to the table, and shaping groups."""

from datetime import date

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.partnerships.models import (
    Agency,
    Group,
    GroupShare,
    Membership,
    Partnership,
    Seat,
    Standing,
)
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check

# Addresses of the site itself, which no partnership may take.
RESERVED = frozenset(
    [
        "about",
        "accessibility",
        "account",
        "accounts",
        "api",
        "components",
        "sign-in",
        "sign-out",
        "static",
        "well-known",
    ]
)


@action("partnerships.create")
def create_partnership(*, by: Principal, slug: str, title: str, body_type: str, marking: str) -> Partnership:
    """Start a partnership; its ledger begins with this."""
    check(by, Permission.MANAGE_PARTNERSHIP)
    if slug in RESERVED:
        raise Rejected(f"/{slug}/ is an address of the site itself. Choose another address.", "slug")
    if Partnership.objects.filter(slug=slug).exists():
        raise Rejected(f"There is a partnership at /{slug}/ already. Choose another address.", "slug")
    made = Partnership.objects.create(slug=slug, title=title, body_type=body_type, marking=marking)
    record(
        by,
        "partnerships.create",
        "partnership",
        slug,
        f"started the partnership {title}",
        partnership_id=made.pk,
    )
    return made


@action("partnerships.admit_agency")
def admit_agency(
    *,
    by: Principal,
    partnership: Partnership,
    slug: str,
    title: str,
    sector: str,
    statutory: bool,
    start: date,
    contact_email: str = "",
) -> Membership:
    """Bring an agency to the table; one that the installation knows already keeps its title and sector."""
    check(by, Permission.MANAGE_PARTNERSHIP)
    agency, made = Agency.objects.get_or_create(slug=slug, defaults={"title": title})
    if made:
        Standing.objects.create(agency=agency, sector=sector, start=start)
    if Membership.objects.filter(partnership=partnership, agency=agency, end__isnull=True).exists():
        raise Rejected(f"{agency} is at the table already.", "agency")
    member = Membership.objects.create(
        partnership=partnership, agency=agency, statutory=statutory, start=start, contact_email=contact_email
    )
    record(
        by, "partnerships.admit_agency", "agency", agency.slug,
        f"brought {agency} to the table from {start:%-d %B %Y}", partnership_id=partnership.pk, statutory=statutory,
    )  # fmt: skip
    return member


@action("partnerships.introduce_publisher")
def introduce_publisher(*, by: Principal, partnership: Partnership, slug: str, title: str) -> Agency:
    """Know a body whose published figures are loaded with their citation; it has no place at the table."""
    check(by, Permission.MANAGE_PARTNERSHIP)
    publisher, _ = Agency.objects.get_or_create(slug=slug, defaults={"title": title})
    record(
        by, "partnerships.introduce_publisher", "agency", slug, f"introduced {title} as a publisher of figures",
        partnership_id=partnership.pk,
    )  # fmt: skip
    return publisher


@action("partnerships.end_membership")
def end_membership(*, by: Principal, membership: Membership, end: date, reason: str) -> Membership:
    check(by, Permission.MANAGE_PARTNERSHIP)
    if end < membership.start:
        raise Rejected("The last day cannot be before the first.", "end")
    membership.end = end
    membership.save(update_fields=("end",))
    record(
        by, "partnerships.end_membership", "agency", membership.agency.slug,
        f"ended the membership of {membership.agency} on {end:%-d %B %Y}: {reason}",
        partnership_id=membership.partnership_id,
    )  # fmt: skip
    return membership


@action("partnerships.form_group")
def form_group(
    *,
    by: Principal,
    partnership: Partnership,
    slug: str,
    title: str,
    kind: str,
    start: date,
    parent: Group | None = None,
    shared_with: tuple[Partnership, ...] = (),
) -> Group:
    """Form a group, joint where it is shared."""
    check(by, Permission.MANAGE_PARTNERSHIP)
    if Group.objects.filter(partnership=partnership, slug=slug).exists():
        raise Rejected(f"There is a group called {title} already.", "title")
    group = Group.objects.create(
        partnership=partnership, slug=slug, title=title, kind=kind, parent=parent, start=start
    )
    for other in shared_with:
        GroupShare.objects.create(partnership=partnership, group=group, shared_with=other, start=start)
    record(by, "partnerships.form_group", "group", slug, f"formed {title}", partnership_id=partnership.pk)
    return group


@action("partnerships.add_seat")
def add_seat(
    *,
    by: Principal,
    group: Group,
    title: str,
    start: date,
    agency: Agency | None = None,
    statutory: bool = False,
    voting: bool = True,
) -> Seat:
    check(by, Permission.MANAGE_PARTNERSHIP)
    seat = Seat.objects.create(
        partnership_id=group.partnership_id, group=group, title=title, agency=agency,
        statutory=statutory, voting=voting, start=start,
    )  # fmt: skip
    record(
        by, "partnerships.add_seat", "group", group.slug, f"added the seat {title} to {group}",
        partnership_id=group.partnership_id,
    )  # fmt: skip
    return seat
