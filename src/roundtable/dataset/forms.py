"""Forms of returns: filters, files, decisions and asking."""

from collections.abc import Collection
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from roundtable.dataset.models import Return, ReturnState
from roundtable.dataset.queries import returns
from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.web.dates import GovukDateField
from roundtable.foundation.web.lists import ListFilters
from roundtable.intake.guards import MOST_BYTES
from roundtable.measures.definitions import Definition
from roundtable.measures.periods import Period


def _agencies(request: Any) -> QuerySet[Agency]:
    """Those that the reader may see a return of."""
    return Agency.objects.filter(pk__in=returns(request.who).order_by().values("agency_id"))


class ReturnFilters(ListFilters):
    """State, agency and period of the list of returns."""

    state = django_filters.ChoiceFilter(label="State", choices=ReturnState.choices, empty_label="Any")
    agency = django_filters.ModelChoiceFilter(label="Agency", queryset=_agencies, empty_label="Any")
    period = django_filters.ChoiceFilter(label="Period", empty_label="Any")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        periods = returns(self.request.who).order_by().values_list("period", flat=True).distinct()
        found = sorted(
            (Period.parse(text) for text in periods), key=lambda period: period.start, reverse=True
        )
        self.filters["period"].extra["choices"] = [(str(period), period.label) for period in found]


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="Your return",
        help_text=f"The filled-in template, as XLSX or CSV, of at most {MOST_BYTES // 1024 // 1024} MB. "
        "Nothing is kept before you have seen what is in it.",
        error_messages={"required": "Select a file", "empty": "The file is empty"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )


class ConfirmForm(forms.Form):
    """Sending what the preview showed; a return that was accepted before says why it is restated."""

    reason = forms.CharField(
        label="Why is this return being restated?",
        help_text="This is kept with the new version and shown to everybody who may see the return.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the return is being restated"},
    )

    def __init__(self, *args: Any, restating: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not restating:
            del self.fields["reason"]


class DecideForm(forms.Form):
    """Accept, or send back with what to change."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=(
            ("accept", "Accept it: its figures count from now on"),
            ("send_back", "Send it back to the agency"),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you accept it or send it back"},
    )
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="If you send it back, say what the agency should change. A note on an acceptance is kept too.",
    )  # fmt: skip

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)  # the one that the reader saw


class AgainForm(forms.Form):
    """For which period, and by when."""

    title = forms.CharField(
        label="Title", max_length=200, help_text="For example, Police monthly figures 2015-16"
    )
    period = forms.CharField(
        label="Period", max_length=40,
        help_text="A financial year such as 2015-16, a quarter such as 2015-16 Q3, a month such as July 2015, "
        "an academic year such as academic 2015-16, or a day such as 31 March 2016.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )  # fmt: skip
    due = GovukDateField(label="Due", help_text="For example, 29 4 2016")
    tell = forms.BooleanField(
        label="Write to the agency now, to say that it is asked", required=False, initial=True
    )

    def clean_period(self) -> Period:
        try:
            return Period.parse(self.cleaned_data["period"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class AskForm(AgainForm):
    """Who is asked, and for which figures."""

    agency = forms.ModelChoiceField(
        label="Agency", queryset=Agency.objects.none(), empty_label="Choose an agency"
    )
    figures = forms.MultipleChoiceField(
        label="Figures", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one figure to ask for"},
    )  # fmt: skip
    broken_down = forms.BooleanField(
        label="Ask for each figure’s breakdowns as well as the whole", required=False
    )
    field_order = ("agency", "title", "period", "due", "figures", "broken_down", "tell")

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], figures: Collection[Definition], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["agency"]
        chosen.queryset = agencies  # type: ignore[attr-defined]  # a ModelChoiceField
        self._themes: dict[str, list[tuple[str, str]]] = {}
        for definition in figures:
            # Of the starter set that no partnership has asked for so far: it may begin here.
            new = " (in the starter set)" if definition.planned else ""
            self._themes.setdefault(definition.theme, []).append((definition.key, definition.title + new))
        listed = [pair for theme in sorted(self._themes) for pair in self._themes[theme]]
        self.fields["figures"].choices = listed  # type: ignore[attr-defined]  # a MultipleChoiceField

    def themes(self) -> list[tuple[str, list[tuple[str, str, bool]], bool]]:
        """The figures by theme: key, title and whether each is ticked; and whether any of the theme is."""
        ticked = set(self["figures"].value() or ())
        made = []
        for theme in sorted(self._themes):
            items = [(key, title, key in ticked) for key, title in self._themes[theme]]
            made.append((theme, items, any(on for _, _, on in items)))
        return made


class ExtendForm(forms.Form):
    """Until when, and why."""

    due = GovukDateField(label="New day", help_text="For example, 29 4 2016")
    reason = forms.CharField(label="Why more time is given", widget=forms.Textarea(attrs={"rows": 3}))


class EscalateForm(forms.Form):
    """What else the chair should know."""

    reason = forms.CharField(
        label="What the chair should know", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is added to the letter. Before the day on which a late request goes to the chair it must be given.",
    )  # fmt: skip


def reject(form: forms.BaseForm, sentence: str, field: str) -> None:
    """Show an action's refusal beside its field, or at the head of the form where it has no such field."""
    form.add_error(field if field in form.fields else None, sentence)


def restating(found: Return) -> bool:
    return found.state == ReturnState.ACCEPTED
