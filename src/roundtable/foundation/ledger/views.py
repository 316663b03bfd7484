"""The ledger, to be read and searched."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from roundtable.foundation.ledger.models import Entry
from roundtable.foundation.ledger.queries import entries, kinds
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.models import ScopedQuerySet
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.scope.subjects import address, may_see
from roundtable.foundation.web.forms import GovukDateField
from roundtable.foundation.web.lists import Column, ListFilters, make_listing
from roundtable.foundation.web.templatetags.words import moment


class DayFilter(django_filters.Filter):
    field_class = GovukDateField


class LedgerFilters(ListFilters):
    """By words of who, what and to what; by kind; between two days."""

    q = django_filters.CharFilter(label="Who, what or reference", method="found")
    kind = django_filters.ChoiceFilter(label="About", empty_label="Anything", choices=())
    since = DayFilter(label="From", field_name="at", lookup_expr="date__gte")
    until = DayFilter(label="Until", field_name="at", lookup_expr="date__lte")

    class Meta(ListFilters.Meta):
        model = Entry
        fields: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = kinds(self.request.who)
        self.filters["kind"].extra["choices"] = [(kind, kind.capitalize()) for kind in known]

    def found(self, rows: "ScopedQuerySet[Any]", name: str, value: str) -> "ScopedQuerySet[Any]":
        return rows.filter(
            Q(actor__icontains=value) | Q(reference__icontains=value) | Q(content__sentence__icontains=value)
        )


@policy(Permission.SEE_LEDGER)
def ledger(request: Request, partnership: str) -> HttpResponse:
    listing = make_listing(
        request,
        entries(request.who),
        _columns(partnership),
        filters=LedgerFilters,
        name="ledger",
        default_sort="-number",
    )
    return listing.respond(
        "ledger/ledger.html",
        {
            "title": "Ledger",
            "lede": "Everything that was done, by whom and when. Nothing in it can be changed without that showing.",
            "breadcrumbs": [{"text": "Home", "href": reverse("home", args=[partnership])}],
        },
    )


def _columns(partnership: str) -> tuple[Column[Entry], ...]:
    def entry_address(row: Entry) -> str:
        return reverse("ledger-entry", args=[partnership, row.sequence])

    return (
        Column("number", "Number", lambda row: str(row.sequence), ("sequence",), url=entry_address),
        Column("at", "When", lambda row: moment(row.at), ("at",)),
        Column("who", "Who", lambda row: row.actor, ("actor",)),
        Column("what", "What", lambda row: row.sentence),
        Column("kind", "About", lambda row: row.kind.capitalize(), ("kind", "reference")),
        Column("reference", "Reference", lambda row: row.reference, ("reference",)),
    )


@policy(Permission.SEE_LEDGER)
def entry(request: Request, partnership: str, sequence: int) -> HttpResponse:
    """One entry, with its place in the chain and a link to what it is about."""
    found = get_object_or_404(entries(request.who), sequence=sequence)
    seen = may_see(request.who, found.kind, found.reference)
    return render(
        request,
        "ledger/entry.html",
        {
            "title": f"Entry {found.sequence}",
            "breadcrumbs": [
                {"text": "Home", "href": reverse("home", args=[partnership])},
                {"text": "Ledger", "href": reverse("ledger", args=[partnership])},
            ],
            "entry": found,
            "rows": _facts(found),
            "about": address(partnership, found.kind, found.reference) if seen else "",
            "detail": sorted(found.content.get("detail", {}).items()),
        },
    )


def _facts(found: Entry) -> list[tuple[str, str]]:
    return [
        ("What", found.sentence[:1].upper() + found.sentence[1:]),
        ("Who", found.actor),
        ("When", f"{moment(found.at)} ({timezone.localtime(found.at).isoformat(timespec='seconds')})"),
        ("About", f"{found.kind} {found.reference}"),
        ("Action", found.verb),
        ("Digest of its words", found.content_digest),
        ("Its link in the chain", found.chain),
    ]
