"""The report while it is read and let out: the list, one report, its editions and its publications."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.web.records import Action, HistoryEntry
from roundtable.foundation.web.tones import Tag, Tone
from roundtable.measures.wording import plural
from roundtable.report import queries
from roundtable.report.actions import add_section, start_report, withdraw
from roundtable.report.build import Built, build
from roundtable.report.editions import EDITIONS, Edition
from roundtable.report.forms import AddSectionForm, StartForm, WithdrawForm
from roundtable.report.models import Report
from roundtable.report.publish import publish_edition, why_not
from roundtable.report.render import RENDERERS, html_fragment

TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
HISTORY_SHOWN = 8


def crumbs(request: Request, *more: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs below the list of reports."""
    first = ("Report", reverse("report-reports", kwargs={"partnership": request.partnership.slug}))
    return [{"text": text, "href": href} for text, href in (first, *more)]


def find_report(request: Request, slug: str) -> Report:
    found: Report = get_object_or_404(queries.reports(request.who), slug=slug)
    return found


def address(name: str, found: Report, **more: str) -> str:
    """An address of one report."""
    return reverse(name, kwargs={"partnership": found.partnership.slug, "report": found.slug, **more})


@policy(Permission.SEE_REPORT)
def reports(request: Request, partnership: str) -> HttpResponse:
    """Every report, and what was published of them."""
    return render(
        request,
        "report/reports.html",
        {
            "title": "Annual reports",
            "reports": queries.reports(request.who).select_related("partnership"),
            "publications": queries.publications(request.who),
            "may_write": request.who.may(Permission.WRITE_REPORT),
        },
    )


@policy(Permission.WRITE_REPORT)
def start(request: Request, partnership: str) -> HttpResponse:
    """Start the report of a year."""
    form = StartForm(request.POST or None)
    if form.is_valid():
        try:
            made = start_report(by=request.who, partnership=request.partnership, **form.cleaned_data)
            return redirect(address("report-report", made))
        except Rejected as error:
            form.add_error(error.field or None, error.sentence)
    return render(
        request,
        "report/form.html",
        {
            "title": "Start a report",
            "breadcrumbs": crumbs(request),
            "form": form,
            "button": "Start the report",
        },
    )


@policy(Permission.SEE_REPORT)
def report(request: Request, partnership: str, report: str) -> HttpResponse:
    """One report: its outline, what is wrong in it, its editions and what was published."""
    found = find_report(request, report)
    sections, taken_out = queries.outline(request.who, found)
    built = build(request.who, request.partnership, found, sections, EDITIONS["professional"])
    entries = history(request.who, "report", found.slug)
    return render(
        request,
        "report/report.html",
        {
            "title": found.title,
            "breadcrumbs": crumbs(request),
            "report": found,
            "sections": sections,
            "taken_out": taken_out,
            "faults": built.faults,
            "editions": EDITIONS.values(),
            "formats": (("docx", "Word"), ("pdf", "PDF"), ("html", "HTML")),
            "publications": queries.publications(request.who).filter(period=found.period),
            "may_write": request.who.may(Permission.WRITE_REPORT),
            "state": _state(built),
            "reference_line": f"{found.regime} · {plural(len(sections), 'section')}",
            "actions": _actions(request, found, built, len(sections)),
            "history": [HistoryEntry(e.sentence, e.actor, e.at) for e in entries[:HISTORY_SHOWN]],
        },
    )


def _state(built: Built) -> Tag:
    if built.faults:
        return Tag(plural(len(built.faults), "reference") + " to mend", Tone.AMBER)
    return Tag("Every reference is answered", Tone.TEAL)


def _actions(request: Request, found: Report, built: Built, sections: int) -> list[Action]:
    """What can be done with the report, and why not."""
    actions = []
    if request.who.may(Permission.PUBLISH_REPORT):
        reasons = " ".join(why_not(built))
        for edition in reversed(EDITIONS.values()):
            title = f"Publish the {edition.title.lower()}"
            where = address("report-publish", found, edition=edition.key)
            first = edition.audience == "public" and not reasons
            actions.append(Action(title, where, primary=first, refused=reasons))
    if request.who.may(Permission.WRITE_REPORT):
        actions.append(Action("Add a section", address("report-add-section", found)))
        if sections > 1:
            actions.append(Action("Change the order", address("report-order", found)))
    return actions


