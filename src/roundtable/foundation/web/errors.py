"""The error summary at the head of a page, and the words for what was left out."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.safestring import SafeString

from roundtable.foundation.web.components import render

_QUESTION = re.compile(r"\?\s*$")
_HAS_ARTICLE = re.compile(
    r"^(the|a|an|your|their|its|his|her|our|how|what|when|where|which|who|why)\b", re.IGNORECASE
)
_UNCOUNTED = {"evidence", "text", "password", "guidance", "information", "advice"}


def error_summary(given: Iterable[Any]) -> SafeString | str:
    """A GOV.UK error summary of all forms and formsets, or nothing where nothing is wrong."""
    errors = [item for one in given for item in _errors(one)]
    if not errors:
        return ""
    return render("error-summary", {"titleText": "There is a problem", "errorList": errors})


def _errors(given: Any) -> Iterator[dict[str, str]]:
    if isinstance(given, BaseFormSet):
        if given.is_bound:
            yield from ({"text": plain(message)} for message in given.non_form_errors())
        for form in given.forms:
            yield from _errors(form)
    elif isinstance(given, forms.BaseForm) and given.is_bound:
        yield from ({"text": plain(message)} for message in given.non_field_errors())
        for field in given:
            target = getattr(field, "first_control_id", field.id_for_label)
            yield from ({"text": plain(message), "href": f"#{target}"} for message in field.errors)


def plain(message: object) -> str:
    """An error as GOV.UK writes it: a single sentence has no full stop."""
    text = str(message).strip()
    return text[:-1] if text.endswith(".") and ". " not in text else text


def required_words(field: forms.Field, label: str) -> str:
    """What to do about a field that was left empty: "Enter a reference", "Select a role", "Select a file".

    A field may say it itself with `error_messages={"required": …}`.
    """
    if _QUESTION.search(label):
        return f"Answer “{label.strip()}”"
    if isinstance(field.widget, forms.CheckboxInput):
        return f"Tick the box to say: {lowered(label)}"
    return f"{_verb(field)} {_with_article(lowered(label))}"


def _verb(field: forms.Field) -> str:
    chosen = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)
    return "Select" if isinstance(field.widget, chosen) else "Enter"


def lowered(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it begins with an abbreviation or a code."""
    first = label.split(" ", 1)[0]
    return label if first.upper() == first != "A" else label[:1].lower() + label[1:]


def _with_article(words: str) -> str:
    noun = re.split(r"\b(?: of| for| in| to| from|,|\()", words, maxsplit=1)[0].split()[-1:] or [words]
    plural = noun[0].endswith("s") and not noun[0].endswith(("ss", "us", "is"))
    if _HAS_ARTICLE.match(words) or plural or noun[0].lower() in _UNCOUNTED:
        return f"your {words}" if noun[0].lower() == "password" else words
    return f"{'an' if words[:1].lower() in 'aeiou' else 'a'} {words}"
