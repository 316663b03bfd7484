"""Who is a member, what they may do, and the agencies round the table."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from roundtable.foundation.ledger.queries import history
from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.partnerships.models import Membership, Sector
from roundtable.foundation.partnerships.queries import memberships_with_sector
from roundtable.foundation.people import actions as doing
from roundtable.foundation.people.doors import addresses, holders
from roundtable.foundation.people.forms import InviteForm, ReasonForm
from roundtable.foundation.people.lists import PeopleFilters, about, columns, state
from roundtable.foundation.people.models import Grant
from roundtable.foundation.people.queries import grants, last_letter
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import ROLES, WORDS, Permission
from roundtable.foundation.scope.policies import Door, policy
from roundtable.foundation.web.lists import Column, make_listing
from roundtable.foundation.web.records import Action, HistoryEntry
from roundtable.measures import wording

HISTORY_SHOWN = 8


@policy(Permission.SEE_PEOPLE)
def people(request: Request, partnership: str) -> HttpResponse:
    rows = grants(request.who)
    listing = make_listing(
        request, rows, columns(partnership), filters=PeopleFilters, name="people", default_sort="name"
    )
    may_manage = request.who.may(Permission.MANAGE_PEOPLE)
    return listing.respond(
        "people/people.html",
        {"title": "People", "breadcrumbs": _crumbs(request), "may_manage": may_manage},
    )


@policy(Permission.SEE_PEOPLE)
def grant(request: Request, partnership: str, pk: int) -> HttpResponse:
    """One role of one person."""
    found = get_object_or_404(grants(request.who), pk=pk)
    may_read = request.who.may(Permission.SEE_LEDGER) or request.who.may(Permission.MANAGE_PEOPLE)
    may_manage = request.who.may(Permission.MANAGE_PEOPLE)
    lines = list(history(request.who, "person", found.person.email)[:HISTORY_SHOWN]) if may_read else []
    return render(
        request,
        "people/grant.html",
        {
            "title": found.name,
            "breadcrumbs": _crumbs(request, people=True),
            "state": state(found, timezone.localdate()),
            "reference_line": ROLES[found.role].title,
            "rows": _facts(found),
            "role": ROLES[found.role],
            "permissions": sorted(WORDS[p] for p in ROLES[found.role].permissions),
            "actions": _actions(request, found) if may_manage else [],
            "letter": last_letter(request.who, found) if may_manage else None,
            "history": [
                HistoryEntry(line.sentence[:1].upper() + line.sentence[1:], line.actor, line.at)
                for line in lines
            ],
            "may_read": may_read,
        },
    )


def _facts(found: Grant) -> list[tuple[str, str]]:
    pairs = [
        ("E-mail address", found.person.email),
        ("Post", found.post),
        ("For", about(found) or "The whole partnership"),
        ("From", wording.day(found.start)),
        ("Until", wording.day(found.end) if found.end else "No end"),
        ("Reason", found.reason),
    ]
    return [pair for pair in pairs if pair[1]]


def _actions(request: Request, found: Grant) -> list[Action]:
    here = f"/{request.partnership.slug}/people/{found.pk}"
    over = found.end is not None and (found.end < timezone.localdate() or found.suspended)
    if over:
        return [Action("Suspend or end", refused="This role has ended. To give it again, invite the person.")]
    made = []
    if found.suspended:
        made.append(Action("Resume this role", f"{here}/resume/", True, True))
    else:
        made.append(Action("Suspend this role", f"{here}/suspend/"))
        made.append(Action("Send the invitation again", f"{here}/write/", post=True))
    made.append(Action("End this role", f"{here}/end/"))
    if found.agency is not None:
        made.append(Action(f"They left {found.agency}", f"{here}/leave/"))
    return made


@policy(Permission.MANAGE_PEOPLE)
def invite(request: Request, partnership: str) -> HttpResponse:
    """Give a role to an e-mail address. What happens next is the same whether the person was known or not."""
    form = InviteForm(request.who, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, letter = doing.invite(
                by=request.who, partnership=request.partnership, site=_site(request), **form.cleaned_data
            )
        except Rejected as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
        else:
            if _said(request, letter, f"{letter.to} was invited, and a letter is on its way there."):
                return redirect("people", partnership=partnership)
            return redirect("people-grant", partnership=partnership, pk=made.pk)
    context = {"title": "Invite somebody", "breadcrumbs": _crumbs(request, people=True), "form": form}
    return render(request, "people/invite.html", context)


def _site(request: Request) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _said(request: Request, letter: Notice, sent: str) -> bool:
    """Say what became of a letter. False where the mail server refused it."""
    if letter.state == NoticeState.FAILED:
        messages.warning(
            request,
            f"{letter.to_name} has the role, and the letter to {letter.to} could not be sent. "
            "Send it again later, or copy its words below into your own mail program.",
        )
        return False
    messages.success(request, sent)
    return True


@policy(Permission.MANAGE_PEOPLE)
def write(request: Request, partnership: str, pk: int) -> HttpResponse:
    """Send the invitation again."""
    found = get_object_or_404(grants(request.who), pk=pk)
    if request.method == "POST":
        try:
            letter = doing.write_invitation(by=request.who, grant=found, site=_site(request))
        except Rejected as wrong:
            messages.warning(request, wrong.sentence)
        else:
            _said(request, letter, f"A letter is on its way to {letter.to}.")
    return redirect("people-grant", partnership=partnership, pk=pk)


@policy(Permission.MANAGE_PEOPLE)
def suspend(request: Request, partnership: str, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "suspend")


@policy(Permission.MANAGE_PEOPLE)
def end(request: Request, partnership: str, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "end")


@policy(Permission.MANAGE_PEOPLE)
def leave(request: Request, partnership: str, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "leave")


@policy(Permission.MANAGE_PEOPLE)
def resume(request: Request, partnership: str, pk: int) -> HttpResponse:
    found = get_object_or_404(grants(request.who), pk=pk)
    if request.method == "POST":
        doing.resume_grant(by=request.who, grant=found)
        messages.success(request, f"{found.name} has the role again.")
    return redirect("people-grant", partnership=partnership, pk=pk)


_WORDS = {
    "suspend": ("Suspend this role", "It allows nothing until you resume it.", "Suspend"),
    "end": (
        "End this role",
        "From now on it allows nothing. What was done in it stays in the ledger.",
        "End role",
    ),
    "leave": ("They left the agency", "Every role that came with the agency ends now.", "End these roles"),
}


def _with_reason(request: Request, pk: int, what: str) -> HttpResponse:
    found = get_object_or_404(grants(request.who), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _do(request, found, what, form.cleaned_data["reason"])
        except Rejected as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
        else:
            messages.success(request, f"Done. {found.name} was not told: do that yourself.")
            return redirect("people-grant", partnership=request.partnership.slug, pk=pk)
    title, lede, button = _WORDS[what]
    crumbs = [*_crumbs(request, people=True), {"text": found.name, "href": "../"}]
    context = {
        "title": title,
        "lede": lede,
        "button": button,
        "breadcrumbs": crumbs,
        "form": form,
        "grant": found,
    }
    return render(request, "people/reason.html", {**context, "role": ROLES[found.role]})


def _do(request: Request, found: Grant, what: str, reason: str) -> None:
    if what == "suspend":
        doing.suspend_grant(by=request.who, grant=found, reason=reason)
    elif what == "end":
        doing.end_grant(by=request.who, grant=found, reason=reason)
    elif found.agency is None:
        raise Rejected("This role came with no agency. End it instead.")
    else:
        doing.leave_agency(
            by=request.who,
            partnership=request.partnership,
            person=found.person,
            agency=found.agency,
            reason=reason,
        )


@policy(Permission.SEE_PEOPLE)
def who_may(request: Request, partnership: str) -> HttpResponse:
    """Who may do what, from the roles and the addresses as they are."""
    found = addresses()
    return render(
        request,
        "people/who_may.html",
        {
            "title": "Who may do what",
            "lede": "Made from the rules that the software follows, so it is never out of date.",
            "breadcrumbs": _crumbs(request, people=True),
            "roles": [(role, sorted(WORDS[p] for p in role.permissions)) for role in ROLES.values()],
            "permissions": [(WORDS[p], holders(p)) for p in Permission],
            "public": [a for a in found if a.door in {Door.PUBLIC, Door.API}],
            "inside": [a for a in found if a.door not in {Door.PUBLIC, Door.API}],
        },
    )


@policy(Permission.SEE_PEOPLE)
def agencies(request: Request, partnership: str) -> HttpResponse:
    rows = list(memberships_with_sector(request.who))
    listing = make_listing(request, rows, AGENCY_COLUMNS, name="agencies", default_sort="agency")
    return listing.respond(
        "people/agencies.html", {"title": "Agencies", "breadcrumbs": _crumbs(request, people=True)}
    )


def _sector(row: Membership) -> str:
    # Put there by the query's prefetch: see memberships_with_sector.
    standing = next(iter(getattr(row.agency, "standings_now", ())), None)
    return str(Sector(standing.sector).label) if standing else ""


def _start(row: Membership) -> date:
    return row.start


AGENCY_COLUMNS: tuple[Column[Membership], ...] = (
    Column("agency", "Agency", lambda row: row.agency.title, order_by=("agency__title",)),
    Column("sector", "Sector", _sector, order_by=("sector",)),
    Column(
        "statutory", "Standing", lambda row: "Statutory" if row.statutory else "", order_by=("statutory",)
    ),
    Column("start", "At the table since", _start, order_by=("start",)),
    Column("contact", "Contact", lambda row: row.contact_email),
)


def _crumbs(request: Request, *, people: bool = False) -> list[dict[str, str]]:
    slug = request.partnership.slug
    home = [{"text": "Home", "href": f"/{slug}/"}]
    return [*home, {"text": "People", "href": f"/{slug}/people/"}] if people else home
