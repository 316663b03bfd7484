"""What is due: one list from deadlines, requests and whatever else has a date, for whoever asks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from roundtable.foundation.deadlines.models import Deadline
from roundtable.foundation.deadlines.queries import mine
from roundtable.foundation.deadlines.rules import State, state_of
from roundtable.foundation.scope.principals import Principal


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that somebody must do by a moment. `kind` and `reference` name the record to open."""

    title: str
    due_at: datetime
    state: State
    kind: str
    reference: str
    owner: str  # the agency or person, as people call them; empty: the partnership
    detail: str = ""  # "72 hours after the child is found or returns"


Source = Callable[[Principal, datetime], Iterable[Due]]
_SOURCES: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Called by each app in `AppConfig.ready`."""
    _SOURCES[name] = source


def what_is_due(who: Principal, now: datetime | None = None) -> list[Due]:
    """What a principal must do, late things first: theirs, their agencies', and the partnership's for who chases."""
    moment = now or timezone.now()
    found = [due for source in _SOURCES.values() for due in source(who, moment)]
    return sorted(found, key=lambda due: (due.due_at, due.reference))


def as_due(found: Deadline, now: datetime) -> Due:
    person, agency = found.owner_person, found.owner_agency
    owner = person.known_as(found.partnership_id) if person is not None else str(agency or "")
    return Due(
        found.title, found.due_at, state_of(found, now), found.subject_kind, found.subject_reference,
        owner, found.limit_words,
    )  # fmt: skip


def due_deadlines(who: Principal, now: datetime) -> list[Due]:
    return [as_due(found, now) for found in mine(who)]
