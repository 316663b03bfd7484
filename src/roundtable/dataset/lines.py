"""Which lines a return asks for, and the specification that its template and its reading are made from."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product
from typing import Any

from roundtable.dataset.dims import Dims, from_text
from roundtable.dataset.models import Observation, Return
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import Principal
from roundtable.intake.asking import breakdown_words, periods_of, spec_line
from roundtable.intake.returns import ReturnSpec, SpecLine
from roundtable.measures.definitions import Definition, slug
from roundtable.measures.periods import Period
from roundtable.measures.values import Status, Value
from roundtable.measures.wording import value_words

LineKey = tuple[str, Dims, str]


def plan(
    definition: Definition, period: Period, breakdowns: Sequence[Sequence[str]] = ((),), area: str = "",
    known: Mapping[str, Sequence[tuple[str, str]]] | None = None, periods: Sequence[Period] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The lines to ask for of one figure: the whole, or each combination of the dimensions in a breakdown.

    `known` gives the values of open dimensions that were met before.
    """
    asked = [str(p) for p in (periods or periods_of(definition, period))]
    lines = []
    for breakdown in breakdowns:
        for combination in product(*(_values(definition, key, known or {}) for key in breakdown)):
            dims = tuple(sorted(zip(breakdown, (value for value, _ in combination), strict=True)))
            lines.append(
                {
                    "key": definition.key,
                    "dims": dict(dims),
                    "breakdown": breakdown_words(definition, dims, dict(combination)),
                    "area": area,
                    "periods": asked,
                }
            )
    return lines


def _values(
    definition: Definition, key: str, known: Mapping[str, Sequence[tuple[str, str]]]
) -> list[tuple[str, str]]:
    closed = list(definition.dimension(key).values)
    listed = {value for value, _ in closed}
    return closed + [pair for pair in known.get(key, ()) if pair[0] not in listed]


def dims_of(definition: Definition, breakdown: str) -> tuple[Dims, dict[str, str]]:
    """ "Team: Access; Category: Neglect" as dimensions, with the titles of values; ValueError in words."""
    dims: list[tuple[str, str]] = []
    titles: dict[str, str] = {}
    for part in filter(None, (p.strip() for p in breakdown.split(";"))):
        name, _, title = (piece.strip() for piece in part.partition(":"))
        dimension = next((d for d in definition.dimensions if name.lower() in (d.title.lower(), d.key)), None)
        if dimension is None or not title:
            raise ValueError(f"{definition.title} is not broken down by {name!r}")
        known = {t.lower(): k for k, t in dimension.values}
        value = known.get(title.lower(), slug(title))
        if title.lower() not in known and not dimension.open:
            raise ValueError(
                f"{title!r} is not a value of {dimension.title}: {', '.join(t for _, t in dimension.values)}"
            )
        dims.append((dimension.key, value))
        titles[value] = title
    return tuple(sorted(dims)), titles


def asked(definition: Definition, breakdown: str, area: str, periods: Sequence[Period]) -> dict[str, Any]:
    """One line to ask for, from a breakdown in words."""
    dims, _ = dims_of(definition, breakdown)
    return {
        "key": definition.key,
        "dims": dict(dims),
        "breakdown": breakdown,
        "area": area,
        "periods": [str(p) for p in periods],
    }


def spec(who: Principal, partnership: Partnership, found: Return) -> ReturnSpec:
    """The return's specification, with the last values that the partnership accepted."""
    known = definitions()
    keys = {line["key"] for line in found.lines}
    last = last_values(who, keys, Period.parse(found.period))
    return ReturnSpec(
        partnership=partnership.slug,
        partnership_title=partnership.title,
        agency=found.agency.slug,
        agency_title=found.agency.title,
        reference=found.reference,
        period=Period.parse(found.period),
        lines=tuple(
            _line(known.get(line["key"]), line, last) for line in found.lines if line["key"] in known
        ),
        definitions={key: known.get(key) for key in keys if key in known},
        marking=partnership.marking,
    )


def _line(
    definition: Definition, line: Mapping[str, Any], last: Mapping[LineKey, Mapping[Period, str]]
) -> SpecLine:
    dims = tuple(sorted(line["dims"].items()))
    return spec_line(
        definition,
        dims=dims,
        breakdown=line["breakdown"],
        area=line["area"],
        periods=[Period.parse(p) for p in line["periods"]],
        last=last.get((definition.key, dims, line["area"])),
    )


def last_values(who: Principal, keys: Iterable[str], before: Period) -> dict[LineKey, dict[Period, str]]:
    """The current values of some figures up to the end of a period, in words, by line and period."""
    rows = (
        Observation.objects.seen_by(who, "version", "version__return_of")
        .filter(current=True, key__in=sorted(keys), period_end__lte=before.end)
        .order_by("period_end")
    )
    found: dict[LineKey, dict[Period, str]] = {}
    for row in rows:
        definition = definitions().get(row.key)
        status = Status(row.status)
        value = Value.of(row.number) if row.number is not None else Value.missing(status)
        line = (row.key, from_text(row.dims), row.area)
        found.setdefault(line, {})[Period.parse(row.period)] = value_words(
            value, definition.scale, definition.decimals
        )
    return found


def previous_numbers(who: Principal, found: Return) -> dict[tuple[str, Dims, str, Period], Decimal]:
    """What this return's accepted version holds now, for saying what a new version changes."""
    rows = Observation.objects.seen_by(who, "version", "version__return_of").filter(
        current=True, version__return_of=found, number__isnull=False
    )
    return {
        (r.key, from_text(r.dims), r.area, Period.parse(r.period)): r.number
        for r in rows
        if r.number is not None
    }
