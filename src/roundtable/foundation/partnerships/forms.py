"""An area of the partnership, and the list of its statistical neighbours, as forms."""

from typing import Any

from django import forms

from roundtable.foundation.partnerships.models import Area
from roundtable.foundation.web.forms import GovukDateField
from roundtable.intake.authorities import authorities


def regions() -> list[tuple[str, str]]:
    """Code and name of each region, by name."""
    found = {(one.region_code, one.region) for one in authorities().values() if one.region_code}
    return sorted(found, key=lambda pair: pair[1])


class AreaForm(forms.Form):
    """Which authority, from when until when, with its codes."""

    title = forms.CharField(
        label="Name of the authority", max_length=120, help_text="As agencies write it in their returns"
    )
    start = GovukDateField(label="First day")
    end = GovukDateField(
        label="Last day", required=False, help_text="Leave it empty while the partnership covers it"
    )
    code = forms.CharField(
        label="ONS code", max_length=9, required=False,
        help_text="Such as E10000003. Leave codes empty to have those of the authority of that name.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )  # fmt: skip
    dfe_code = forms.CharField(
        label="Number at the Department for Education", max_length=3, required=False,
        help_text="Such as 873", widget=forms.TextInput(attrs={"class": "govuk-input--width-3"}),
    )  # fmt: skip
    region = forms.ChoiceField(label="Region", required=False, choices=())

    def __init__(self, *args: Any, area: Area | None = None, **kwargs: Any) -> None:
        names = ("title", "start", "end", "code", "dfe_code", "region")
        given = {name: getattr(area, name) for name in names} if area else {}
        super().__init__(*args, **{"initial": given, **kwargs})
        self.fields["region"].choices = [("", "Not stated"), *regions()]  # type: ignore[attr-defined]  # a ChoiceField


class NeighboursForm(forms.Form):
    """The authorities, whose list it is, and from when on it is used."""

    names = forms.CharField(
        label="Authorities, the nearest first",
        help_text="One a line: the name, the ONS code or the number at the Department for Education.",
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": "Enter the authorities, one a line"},
    )
    source = forms.CharField(
        label="Whose list is it?", max_length=200,
        help_text="Such as Department for Education, statistical neighbour groupings, April 2021",
        error_messages={"required": "Say whose list it is"},
    )  # fmt: skip
    published = GovukDateField(
        label="Day on which the list came out",
        help_text="For years before it, pages say that the list is a later one.",
    )
    start = GovukDateField(
        label="Used from", help_text="The first day of the years that are set beside these authorities"
    )

    def clean_names(self) -> list[str]:
        said: str = self.cleaned_data["names"]
        return [line.strip() for line in said.splitlines() if line.strip()]
