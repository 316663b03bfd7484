"""What the board says of a figure, as a form."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from roundtable.foundation.partnerships.models import Group
from roundtable.foundation.web.dates import GovukDateField


class CommentForm(forms.Form):
    """Text, the group that said it, and the day."""

    text = forms.CharField(
        label="What the board says",
        help_text="What the number means, what was asked, what will be done. Name no child and no member of staff.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={"required": "Enter what the board says of this figure"},
    )
    group = forms.ModelChoiceField(
        label="Which group said it", queryset=Group.objects.none(), required=False, empty_label="The board"
    )
    said_on = GovukDateField(
        label="When", help_text="The day of the meeting. Leave it empty for today.", required=False
    )

    def __init__(self, *args: Any, groups: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
