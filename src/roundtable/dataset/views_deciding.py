"""Deciding on a return, with its figures against last time and against what others sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from roundtable.dataset.acceptance import comparisons, remarks_on
from roundtable.dataset.actions import accept_return, send_back
from roundtable.dataset.describe import CHANGE_HEAD, change_rows, notes, period_words, value_table
from roundtable.dataset.forms import DecideForm, reject
from roundtable.dataset.lines import spec
from roundtable.dataset.models import Return, ReturnState, ReturnVersion
from roundtable.dataset.previews import changes_of
from roundtable.dataset.queries import Answerable, version_with_file, versions
from roundtable.dataset.rules import why_not_decide
from roundtable.dataset.versions import as_read
from roundtable.dataset.views_returns import address, crumbs, one_return, posted
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy


@policy(Permission.ACCEPT_RETURNS)
def decide(request: Request, partnership: str, reference: str) -> HttpResponse:
    """The acceptance card, and the decision under it."""
    found = one_return(request, reference)
    refused = why_not_decide(request.who, found)
    if refused:
        messages.warning(request, refused)
        return redirect(address(request, "dataset-return", found))
    number = _waiting(request, found).number
    form = DecideForm(posted(request), initial={"version": number})
    if request.method == "POST" and form.is_valid():
        try:
            _check_seen(form, number)
            return _decide(request, found, form)
        except Rejected as rejected:
            reject(form, rejected.sentence, "note" if rejected.field == "reason" else rejected.field)
    return render(request, "dataset/returns_decide.html", _card(request, found) | {"form": form})


def _waiting(request: Request, found: Return) -> ReturnVersion:
    return next(v for v in versions(request.who, found) if v.state == ReturnState.SUBMITTED)


def _check_seen(form: DecideForm, number: int) -> None:
    """What came while the reader was reading is not decided unseen."""
    seen = form.cleaned_data["version"]
    if seen is not None and seen != number:
        form.data = {**dict(form.data.items()), "version": str(number)}
        raise Rejected(
            f"Version {number} came while you were reading version {seen}. Read it below, then decide."
        )


def _decide(request: Request, found: Return, form: DecideForm) -> HttpResponse:
    note = form.cleaned_data["note"]
    if form.cleaned_data["decision"] == "accept":
        kept = accept_return(by=request.who, found=found, note=note)
        messages.success(request, f"Version {kept.number} is accepted. Its figures count from now on.")
    else:
        send_back(by=request.who, found=found, reason=note)
        messages.success(request, f"Sent back to {found.agency}. It is asked for again.")
    return redirect(address(request, "dataset-return", found))


def _card(request: Request, found: Return) -> dict[str, object]:
    waiting = _waiting(request, found)
    kept = version_with_file(request.who, found, waiting.number) or waiting
    asked = spec(request.who, request.partnership, found)
    lines = as_read(request.who, request.partnership, kept)
    changes = changes_of(Answerable(found, request.partnership, request.who), lines)
    head, rows = value_table(asked, lines)
    return {
        "title": f"Decide on {found.title}", "breadcrumbs": crumbs(request, found), "found": found, "version": kept,
        "lede": f"{found.agency}, {period_words(found)}, version {kept.number}.",
        "head": head, "rows": rows, "comparisons": comparisons(request.who, found, asked, lines),
        "changes": change_rows(asked, changes), "change_head": CHANGE_HEAD,
        "jumps": change_rows(asked, [change for change in changes if change.jump]),
        "problems": remarks_on(kept, asked, lines),
        "notes": notes(asked, lines),
    }  # fmt: skip
