"""What we ask of allauth: nobody signs up, second factors are sealed, other accounts only open doors that exist, and
whatever happens at the door is a line in the ledger.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from roundtable.foundation.people.actions_access import (
    SOMEBODY,
    note_change,
    note_failure,
    note_lock,
    note_sign_in,
    note_sign_out,
    themselves,
)
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.wording import plural

SECOND_FACTORS = {
    "totp": "a code from their app",
    "recovery_codes": "a recovery code",
    "webauthn": "a passkey",
}
# allauth tells of each change to an account by an e-mail with one of these names, whether or not it is sent.
CHANGES = {
    "account/email/password_changed": "changed their password",
    "account/email/password_set": "set a password",
    "account/email/password_reset": "chose a new password by a link to their e-mail address",
    "mfa/email/totp_activated": "turned on an authenticator app as a second step",
    "mfa/email/totp_deactivated": "turned off the authenticator app",
    "mfa/email/recovery_codes_generated": "made new recovery codes",
    "mfa/email/webauthn_added": "added a passkey",
    "mfa/email/webauthn_removed": "removed a passkey",
    "socialaccount/email/account_connected": "connected an account of their organisation",
    "socialaccount/email/account_disconnected": "disconnected an account of their organisation",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation alone; errors say what to do and never who has an account."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "too_many_login_attempts": "There were too many attempts. Wait five minutes, then try again.",
        "incorrect_code": "The code is not right. Check it and try again.",
        "incorrect_password": "The password is not right. Try again.",
        "enter_current_password": "Enter your password as it is now.",
        "rate_limited": "There were too many attempts. Wait a few minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        note_sign_in(by=themselves(user), person=user, ways=_ways(get_authentication_records(request, user)))
        return response

    def logout(self, request: HttpRequest) -> None:
        person = (
            request.user if isinstance(request.user, Person) else None
        )  # afterwards the request has forgotten
        super().logout(request)
        if person is not None:
            note_sign_out(by=themselves(person), person=person)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            person = _known(credentials.get("email"))
            if person is not None:
                note_lock(by=whoever(request, person), person=person)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        person = _known(credentials.get("email"))
        if person is not None:
            note_failure(by=whoever(request, person), person=person, why="the password was not right")

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        if template_prefix in CHANGES:
            note_change(by=themselves(user), person=user, what=CHANGES[template_prefix])
        super().send_notification_mail(template_prefix, user, context, email)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


class SocialAdapter(DefaultSocialAccountAdapter):
    """An account elsewhere lets in a person whom we know by an e-mail address that was verified there, nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        """Whether the provider says so, or says nothing of an address of which OIDC_VERIFIED_DOMAINS says it."""
        told = _told(login).get("email_verified")
        if told is None:
            return bool(self.is_email_verified(login.provider, email))
        return told is True or told == "true"  # some providers send it as text

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        super().pre_social_login(request, sociallogin)
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        person = _known(_told(sociallogin).get("email"))
        if person is not None:
            why = "the address that their organisation's account gave is not verified"
            note_failure(by=SOMEBODY, person=person, why=why)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed where they are stored; a copy of the database does not open accounts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "The code is not right. Wait for the next one in your app and try that.",
    }

    def get_totp_issuer(self) -> str:
        return "Roundtable"

    def build_totp_svg(self, url: str) -> str:
        """The QR code as an SVG element that stands in the page: the content policy allows no data images."""
        return segno.make(url, error="m").svg_inline(
            scale=5, border=4, dark="#1a2238", light="#ffffff", omitsize=True
        )

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's own name
        return "My passkey"


class SessionsAdapter(DefaultUserSessionsAdapter):
    def end_sessions(self, sessions: Iterable[Any]) -> None:
        ended = list(sessions)
        super().end_sessions(ended)
        if ended:
            person = ended[0].user
            note_sign_out(
                by=themselves(person), person=person, where=f"on {plural(len(ended), 'other device')}"
            )


def whoever(request: HttpRequest, person: Person) -> Principal:
    """Who tries: the person where they are signed in and are asked again, else nobody knows."""
    return themselves(person) if request.user.is_authenticated and request.user.pk == person.pk else SOMEBODY


def _known(email: str | None) -> Person | None:
    return Person.objects.filter(email__iexact=email).first() if email else None


def _told(login: Any) -> Mapping[str, Any]:
    """What a provider says of whoever comes."""
    data = login.account.extra_data
    found: Mapping[str, Any] = data.get("userinfo") or data.get("id_token") or data
    return found


def _ways(records: Iterable[Mapping[str, Any]]) -> list[str]:
    """What somebody showed to come in, in words."""
    ways = []
    for shown in records:
        if shown.get("reauthenticated"):
            continue
        match shown.get("method"):
            case "password":
                ways.append("a password")
            case "code":
                ways.append("a code by e-mail")
            case "socialaccount":
                ways.append(f"their {settings.OIDC_NAME}")
            case "mfa":
                ways.append(SECOND_FACTORS[shown["type"]])
    return list(dict.fromkeys(ways))


def _seal() -> Fernet:
    """The key of its own from the settings, or one made from the secret key."""
    if settings.SECOND_FACTOR_KEY:
        return Fernet(settings.SECOND_FACTOR_KEY)
    digest = hashlib.sha256(b"second factors\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
