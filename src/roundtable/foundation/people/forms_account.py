"""allauth's forms in our words."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm
from django.core.exceptions import ValidationError

from roundtable.foundation.people.actions_access import note_failure, note_lock
from roundtable.foundation.people.adapters import whoever


class SignInForm(LoginForm):
    """The way to a forgotten password stands below the form, not inside a field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ConfirmForm(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passwords(self.fields)


class FirstPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passwords(self.fields)


class ForgottenPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _passwords(self.fields)


class SecondStepForm(AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "Code from your app, or a recovery code")

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except ValidationError as wrong:
            _note(self.user, wrong, "the code of the second step was not right")
            raise


class SecondStepPasskeyForm(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except ValidationError as wrong:
            _note(self.user, wrong, "the passkey of the second step was not right")
            raise


class TurnOnAppForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], "Code of six digits")


class PasskeyForm(AddWebAuthnForm):
    """A passkey signs in by itself; one that is not passwordless is a second step alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Name"
        self.fields["name"].required = True
        self.fields["passwordless"].label = "Sign me in with it alone, without my password"
        self.fields["passwordless"].help_text = ""
        self.fields["passwordless"].initial = True


def _note(person: Any, wrong: ValidationError, why: str) -> None:
    by = whoever(context.request, person)
    if wrong.code == "too_many_login_attempts":
        note_lock(by=by, person=person)
    else:
        note_failure(by=by, person=person, why=why)


def _passwords(fields: dict[str, Any]) -> None:
    """The page says above the form what a password must be."""
    labels = {
        "oldpassword": "Password now",
        "password1": "New password",
        "password2": "New password once more",
    }
    for name, label in labels.items():
        if name in fields:
            fields[name].label, fields[name].help_text = label, ""
    fields["password2"].error_messages["required"] = "Enter the new password once more"


def _code(field: Any, label: str) -> None:
    field.label = label
    field.error_messages["required"] = "Enter the code"
    field.widget.attrs |= {"autocomplete": "one-time-code", "class": "govuk-input--width-10"}
