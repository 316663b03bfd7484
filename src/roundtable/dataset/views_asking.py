"""Asking agencies for returns."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from roundtable.dataset.actions import ask_for_return
from roundtable.dataset.again import following, moved_lines
from roundtable.dataset.forms import AgainForm, AskForm, reject
from roundtable.dataset.lines import plan
from roundtable.dataset.models import Return
from roundtable.dataset.queries import values_met
from roundtable.dataset.views_returns import address, crumbs, one_return, posted
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.queries import agencies
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.measures.definitions import Definition
from roundtable.measures.periods import Period


@policy(Permission.ASK_FOR_RETURNS)
def ask(request: Request, partnership: str) -> HttpResponse:
    """Choose an agency, a period, a day and figures."""
    today = timezone.localdate()
    figures = [d for d in definitions().newest() if d.in_use_to is None or d.in_use_to >= today]
    form = AskForm(posted(request), agencies=agencies(request.who), figures=figures)
    if request.method == "POST" and form.is_valid():
        try:
            return _ask(request, form.cleaned_data)
        except Rejected as rejected:
            reject(form, rejected.sentence, {"lines": "figures"}.get(rejected.field, rejected.field))
    context = {
        "title": "Ask for a return", "breadcrumbs": crumbs(request), "form": form,
        "lede": "The agency gets a template with these figures, and the return is chased from here until it comes.",
    }  # fmt: skip
    return render(request, "dataset/returns_ask.html", context)


def _ask(request: Request, given: Mapping[str, Any]) -> HttpResponse:
    chosen = [definitions().get(key) for key in given["figures"]]
    known = values_met(request.who, given["figures"])
    lines = [
        line
        for definition in chosen
        for line in _lines(
            request,
            definition,
            given["period"],
            known.get(definition.key, {}),
            broken_down=given["broken_down"],
        )
    ]
    return _made(request, given, lines)


def _made(request: Request, given: Mapping[str, Any], lines: list[dict[str, Any]]) -> HttpResponse:
    made = ask_for_return(
        by=request.who, partnership=request.partnership, agency=given["agency"], period=str(given["period"]),
        title=given["title"], lines=lines, due=given["due"], tell=given["tell"],
    )  # fmt: skip
    messages.success(request, f"{made.agency} is asked for {made.title} ({made.reference}).")
    return redirect(address(request, "dataset-return", made))


def _lines(
    request: Request, definition: Definition, period: Period, known: Mapping[str, Sequence[tuple[str, str]]],
    *, broken_down: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    """The whole, and one dimension at a time. An open dimension of which nothing was met is left to the supplier."""
    keys = [d.key for d in definition.dimensions if d.values or known.get(d.key)] if broken_down else []
    return plan(definition, period, ((), *((key,) for key in keys)), request.partnership.title, known)


@policy(Permission.ASK_FOR_RETURNS)
def again(request: Request, partnership: str, reference: str) -> HttpResponse:
    """Ask the same agency for the same figures, for another period."""
    found = one_return(request, reference)
    form = AgainForm(posted(request), initial=_next(found))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            lines = moved_lines(found, given["period"])
            return _made(request, {**given, "agency": found.agency}, lines)
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
    context = {
        "title": "Ask for this return again", "breadcrumbs": crumbs(request, found), "form": form, "found": found,
        "lede": f"{found.agency} is asked for the same lines as in {found.title}, moved to another period.",
    }  # fmt: skip
    return render(request, "dataset/returns_again.html", context)


def _next(found: Return) -> dict[str, Any]:
    """The period that follows, and the title with its name."""
    first = Period.parse(found.period)
    period = following(first)
    return {"period": str(period), "title": found.title.replace(str(first), str(period))}
