"""What the world sees: the front page, what was published, and what Roundtable says of itself."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.people.queries import partnerships_of
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import public
from roundtable.measures.periods import Period
from roundtable.report.views import as_file
from roundtable.website import queries

GONE = 410
WHY_PUBLISHED = "what was published for the public is for everybody; the rest answers to members alone"


@public("it says what this is and leads to the sign-in and to what was published")
def front(request: Request) -> HttpResponse:
    """For those who are signed in the way to their partnership; for everybody else what Roundtable is."""
    if not request.user.is_authenticated:
        return render(
            request,
            "website/front.html",
            {
                "title": "Keeping children safe is everybody’s work",
                "partnerships_published": queries.partnerships_with_publications(),
            },
        )
    mine = partnerships_of(request.user)
    if len(mine) == 1:
        return redirect(f"/{mine[0].slug}/")
    return render(request, "website/choose.html", {"title": "Choose a partnership", "mine": mine})


@public("it says what Roundtable is")
def about(request: Request) -> HttpResponse:
    return render(request, "website/about.html", {"title": "About Roundtable", "back": "/"})


@public("an accessibility statement is for everybody")
def accessibility(request: Request) -> HttpResponse:
    return render(request, "website/accessibility.html", {"title": "Accessibility statement", "back": "/"})


@public(WHY_PUBLISHED)
def published(request: Request, partnership: str) -> HttpResponse:
    """Everything that a partnership has published and the reader may open."""
    found = queries.published(request.who, request.partnership)
    return render(
        request,
        "website/published.html",
        {
            "title": f"Published by {request.partnership.full_title}",
            "breadcrumbs": [{"text": "Roundtable", "href": "/"}],
            "publications": found,
            "marking": "",
        },
    )


def _find(request: Request, slug: str) -> Publication:
    found = queries.publication(request.who, request.partnership, slug)
    if found is None:
        raise Http404
    return found


def _context(request: Request, found: Publication) -> dict[str, Any]:
    """What every page of a publication shows; a public one carries no marking, whoever reads it."""
    return {
        "title": f"{found.title}, {found.edition} edition",
        "publication": found,
        "period": Period.parse(found.period).label,
        "breadcrumbs": [
            {"text": "Roundtable", "href": "/"},
            {"text": "Published", "href": f"/{request.partnership.slug}/published/"},
        ],
        "marking": "" if found.audience == "public" else request.partnership.marking,
    }


@public(WHY_PUBLISHED)
def publication(request: Request, partnership: str, publication: str) -> HttpResponse:
    """A publication as a page; a withdrawn one says so, and why."""
    found = _find(request, publication)
    context = _context(request, found)
    if found.withdrawn_at:
        return render(request, "website/withdrawn.html", context, status=GONE)
    return render(
        request,
        "website/publication.html",
        {
            **context,
            "article": mark_safe(found.html),  # noqa: S308 - made by the report's renderer, which escapes every text
            "may_withdraw": request.who.may(Permission.PUBLISH_REPORT),
        },
    )


@public(WHY_PUBLISHED)
def download(request: Request, partnership: str, publication: str, form: str) -> HttpResponse:
    """A publication's Word or PDF file, as it was when it was published."""
    found = _find(request, publication)
    if found.withdrawn_at:
        return render(request, "website/withdrawn.html", _context(request, found), status=GONE)
    files = {"docx": found.docx, "pdf": found.pdf}
    if form not in files:
        raise Http404
    marking = "" if found.audience == "public" else slugify(request.partnership.marking).upper()
    name = "-".join(part for part in (marking, request.partnership.slug, found.slug) if part)
    return as_file(bytes(files[form]), f"{name}.{form}", form)


@public(WHY_PUBLISHED)
def figures(request: Request, partnership: str, publication: str) -> HttpResponse:
    """The figures of a publication as they were published, for programs."""
    found = _find(request, publication)
    about = {
        "publication": found.slug,
        "title": found.title,
        "partnership": request.partnership.slug,
        "period": found.period,
        "edition": found.edition,
        "audience": found.audience,
        "published": found.published_at.isoformat(),
        "ledger": {"sequence": found.ledger_sequence, "chain": found.ledger_chain},
        "disclosure_control": found.rules,
    }
    if found.withdrawn_at:
        return JsonResponse({**about, "withdrawn": found.withdrawn_reason}, status=GONE)
    return JsonResponse({**about, "figures": found.figures}, json_dumps_params={"ensure_ascii": False})
