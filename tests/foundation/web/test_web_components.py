"""The macros give GOV.UK Frontend's own markup, and the tag reaches them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.template import Context, Template

from roundtable.foundation.web.components import nested, render

COMPONENTS = Path(__file__).parents[3] / "node_modules/govuk-frontend/dist/govuk/components"


def fixtures() -> Iterator[Any]:
    for file in sorted(COMPONENTS.glob("*/fixtures.json")):
        data = json.loads(file.read_text())
        for fixture in data["fixtures"]:
            yield pytest.param(data["component"], fixture, id=f"{data['component']}: {fixture['name']}")


def tree(markup: str) -> list[Any]:
    """Elements, sorted attributes and words, without the white space between them."""
    return [_node(node) for node in html5lib.parseFragment(markup, namespaceHTMLElements=False)]


def _node(node: Any) -> Any:
    words = [" ".join((node.text or "").split())] if (node.text or "").strip() else []
    inner: list[Any] = words
    for child in node:
        inner.append(_node(child))
        if (child.tail or "").strip():
            inner.append(" ".join(child.tail.split()))
    return (str(node.tag), sorted((k, " ".join(v.split())) for k, v in node.attrib.items()), inner)


@pytest.mark.skipif(not COMPONENTS.exists(), reason="needs npm: run make setup")
@pytest.mark.parametrize(("component", "fixture"), list(fixtures()))
def test_component_gives_the_markup_of_govuk_frontend(component: str, fixture: dict[str, Any]) -> None:
    assert tree(render(component, fixture["options"])) == tree(fixture["html"])


@pytest.mark.skipif(not COMPONENTS.exists(), reason="needs npm: run make setup")
def test_every_fixture_is_compared() -> None:
    assert len(list(fixtures())) == 657


def test_nested_reads_double_underscores_as_levels() -> None:
    made = nested({"id": "q", "label__text": "Reference", "label__attributes__data_kind": "x"})

    assert made == {"id": "q", "label": {"text": "Reference", "attributes": {"data-kind": "x"}}}


def test_tag_escapes_what_it_is_given() -> None:
    markup = Template("{% govuk 'input' id='q' name='q' label__text=words %}").render(
        Context({"words": "<b>&"})
    )

    assert "&lt;b&gt;&amp;" in markup
    assert "<b>" not in markup


def test_state_tag_says_its_words() -> None:
    assert Template("{% tag 'Late 6 days' 'brick' %}").render(Context()) == (
        '<strong class="rt-tag rt-tag--brick">Late 6 days</strong>'
    )
