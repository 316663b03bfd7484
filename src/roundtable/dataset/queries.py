"""Reading returns, their versions and what the board said."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from roundtable.dataset.dims import from_text
from roundtable.dataset.models import Commentary, Observation, Return, ReturnState, ReturnVersion
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import partnerships_of, principal
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check

OPEN = (ReturnState.ASKED, ReturnState.STARTED, ReturnState.SENT_BACK)


def returns(who: Principal) -> "ScopedQuerySet[Return]":
    """The returns that `who` may see: every agency's, or their own agencies'; with who was asked and by when joined."""
    found: ScopedQuerySet[Return] = Return.objects.seen_by(who).with_requests(who).select_related("agency")
    return found.order_by("-period", "agency__title", "reference")


def versions(who: Principal, found: Return) -> list[ReturnVersion]:
    """A return's versions, newest first, without their files."""
    return list(ReturnVersion.objects.seen_by(who, "return_of").filter(return_of_id=found.pk).defer("file"))


def version_with_file(who: Principal, found: Return, number: int) -> ReturnVersion | None:
    """One version as it came, or None where there is none."""
    return (
        ReturnVersion.objects.seen_by(who, "return_of").filter(return_of_id=found.pk, number=number).first()
    )


def observations(who: Principal, version: ReturnVersion) -> list[Observation]:
    return list(
        Observation.objects.seen_by(who, "version", "version__return_of")
        .filter(version_id=version.pk)
        .order_by("key", "dims", "period_start")
    )


def late(who: Principal) -> "ScopedQuerySet[Return]":
    """Returns that were due and have not come, the longest late first."""
    return returns(who).filter(state__in=OPEN, request__due__lt=timezone.localdate()).order_by("request__due")


def due(who: Principal) -> "ScopedQuerySet[Return]":
    """Every return that is still to come, by when it is due."""
    return returns(who).filter(state__in=OPEN, request__isnull=False).order_by("request__due")


def to_decide(who: Principal) -> "ScopedQuerySet[Return]":
    return returns(who).filter(state=ReturnState.SUBMITTED).order_by("request__due")


def answerable(person: Person, who: Principal, partnership: Partnership, found: Return) -> "list[Answerable]":
    """A return, and the others of its agency and period that the person may send, in each partnership that they may
    enter: an agency that belongs to two answers both with one workbook.
    """
    answers = [Answerable(found, partnership, who)]
    if found.agency_id not in who.agencies(Permission.SUBMIT_RETURNS):
        return answers
    for place in partnerships_of(person):  # two or three
        here = principal(person, place)
        if here is not None and found.agency_id in here.agencies(Permission.SUBMIT_RETURNS):
            others = returns(here).filter(agency_id=found.agency_id, period=found.period, provider="returns")
            others = others.exclude(pk=found.pk).exclude(state=ReturnState.ACCEPTED)
            answers += [Answerable(other, place, here) for other in others]
    return answers


@dataclass(frozen=True, slots=True)
class Answerable:
    """A return, its partnership, and the person as they are in it."""

    found: Return
    partnership: Partnership
    who: Principal


def values_met(who: Principal, keys: Collection[str]) -> dict[str, dict[str, list[tuple[str, str]]]]:
    """By figure and dimension, the values that accepted returns gave, in the order in which they came."""
    rows = (
        Observation.objects.seen_by(who, "version", "version__return_of")
        .filter(current=True, key__in=sorted(keys))
        .exclude(dims="")
        .order_by("pk")
        .values_list("key", "dims", "titles")
    )
    met: dict[str, dict[str, dict[str, str]]] = {}
    for key, dims, titles in rows:
        for dimension, value in from_text(dims):
            title = titles.get(value) or value.replace("_", " ").capitalize()
            met.setdefault(key, {}).setdefault(dimension, {})[value] = title
    return {key: {d: list(values.items()) for d, values in found.items()} for key, found in met.items()}


def commentary(who: Principal, key: str) -> list[Commentary]:
    """What the board said of a figure, and of why its sources differ, newest first."""
    check(who, Permission.SEE_DATASET)
    return list(Commentary.objects.seen_by(who).filter(key=key).order_by("-said_on", "-id"))
