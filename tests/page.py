"""What every page of the site must be: `page = check_page(response.content.decode())`.

Raises AssertionError that names what is wrong. Returns the parsed page, for tests to ask more of it.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib

_INPUTS_WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}
_LEFTOVERS = ("{{", "{%", "{#")


@dataclass(frozen=True)
class Page:
    """A parsed page, and what tests ask of one."""

    root: Element
    html: str

    @property
    def title(self) -> str:
        return self.words(self.one("title"))

    @property
    def h1(self) -> str:
        return self.words(self.one("h1"))

    @property
    def text(self) -> str:
        return self.words(self.one("main"))

    @property
    def errors(self) -> list[str]:
        """The lines of the error summary."""
        return [
            self.words(item)
            for summary in self.all("div")
            if "govuk-error-summary" in _classes(summary)
            for item in summary.iter("li")
        ]

    def all(self, tag: str) -> list[Element]:
        return list(self.root.iter(tag))

    def one(self, tag: str) -> Element:
        found = self.all(tag)
        assert len(found) == 1, f"The page has {len(found)} <{tag}>, not one"
        return found[0]

    def with_class(self, name: str) -> list[Element]:
        return [element for element in self.root.iter() if name in _classes(element)]

    def links(self) -> dict[str, str]:
        """Words of each link, and where it leads."""
        return {self.words(a): a.get("href", "") for a in self.all("a")}

    @staticmethod
    def words(element: Element) -> str:
        return " ".join("".join(element.itertext()).split())


def check_page(html: str, *, front: bool = False, signed_out: bool = False) -> Page:
    """Every promise of a page at once. `front`: a wing's first page, with no way back but the navigation."""
    page = Page(_parse(html), html)
    _check_head(page)
    _check_ids(page)
    _check_forms(page)
    _check_policy(page)
    _check_tables(page)
    leftovers = [mark for mark in _LEFTOVERS if mark in Page.words(page.one("body"))]
    assert not leftovers, f"Template marks were left in the page: {leftovers}"
    if not front and not signed_out:
        ways = page.with_class("govuk-breadcrumbs") + page.with_class("govuk-back-link")
        assert ways, "The page has neither breadcrumbs nor a back link"
    return page


def _parse(html: str) -> Element:
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(html)


def _check_head(page: Page) -> None:
    assert page.one("html").get("lang") == "en-GB", "The page does not say that it is in English"
    failed = bool(page.with_class("govuk-error-summary"))
    start = f"Error: {page.h1}" if failed else page.h1
    assert page.title.startswith(start), f"The title is {page.title!r}; it should begin with {start!r}"
    assert page.h1, "The h1 is empty"
    levels = [
        int(element.tag[1]) for element in page.root.iter() if re.fullmatch(r"h[1-6]", str(element.tag))
    ]
    steps = list(zip([1, *levels], levels, strict=False))
    assert all(b <= a + 1 for a, b in steps), f"A heading level is skipped: {levels}"


def _check_ids(page: Page) -> None:
    ids = Counter(element.get("id") for element in page.root.iter() if element.get("id"))
    twice = [name for name, count in ids.items() if count > 1]
    assert not twice, f"These ids are used more than once: {twice}"
    for element in page.root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "headers"):
            missing = [name for name in (element.get(attribute) or "").split() if name not in ids]
            assert not missing, f"{attribute} of <{element.tag}> names ids that are not there: {missing}"
        href = element.get("href") or ""
        if str(element.tag) == "a" and href.startswith("#") and len(href) > 1:
            assert href[1:] in ids, f"The link {Page.words(element)!r} leads to {href}, which is not there"


def _check_forms(page: Page) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    within = {id(inner) for label in page.all("label") for inner in label.iter()}
    for control in _controls(page):
        named = control.get("id") in labelled or id(control) in within
        named = named or bool(control.get("aria-label") or control.get("aria-labelledby"))
        assert named, f"No label for <{control.tag} name={control.get('name')!r}>"
    for form in page.all("form"):
        if (form.get("method") or "get").lower() == "post":
            tokens = [i for i in form.iter("input") if i.get("name") == "csrfmiddlewaretoken"]
            assert tokens, f"The form to {form.get('action')!r} has no CSRF token"
        for button in form.iter("button"):
            assert button.get("type"), "A button in a form does not say its type"
    for line in page.errors:
        assert "This field is required" not in line, "An error does not say what to do"


def _controls(page: Page) -> Iterator[Element]:
    for tag in ("input", "select", "textarea"):
        for control in page.all(tag):
            if tag != "input" or control.get("type", "text") not in _INPUTS_WITHOUT_LABEL:
                yield control


def _check_policy(page: Page) -> None:
    """Nothing inline: the content security policy would refuse it without a word to the user."""
    assert not page.all("style"), "The page has an inline <style>"
    for script in page.all("script"):
        data = (script.get("type") or "").endswith("json")
        assert data or (script.get("src") and not (script.text or "").strip()), (
            "The page has an inline script"
        )
    for element in page.root.iter():
        inline = [
            name for name in element.attrib if name == "style" or re.fullmatch(r"on[a-z]+|hx-on.*", name)
        ]
        assert not inline, f"<{element.tag}> carries {inline}"
        for name in ("src", "action"):
            away = re.match(r"(?:https?:)?//", element.get(name) or "")
            assert not away, f"{name} of <{element.tag}> leads to another site: {element.get(name)}"


def _check_tables(page: Page) -> None:
    for table in page.all("table"):
        assert list(table.iter("caption")), "A table has no caption"
        for head in table.iter("th"):
            assert head.get("scope") in {"col", "row", "colgroup", "rowgroup"}, "A <th> has no scope"


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()
