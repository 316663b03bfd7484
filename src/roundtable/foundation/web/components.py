"""The macros of govuk-frontend-jinja, called from Python: one function, `render`.

Its markup is that of GOV.UK Frontend 6.3.0, proven against the fixtures which that package ships
(tests/foundation/web/test_web_components.py).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Protocol

from django.utils.safestring import SafeString, mark_safe
from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader


class Macro(Protocol):
    def __call__(self, params: Mapping[str, Any]) -> str: ...


@cache
def _environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    # Options that are not given are looked into all the same: `params.label.text` of no label is nothing.
    return Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=ChainableUndefined
    )


@cache
def _macro(component: str) -> Macro:
    template = _environment().get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    title = "".join(word.capitalize() for word in component.split("-"))
    macro: Macro = getattr(template.module, f"govuk{title}")
    return macro


def render(component: str, params: Mapping[str, Any]) -> SafeString:
    """The markup of a component, such as "date-input", with the options that GOV.UK Frontend documents for it.

    Raises jinja2.TemplateNotFound for a component that there is not.
    """
    markup = str(_macro(component)(params)).strip()
    return mark_safe(markup)  # noqa: S308 - the macros escape their options


def nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """`label__text="Name"` as `{"label": {"text": "Name"}}`; names of attributes get their hyphens back."""
    options: dict[str, Any] = {}
    for path, value in flat.items():
        *parents, leaf = path.split("__")
        at = options
        for parent in parents:
            at = at.setdefault(parent, {})
        at[leaf.replace("_", "-") if parents[-1:] == ["attributes"] else leaf] = value
    return options
