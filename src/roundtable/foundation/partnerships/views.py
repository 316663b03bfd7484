"""The areas that a partnership covers, and their statistical neighbours."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from roundtable.foundation.partnerships.actions_areas import add_area, change_area, set_neighbours
from roundtable.foundation.partnerships.forms import AreaForm, NeighboursForm, regions
from roundtable.foundation.partnerships.models import Area, Neighbour
from roundtable.foundation.partnerships.queries import areas as read_areas
from roundtable.foundation.partnerships.queries import neighbours as read_neighbours
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.measures.wording import day


@policy(Permission.SEE_PEOPLE)
def areas(request: Request, partnership: str) -> HttpResponse:
    """Each area with its codes and its lists of neighbours."""
    found = read_neighbours(request.who)
    rows = [
        (area, _facts(area), _lists([n for n in found if n.area_id == area.pk]))
        for area in read_areas(request.who)
    ]
    context = {
        "title": "Areas", "lede": "The authorities whose areas the partnership covers, with their codes.",
        "rows": rows, "may_manage": request.who.may(Permission.MANAGE_PARTNERSHIP), "breadcrumbs": _crumbs(request)[:-1],
    }  # fmt: skip
    return render(request, "partnerships/areas.html", context)


@policy(Permission.MANAGE_PARTNERSHIP)
def add(request: Request, partnership: str) -> HttpResponse:
    form = AreaForm(request.POST or None)
    return _answer(
        request, form, lambda given: add_area(by=request.who, partnership=request.partnership, **given),
        "Add an area", "It appears beside its numbers in files for analysts at once.", "Add this area",
    )  # fmt: skip


@policy(Permission.MANAGE_PARTNERSHIP)
def change(request: Request, partnership: str, pk: int) -> HttpResponse:
    area = get_object_or_404(read_areas(request.who), pk=pk)
    form = AreaForm(request.POST or None, area=area)
    return _answer(
        request, form, lambda given: change_area(by=request.who, area=area, **given),
        f"Change {area.title}", "If the authority was reorganised, give this area a last day and add the new one.",
        "Save this area",
    )  # fmt: skip


@policy(Permission.MANAGE_PARTNERSHIP)
def neighbours(request: Request, partnership: str, pk: int) -> HttpResponse:
    area = get_object_or_404(read_areas(request.who), pk=pk)
    form = NeighboursForm(request.POST or None)
    return _answer(
        request, form, lambda given: set_neighbours(by=request.who, area=area, **given),
        f"Statistical neighbours of {area.title}",
        "The authorities that resemble it most. Their mean stands beside its figures; a list before this one ends.",
        "Save these neighbours",
    )  # fmt: skip


def _answer(
    request: Request, form: forms.Form, act: Callable[[dict[str, Any]], object], title: str, lede: str, button: str
) -> HttpResponse:  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Rejected as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else None, wrong.sentence)
        else:
            messages.success(request, "Saved.")
            return redirect("areas", partnership=request.partnership.slug)
    context = {"title": title, "lede": lede, "form": form, "button": button, "breadcrumbs": _crumbs(request)}
    return render(request, "partnerships/area_form.html", context)


def _facts(area: Area) -> list[tuple[str, str]]:
    named = dict(regions())
    return [
        ("ONS code", area.code),
        ("Number at the Department for Education", area.dfe_code or "not stated"),
        ("Region", named.get(area.region, area.region) or "not stated"),
        ("From", day(area.start)),
        ("Until", day(area.end) if area.end else "no end"),
    ]


def _lists(found: list[Neighbour]) -> list[list[Neighbour]]:
    """Each list, the newest first."""
    return [list(each) for _, each in groupby(found, lambda neighbour: neighbour.start)]


def _crumbs(request: Request) -> list[dict[str, str]]:
    slug = request.partnership.slug
    return [
        {"text": "Home", "href": f"/{slug}/"},
        {"text": "People", "href": f"/{slug}/people/"},
        {"text": "Areas", "href": reverse("areas", args=(slug,))},
    ]
