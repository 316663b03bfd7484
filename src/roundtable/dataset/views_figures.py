"""The dashboard, the page of each figure, its files, and what the board says of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from roundtable.dataset.actions import comment_on_figure
from roundtable.dataset.dashboard import dashboard as read_dashboard
from roundtable.dataset.dashboard import theme_anchor
from roundtable.dataset.figure_files import Rows, as_seen, tidy
from roundtable.dataset.figure_page import FigurePage, figure_page
from roundtable.dataset.forms_figures import CommentForm
from roundtable.dataset.geography import Gazetteer
from roundtable.dataset.limits_page import chronological, limits_rows
from roundtable.dataset.models import About
from roundtable.dataset.queries import commentary
from roundtable.dataset.sources import decision_rows
from roundtable.foundation.figures.catalogue import decisions, sources_of
from roundtable.foundation.figures.limits import decisions as decided_limits
from roundtable.foundation.partnerships.queries import groups, known_areas
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.web.registries import NavigationItem
from roundtable.intake.exports import csv_bytes
from roundtable.measures.definitions import KEY
from roundtable.measures.periods import Period

NAVIGATION = NavigationItem(
    "Dataset", "dataset-dashboard", lambda who: who.may(Permission.SEE_DATASET), order=20
)


@policy(Permission.SEE_DATASET)
def dashboard(request: Request, partnership: str) -> HttpResponse:
    """Every figure of a year, by theme and question."""
    period, wrong = period_asked(request)
    found = read_dashboard(request.who, period)
    context = {
        "title": "Dataset", "lede": f"What the partnership knows of {found.period.label}, and what it does not.",
        "board": found, "wrong_period": wrong,
        "missing": sum(card.shown.missing for card in found.cards), "count": len(found.cards),
        "changes": found.real_changes,
    }  # fmt: skip
    return render(request, "dataset/dashboard.html", context)


@policy(Permission.SEE_DATASET)
def figure(request: Request, partnership: str, key: str) -> HttpResponse:
    """One figure: its months, its breakdowns, where it came from and what was said of it."""
    period, wrong = period_asked(request)
    page = page_asked(request, key, period)
    said = commentary(request.who, key)
    judged = limits_rows(decided_limits(request.who, key), page.definition)
    context = {
        "limits": judged, "held": chronological(judged), "may_limit": request.who.may(Permission.DECIDE_LIMITS),
        "title": page.definition.title, "lede": page.definition.question, "page": page, "wrong_period": wrong,
        "breadcrumbs": crumbs(request, page), "said": [each for each in said if each.about == About.FIGURE],
        "why": [each for each in said if each.about == About.DIFFERENCE],
        "may_comment": request.who.may(Permission.COMMENT_ON_FIGURES),
        "decided": decision_rows(decisions(request.who, key), page.when),
        "may_decide": request.who.may(Permission.DECIDE_SOURCES) and len(sources_of(request.who, key)) > 1,
        "may_place": request.who.may(Permission.WRITE_REPORT),
    }  # fmt: skip
    return render(request, "dataset/figure.html", context)


@policy(Permission.SEE_DATASET)
def figure_csv(request: Request, partnership: str, key: str) -> HttpResponse:
    """What the page shows, as CSV, under the protective marking."""
    page = page_asked(request, key, period_asked(request)[0])
    return _csv(as_seen(page, request.partnership.marking), page, "as-seen")


@policy(Permission.SEE_DATASET)
def figure_tidy(request: Request, partnership: str, key: str) -> HttpResponse:
    """A row for each number, in the shape of the Department for Education's open data."""
    page = page_asked(request, key, period_asked(request)[0])
    places = Gazetteer(known_areas(), request.partnership.title)
    return _csv(tidy(page, places, request.partnership.marking), page, "tidy")


@policy(Permission.COMMENT_ON_FIGURES)
def comment(request: Request, partnership: str, key: str) -> HttpResponse:
    """Add what the board says of a figure, or with `?about=difference` of why its sources differ, dated and signed."""
    page = page_asked(request, key, period_asked(request)[0])
    about = About.DIFFERENCE if request.GET.get("about") == About.DIFFERENCE else About.FIGURE
    differ = about is About.DIFFERENCE
    form = CommentForm(request.POST or None, groups=groups(request.who), of_difference=differ)
    if request.method == "POST" and form.is_valid():
        try:
            comment_on_figure(
                by=request.who, key=key, period=str(page.when), about=about, **form.cleaned_data
            )
        except Rejected as rejected:
            form.add_error(rejected.field if rejected.field in form.fields else None, rejected.sentence)
        else:
            messages.success(request, "Your comment stands beside the figure.")
            return redirect(address(request, page))
    trail = [*crumbs(request, page), {"text": page.definition.title, "href": address(request, page)}]
    context = {
        "title": "Say why the sources differ" if differ else "Add a comment",
        "lede": f"{page.definition.title}, {page.when.label}", "form": form,
        "breadcrumbs": trail, "page": page,
    }  # fmt: skip
    return render(request, "dataset/figure_comment.html", context)


def period_asked(request: Request) -> tuple[Period | None, str]:
    """The period of the address, and what is wrong with one that cannot be read."""
    text = request.GET.get("period", "").strip()
    if not text:
        return None, ""
    try:
        return Period.parse(text), ""
    except ValueError as wrong:
        return None, f"{wrong}."


def page_asked(request: Request, key: str, period: Period | None) -> FigurePage:
    page = figure_page(request.who, key, period) if KEY.fullmatch(key) else None
    if page is None:
        raise Http404
    return page


def address(request: Request, page: FigurePage) -> str:
    place = {"partnership": request.partnership.slug, "key": page.definition.key}
    return f"{reverse('dataset-figure', kwargs=place)}?period={str(page.when).replace(' ', '+')}"


def crumbs(request: Request, page: FigurePage) -> list[dict[str, Any]]:
    board = reverse("dataset-dashboard", kwargs={"partnership": request.partnership.slug})
    theme = page.definition.theme
    return [
        {"text": "Dataset", "href": board},
        {"text": theme, "href": f"{board}?period={page.when.financial_year()}#{theme_anchor(theme)}"},
    ]


def _csv(rows: Rows, page: FigurePage, kind: str) -> HttpResponse:
    name = f"{page.definition.key}-{page.when}-{kind}.csv".replace(" ", "-").lower()
    response = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
