"""What we ask of allauth: nobody signs up, second factors are sealed, and other accounts only open doors that exist."""

import base64
import hashlib
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


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

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")


class SocialAdapter(DefaultSocialAccountAdapter):
    """An account elsewhere lets in a person whom we know by an e-mail address that was verified there, nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def can_authenticate_by_email(self, login: Any, email: str) -> bool:
        return True


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


def _seal() -> Fernet:
    """The key of its own from the settings, or one made from the secret key."""
    if settings.SECOND_FACTOR_KEY:
        return Fernet(settings.SECOND_FACTOR_KEY)
    digest = hashlib.sha256(b"second factors\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
