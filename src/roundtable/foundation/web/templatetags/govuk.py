"""`{% govuk 'input' id='q' name='q' label__text='Reference' %}`, `{% tag %}` and the error summary."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from roundtable.foundation.web.components import nested, render
from roundtable.foundation.web.errors import error_summary as summary_of
from roundtable.foundation.web.tones import Tag, Tone

register = template.Library()


@register.simple_tag
def govuk(component: str, /, **options: Any) -> SafeString:
    """A GOV.UK component. `a__b='x'` gives option `a.b`; lists and dictionaries come from the context."""
    return render(component, nested(options))


@register.simple_tag
def tag(words: str | Tag, tone: str = "grey") -> SafeString:
    """A state, in words, in one of the tones teal, amber, brick, plum and grey."""
    made = words if isinstance(words, Tag) else Tag(words, Tone(tone))
    return format_html('<strong class="rt-tag rt-tag--{}">{}</strong>', made.tone, made.text)


@register.simple_tag(takes_context=True)
def error_summary(context: template.Context, *forms: Any) -> SafeString | str:
    """What is wrong with the page's `form` (or with those that are named), each error linked to its field."""
    given = forms or tuple(context[key] for key in ("form", "formset") if context.get(key) is not None)
    return summary_of(given)
