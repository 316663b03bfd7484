"""Writing a section: its text, what its references say now, figures to pick, and its revisions."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe

from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.report import queries, writing
from roundtable.report.actions import write_section
from roundtable.report.differences import DiffLine, Revision, changes, difference
from roundtable.report.forms import WriteForm
from roundtable.report.models import Report, Section
from roundtable.report.views import address, crumbs, find_report


def _find(request: Request, report: str, section: str) -> tuple[Report, list[Section], Section]:
    found = find_report(request, report)
    sections = queries.sections(request.who, found)
    wanted = get_object_or_404(queries.all_sections(request.who), report_id=found.pk, key=section)
    # Whoever was writing when it was taken out still sees what the text would print.
    return found, [*sections, wanted] if wanted.taken_out_at else sections, wanted


@policy(Permission.WRITE_REPORT)
def section(request: Request, partnership: str, report: str, section: str) -> HttpResponse:
    """The desk. One form with four buttons: save, preview, find a figure, put a figure in."""
    found, sections, wanted = _find(request, report, section)
    if wanted.taken_out_at and request.method != "POST":
        return redirect(address("report-revisions", found, section=wanted.key))
    kept = (wanted.title, wanted.text)
    form = WriteForm(
        _with_figure(request.POST) if request.method == "POST" else None, initial=_initial(wanted)
    )
    theirs: list[DiffLine] = []
    if form.is_valid():
        data = form.cleaned_data
        if "save" in request.POST:
            try:
                _save(request, wanted, data)
                messages.success(request, f"{data['title']} is saved.")
                return redirect(address("report-section", found, section=wanted.key))
            except Rejected as error:
                form = _conflict(form, wanted, error)
                theirs = [] if wanted.taken_out_at else difference(data["text"], kept[1])
        wanted.title, wanted.text = data["title"], data["text"]  # for this page alone: nothing is saved
    words = form.cleaned_data.get("find", "") if form.is_bound and "find" in form.cleaned_data else ""
    return render(
        request,
        "report/section.html",
        {
            "title": kept[0],
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "form": form,
            "section": wanted,
            "report": found,
            "unsaved": (wanted.title, wanted.text) != kept,
            "theirs": theirs,
            "their_text": kept[1],
            "words": words,
            "picks": writing.pick(request.who, found, words) if words else [],
            **_beside(request, found, sections, wanted),
        },
    )


def _initial(wanted: Section) -> dict[str, Any]:
    return {"title": wanted.title, "text": wanted.text, "seen_revision": wanted.revision}


def _with_figure(posted: Any) -> Any:
    """What was sent, with the figure that was picked at the end of the text."""
    if "put" not in posted:
        return posted
    data = posted.copy()
    paste = posted["put"]
    gap = "\n\n" if paste.startswith("!") or not posted.get("text") else " "
    data["text"] = f"{posted.get('text', '').rstrip()}{gap}{paste}".lstrip()
    return data


def _save(request: Request, wanted: Section, data: dict[str, Any]) -> None:
    write_section(
        by=request.who,
        section=wanted,
        text=data["text"],
        title=data["title"],
        seen_revision=data["seen_revision"],
    )


def _conflict(form: WriteForm, wanted: Section, error: Rejected) -> WriteForm:
    """The writer's own text again, now knowing of the other's: saving it once more is a decision."""
    again = WriteForm({**form.cleaned_data, "seen_revision": wanted.revision})
    again.is_valid()
    again.add_error(error.field or None, error.sentence)
    return again


def _beside(request: Request, found: Report, sections: list[Section], wanted: Section) -> dict[str, Any]:
    desk = writing.desk(request.who, request.partnership, found, sections, wanted)
    return {
        "preview": mark_safe(desk.html),  # noqa: S308 - the renderer escapes every text
        "lines": desk.lines,
        "faults": desk.faults,
    }


@policy(Permission.SEE_REPORT)
def revisions(request: Request, partnership: str, report: str, section: str) -> HttpResponse:
    """Every revision of a section, newest first, with what each changed."""
    found, _, wanted = _find(request, report, section)
    rows = queries.revisions(request.who, wanted).values_list("number", "written_by", "written_at", "text")
    return render(
        request,
        "report/revisions.html",
        {
            "title": f"Revisions of {wanted.title}",
            "breadcrumbs": crumbs(request, (found.title, address("report-report", found))),
            "changes": changes([Revision(*row) for row in rows]),
            "section": wanted,
            "report": found,
            "may_write": request.who.may(Permission.WRITE_REPORT),
        },
    )
