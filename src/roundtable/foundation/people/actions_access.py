"""Lines of the ledger on who came in and by which way, who could not, and what was changed about it.

They stand in the ledger of each partnership that has given the person a role which has not ended, under the name that it
knows them by. A password, a code or a secret is never in them; an address that nobody has leaves none.
"""

from collections.abc import Sequence

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from roundtable.foundation.ledger.actions import record
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.actions import action, nothing_changed
from roundtable.foundation.scope.principals import Kind, Principal

SIGN_IN = "sign-in"  # the kind of these lines; their reference is the person's e-mail address
SOMEBODY = Principal(Kind.PUBLIC, "somebody not signed in")
LOCKED_SECONDS = 300  # as ACCOUNT_RATE_LIMITS says; one line tells of the whole wait


def themselves(person: Person) -> Principal:
    """The person, before they enter a partnership."""
    return Principal(Kind.PERSON, person.name, person_id=person.pk)


@action("people.sign_in")
def note_sign_in(*, by: Principal, person: Person, ways: Sequence[str]) -> None:
    """Somebody came in. `ways` are words such as "a password"."""
    _tell(by, "people.sign_in", person, f"signed in with {' and '.join(ways)}" if ways else "signed in")


@action("people.sign_out")
def note_sign_out(*, by: Principal, person: Person, where: str = "") -> None:
    """Somebody left: here, or `where`, such as "on 2 other devices"."""
    _tell(by, "people.sign_out", person, f"signed out {where}".strip())


@action("people.sign_in_failed")
def note_failure(*, by: Principal, person: Person, why: str) -> None:
    """An attempt failed. By a person who is signed in: they were asked once more who they are."""
    tried = "tried to confirm who they are" if by.person_id == person.pk else "tried to sign in as {name}"
    _tell(by, "people.sign_in_failed", person, f"{tried}: {why}")


@action("people.locked_out")
def note_lock(*, by: Principal, person: Person) -> None:
    """There were too many attempts: said once for the time that everybody now has to wait."""
    if cache.add(f"people.locked_out:{person.pk}", True, LOCKED_SECONDS):
        _tell(by, "people.locked_out", person, "tried too often to sign in as {name}, and has to wait")
    else:
        nothing_changed()


@action("people.change_sign_in")
def note_change(*, by: Principal, person: Person, what: str) -> None:
    """A way in was added, changed or taken away: "added a passkey"."""
    _tell(by, "people.change_sign_in", person, what)


def _tell(by: Principal, verb: str, person: Person, sentence: str) -> None:
    held = Grant.objects.filter(Q(end__isnull=True) | Q(end__gte=timezone.localdate()), person=person)
    names = dict(held.order_by("partnership_id").values_list("partnership_id", "name"))
    for partnership_id, name in names.items():
        here = Principal(by.kind, name, partnership_id, by.person_id) if by.person_id == person.pk else by
        said = sentence.replace("{name}", name)
        record(here, verb, SIGN_IN, person.email, said, partnership_id=partnership_id)
    if not names:
        nothing_changed()
