"""What the board says of a figure, as a form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from roundtable.foundation.partnerships.models import Group
from roundtable.foundation.web.dates import GovukDateField
from roundtable.measures.periods import Period


class SourceForm(forms.Form):
    """Which source counts, from when on, and why."""

    provider = forms.ChoiceField(
        label="Which source counts?", widget=forms.RadioSelect,
        error_messages={"required": "Choose which source counts"},
    )  # fmt: skip
    since = forms.CharField(
        label="From which period on?", max_length=40,
        help_text="For example, 2015-16, or 2015-16 Q3. Periods that begin earlier stay as they are.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the first period for which it counts"},
    )  # fmt: skip
    reason = forms.CharField(
        label="Why?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept with the decision, and everybody who may see the figure can read it.",
        error_messages={"required": "Say why this source counts"},
    )  # fmt: skip

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_since(self) -> Period:
        try:
            return Period.parse(self.cleaned_data["since"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


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

    def __init__(
        self, *args: Any, groups: QuerySet[Group], of_difference: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if of_difference:
            text = self.fields["text"]
            text.label = "Why the sources differ"
            text.help_text = "Another day, another rule, or not known yet: then who finds out. Name nobody."
            text.error_messages["required"] = "Enter why the sources differ"
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]  # a ModelChoiceField
