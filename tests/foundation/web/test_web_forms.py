"""Every kind of field in GOV.UK's markup, with errors that say what to do."""

from datetime import date
from typing import Any, ClassVar

import pytest
from django import forms
from django.forms import formset_factory
from django.template import Context, Template

from roundtable.foundation.web.errors import error_summary, lowered, required_words
from roundtable.foundation.web.forms import FilterForm, GovukDateField


def drawn(form: Any) -> str:
    return Template("{{ form }}").render(Context({"form": form}))


class Asked(forms.Form):
    day = GovukDateField(label="Due date")


def asked(day: str, month: str, year: str) -> Asked:
    return Asked({"day_day": day, "day_month": month, "day_year": year})


@pytest.mark.parametrize("month", ["3", "03", "March", "mar"])
def test_date_field_reads_months_as_people_write_them(month: str) -> None:
    form = asked("31", month, "2016")

    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2016, 3, 31)


@pytest.mark.parametrize(
    ("parts", "message", "box"),
    [
        (("", "", ""), "Enter a due date", "day"),
        (("31", "3", ""), "Due date must include a year", "year"),
        (("", "", "2016"), "Due date must include a day and a month", "day"),
        (("31", "2", "2016"), "Due date must be a real date, like 31 March 2016", "day"),
        (("31", "3", "next"), "Due date must be a real date, like 31 March 2016", "year"),
        (("1", "1", "99999999999999999999"), "Due date must be a real date, like 31 March 2016", "day"),
    ],
)
def test_date_field_says_which_part_is_wrong(parts: tuple[str, str, str], message: str, box: str) -> None:
    form = asked(*parts)

    summary = str(error_summary([form]))
    assert message in summary
    assert f'href="#id_day-{box}"' in summary
    assert f'id="id_day-{box}"' in drawn(form)


def test_date_field_keeps_what_was_typed() -> None:
    assert 'value="febtember"' in drawn(asked("31", "febtember", "2016"))


def test_date_field_shows_a_date_it_is_given() -> None:
    markup = drawn(Asked(initial={"day": date(2016, 3, 31)}))

    assert [f'value="{part}"' in markup for part in ("31", "3", "2016")] == [True] * 3


def test_date_field_that_may_be_empty_gives_none() -> None:
    class Maybe(forms.Form):
        day = GovukDateField(required=False)

    form = Maybe({})
    assert form.is_valid()
    assert form.cleaned_data["day"] is None


@pytest.mark.parametrize(
    ("field", "label", "words"),
    [
        (forms.CharField(), "Reference", "Enter a reference"),
        (forms.CharField(), "E-mail address", "Enter an e-mail address"),
        (forms.CharField(), "Notes", "Enter notes"),
        (forms.CharField(), "Your name", "Enter your name"),
        (forms.CharField(), "SEND status", "Enter a SEND status"),
        (forms.CharField(), "Password", "Enter your password"),
        (forms.CharField(), "What happened?", "Answer “What happened?”"),
        (forms.ChoiceField(), "Agency", "Select an agency"),
        (forms.FileField(), "Return for the quarter", "Select a return for the quarter"),
        (forms.BooleanField(), "I agree", "Tick the box to say: I agree"),
    ],
)
def test_required_words_say_what_to_do(field: forms.Field, label: str, words: str) -> None:
    assert required_words(field, label) == words


def test_lowered_leaves_abbreviations() -> None:
    assert [lowered(label) for label in ("Agency", "LADO notes", "A reason", "I agree")] == [
        "agency",
        "LADO notes",
        "a reason",
        "I agree",
    ]


def test_a_field_may_say_its_own_words() -> None:
    class Own(forms.Form):
        reason = forms.CharField(error_messages={"required": "Say why it is late"})

    form = Own({})
    assert form.errors["reason"] == ["Say why it is late"]


def test_errors_are_linked_described_and_shown() -> None:
    class Radios(forms.Form):
        pick = forms.ChoiceField(
            widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")], help_text="One of them"
        )

    form = Radios({})
    markup = drawn(form)
    assert 'href="#id_pick"' in str(error_summary([form]))
    assert 'id="id_pick"' in markup
    assert 'aria-describedby="id_pick-hint id_pick-error"' in markup


def test_unbound_form_shows_no_errors() -> None:
    assert error_summary([Asked()]) == ""


def test_optional_is_said_of_a_field_but_not_in_filters() -> None:
    class Plain(forms.Form):
        note = forms.CharField(required=False)

    class Filter(FilterForm):
        note = forms.CharField(required=False)

    assert "Note (optional)" in drawn(Plain())
    assert "(optional)" not in drawn(Filter())


def test_chosen_values_are_marked() -> None:
    class Many(forms.Form):
        themes = forms.MultipleChoiceField(
            widget=forms.CheckboxSelectMultiple, choices=[("a", "A"), ("b", "B")]
        )
        kind = forms.ChoiceField(choices=[("x", "X"), ("Group", [("y", "Y")])])

    markup = " ".join(drawn(Many(initial={"themes": ["b"], "kind": "y"})).split())
    assert 'value="b" checked' in markup
    assert 'value="a" checked' not in markup
    assert '<option value="y" selected>' in markup


def test_what_people_type_is_escaped() -> None:
    class Plain(forms.Form):
        note = forms.CharField(max_length=3)

    markup = drawn(Plain({"note": '"><script>'}))
    assert "<script>" not in markup


def test_hidden_fields_are_kept() -> None:
    class Hidden(forms.Form):
        token = forms.CharField(widget=forms.HiddenInput, initial="abc")

    assert 'type="hidden" name="token" value="abc"' in drawn(Hidden())


def test_more_options_are_laid_over_ours() -> None:
    class More(forms.Form):
        govuk: ClassVar[dict[str, Any]] = {
            "name": {"label": {"classes": "govuk-label--l", "isPageHeading": True}}
        }
        name = forms.CharField()

    markup = drawn(More())
    assert "govuk-label--l" in markup
    assert "<h1" in markup
    assert "Name" in markup


def test_unknown_widget_keeps_its_markup_and_its_error() -> None:
    class Odd(forms.Form):
        when = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)

    markup = drawn(Odd({}))
    assert 'name="when_0"' in markup
    assert "govuk-error-message" in markup


def test_formset_errors_are_all_in_the_summary() -> None:
    lines = formset_factory(Asked, extra=0, min_num=2, validate_min=True)(
        {
            "form-TOTAL_FORMS": "2",
            "form-INITIAL_FORMS": "0",
            "form-0-day_day": "1",
            "form-1-day_month": "2",
        }
    )

    lines.is_valid()
    summary = str(error_summary([lines]))
    assert "#id_form-0-day-month" in summary
    assert "#id_form-1-day-day" in summary
