"""Deciding where a figure comes from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from roundtable.dataset.figure_page import FigurePage
from roundtable.dataset.forms import reject
from roundtable.dataset.forms_figures import SourceForm
from roundtable.dataset.sources import DecisionRow, decision_rows, overruled, provider_title
from roundtable.dataset.views_figures import address, crumbs, page_asked, period_asked
from roundtable.dataset.views_returns import posted
from roundtable.foundation.figures.actions import decide_source
from roundtable.foundation.figures.catalogue import decisions, sources_of
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy


@policy(Permission.DECIDE_SOURCES)
def source(request: Request, partnership: str, key: str) -> HttpResponse:
    """Each source's value, the one that counts, a form to decide, and what was decided before."""
    page = page_asked(request, key, period_asked(request)[0])
    decided = decision_rows(decisions(request.who, key), page.when)
    form = SourceForm(posted(request), choices=_choices(request, page), initial=_now(page, decided))
    if request.method == "POST" and form.is_valid():
        try:
            made = decide_source(by=request.who, key=key, **form.cleaned_data)
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
        else:
            since = form.cleaned_data["since"].label
            messages.success(request, f"{provider_title(made.provider)} counts from {since} on.")
            return redirect(address(request, page))
    context = {
        "title": "Where this figure comes from", "lede": f"{page.definition.title}, {page.when.label}",
        "breadcrumbs": [*crumbs(request, page), {"text": page.definition.title, "href": address(request, page)}],
        "page": page, "form": form, "decided": decided, "overruled": overruled(page.sources, decided),
    }  # fmt: skip
    return render(request, "dataset/figure_source.html", context)


def _choices(request: Request, page: FigurePage) -> list[tuple[str, str]]:
    """The sources that have the figure at all, each with what it has for the period shown."""
    made = []
    for provider in sources_of(request.who, page.definition.key):
        values = [row.value for row in page.sources if row.title == provider.title and not row.missing]
        said = f"{values[0]} {page.unit}".strip() if values else "no number"
        made.append((provider.name, f"{provider.title} ({said} for {page.when.label})"))
    return made


def _now(page: FigurePage, decided: list[DecisionRow]) -> dict[str, str]:
    """What holds now, and the year of the period shown as the first for which something else would."""
    holds = next((row.made.provider for row in decided if row.holds), "")
    return {"provider": holds, "since": str(page.when.financial_year())}
