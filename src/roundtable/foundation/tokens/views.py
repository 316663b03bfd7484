"""One's own tokens: the list, making one, and revoking it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.tokens import once, queries
from roundtable.foundation.tokens.actions import create_token, revoke_token
from roundtable.foundation.tokens.forms import TokenForm
from roundtable.foundation.tokens.models import Token
from roundtable.foundation.web.tones import Tag, Tone

GONE = 410


def _state(token: Token) -> Tag:
    if token.revoked_at is not None:
        return Tag("Revoked", Tone.GREY)
    return Tag("Works", Tone.TEAL) if token.works_on(timezone.localdate()) else Tag("Ended", Tone.GREY)


def _crumbs(request: Request) -> list[dict[str, str]]:
    return [{"text": "Your tokens", "href": reverse("tokens", args=(request.partnership.slug,))}]


@policy(Permission.USE_API)
def tokens(request: Request, partnership: str) -> HttpResponse:
    """Every token that the reader made here, with what it may do."""
    today = timezone.localdate()
    rows = [(t, _state(t), t.works_on(today)) for t in queries.tokens(request.who)]
    context = {
        "title": "Your tokens",
        "lede": "A token lets a program of yours read figures and send returns without your password.",
        "back": reverse("account"),
        "rows": rows,
    }
    return render(request, "tokens/list.html", context)


@policy(Permission.USE_API)
def make(request: Request, partnership: str) -> HttpResponse:
    """Make a token, and go to the page that shows its secret once."""
    form = TokenForm(request.who, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            chosen = [Permission(key) for key in given["permissions"]]
            token, secret = create_token(
                by=request.who, name=given["name"], permissions=chosen, ends=given["ends"]
            )
        except Rejected as rejected:
            form.add_error(rejected.field or None, rejected.sentence)
        else:
            once.put(request.session, token, secret)
            return redirect("tokens-made", partnership, token.pk)
    context = {"title": "Make a token", "breadcrumbs": _crumbs(request), "form": form}
    return render(request, "tokens/make.html", context)


@policy(Permission.USE_API)
def made(request: Request, partnership: str, pk: int) -> HttpResponse:
    """A new token's secret, the first time that its maker opens this page; afterwards, that it cannot be shown again."""
    token = get_object_or_404(queries.tokens(request.who), pk=pk)
    secret = once.take(request.session, token)
    context = {
        "title": "Copy your token now" if secret else "This token was shown once already",
        "breadcrumbs": _crumbs(request), "token": token, "secret": secret,
    }  # fmt: skip
    response = render(request, "tokens/made.html", context, status=200 if secret else GONE)
    response["Cache-Control"] = "no-store"
    return response


@policy(Permission.USE_API)
def revoke(request: Request, partnership: str, pk: int) -> HttpResponse:
    """Asks once, then revokes."""
    token = get_object_or_404(queries.tokens(request.who), pk=pk)
    if request.method == "POST":
        revoke_token(by=request.who, token=token)
        messages.success(request, f"The token “{token.name}” is revoked.")
        return redirect("tokens", partnership)
    context = {"title": f"Revoke “{token.name}”", "breadcrumbs": _crumbs(request), "token": token}
    return render(request, "tokens/revoke.html", context)
