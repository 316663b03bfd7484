"""Inviting people; giving, suspending and ending roles."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.notices.actions import try_again, write_notices
from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.partnerships.models import Agency, Group, Membership, Partnership
from roundtable.foundation.people.emails import invitation
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.actions import Rejected, action, nothing_changed
from roundtable.foundation.scope.permissions import ROLES, Permission
from roundtable.foundation.scope.principals import Kind, Principal, Refused, check


@action("people.grant")
def grant_role(
    *,
    by: Principal,
    partnership: Partnership,
    email: str,
    name: str,
    role: str,
    post: str = "",
    agency: Agency | None = None,
    group: Group | None = None,
    register: str = "",
    start: date | None = None,
    end: date | None = None,
) -> Grant:
    """Give a role to whoever has this e-mail address, known to the installation or not: the giver cannot tell."""
    check(by, Permission.MANAGE_PEOPLE)
    known = ROLES.get(role)
    if known is None:
        raise Rejected("Choose a role from the list.", "role")
    _check_attachment(partnership, known.attaches_to, agency, group, register)
    address, name = email.strip().lower(), name.strip()
    if not name:
        raise Rejected("Enter their name.", "name")
    unknown = {"email": address, "name": name, "password": make_password(None)}
    person, _ = Person.objects.get_or_create(email__iexact=address, defaults=unknown)
    if _holds(partnership, person, role, agency, group, register):
        raise Rejected(f"{address} has this role already.", "email")
    made = Grant.objects.create(
        partnership=partnership, person=person, name=name, post=post.strip(), role=role, agency=agency, group=group,
        register=register, start=start or timezone.localdate(), end=end,
    )  # fmt: skip
    whom = f" for {agency or group}" if agency or group else ""
    # Somebody with two roles here has one name here: the last that was typed.
    others = Grant.objects.filter(partnership=partnership, person=person).exclude(name=name)
    if before := others.first():
        whom += f", until now known as {before.name}"
        others.update(name=name)
    record(
        by, "people.grant", "person", address, f"gave {name} the role of {known.title.lower()}{whom}",
        partnership_id=partnership.pk, role=role,
    )  # fmt: skip
    return made


@action("people.invite")
def invite(*, by: Principal, partnership: Partnership, site: str, **role: Any) -> tuple[Grant, Notice]:
    """Give a role and write to whoever has it. `role` is what `grant_role` takes; `site` is where Roundtable is.

    The notice says, once all is stored, whether the letter could be sent.
    """
    made = grant_role(by=by, partnership=partnership, **role)
    return made, write_invitation(by=by, grant=made, site=site)


@action("people.write_invitation")
def write_invitation(*, by: Principal, grant: Grant, site: str) -> Notice:
    """Send the letter about a role, or send it again; the same letter that could not be sent is tried once more."""
    check(by, Permission.MANAGE_PEOPLE)
    if grant.partnership_id != by.partnership_id:
        raise Refused("There is no such role here.")
    if grant.suspended or (grant.end is not None and grant.end < timezone.localdate()):
        raise Rejected("This role is not in force. Resume it, or give it again, before you write about it.")
    letter = invitation(grant, by.label, site)
    about = grant.person.email
    left = Notice.objects.filter(
        partnership_id=grant.partnership_id, about_kind="person", about_reference=about, body=letter.body,
        state__in=(NoticeState.FAILED, NoticeState.WAITING),
    ).first()  # fmt: skip
    if left is not None:
        return try_again(by=by, notice=left)
    return write_notices(by=by, letters=[letter], about_kind="person", about_reference=about)[0]


def _check_attachment(
    partnership: Partnership, attaches_to: str, agency: Agency | None, group: Group | None, register: str
) -> None:
    if attaches_to == "agency":
        if agency is None:
            raise Rejected("Choose the agency that the role is for.", "agency")
        if not Membership.objects.filter(partnership=partnership, agency=agency).exists():
            raise Rejected(f"{agency} is not an agency of this partnership.", "agency")
    elif agency is not None:
        raise Rejected("This role is not for an agency. Leave the agency empty.", "agency")
    if attaches_to == "group" and group is None:
        raise Rejected("Choose the group that the role is for.", "group")
    if attaches_to == "register" and not register:
        raise Rejected("Choose the register that the role is for.", "register")


def _holds(
    partnership: Partnership,
    person: Person,
    role: str,
    agency: Agency | None,
    group: Group | None,
    register: str,
) -> bool:
    """Whether the very same role has not ended yet."""
    same = Grant.objects.filter(
        partnership=partnership, person=person, role=role, agency=agency, group=group, register=register
    )
    return same.filter(Q(end__isnull=True) | Q(end__gte=timezone.localdate())).exists()


@action("people.change_name")
def change_name(*, by: Principal, person: Person, name: str) -> Person:
    """A person corrects their own name; each partnership that knows them is told."""
    if by.person_id != person.pk:
        raise Refused("You can change your own name, and nobody else's.")
    if not name.strip():
        raise Rejected("Enter your name.", "name")
    person.name = name.strip()
    person.save(update_fields=("name",))
    told = _names(person)
    Grant.objects.filter(person=person).update(name=person.name)
    for partnership_id, before in told.items():
        said = f"changed their name from {before} to {person.name}"
        record(by, "people.change_name", "person", person.email, said, partnership_id=partnership_id)
    if not told:
        nothing_changed()
    return person


def _names(person: Person) -> dict[int, str]:
    """By what name each partnership knows somebody, in the order in which chains are locked."""
    return dict(
        Grant.objects.filter(person=person).order_by("partnership_id").values_list("partnership_id", "name")
    )


@action("people.set_password")
def set_password(*, by: Principal, person: Person, password: str) -> Person:
    """The operator gives somebody a new way in; on the web people choose their own, by a link to their address."""
    if by.kind is not Kind.OPERATOR:
        raise Refused("Only the operator of the server can set somebody's password.")
    person.set_password(password)
    person.is_active = True
    person.save(update_fields=("password", "is_active"))
    told = _names(person)
    for partnership_id, name in told.items():
        said = f"set a new password for {name}"
        record(by, "people.set_password", "person", person.email, said, partnership_id=partnership_id)
    if not told:
        nothing_changed()
    return person


@action("people.suspend")
def suspend_grant(*, by: Principal, grant: Grant, reason: str) -> Grant:
    check(by, Permission.MANAGE_PEOPLE)
    if not reason.strip():
        raise Rejected("Say why the role is suspended.", "reason")
    grant.suspended, grant.reason = True, reason
    grant.save(update_fields=("suspended", "reason"))
    _note(by, "people.suspend", grant, f"suspended {{}}: {reason}")
    return grant


@action("people.resume")
def resume_grant(*, by: Principal, grant: Grant) -> Grant:
    check(by, Permission.MANAGE_PEOPLE)
    grant.suspended, grant.reason = False, ""
    grant.save(update_fields=("suspended", "reason"))
    _note(by, "people.resume", grant, "resumed {}")
    return grant


@action("people.end")
def end_grant(*, by: Principal, grant: Grant, reason: str, last_day: date | None = None) -> Grant:
    """End a role; from the day after its last day it allows nothing."""
    check(by, Permission.MANAGE_PEOPLE)
    _end(grant, last_day or timezone.localdate() - timedelta(days=1), reason)
    _note(by, "people.end", grant, f"ended {{}}: {reason}")
    return grant


@action("people.leave_agency")
def leave_agency(
    *, by: Principal, partnership: Partnership, person: Person, agency: Agency, reason: str
) -> list[Grant]:
    """A person leaves an agency: every role that came with it ends."""
    check(by, Permission.MANAGE_PEOPLE)
    held = list(Grant.objects.filter(partnership=partnership, person=person, agency=agency, end__isnull=True))
    for grant in held:
        _end(grant, timezone.localdate() - timedelta(days=1), reason)
        _note(by, "people.leave_agency", grant, f"ended {{}}: left {agency}")
    if not held:
        nothing_changed()
    return held


def _end(grant: Grant, last_day: date, reason: str) -> None:
    # A role that began today and ends today never was: its last day cannot be before its first.
    grant.end, grant.reason = max(last_day, grant.start), reason
    if grant.end >= timezone.localdate():
        grant.suspended = True
    grant.save(update_fields=("end", "reason", "suspended"))


def _note(by: Principal, verb: str, grant: Grant, sentence: str) -> None:
    title = ROLES[grant.role].title.lower()
    said = sentence.format(f"the role of {title} of {grant.name}")
    record(by, verb, "person", grant.person.email, said, partnership_id=grant.partnership_id)
