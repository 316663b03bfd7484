"""Deciding what a figure's months are judged by, as forms."""

from typing import Any

from django import forms

from roundtable.foundation.figures.actions_limits import LONGEST, Wanted
from roundtable.foundation.figures.models import LimitsKind
from roundtable.measures.periods import Period

NARROW = forms.TextInput(attrs={"class": "govuk-input--width-10"})
CHOICES = (
    (
        LimitsKind.RECALCULATION,
        "Work the limits out anew from a month on: what is counted, or how, has changed",
    ),
    (LimitsKind.BASELINE, "Set a baseline: limits rest on its months, and later months are judged by them"),
    (LimitsKind.TARGET, "Set a target for each month"),
    (LimitsKind.TARGET_ENDS, "End the target"),
)


class LimitsForm(forms.Form):
    """What is decided, from when on, and why."""

    kind = forms.ChoiceField(
        label="What do you decide?", widget=forms.RadioSelect, choices=CHOICES,
        error_messages={"required": "Choose what you decide"},
    )  # fmt: skip
    since = forms.CharField(
        label="From which month on?", max_length=40, widget=NARROW,
        help_text="For example, October 2015. Of a baseline this is its first month; a year stands for all its months.",
        error_messages={"required": "Enter the first month for which it holds"},
    )  # fmt: skip
    until = forms.CharField(
        label="Last month of the baseline", max_length=40, required=False, widget=NARROW,
        help_text="For a baseline only. Two or three years are usual; under 13 months limits are provisional.",
    )  # fmt: skip
    months = forms.IntegerField(
        label="Or how many months", required=False, min_value=2, max_value=LONGEST,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        help_text="For a baseline only, instead of its last month.",
    )  # fmt: skip
    value = forms.DecimalField(
        label="Target", required=False, max_digits=20, widget=NARROW,
        help_text="For a target only: what each month should reach, as a number.",
    )  # fmt: skip
    source = forms.CharField(
        label="Where the target comes from", max_length=200, required=False,
        help_text="For a target only. For example, Business plan, priority two.",
    )  # fmt: skip
    reason = forms.CharField(
        label="Why?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is shown with the chart, and everybody who may see the figure can read it. Name no child.",
        error_messages={"required": "Give the reason: it is shown with the chart"},
    )  # fmt: skip

    def clean_since(self) -> Period:
        return _period(self.cleaned_data["since"])

    def clean_until(self) -> Period | None:
        text = self.cleaned_data["until"].strip()
        return _period(text) if text else None

    def clean(self) -> dict[str, Any]:
        """A baseline ends in one way only."""
        cleaned = super().clean() or {}
        if cleaned.get("until") and cleaned.get("months"):
            self.add_error("months", "Give the last month or the number of months, not both")
        return cleaned

    def wanted(self) -> Wanted:
        """What the action is asked for."""
        given = self.cleaned_data
        until = given["until"]
        if given["months"]:
            first = given["since"].start
            last = first.year * 12 + first.month - 1 + given["months"] - 1
            until = Period.month_of(last // 12, last % 12 + 1)
        return Wanted(LimitsKind(given["kind"]), given["since"], until, given["value"], given["source"])


class UndoForm(forms.Form):
    """Why a decision is taken back."""

    reason = forms.CharField(
        label="Why is it taken back?", max_length=300, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The decision stays in the history, with this reason under it.",
        error_messages={"required": "Give the reason: it stays in the history"},
    )  # fmt: skip


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        raise forms.ValidationError(str(error)) from None
