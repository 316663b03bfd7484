"""Returns: the list, one return, its template and its versions."""

import io
from dataclasses import dataclass

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from roundtable.dataset import queries
from roundtable.dataset.acceptance import remarks_on
from roundtable.dataset.describe import (
    actions,
    facts,
    notes,
    period_words,
    span,
    state_tag,
    value_table,
    version_tag,
    version_tags,
)
from roundtable.dataset.forms import ReturnFilters
from roundtable.dataset.lines import spec
from roundtable.dataset.models import Return, ReturnVersion
from roundtable.dataset.versions import as_read
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.web.lists import XLSX, Column, make_listing
from roundtable.foundation.web.records import HistoryEntry
from roundtable.foundation.web.tones import Tag
from roundtable.intake.problems import ProblemGroup
from roundtable.intake.template import write_csv_template, write_template

SEE = (Permission.SEE_ALL_RETURNS, Permission.SUBMIT_RETURNS)
HISTORY_SHOWN = 12


def address(request: Request, name: str, found: Return, **more: object) -> str:
    return reverse(
        name, kwargs={"partnership": request.partnership.slug, "reference": found.reference, **more}
    )


def crumbs(request: Request, found: Return | None = None) -> list[dict[str, str]]:
    """Returns, and the return where the page lies under one."""
    made = [
        {
            "text": "Returns",
            "href": reverse("dataset-returns", kwargs={"partnership": request.partnership.slug}),
        }
    ]
    if found is not None:
        made.append(
            {"text": f"{found.reference} {found.title}", "href": address(request, "dataset-return", found)}
        )
    return made


def posted(request: Request) -> QueryDict | None:
    """What a form is bound to: also where everything in it was left out."""
    return request.POST if request.method == "POST" else None


def one_return(request: Request, reference: str) -> Return:
    """The return of an address; 404 where there is none that the reader may see."""
    found: Return = get_object_or_404(queries.returns(request.who), reference=reference)
    return found


def _columns(request: Request) -> list[Column[Return]]:
    return [
        Column(
            "title",
            "Return",
            lambda r: r.title,
            ("title",),
            url=lambda r: address(request, "dataset-return", r),
        ),
        Column("reference", "Reference", lambda r: r.reference, ("id",)),
        Column("agency", "Agency", lambda r: r.agency.title, ("agency__title",)),
        Column("period", "Period", period_words, ("period",)),
        Column("due", "Due", lambda r: r.due, ("request__due",)),
        Column("state", "State", state_tag, ("state",)),
    ]


@policy(*SEE)
def returns(request: Request, partnership: str) -> HttpResponse:
    """Every return that the reader may see."""
    listing = make_listing(
        request, queries.returns(request.who), _columns(request), name="returns", filters=ReturnFilters
    )
    context = {
        "title": "Returns",
        "lede": "What each agency was asked for, and what it sent.",
        "may_ask": request.who.may(Permission.ASK_FOR_RETURNS),
        "may_chase": request.who.may(Permission.CHASE),
    }
    return listing.respond("dataset/returns_list.html", context)


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: ReturnVersion
    tag: Tag


@policy(*SEE)
def one(request: Request, partnership: str, reference: str) -> HttpResponse:
    """One return: what was asked, its versions, and what the reader can do."""
    found = one_return(request, reference)
    versions = queries.versions(request.who, found)
    entries = history(request.who, "return", found.reference)
    context = {
        "title": found.title,
        "breadcrumbs": crumbs(request),
        "found": found,
        "state": state_tag(found),
        "reference_line": f"{found.reference} · {found.agency} · {period_words(found)}",
        "facts": facts(found),
        "versions": [VersionRow(*pair) for pair in zip(versions, version_tags(versions), strict=True)],
        "problems": _problems(request, found, versions),
        "problems_heading": f"Problems found in version {versions[0].number}" if versions else "",
        "asked": _asked(request, found),
        "actions": actions(request.who, request.partnership.slug, found),
        "history": [
            HistoryEntry(e.sentence[:1].upper() + e.sentence[1:], e.actor, e.at)
            for e in entries[:HISTORY_SHOWN]
        ],
    }
    return render(request, "dataset/returns_record.html", context)


def _problems(request: Request, found: Return, versions: list[ReturnVersion]) -> tuple[ProblemGroup, ...]:
    """What the newest version's sender was told of it; nothing where nothing came."""
    if not versions:
        return ()
    kept = _version(request, found, versions[0].number)
    made = spec(request.who, request.partnership, found)
    return remarks_on(kept, made, as_read(request.who, request.partnership, kept))


def _asked(request: Request, found: Return) -> list[list[str]]:
    made = spec(request.who, request.partnership, found)
    return [[line.name, line.unit, span(line.periods)] for line in made.lines]


@policy(*SEE)
def template(request: Request, partnership: str, reference: str, kind: str) -> HttpResponse:
    """What to fill in. The workbook has a sheet for each return of the agency and period that the reader may send."""
    found = one_return(request, reference)
    out = io.BytesIO()
    if kind == "csv":
        write_csv_template(spec(request.who, request.partnership, found), out)
    else:
        person = request.user
        answers = queries.answerable(person, request.who, request.partnership, found)
        write_template([spec(a.who, a.partnership, a.found) for a in answers], out)
    name = f"{request.partnership.marking}-{found.reference}-{found.agency.slug}.{kind}"
    return attachment(out.getvalue(), name, XLSX if kind == "xlsx" else "text/csv; charset=utf-8")


def attachment(data: bytes, name: str, content_type: str = "application/octet-stream") -> HttpResponse:
    """A file to be saved, never shown in the page's place nor kept by a cache."""
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    response = HttpResponse(data, content_type=content_type, headers=headers)
    safe = "".join(c if (c.isalnum() and c.isascii()) or c in "-_. " else "_" for c in name)
    response["Content-Disposition"] = f'attachment; filename="{safe}"'
    return response


@policy(*SEE)
def version(request: Request, partnership: str, reference: str, number: int) -> HttpResponse:
    """One version: every value in it, as it was read."""
    found = one_return(request, reference)
    kept = _version(request, found, number)
    lines = as_read(request.who, request.partnership, kept)
    made = spec(request.who, request.partnership, found)
    head, rows = value_table(made, lines)
    context = {
        "title": f"Version {number} of {found.title}", "breadcrumbs": crumbs(request, found), "found": found,
        "version": kept, "tag": version_tag(kept), "head": head, "rows": rows,
        "notes": notes(made, lines), "problems": remarks_on(kept, made, lines),
    }  # fmt: skip
    return render(request, "dataset/returns_version.html", context)


@policy(*SEE)
def file(request: Request, partnership: str, reference: str, number: int) -> HttpResponse:
    """The file that a version came in, as it came."""
    kept = _version(request, one_return(request, reference), number)
    if kept.file is None:
        raise Http404
    return attachment(bytes(kept.file), kept.file_name)


def _version(request: Request, found: Return, number: int) -> ReturnVersion:
    kept = queries.version_with_file(request.who, found, number)
    if kept is None:
        raise Http404
    return kept
