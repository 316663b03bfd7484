"""From a bound field to the GOV.UK component that draws it and that component's options."""

from collections.abc import Callable
from typing import Any, TypeAlias

from django import forms
from django.forms.widgets import Input
from django.utils.safestring import mark_safe

from roundtable.foundation.web.components import render
from roundtable.foundation.web.dates import PARTS, GovukDateWidget, date_parts

Drawn: TypeAlias = tuple[str, dict[str, Any]]
# No placeholders: they vanish as one types, and packages repeat the label in them.
_KEPT_ATTRIBUTES = ("min", "max", "step", "list", "data-rt-ticks")


def component_of(field: Any) -> Drawn:
    """The component of a `GovukBoundField`'s widget; a widget unknown to us keeps its own markup in our group."""
    for kinds, draw in _DRAWN:
        if isinstance(field.field.widget, kinds):
            return draw(field)
    return _other(field)


def _common(field: Any) -> dict[str, Any]:
    return {
        "id": field.auto_id or field.html_name,
        "name": field.html_name,
        "hint": field.hint_option(),
        "errorMessage": field.error_option(),
        "disabled": field.field.disabled,
    }


def _labelled(field: Any) -> dict[str, Any]:
    attributes = field.field.widget.attrs
    return {
        **_common(field),
        "label": {"text": field.words},
        "classes": attributes.get("class", ""),
        "autocomplete": attributes.get("autocomplete"),
        "attributes": {key: str(attributes[key]) for key in _KEPT_ATTRIBUTES if key in attributes},
    }


def _text(field: Any) -> str | None:
    value = field.field.widget.format_value(field.value())
    return None if value is None else str(value)


def _input(field: Any) -> Drawn:
    widget = field.field.widget
    options = _labelled(field) | {"value": _text(field), "type": widget.input_type}
    if isinstance(widget, forms.NumberInput):
        # GOV.UK: a number input loses what is no number and changes under a scroll wheel; a text input with digits keys
        whole = isinstance(field.field, forms.IntegerField) and not isinstance(
            field.field, forms.DecimalField
        )
        options |= {"type": "text", "inputmode": "numeric" if whole else "decimal", "attributes": {}}
        options["classes"] = options["classes"] or "govuk-input--width-10"
    if isinstance(widget, forms.EmailInput):
        options |= {"spellcheck": False, "autocomplete": options["autocomplete"] or "email"}
    return "input", options


def _password(field: Any) -> Drawn:
    options = _labelled(field)
    options["autocomplete"] = options["autocomplete"] or "current-password"
    return "password-input", options


def _textarea(field: Any) -> Drawn:
    options = _labelled(field) | {
        "value": _text(field) or "",
        "rows": field.field.widget.attrs.get("rows", 5),
    }
    limit = getattr(field.field, "max_length", None)
    return ("character-count", options | {"maxlength": limit}) if limit else ("textarea", options)


def _file(field: Any) -> Drawn:
    widget = field.field.widget
    options = _labelled(field) | {
        "javascript": True,
        "multiple": getattr(widget, "allow_multiple_selected", False),
    }
    if "accept" in widget.attrs:
        options["attributes"]["accept"] = widget.attrs["accept"]
    return "file-upload", options


def _choices(field: Any) -> list[dict[str, Any]]:
    """The choices, those of groups in order, with the ones that are chosen marked."""
    value = field.value()
    many = field.field.widget.allow_multiple_selected
    chosen = {str(one) for one in (value or [])} if many else {"" if value is None else str(value)}
    flat: list[dict[str, Any]] = []
    for key, words in field.field.widget.choices:
        inner = words if isinstance(words, list | tuple) else [(key, words)]
        flat += [
            {
                "value": "" if one is None else str(one),
                "text": str(text),
                "on": ("" if one is None else str(one)) in chosen,
            }
            for one, text in inner
        ]
    return flat


def _select(field: Any) -> Drawn:
    items = [{"value": c["value"], "text": c["text"], "selected": c["on"]} for c in _choices(field)]
    return "select", _labelled(field) | {"items": items}


def _fieldset(field: Any, *, keep_empty: bool = False) -> dict[str, Any]:
    items = [
        {"value": c["value"], "text": c["text"], "checked": c["on"]}
        for c in _choices(field)
        if keep_empty or c["value"]
    ]
    common = _common(field)
    return common | {
        "idPrefix": common["id"],
        "fieldset": {"legend": {"text": field.words}},
        "items": items,
        "classes": field.field.widget.attrs.get("class", ""),
    }


def _radios(field: Any) -> Drawn:
    return "radios", _fieldset(field, keep_empty=not field.field.required)


def _checkboxes(field: Any) -> Drawn:
    return "checkboxes", _fieldset(field)


def _tick(field: Any) -> Drawn:
    common = _common(field)
    hint = common.pop("hint")
    item = {
        "id": common["id"],
        "value": "on",
        "text": field.words,
        "checked": bool(field.value()),
        "hint": hint,
        "disabled": common["disabled"],
    }
    return "checkboxes", common | {"idPrefix": common["id"], "items": [item]}


def _date(field: Any) -> Drawn:
    widget = field.field.widget
    common = _common(field)
    wrong = widget.first_wrong(field.value()) if field.errors else ""
    classes = {"day": "govuk-input--width-2", "month": "govuk-input--width-2", "year": "govuk-input--width-4"}
    items = [
        {
            "id": f"{common['id']}-{part}",
            "name": f"{field.html_name}_{part}",
            "label": part.capitalize(),
            "value": text,
            "inputmode": "text" if part == "month" else "numeric",
            "classes": classes[part] + (" govuk-input--error" if wrong == part else ""),
        }
        for part, text in zip(PARTS, date_parts(field.value()), strict=True)
    ]
    hint = common["hint"] or {"text": "For example, 31 3 2016"}
    return "date-input", common | {
        "hint": hint,
        "fieldset": {"legend": {"text": field.words}},
        "items": items,
    }


def _other(field: Any) -> Drawn:
    """A widget that we do not know: in a fieldset, so that whatever it holds has a name."""
    common = _common(field)
    around = [("hint", common["hint"]), ("error-message", common["errorMessage"])]
    parts = [render(component, options) for component, options in around if options]
    inner = mark_safe("".join([*parts, str(field.as_widget())]))  # noqa: S308 - macros' and Django's own markup
    return "fieldset", {"legend": {"text": field.words}, "html": inner}


_DRAWN: tuple[tuple[type | tuple[type, ...], Callable[[Any], Drawn]], ...] = (
    (GovukDateWidget, _date),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.SelectMultiple, _checkboxes),
    (forms.Select, _select),
    (forms.CheckboxInput, _tick),
    (forms.FileInput, _file),
    (forms.PasswordInput, _password),
    (forms.Textarea, _textarea),
    (Input, _input),
)
