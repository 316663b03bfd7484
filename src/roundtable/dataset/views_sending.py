"""Sending a return: by a file or typed into a form, always seen before anything of it is kept."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from roundtable.dataset.actions import SentFile, save_draft, submit_return
from roundtable.dataset.describe import CHANGE_HEAD, change_rows, period_words, value_table
from roundtable.dataset.forms import ConfirmForm, UploadForm, reject, restating
from roundtable.dataset.lines import spec
from roundtable.dataset.models import Return
from roundtable.dataset.previews import Part, Preview, preview_draft, preview_file
from roundtable.dataset.queries import Answerable, answerable
from roundtable.dataset.rules import check_can_submit
from roundtable.dataset.typed import MOST_CELLS, TypedReturn, cells_asked
from roundtable.dataset.uploads import held, hold, let_go
from roundtable.dataset.views_returns import address, attachment, crumbs, one_return, posted
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.intake.guards import FileRefused
from roundtable.intake.problems import Severity, problems_csv
from roundtable.measures.wording import join

SEND = (Permission.SUBMIT_RETURNS, Permission.LOAD_FOR_AGENCIES)


def _to_send(request: Request, reference: str) -> Return:
    found = one_return(request, reference)
    check_can_submit(request.who, found)
    return found


@policy(*SEND)
def upload(request: Request, partnership: str, reference: str) -> HttpResponse:
    """Choose a file. It is checked and held; its preview is the next page."""
    found = _to_send(request, reference)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            hold(request.session, found, SentFile(sent.name, sent.read()))
            return redirect(address(request, "dataset-return-check", found))
        except FileRefused as refused:
            form.add_error("file", f"{refused.message} {refused.what_to_do}")
    context = {
        "title": "Upload a return", "breadcrumbs": crumbs(request, found), "found": found, "form": form,
        "lede": f"{found.title}: {found.agency}, {period_words(found)}.",
    }  # fmt: skip
    return render(request, "dataset/returns_upload.html", context)


@policy(*SEND)
def typed(request: Request, partnership: str, reference: str) -> HttpResponse:
    """The same return as a form: saved as a draft, or checked and then sent."""
    found = _to_send(request, reference)
    asked = spec(request.who, request.partnership, found)
    context = {
        "title": f"Fill in {found.title}", "breadcrumbs": crumbs(request, found), "found": found,
        "lede": f"{found.agency}, {period_words(found)}.",
    }  # fmt: skip
    if cells_asked(asked) > MOST_CELLS:
        return render(request, "dataset/returns_too_long.html", context | {"cells": cells_asked(asked)})
    form = TypedReturn.of_draft(asked, found.draft)
    if request.method == "POST":
        form = TypedReturn(asked, request.POST)
        if (answer := _typed(request, found, form)) is not None:
            return answer
    return render(request, "dataset/returns_form.html", context | {"form": form, "rows": list(form.rows())})


def _typed(request: Request, found: Return, form: TypedReturn) -> HttpResponse | None:
    """Keeps the draft whatever is in it; where it is to be sent, what cannot be read is told first."""
    if not form.is_valid():
        return None
    try:
        save_draft(by=request.who, found=found, draft=form.draft)
    except Rejected as rejected:
        form.add_error(None, rejected.sentence)
        return None
    if request.POST.get("intent") == "save":
        messages.success(request, "Your draft is saved. Nobody is told of it until you send it.")
        return redirect(address(request, "dataset-return-form", found))
    form.check_values()
    return None if form.errors else redirect(address(request, "dataset-return-check-typed", found))


@policy(*SEND)
def check(request: Request, partnership: str, reference: str, source: str) -> HttpResponse:
    """What was understood, and what it changes. Nothing is kept until it is confirmed here."""
    found = _to_send(request, reference)
    file, preview = _preview(request, found, source)
    if preview is None:
        return redirect(
            address(request, "dataset-return-upload" if source == "file" else "dataset-return-form", found)
        )
    anew = any(restating(part.answer.found) for part in preview.parts)
    form = ConfirmForm(posted(request), restating=anew)
    if request.method == "POST" and preview.can_be_sent and form.is_valid():
        try:
            return _confirm(request, found, file, preview, form.cleaned_data.get("reason", ""))
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
    context = {
        "title": "Check before you send", "breadcrumbs": crumbs(request, found), "found": found, "file": file,
        "preview": preview, "form": form, "source": source, "parts": [_part(part) for part in preview.parts],
        "errors": preview.groups(Severity.ERROR), "warnings": preview.groups(Severity.WARNING),
        "questions": preview.groups(Severity.QUESTION),
    }  # fmt: skip
    return render(request, "dataset/returns_check.html", context)


def _preview(request: Request, found: Return, source: str) -> tuple[SentFile | None, Preview | None]:
    here = Answerable(found, request.partnership, request.who)
    if source == "form":
        return None, preview_draft(here) if found.draft else None
    file = held(request.session, found)
    if file is None:
        return None, None
    answers = answerable(request.user, request.who, request.partnership, found)
    try:
        return file, preview_file(file, answers)
    except FileRefused as refused:
        messages.warning(request, f"{refused.message} {refused.what_to_do}")
        let_go(request.session, found)
        return None, None


def _part(part: Part) -> dict[str, object]:
    head, rows = value_table(part.spec, part.lines)
    return {
        "part": part, "found": part.answer.found, "partnership": part.answer.partnership, "head": head, "rows": rows,
        "change_head": CHANGE_HEAD, "changes": change_rows(part.spec, part.changes),
        "jumps": [(change.line, change.question) for change in part.jumps],
        "jump_rows": change_rows(part.spec, part.jumps),
        "restated": sum(change.restated for change in part.changes),
    }  # fmt: skip


def _confirm(
    request: Request, found: Return, file: SentFile | None, preview: Preview, reason: str
) -> HttpResponse:
    with (
        transaction.atomic()
    ):  # all or none, though each partnership has an action of its own in its own ledger
        for part in preview.parts:
            answer = part.answer
            submit_return(
                by=answer.who, found=answer.found, lines=part.lines, file=file,
                reason=reason if restating(answer.found) else "",
            )  # fmt: skip
    let_go(request.session, found)
    sent = join(f"{part.answer.found.reference} ({part.answer.partnership})" for part in preview.parts)
    messages.success(request, f"Sent: {sent}. The business manager decides on it next.")
    return redirect(address(request, "dataset-return", found))


@require_GET
@policy(*SEND)
def problems(request: Request, partnership: str, reference: str) -> HttpResponse:
    """Every problem of the file that waits, for whoever mends it."""
    found = _to_send(request, reference)
    _, preview = _preview(request, found, "file")
    if preview is None:
        raise Http404
    data = problems_csv(preview.problems).encode("utf-8-sig")
    name = f"{request.partnership.marking}-{found.reference}-problems.csv"
    return attachment(data, name, "text/csv; charset=utf-8")
