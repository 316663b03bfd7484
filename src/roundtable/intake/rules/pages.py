"""The reference pages of rules, drawn from the rules themselves: which published ids are covered, and which are not."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from roundtable.intake.extract_problems import Severity
from roundtable.intake.formats.specification import specifications
from roundtable.intake.rules.engine import in_general
from roundtable.intake.rules.model import Comparison, ListRules, Rule, RuleSet, formats_with_rules, rule_set
from roundtable.measures.wording import number, plural

_HOW = """\
This page is drawn from the rules themselves: change it by changing them, in `src/roundtable/intake/rules/{format}/`, and
`tests/intake/test_rules_pages.py` says how to draw it again."""
_READ = """\
An error cannot be right; a query may be, and asks for a look. A rule whose values are missing finds nothing: missing
values have rules of their own. Three dots stand for a value of the row."""
NAMES = {"cin_census": "cin-rules.md", "ssda903": "ssda903-rules.md", "annex_a": "annex-a-rules.md"}


def pages() -> dict[str, str]:
    """File name → Markdown, for each format with rules."""
    return {NAMES[key]: page(rule_set(key)) for key in formats_with_rules()}


def write(folder: Path) -> None:
    """Write the pages into the folder of the reference."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def page(rules: RuleSet) -> str:
    """One format's page."""
    ids = {rule.id for rule in rules}
    left = sum(len(names) for _, names in rules.not_covered)
    parts = [
        f"# {rules.title}",
        _HOW.format(format=rules.format),
        rules.source,
        f"{plural(len(ids), 'rule')} are checked{f'; {number(left)} published ids are not' if left else ''}. {_READ}",
        *(_list(one, rules.format) for one in rules.lists),
        *_not_covered(rules),
        *(_comparison(rules.comparison) if rules.comparison else ()),
    ]
    return "\n\n".join(parts) + "\n"


def _list(one: ListRules, format_key: str) -> str:
    title = specifications(format_key)[-1].list(one.list).title
    return f"## {title}\n\n" + _table(
        ("Id", "", "What it finds", "Years"), (_row(rule) for rule in one.rules)
    )


def _row(rule: Rule) -> tuple[str, ...]:
    kind = "error" if rule.severity is Severity.ERROR else "query"
    return rule.id, kind, in_general(rule), _years(rule)


def _years(rule: Rule) -> str:
    """The financial years that a rule holds in; nothing where it always does."""
    if rule.first:
        return f"from {_year(rule.first)}"
    return f"to {_year(rule.last)}" if rule.last else ""


def _year(ending: int) -> str:
    return f"{ending - 1}-{ending % 100:02d}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _not_covered(rules: RuleSet) -> Iterator[str]:
    if not rules.not_covered:
        return
    yield "## Published ids that are not covered"
    for why, ids in rules.not_covered:
        yield f"{why}\n\n{', '.join(ids)}"


def _comparison(compared: Comparison) -> Iterator[str]:
    yield "## Beside the public validator"
    yield f"{compared.other}."
    yield compared.said
    if compared.differences:
        yield _named("Where the two found different children", compared.differences)
    if compared.readings:
        yield _named("Where they read a rule differently", compared.readings)


def _named(title: str, said: Mapping[str, str]) -> str:
    return _table(("Id", title), said.items())
