"""Making a token."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.tokens.actions import OFFERED
from roundtable.foundation.tokens.models import NAME_LENGTH
from roundtable.foundation.web.forms import GovukDateField

USUAL_DAYS = 90


class TokenForm(forms.Form):
    """A name, what it may do, and its last day."""

    name = forms.CharField(
        label="Name",
        max_length=NAME_LENGTH,
        help_text="What it is for, such as Monthly figures from our case system",
    )
    permissions = forms.MultipleChoiceField(
        label="What may the token do?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that the token may do"},
    )
    ends = GovukDateField(label="Last day", help_text="A year from now at most")

    def __init__(self, who: Principal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["permissions"].choices = [  # type: ignore[attr-defined]  # a field with choices
            (p.value, f"{p.words[:1].upper()}{p.words[1:]}") for p in OFFERED if who.may(p)
        ]
        self.fields["ends"].initial = timezone.localdate() + timedelta(days=USUAL_DAYS)
