"""The outline of a report: the order of its sections, and sections taken out and put back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.measures.wording import plural
from roundtable.report import queries
from roundtable.report.actions import put_back_section, reorder_sections, take_out_section
from roundtable.report.forms import OrderForm
from roundtable.report.models import Report, Section
from roundtable.report.views import address, crumbs, find_report


@policy(Permission.WRITE_REPORT)
def order(request: Request, partnership: str, report: str) -> HttpResponse:
    """The sections in their order. A button moves one up or down; numbers move many, or one a long way."""
    found = find_report(request, report)
    sections = queries.sections(request.who, found)
    form = OrderForm(sections, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            reorder_sections(by=request.who, report=found, keys=form.order, seen=form.seen)
            messages.success(request, form.says)
            return redirect(address("report-order", found))
        except Rejected as error:
            messages.warning(request, error.sentence)
            return redirect(address("report-order", found))
    return render(
        request,
        "report/order.html",
        {
            "title": "Order of the sections",
            "lede": "Write a new number beside a section to move it there: the others make room. Or move it by one.",
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "report": found,
            "form": form,
        },
    )


@policy(Permission.WRITE_REPORT)
def take_out(request: Request, partnership: str, report: str, section: str) -> HttpResponse:
    """Say what taking a section out does, and do it when that is confirmed."""
    found, wanted = _find(request, report, section)
    if request.method == "POST":
        try:
            take_out_section(by=request.who, section=wanted)
            messages.success(request, f"{wanted.title} is taken out. You can put it back from this page.")
        except Rejected as error:
            messages.warning(request, error.sentence)
        return redirect(address("report-report", found))
    words = plural(len(wanted.text.split()), "word")
    return _confirm(
        request, found, f"Take out {wanted.title}",
        f"It is then printed in no edition. Its {words} and {plural(wanted.revision, 'revision')} are kept, and it can be "
        "put back. What was published stays as it is.",
        "Take it out", warning=True,
    )  # fmt: skip


@policy(Permission.WRITE_REPORT)
def put_back(request: Request, partnership: str, report: str, section: str) -> HttpResponse:
    """Put a section back that was taken out."""
    found, wanted = _find(request, report, section)
    if request.method == "POST":
        try:
            put_back_section(by=request.who, section=wanted)
            messages.success(request, f"{wanted.title} is back in the report.")
        except Rejected as error:
            messages.warning(request, error.sentence)
        return redirect(address("report-report", found))
    said = (
        f"It comes back as it was, with {plural(wanted.revision, 'revision')}, to the place where it stood."
    )
    return _confirm(request, found, f"Put back {wanted.title}", said, "Put it back", warning=False)


def _find(request: Request, report: str, section: str) -> tuple[Report, Section]:
    found = find_report(request, report)
    return found, get_object_or_404(queries.all_sections(request.who), report_id=found.pk, key=section)


def _confirm(
    request: Request, found: Report, title: str, lede: str, button: str, *, warning: bool
) -> HttpResponse:
    return render(
        request,
        "report/form.html",
        {
            "title": title,
            "lede": lede,
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "button": button,
            "warning": warning,
        },
    )
