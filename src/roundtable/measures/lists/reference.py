"""The reference page of indicators over lists, made from their definitions.

`python -m roundtable.measures.lists.reference > docs/reference/indicators-over-lists.md` writes it anew.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from roundtable.measures.definitions import Definition, Definitions
from roundtable.measures.definitions import load as load_definitions
from roundtable.measures.lists.conditions import Again, AlsoIn, Condition, Is, Lasted, OneOf, Within
from roundtable.measures.lists.listed import Example, Expected, Form, Listed, load
from roundtable.measures.lists.model import TITLES
from roundtable.measures.lists.reach import said
from roundtable.measures.wording import join

_HEAD = """# Indicators over case lists

What `roundtable measures run` counts in case lists, and what it does in doubtful cases. This page is made from the
definitions themselves, and each worked example is run as a test. DuckDB, PostgreSQL and Apache Spark count the same over
random lists.

A figure's share or rate is worked out afterwards from exact counts: shares with Wilson's interval, rates with Byar's, or
exact Poisson limits below ten events. A figure is given for the months and the period that the source wholly covers,
look-back included; where it does not, the reason stands in the number's place. A row without the day that places it in
time is in no figure, and how many such rows there are is said. A row without a child's identifier counts as an event,
never as a child. A child known to two councils counts in each of them.
"""
_FORMS = {
    Form.FLOW: "Rows whose {date} lies in the period, by the month of that day.",
    Form.STOCK: "Children with a row open at the end of each month: from {opens} until the day before {closes}.",
    Form.PEOPLE: "Children with {at_least} in the period, each child once.",
    Form.REVIEWED: "Children with a plan open on the last day whose reviews were all in time.",
}


def page(definitions: Definitions, listed: Mapping[str, Listed]) -> str:
    """The whole page, as Markdown."""
    parts = [_HEAD, _overview(definitions, listed)]
    parts += [_section(definitions.get(key), one) for key, one in listed.items()]
    return "\n".join(parts)


def _overview(definitions: Definitions, listed: Mapping[str, Listed]) -> str:
    rows = [
        f"| [{definitions.get(key).title}](#{_anchor(key)}) | `{key}` | {TITLES[one.list]} | {_by(one)} |"
        for key, one in listed.items()
    ]
    return "\n".join(["| Figure | Key | List | By |", "|---|---|---|---|", *rows, ""])


def _anchor(key: str) -> str:
    return key.replace(".", "-").replace("_", "-")


def _by(one: Listed) -> str:
    return "; ".join(" × ".join(d.replace("_", " ") for d in by) for by in one.by) or "month only"


def _section(definition: Definition, one: Listed) -> str:
    lines = [
        f"## {definition.title} {{ #{_anchor(one.figure)} }}",
        "",
        f"`{one.figure}`, version {definition.version} of the figure, {one.version} of how it is counted.",
        "",
        definition.definition,
        "",
        f"- **Counted:** {_form(one)}",
        *(f"- **Condition:** {_condition(c)}" for c in one.where),
        f"- **Denominator:** {_denominator(definition)}",
        f"- **By:** {_by(one)}, and by authority",
        f"- **Adds up:** {_adds(definition)}",
        f"- **Source:** {definition.source}",
        *(f"- **{rule.about}:** {rule.says}" for rule in one.rules),
        "",
    ]
    if one.example is not None:
        lines += list(_example(one.example))
    return "\n".join(lines)


def _form(one: Listed) -> str:
    several = "a row" if one.at_least == 1 else f"{one.at_least} rows or more"
    words = _FORMS[one.form].format(
        date=_word(one.date), opens=_word(one.opens), closes=_word(one.closes), at_least=several
    )
    if one.open_for_months and one.form is Form.STOCK:
        words += f" Only rows that had been open for {one.open_for_months} months count."
    if one.once_per:
        words += f" Rows that agree in child, {join(_word(c) for c in one.once_per)} and day count once."
    return f"{words} List: {TITLES[one.list]}."


def _word(column: str) -> str:
    return f"`{column}`"


def _condition(condition: Condition) -> str:
    match condition:
        case Is(column, value):
            return f"{_word(column)} is {'yes' if value else 'no'}"
        case OneOf(column, values):
            return f"{_word(column)} is one of {join(values, 'or')}"
        case Again(column, months, or_column):
            when = f"within {months} months before" if months else "at any time before"
            also = f", or {_word(or_column)} is above nought" if or_column else ""
            return f"the child has a row with an earlier {_word(column)}, {when}{also}"
        case Within(start, end, days, working_days):
            limit = f"{working_days} working days" if working_days else f"{days} days"
            return f"from {_word(start)} to {_word(end)} at most {limit}"
        case Lasted(start, end, more):
            return f"from {_word(start)} to {_word(end)} more than {more} days"
        case AlsoIn(key):
            return f"the child is in the list of {TITLES[key]} on some day of the period"


def _denominator(definition: Definition) -> str:
    if not definition.denominator:
        return "none"
    return f"`{definition.denominator}`, per {definition.per:,}"


def _adds(definition: Definition) -> str:
    return {
        "sum": "the period is the sum of its months",
        "last": "the period is its last day",
        "none": "months say nothing of the period",
    }[definition.adds.value]


def _example(example: Example) -> Iterable[str]:
    yield "**Worked example.** " + example.says
    yield ""
    for key, rows in example.lists.items():
        columns = list(dict.fromkeys(name for row in rows for name in row))
        title = TITLES[key]
        yield f"{title[0].upper()}{title[1:]}:"
        yield ""
        yield f"| {' | '.join(columns)} |"
        yield "|" + "---|" * len(columns)
        for row in rows:
            yield "| " + " | ".join(_cell(row.get(name)) for name in columns) + " |"
        yield ""
    first, last = example.covers
    yield f"The lists cover {said(first)} to {said(last)}. In {example.period}:"
    yield ""
    for expected in example.expected:
        yield f"- {_expected(expected)}"
    yield ""


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return said(value)
    return "" if value is None else str(value)


def _expected(expected: Expected) -> str:
    where = [f"{key.replace('_', ' ')} {value.replace('_', ' ')}" for key, value in expected.dims]
    when = [expected.period] if expected.period else []
    return f"{', '.join([*when, *where]) or 'in all'}: **{expected.count}**"


if __name__ == "__main__":
    print(page(load_definitions(), load()), end="")
