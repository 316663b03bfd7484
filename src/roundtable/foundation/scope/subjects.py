"""Records that others point at by kind and reference: who may see one, who may act on it, and where it lives.

The app that owns a kind registers it in `AppConfig.ready`. A kind that nobody registered is seen by nobody.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse

from roundtable.foundation.scope.principals import Principal

References = QuerySet[Any, Any] | Collection[str]


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of record. `kind` is stored beside references and never changes."""

    kind: str
    title: str  # "return", as it stands in a sentence
    seen: Callable[
        [Principal], References
    ]  # references that who may see: `….seen_by(who).values("reference")`
    may_change: Callable[[Principal, str], bool]  # whether who may act on the record of that reference
    url_name: str = ""  # reversed with `partnership` and `reference`
    restricted: bool = (
        False  # who may see one such record need not see another: they are never told of together
    )


_SUBJECTS: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Called by each app in `AppConfig.ready`."""
    _SUBJECTS[subject.kind] = subject


def forget(kind: str) -> None:
    """Take a kind out again, as tests do."""
    _SUBJECTS.pop(kind, None)


def subject(kind: str) -> Subject | None:
    return _SUBJECTS.get(kind)


def visible(who: Principal, kind_field: str, reference_field: str, *, besides: Collection[str] = ()) -> Q:
    """The rule for rows that point at records: a row is seen by whoever may see the record it points at.

    Kinds in `besides` are left out: a model that is itself a subject names its own kind, or the rule would never end.
    """
    rule = Q(pk__in=[])
    for found in _SUBJECTS.values():
        if found.kind in besides:
            continue
        rule |= Q(**{kind_field: found.kind, f"{reference_field}__in": found.seen(who)})
    return rule


def may_see(who: Principal, kind: str, reference: str) -> bool:
    """The same rule for one record."""
    found = _SUBJECTS.get(kind)
    if found is None:
        return False
    references = found.seen(who)
    if isinstance(references, QuerySet):
        return references.filter(reference=reference).exists()
    return reference in references


def may_change(who: Principal, kind: str, reference: str) -> bool:
    """Whether who may see the record and act on it."""
    found = _SUBJECTS.get(kind)
    return found is not None and found.may_change(who, reference) and may_see(who, kind, reference)


def address(partnership: str, kind: str, reference: str) -> str:
    """The record's page in a partnership (its slug), or empty where it has none."""
    found = _SUBJECTS.get(kind)
    if found is None or not found.url_name:
        return ""
    try:
        return reverse(found.url_name, kwargs={"partnership": partnership, "reference": reference})
    except NoReverseMatch:
        return ""
