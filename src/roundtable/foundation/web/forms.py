"""Every form of the site in GOV.UK's markup: `{{ form }}` is enough, for ours and for those that packages bring.

A form may say more with `govuk = {"reference": {"hint": {"text": …}, "label": {"classes": "govuk-label--m"}}}`:
options of the field's macro that are laid over ours. `show_optional = False` leaves "(optional)" out, as in filters.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import EmailValidator
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

from roundtable.foundation.web.components import render
from roundtable.foundation.web.dates import GovukDateField, GovukDateWidget
from roundtable.foundation.web.errors import plain, required_words
from roundtable.foundation.web.markup import component_of

__all__ = ["FilterForm", "GovukBoundField", "GovukDateField", "GovukDateWidget", "GovukRenderer"]

_REQUIRED = str(forms.Field.default_error_messages["required"])
_BETTER = {
    forms.EmailField: "Enter an e-mail address in the correct format, like name@example.com",
    forms.IntegerField: "Enter a whole number, like 12",
    forms.DecimalField: "Enter a number, like 12 or 12.5",
    forms.DateField: "Enter a real date, like 31 March 2016",
    forms.ChoiceField: "Select one of the choices",
    forms.ModelChoiceField: "Select one of the choices",
}


class GovukBoundField(BoundField):
    """A field of a form that draws itself as a GOV.UK form group and says precisely what was left out."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if isinstance(field, forms.EmailField) and str(self.label) in {"Email", "E-mail"}:
            self.label = "E-mail address"  # as packages call it, and as we do
        if str(field.error_messages.get("required")) == _REQUIRED:
            field.error_messages["required"] = required_words(field, str(self.label))
        for kind, words in _BETTER.items():
            if isinstance(field, kind):
                _reword(field, kind, words)

    @property
    def first_control_id(self) -> str:
        """Where a link in the error summary leads: the first input of the field."""
        widget = self.field.widget
        if isinstance(widget, GovukDateWidget):
            return f"{self.auto_id}-{widget.first_wrong(self.data)}"
        return str(self.auto_id or self.html_name)

    @property
    def words(self) -> str:
        """The label, with "(optional)" where that is so and worth saying."""
        optional = not self.field.required and getattr(self.form, "show_optional", True)
        told = isinstance(self.field.widget, forms.CheckboxInput)
        return f"{self.label} (optional)" if optional and not told else str(self.label)

    def as_field_group(self) -> SafeString:
        return self.render()

    def render(
        self,
        template_name: str | None = None,
        context: dict[str, Any] | None = None,
        renderer: Any = None,
    ) -> SafeString:
        if template_name or context:
            return super().render(template_name, context, renderer)
        component, options = component_of(self)
        return render(component, _laid_over(options, getattr(self.form, "govuk", {}).get(self.name, {})))

    def error_option(self) -> dict[str, str] | None:
        return {"text": " ".join(plain(message) for message in self.errors)} if self.errors else None

    def hint_option(self) -> dict[str, str] | None:
        return {"text": str(self.help_text)} if self.help_text else None


def _reword(field: forms.Field, kind: type[forms.Field], words: str) -> None:
    """Where a field still has its class's message for a wrong value, it gets ours."""
    for code in ("invalid", "invalid_choice"):
        default = kind.default_error_messages.get(code)
        if default is not None and field.error_messages.get(code) == default:
            field.error_messages[code] = words
    field.validators = [_reworded(validator, words) for validator in field.validators]


def _reworded(validator: Any, words: str) -> Any:
    """E-mail addresses are judged by a validator that all such fields share, with a message of its own."""
    return EmailValidator(words) if isinstance(validator, EmailValidator) else validator


def _laid_over(options: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(options)
    for key, value in more.items():
        both = isinstance(value, Mapping) and isinstance(made.get(key), Mapping)
        made[key] = _laid_over(made[key], value) if both else value
    return made


class GovukRenderer(TemplatesSetting):
    """FORM_RENDERER of the site."""

    form_template_name = "web/form.html"
    formset_template_name = "web/formset.html"
    bound_field_class = GovukBoundField


class FilterForm(forms.Form):
    """The form of a list's filters: everything is optional, and nobody needs telling."""

    show_optional = False
