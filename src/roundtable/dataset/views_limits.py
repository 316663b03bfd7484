"""Deciding a figure's target, baseline and re-calculation points, and taking a decision back."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from roundtable.dataset.forms import reject
from roundtable.dataset.forms_limits import LimitsForm, UndoForm
from roundtable.dataset.limits_page import LimitsRow, limits_rows
from roundtable.dataset.views_figures import address, crumbs, page_asked, period_asked
from roundtable.dataset.views_returns import posted
from roundtable.foundation.figures.actions_limits import decide_limits, undo_limits
from roundtable.foundation.figures.limits import decisions
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy


@policy(Permission.DECIDE_LIMITS)
def limits(request: Request, partnership: str, key: str) -> HttpResponse:
    """The months as they are judged now, a form to decide, and what was decided before."""
    page = page_asked(request, key, period_asked(request)[0])
    form = LimitsForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            decide_limits(by=request.who, key=key, wanted=form.wanted(), reason=form.cleaned_data["reason"])
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
        else:
            messages.success(request, "Decided. The figure is judged so from now on.")
            return redirect(address(request, page))
    context = {
        "title": "Target and limits", "lede": f"{page.definition.title}, {page.when.label}",
        "breadcrumbs": [*crumbs(request, page), {"text": page.definition.title, "href": address(request, page)}],
        "page": page, "form": form, "rows": limits_rows(decisions(request.who, key), page.definition),
    }  # fmt: skip
    return render(request, "dataset/figure_limits.html", context)


@policy(Permission.DECIDE_LIMITS)
def undo(request: Request, partnership: str, key: str, decision: int) -> HttpResponse:
    """Ask why, then take a decision back."""
    page = page_asked(request, key, period_asked(request)[0])
    row = _row(decision, limits_rows(decisions(request.who, key), page.definition))
    form = UndoForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            undo_limits(by=request.who, key=key, decision=decision, **form.cleaned_data)
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
        else:
            messages.success(request, "Taken back. What held before holds again.")
            return redirect(address(request, page))
    back = reverse("dataset-figure-limits", kwargs={"partnership": partnership, "key": key})
    context = {
        "title": "Take a decision back", "lede": f"{page.definition.title}: {row.text}", "page": page, "form": form,
        "breadcrumbs": [*crumbs(request, page), {"text": page.definition.title, "href": address(request, page)},
                        {"text": "Target and limits", "href": back}],
        "undone": [row],
    }  # fmt: skip
    return render(request, "dataset/figure_limits_undo.html", context)


def _row(decision: int, rows: list[LimitsRow]) -> LimitsRow:
    found = next((row for row in rows if row.made.pk == decision), None)
    if found is None:
        raise Http404
    return found
