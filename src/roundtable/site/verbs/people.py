"""`roundtable people`: give a person a role, or a new way in."""

import argparse
import secrets

from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.partnerships.queries import agencies, groups
from roundtable.foundation.people.actions import grant_role, set_password
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import grants
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import ROLES
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.site.verbs.common import Stop, error, require_tables, scope

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    try:
        return {"list": _list, "grant": _grant, "password": _password}[args.what](args)
    except Rejected as wrong:
        error(wrong.sentence)
        return 1


def _list(args: argparse.Namespace) -> int:
    _, who = scope(args)
    for held in grants(who):
        about = held.agency or held.group or held.register or ""
        print(f"{held.person.email:<50} {ROLES[held.role].title:<24} {about}".rstrip())
    return 0


def _grant(args: argparse.Namespace) -> int:
    partnership, who = scope(args)
    person = Person.objects.filter(email__iexact=args.email.strip()).first()
    known = (
        grants(who).filter(person=person).first()
    )  # by this partnership: it never learns another's name for them
    name = args.name or (known.name if known else "")
    if not name:
        raise Stop(f"{args.email} is new here. Add their name: --name 'Ada Example'")
    group = groups(who).filter(slug=args.group).first() if args.group else None
    if args.group and group is None:
        raise Stop(f"There is no group {args.group!r} in {partnership}.")
    grant_role(
        by=who,
        partnership=partnership,
        email=args.email,
        name=name,
        role=args.role,
        agency=_agency(who, args.agency),
        group=group,
        register=args.register,
    )
    print(f"{args.email} has the role of {ROLES[args.role].title.lower()} in {partnership}.")
    if person is None:
        print(f"For their first way in: roundtable people password {args.email}")
    return 0


def _agency(who: Principal, slug: str | None) -> Agency | None:
    if not slug:
        return None
    found = agencies(who).filter(slug=slug).first()
    if found is None:
        known = ", ".join(agencies(who).values_list("slug", flat=True))
        raise Stop(f"There is no agency {slug!r} round the table. There are: {known}.")
    return found


def _password(args: argparse.Namespace) -> int:
    require_tables()
    person = Person.objects.filter(email__iexact=args.email.strip()).first()
    if person is None:
        raise Stop(f"Nobody has the e-mail address {args.email}.")
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    set_password(by=operator(), person=person, password=password)
    print(f"{person.name} signs in with {person.email} and the password {password}")
    print("Tell them in person, and to change it on the account page.")
    return 0
