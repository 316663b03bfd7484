"""The chase screen: who owes what, and the e-mails that ask for it, read before they are sent."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from roundtable.dataset.forms import EscalateForm, ExtendForm, reject
from roundtable.dataset.views_returns import posted
from roundtable.foundation.notices.actions import note_sent
from roundtable.foundation.notices.queries import drafts
from roundtable.foundation.requests.actions import escalate, extend, remind
from roundtable.foundation.requests.letters import escalation, reminders
from roundtable.foundation.requests.models import Request as Asked
from roundtable.foundation.requests.queries import chase_rows, open_requests
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.scope.subjects import address
from roundtable.measures.wording import day, plural


def _url(request: Request, name: str, **more: object) -> str:
    return reverse(name, kwargs={"partnership": request.partnership.slug, **more})


def _crumbs(request: Request, *, under: bool = False) -> list[dict[str, str]]:
    made = [{"text": "Returns", "href": _url(request, "dataset-returns")}]
    return [*made, {"text": "Chase", "href": _url(request, "dataset-chase")}] if under else made


@policy(Permission.CHASE)
def chase(request: Request, partnership: str) -> HttpResponse:
    """One row an agency: what is late, what is due, and when it was chased last."""
    today = timezone.localdate()
    rows = [
        {
            "row": row,
            "value": ",".join(found.reference for found in row.requests),
            "owed": [
                {"request": r, "late": r.is_late(today), "days": (today - r.due).days,
                 "url": address(partnership, r.subject_kind, r.subject_reference)}
                for r in row.requests
            ],
        }
        for row in chase_rows(request.who, today)
    ]  # fmt: skip
    context = {
        "title": "Chase", "breadcrumbs": _crumbs(request), "rows": rows, "drafts": drafts(request.who).count(),
        "lede": "Everything that was asked for and has not come. Tick who should be reminded; you read each letter first.",
    }  # fmt: skip
    return render(request, "dataset/returns_chase.html", context)


@policy(Permission.CHASE)
def letters(request: Request, partnership: str) -> HttpResponse:
    """Every e-mail word for word, before it leaves; or kept as drafts for somebody's own mail program."""
    given = request.POST if request.method == "POST" else request.GET
    references = [one for value in given.getlist("ask") for one in value.split(",") if one]
    chosen = list(open_requests(request.who).filter(reference__in=references))
    if not chosen:
        messages.warning(request, "Tick at least one agency to remind.")
        return redirect(_url(request, "dataset-chase"))
    batches = reminders(request.who, chosen, timezone.localdate())
    if request.method == "POST":
        ready = [found for batch in batches if not batch.problem for found in batch.requests]
        try:
            return _send(request, ready, draft=request.POST.get("intent") == "draft")
        except Rejected as rejected:
            messages.warning(request, rejected.sentence)
    count = sum(len(batch.letters) for batch in batches)
    context = {
        "title": f"Read {plural(count, 'e-mail')} before sending" if count else "Nobody can be written to",
        "breadcrumbs": _crumbs(request, under=True), "batches": batches, "count": count,
        "references": [found.reference for found in chosen],
    }  # fmt: skip
    return render(request, "dataset/returns_letters.html", context)


def _send(request: Request, ready: list[Asked], *, draft: bool) -> HttpResponse:
    made = remind(by=request.who, requests=ready, draft=draft)
    to = {address_ for reminder in made for address_ in reminder.sent_to}
    if draft:
        messages.success(
            request, f"{plural(len(to), 'draft is', 'drafts are')} ready to copy into your own e-mail."
        )
        return redirect(_url(request, "dataset-chase-drafts"))
    messages.success(request, f"{plural(len(to), 'e-mail was', 'e-mails were')} sent.")
    return redirect(_url(request, "dataset-chase"))


@policy(Permission.CHASE)
def draft_letters(request: Request, partnership: str) -> HttpResponse:
    """E-mails that wait to be copied into somebody's own mail program."""
    context = {
        "title": "Drafts to copy", "breadcrumbs": _crumbs(request, under=True), "drafts": list(drafts(request.who)),
        "lede": "Open each in your own e-mail program, or copy it. When you have sent it, say so here.",
    }  # fmt: skip
    return render(request, "dataset/returns_drafts.html", context)


@require_POST
@policy(Permission.CHASE)
def draft_sent(request: Request, partnership: str, pk: int) -> HttpResponse:
    """Somebody sent a draft from their own mail program."""
    notice = get_object_or_404(drafts(request.who), pk=pk)
    note_sent(by=request.who, notice=notice)
    messages.success(request, f"The e-mail to {notice.to} is kept as sent.")
    return redirect(_url(request, "dataset-chase-drafts"))


@policy(Permission.CHASE)
def more_time(request: Request, partnership: str, reference: str) -> HttpResponse:
    """Give one request more time; its reminders start again for the new day."""
    found = get_object_or_404(open_requests(request.who), reference=reference)
    form = ExtendForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            extend(by=request.who, request=found, **form.cleaned_data)
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
        else:
            messages.success(request, f"{found.asked} has until {day(found.due)}.")
            return redirect(_url(request, "dataset-chase"))
    return render(request, "dataset/returns_request.html", _one(request, found, form, "Give more time"))


@policy(Permission.CHASE)
def tell_chair(request: Request, partnership: str, reference: str) -> HttpResponse:
    """Tell the chair of a request that was not answered, in a letter that is read first."""
    found = get_object_or_404(open_requests(request.who), reference=reference)
    form = EscalateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            escalate(by=request.who, request=found, reason=form.cleaned_data["reason"])
        except Rejected as rejected:
            reject(form, rejected.sentence, rejected.field)
        else:
            messages.success(request, f"The chair was told that {found.asked} has not answered.")
            return redirect(_url(request, "dataset-chase"))
    context = _one(request, found, form, "Tell the chair")
    letters_ = escalation(request.who, found, timezone.localdate(), "").letters
    return render(request, "dataset/returns_request.html", context | {"letters": letters_})


def _one(request: Request, found: Asked, form: Form, title: str) -> dict[str, object]:
    return {
        "title": title, "button": title, "breadcrumbs": _crumbs(request, under=True), "form": form,
        "lede": f"{found.title} ({found.reference}): {found.asked}, due on {day(found.due)}.",
    }  # fmt: skip