@policy(Permission.WRITE_REPORT)
def new_section(request: Request, partnership: str, report: str) -> HttpResponse:
    """Add a section at the end."""
    found = find_report(request, report)
    form = AddSectionForm(request.POST or None)
    if form.is_valid():
        title = form.cleaned_data["title"]
        try:
            key = slugify(title)[:80] or "section"
            made = add_section(by=request.who, report=found, key=key, title=title, editions=form.editions)
            return redirect(address("report-section", found, section=made.key))
        except Rejected as error:
            form.add_error(error.field or None, error.sentence)
    return render(
        request,
        "report/form.html",
        {
            "title": "Add a section",
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "form": form,
            "button": "Add the section",
        },
    )


def _edition(key: str) -> Edition:
    if key not in EDITIONS:
        raise Http404
    return EDITIONS[key]


def _build(request: Request, found: Report, edition: Edition) -> Built:
    sections = queries.sections(request.who, found)
    return build(request.who, request.partnership, found, sections, edition)


@policy(Permission.SEE_REPORT)
def read(request: Request, partnership: str, report: str, edition: str) -> HttpResponse:
    """An edition as it stands now, as a page."""
    found, chosen = find_report(request, report), _edition(edition)
    built = _build(request, found, chosen)
    return render(
        request,
        "report/read.html",
        {
            "title": f"{found.title}, {chosen.title.lower()}",
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "article": mark_safe(html_fragment(built.document)),  # noqa: S308 - the renderer escapes every text
        },
    )


@policy(Permission.SEE_REPORT)
def download(request: Request, partnership: str, report: str, edition: str, form: str) -> HttpResponse:
    """An edition as it stands now, as a file whose name carries the marking of what is not public."""
    found, chosen = find_report(request, report), _edition(edition)
    if form not in RENDERERS:
        raise Http404
    body = RENDERERS[form](_build(request, found, chosen).document)
    marking = slugify(request.partnership.marking).upper() if chosen.audience != "public" else ""
    parts = (marking, request.partnership.slug, "annual-report", found.slug, chosen.key, "draft")
    name = "-".join(part for part in parts if part)
    return as_file(body, f"{name}.{form}", form)


def as_file(body: bytes, name: str, form: str) -> HttpResponse:
    """Bytes to take away."""
    response = HttpResponse(body, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@policy(Permission.PUBLISH_REPORT)
def publish(request: Request, partnership: str, report: str, edition: str) -> HttpResponse:
    """Say what publishing does, and do it when that is confirmed."""
    found, chosen = find_report(request, report), _edition(edition)
    problem = ""
    if request.method == "POST":
        try:
            made = publish_edition(request.who, request.partnership, found, chosen)
            messages.success(
                request, f"The {chosen.title.lower()} is published. Its address will not change."
            )
            return redirect("website-publication", partnership=partnership, publication=made.slug)
        except Rejected as error:
            problem = error.sentence
    built = _build(request, found, chosen)
    protection = built.presentation.protection
    return render(
        request,
        "report/publish.html",
        {
            "title": f"Publish the {chosen.title.lower()}",
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "report": found,
            "edition": chosen,
            "reasons": why_not(built),
            "problem": problem,
            "facts": [
                ("For", "everybody, without signing in" if chosen.audience == "public" else "members only"),
                ("Sections", str(len(built.document.sections))),
                ("Figures", f"{len(built.references)} references, each frozen as it is printed"),
                ("Disclosure control", built.presentation.rules.stamp),
                ("Numbers hidden", str(len(protection.hidden))),
            ],
        },
    )


@policy(Permission.PUBLISH_REPORT)
def take_back(request: Request, partnership: str, publication: str) -> HttpResponse:
    """Withdraw a publication, with a reason that its readers are told."""
    found: Publication = get_object_or_404(
        queries.publications(request.who), slug=publication, withdrawn_at__isnull=True
    )
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            withdraw(by=request.who, publication=found, reason=form.cleaned_data["reason"])
            return redirect("website-publication", partnership=partnership, publication=publication)
        except Rejected as error:
            form.add_error(error.field or None, error.sentence)
    return render(
        request,
        "report/form.html",
        {
            "title": f"Withdraw {found.title}, {found.edition} edition",
            "lede": "Its address stays, and says that it was withdrawn and why. Copies that people took stay with them.",
            "breadcrumbs": crumbs(request),
            "form": form,
            "button": "Withdraw it",
            "warning": True,
        },
    )
