"""Signing in, and one's own account."""

from typing import Any

from allauth.account.views import ConfirmLoginCodeView, LoginView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string

from roundtable.foundation.people.actions import change_name
from roundtable.foundation.people.actions_access import SOMEBODY, note_failure
from roundtable.foundation.people.forms import NameForm
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import partnerships_of, principal
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import Door, Policy, signed_in


class SignIn(LoginView):
    """allauth's page, with the made-up people of a demonstration beside it in demo mode."""

    policy = Policy(Door.PUBLIC, why="signing in comes before being known")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        people = import_string(settings.DEMO_SIGN_INS)() if settings.DEMO else []
        return {
            **context,
            "title": "Sign in",
            "signing_in": True,
            "demo_people": people,
            "oidc": settings.OIDC_NAME,
        }


sign_in = SignIn.as_view()


class EnterCode(ConfirmLoginCodeView):
    """allauth's page; a wrong code is a line in the ledger of those who know the person."""

    policy = Policy(Door.PUBLIC, why="signing in comes before being known")

    def form_invalid(self, form: Any) -> HttpResponse:
        person = self._process.user
        if person is not None:
            note_failure(by=SOMEBODY, person=person, why="the code by e-mail was not right")
        return super().form_invalid(form)


enter_code = EnterCode.as_view()


@signed_in
def account(request: Request) -> HttpResponse:
    """One's name, ways of signing in and other devices."""
    person = request.user
    form = NameForm(request.POST or None, initial={"name": person.name})
    if request.method == "POST" and form.is_valid():
        change_name(by=request.who, person=person, name=form.cleaned_data["name"])
        messages.success(request, "Your name was changed.")
        return redirect("account")
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    return render(
        request,
        "people/account.html",
        {
            "title": "Your account",
            "lede": f"You sign in with {person.email}.",
            "back": "/",
            "form": form,
            "rows": _ways(person, kinds),
            "token_places": _token_places(person),
        },
    )


def _token_places(person: Person) -> list[tuple[str, str]]:
    """Where the person may make tokens for programs: the partnership's title and the page's address."""
    places = [(place, principal(person, place)) for place in partnerships_of(person)]  # two or three
    return [
        (place.title, reverse("tokens", kwargs={"partnership": place.slug}))
        for place, who in places
        if who is not None and who.may(Permission.USE_API)
    ]


def _ways(person: Any, kinds: list[str]) -> list[dict[str, Any]]:
    """The lines of "Signing in": what is set up, and where it is changed."""
    keys = kinds.count(Authenticator.Type.WEBAUTHN)
    has_app = Authenticator.Type.TOTP in kinds
    has_password = person.has_usable_password()
    return [
        _way(
            "Password",
            "Set" if has_password else "Not set: you sign in with a code or a passkey",
            "account_change_password" if has_password else "account_set_password",
            "Change" if has_password else "Set a password",
        ),
        _way(
            "Authenticator app", "On" if has_app else "Off", "mfa_index", "Change" if has_app else "Turn on"
        ),
        _way("Passkeys", str(keys) if keys else "None", "mfa_list_webauthn", "Change" if keys else "Add one"),
        _way("Other devices", "Where you are signed in now", "usersessions_list", "See them"),
    ]


def _way(title: str, words: str, url_name: str, link: str) -> dict[str, Any]:
    return {"title": title, "words": words, "url_name": url_name, "link": link}
