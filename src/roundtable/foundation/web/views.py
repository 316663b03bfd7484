"""The components page, for developers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roundtable.foundation.scope.policies import public
from roundtable.foundation.web import gallery
from roundtable.foundation.web.lists import make_listing
from roundtable.foundation.web.strip import strip
from roundtable.foundation.web.tones import Tag, Tone

WHY = "invented examples, and there in demo mode only"


@public(why=WHY)
def components(request: HttpRequest) -> HttpResponse:
    """Every component in use; sending its form shows the errors."""
    form = gallery.ExampleForm(request.POST or None, request.FILES or None)
    return render(
        request,
        "web/components.html",
        {
            "title": "Components",
            "lede": "Everything that pages are made of, with invented examples.",
            "back": "/",
            "form": form,
            "tones": list(Tone),
            "tasks": gallery.NEEDS,
            "changes": gallery.CHANGES,
            "strip": strip(gallery.YEAR, 2015, gallery.TODAY),
        },
    )


@public(why=WHY)
def record(request: HttpRequest) -> HttpResponse:
    """The shape of a record page."""
    return render(
        request,
        "web/components_record.html",
        {
            "title": "Share safety plans with the hospital before a child at risk is treated",
            "breadcrumbs": [{"text": "Components", "href": "../"}],
            "partnership": gallery.ExamplePartnership(),
            "partnerships": ["Northmoor", "Southmoor"],
            "wings": gallery.WINGS,
            "marking": "OFFICIAL-SENSITIVE",
            "state": Tag("Practice changed", Tone.AMBER),
            "reference_line": "R-0132 · NHS foundation trust · re-test in May 2016",
            "actions": gallery.ACTIONS,
            "steps": gallery.STEPS,
            "history": gallery.HISTORY,
            "history_url": "#main",
            "history_count": 14,
            "facts": [("Year", "938 reports"), ("From", "the police, accepted 19 April 2016, version 1")],
        },
    )


@public(why=WHY)
def listing(request: HttpRequest) -> HttpResponse:
    """The shape of a list page."""
    made = make_listing(request, gallery.ROWS, gallery.COLUMNS, name="examples", default_sort="due")
    return made.respond(
        "list.html", {"title": "Returns", "breadcrumbs": [{"text": "Components", "href": "../"}]}
    )
