"""The words of reminders: one letter to each person asked, listing all that they are chased for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from roundtable.foundation.notices.actions import Letter
from roundtable.foundation.partnerships.models import Agency, Membership
from roundtable.foundation.partnerships.queries import partnership_of
from roundtable.foundation.people.queries import people_for_agency, people_with_role
from roundtable.foundation.requests.ladder import Rung, ladder
from roundtable.foundation.requests.models import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Kind, Principal
from roundtable.foundation.scope.subjects import subject
from roundtable.measures.wording import day, plural

HOW_TO_ANSWER = (
    "Please sign in to Roundtable to answer. If you cannot, tell us why, and by when you will be able to."
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Requests that go in one letter, by which rung, and the letter to each person it goes to (none: nobody known)."""

    asked: str
    requests: tuple[Request, ...]
    rung: Rung
    letters: tuple[Letter, ...]

    @property
    def problem(self) -> str:
        """Why nothing can be sent; empty where it can."""
        if self.letters:
            return ""
        return f"Nobody at {self.asked} can be written to. Give somebody a role there, or add a contact e-mail address."


def reminders(who: Principal, requests: Iterable[Request], today: date) -> list[Batch]:
    """What would be sent to chase some requests: one batch for each agency or person asked."""
    rungs = ladder().rungs
    batches = []
    for together in _together(requests):
        earliest = min(request.due for request in together)
        rung = ladder().reached(earliest, today) or rungs[0]
        batches.append(_batch(who, together, rung, today))
    return batches


def asking(who: Principal, request: Request, today: date) -> Batch:
    """The first letter of a request."""
    return _batch(who, (request,), ladder().asking, today)


def escalation(who: Principal, request: Request, today: date, reason: str) -> Batch:
    """The letter to the chair, in as many copies as there are chairs."""
    rung = ladder().escalation
    to = [(person.email, person.name) for person in people_with_role(who, ladder().role)]
    return Batch(
        "the chair", (request,), rung, _letters(who, (request,), rung, today, to, closing=reason.strip())
    )


def _together(requests: Iterable[Request]) -> list[tuple[Request, ...]]:
    """By who was asked; a request about a restricted record stands alone, for its letter is kept with that record."""
    groups: dict[tuple[int | None, int | None, str], list[Request]] = {}
    for request in requests:
        about = subject(request.subject_kind)
        alone = request.reference if about is not None and about.restricted else ""
        groups.setdefault((request.asked_agency_id, request.asked_person_id, alone), []).append(request)
    return [
        tuple(sorted(group, key=lambda request: (request.due, request.reference)))
        for group in groups.values()
    ]


def _batch(who: Principal, together: tuple[Request, ...], rung: Rung, today: date) -> Batch:
    first = together[0]
    to = _person(first) if first.asked_person else _agency(who, first.asked_agency)
    letters = _letters(who, together, rung, today, to, closing=HOW_TO_ANSWER)
    return Batch(first.asked, together, rung, letters)


def _person(request: Request) -> list[tuple[str, str]]:
    person = request.asked_person
    return [(person.email, request.asked)] if person is not None and person.is_active else []


def _agency(who: Principal, agency: Agency | None) -> list[tuple[str, str]]:
    """Those who answer for the agency; where nobody does, the address that its membership gives."""
    if agency is None:
        return []
    people = people_for_agency(who, agency.pk, Permission.SUBMIT_RETURNS)
    if people:
        return [(person.email, person.name) for person in people]
    members = (
        Membership.objects.seen_by(who)
        .filter(agency_id=agency.pk, end__isnull=True)
        .exclude(contact_email="")
    )
    return [(member.contact_email, str(agency)) for member in members[:1]]


def _letters(
    who: Principal,
    together: tuple[Request, ...],
    rung: Rung,
    today: date,
    to: Iterable[tuple[str, str]],
    *,
    closing: str,
) -> tuple[Letter, ...]:
    partnership = partnership_of(who)
    words = {
        "agency": together[0].asked,
        "what": together[0].title if len(together) == 1 else plural(len(together), "request"),
        "partnership": partnership.title,
    }
    subject_line = _filled(rung.subject, words)[:200]
    asked_for = "\n".join(f"- {_named(found, rung)}: {_when(found.due, today)}" for found in together)
    parts = (_filled(rung.opening, words), asked_for, closing, _signed(who, partnership.full_title))
    body = "\n\n".join(part for part in parts if part)
    return tuple(Letter(address, name, subject_line, f"Dear {name}\n\n{body}") for address, name in to)


def _signed(who: Principal, partnership: str) -> str:
    """A timer on the server is nobody whose name the reader would know."""
    return partnership if who.kind is Kind.OPERATOR else f"{who.label}\n{partnership}"


def _filled(text: str, words: dict[str, str]) -> str:
    """Only the known names are replaced: a title may hold braces of its own."""
    for name, said in words.items():
        text = text.replace(f"{{{name}}}", " ".join(said.split()))
    return text


def _named(request: Request, rung: Rung) -> str:
    """By title and reference; to the chair by reference alone where the record that it is about is restricted."""
    about = subject(request.subject_kind)
    if rung == ladder().escalation and about is not None and about.restricted:
        return request.reference
    return f"{request.title} ({request.reference})"


def _when(due: date, today: date) -> str:
    late = (today - due).days
    if late > 0:
        return f"was due on {day(due)}, {plural(late, 'day')} ago"
    return f"due today, {day(due)}" if late == 0 else f"due on {day(due)}"
