"""What people type while a report is written and let out."""

from typing import Any, ClassVar, TypeAlias

from django import forms

from roundtable.foundation.regimes.profiles import regimes
from roundtable.measures.periods import Period
from roundtable.report.editions import EDITIONS

_EVERY = "every"
Options: TypeAlias = dict[str, dict[str, Any]]


class StartForm(forms.Form):
    """A new report."""

    period = forms.CharField(label="Year", help_text="A financial year, such as 2015-16", max_length=40)
    title = forms.CharField(
        help_text="As it stands on the cover, such as Annual report 2015-16", max_length=200
    )
    regime = forms.ChoiceField(label="Guidance that it answers to", widget=forms.RadioSelect)
    govuk: ClassVar[Options] = {"period": {"classes": "govuk-input--width-10"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(r.short_title, r.short_title) for r in reversed(list(regimes().values()))]
        self.fields["regime"].choices = choices  # type: ignore[attr-defined]  # the field is the ChoiceField above

    def clean_period(self) -> str:
        try:
            return str(Period.parse(self.cleaned_data["period"]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class AddSectionForm(forms.Form):
    """A new section, at the end."""

    title = forms.CharField(max_length=200, help_text="It stands in the contents")
    printed = forms.ChoiceField(
        label="Which editions is it printed in?",
        widget=forms.RadioSelect,
        initial=_EVERY,
        choices=[(_EVERY, "Every edition"), *((e.key, f"{e.title} only") for e in EDITIONS.values())],
    )

    @property
    def editions(self) -> tuple[str, ...]:
        """The keys of the editions; none for every edition."""
        chosen = self.cleaned_data["printed"]
        return () if chosen == _EVERY else (chosen,)


class WriteForm(forms.Form):
    """A section's title and text, the revision that the writer began from, and words to find a figure by."""

    title = forms.CharField(max_length=200)
    text = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text="Markdown. Never type a number: put in the figure that it comes from, and it stays right.",
    )
    find = forms.CharField(
        label="Find a figure",
        required=False,
        max_length=80,
        help_text="Words of its title, such as child protection plans",
    )
    seen_revision = forms.IntegerField(widget=forms.HiddenInput)
    show_optional = False
    govuk: ClassVar[Options] = {"text": {"classes": "report-text", "spellcheck": True}}

    def clean_text(self) -> str:
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")


class WithdrawForm(forms.Form):
    """Taking a publication back."""

    reason = forms.CharField(
        label="Why is it withdrawn?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        help_text="Everybody who opens its address reads this",
        error_messages={"required": "Say why the publication is withdrawn"},
    )
