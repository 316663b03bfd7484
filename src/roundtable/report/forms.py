"""What people type while a report is written and let out."""

from collections.abc import Sequence
from typing import Any, ClassVar, TypeAlias

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from roundtable.foundation.regimes.profiles import regimes
from roundtable.measures.periods import Period
from roundtable.report.editions import EDITIONS
from roundtable.report.models import Section

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


class OrderForm(forms.Form):
    """A number beside each section, and buttons that move one of them up or down.

    `order` is what was asked for, as keys; a section whose number was changed stands there, and the others keep
    their order around it. `seen` is the order that the page showed.
    """

    show_optional = False

    def __init__(self, sections: Sequence[Section], data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.sections = sections
        self.order: list[str] = []
        self.says = "The sections have their new order."
        size = len(sections)
        said = f"Enter a number from 1 to {size}"
        wrong = {"required": said, "invalid": said, "min_value": said, "max_value": said}
        for place, section in enumerate(sections, start=1):
            self.fields[_place(section)] = forms.IntegerField(
                label=f"Place of {section.title}", min_value=1, max_value=size, initial=place,
                error_messages=wrong, required="save" in self.data,
            )  # fmt: skip
        self.govuk = {
            _place(section): {
                "label": {"classes": "govuk-visually-hidden"},
                "classes": "govuk-input--width-2",
                "formGroup": {"classes": "report-place"},
            }
            for section in sections
        }

    @property
    def seen(self) -> list[str]:
        """The order that the page showed, as it was sent; as it is now where nothing was sent."""
        shown: list[str] = (
            self.data.get("seen", "").split() if self.is_bound else [s.key for s in self.sections]
        )
        return shown

    @property
    def rows(self) -> list[tuple[Section, BoundField]]:
        return [(section, self[_place(section)]) for section in self.sections]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self.order = self._by_numbers(cleaned) if "save" in self.data else self._by_one()
        return cleaned

    def _by_one(self) -> list[str]:
        """The order with one section moved by one; as it was, where there is no room or no such section."""
        order = list(self.seen)
        for button, step in (("up", -1), ("down", 1)):
            key = self.data.get(button, "")
            if key in order and 0 <= order.index(key) + step < len(order):
                at = order.index(key)
                order.insert(at + step, order.pop(at))
                title = next((s.title for s in self.sections if s.key == key), key)
                self.says = f"{title} is moved {button}."
        return order

    def _by_numbers(self, cleaned: dict[str, Any]) -> list[str]:
        moved: dict[int, str] = {}
        for at, section in enumerate(self.sections, start=1):
            place = cleaned[_place(section)]
            if place == at:
                continue
            if place in moved:
                self.add_error(_place(section), f"Another section is to stand in place {place} already")
                return list(self.seen)
            moved[place] = section.key
        rest = iter([s.key for s in self.sections if s.key not in moved.values()])
        return [moved.get(place) or next(rest) for place in range(1, len(self.sections) + 1)]


def _place(section: Section) -> str:
    return f"place_{section.key}"


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
