"""A line's breakdown in words, "Team: Access; Category: Neglect", and as dimensions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from roundtable.intake.returns import Dims, SpecLine
from roundtable.measures.definitions import Definition, Dimension, slug
from roundtable.measures.wording import join

_WHOLE = {"", "all", "total", "whole", "-", "–", "none"}


class BreakdownError(ValueError):
    """A breakdown that cannot be read: the message says why, `what_to_do` how to mend it."""

    def __init__(self, message: str, what_to_do: str) -> None:
        super().__init__(message)
        self.message = message
        self.what_to_do = what_to_do


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`titles` are those of values that an open dimension took; `resembles` names a known value that a new one may be."""

    dims: Dims
    titles: tuple[tuple[str, str], ...] = ()
    resembles: str = ""
    guessed: bool = False  # the dimension was not named


@dataclass(frozen=True, slots=True)
class Values:
    """The values that each dimension of a figure may take: key and title by slug of either."""

    definition: Definition
    named: Mapping[str, tuple[tuple[str, str], ...]] = field(
        default_factory=dict
    )  # by the lines that are asked for

    @classmethod
    def of(cls, definition: Definition, lines: Iterable[SpecLine]) -> "Values":
        named: dict[str, tuple[tuple[str, str], ...]] = {}
        for line in lines:
            titles = _titles(line.breakdown)
            for key, value in line.dims:
                title = titles.get(slug(_dimension_title(definition, key)), value)
                named[key] = (*named.get(key, ()), (value, title))
        return cls(definition, named)

    def known(self, dimension: Dimension) -> dict[str, tuple[str, str]]:
        pairs = (*dimension.values, *self.named.get(dimension.key, ()))
        return {name: pair for pair in pairs for name in (slug(pair[1]), pair[0])}


def _dimension_title(definition: Definition, key: str) -> str:
    return next((d.title for d in definition.dimensions if d.key == key), key)


def _titles(breakdown: str) -> dict[str, str]:
    parts = (part.split(":", 1) for part in breakdown.split(";") if ":" in part)
    return {slug(name): value.strip() for name, value in parts}


def read_breakdown(text: str, values: Values) -> Breakdown:
    """The dimensions of a breakdown; BreakdownError for what the definition does not know."""
    if text.strip().lower() in _WHOLE:
        return Breakdown(())
    dims: dict[str, str] = {}
    titles: list[tuple[str, str]] = []
    resembles, guessed = "", False
    for part in filter(None, (part.strip() for part in text.split(";"))):
        dimension, said, unnamed = _dimension(part, values.definition)
        if dimension.key in dims:
            raise BreakdownError(
                f"The breakdown names {dimension.title} twice.", f"Name {dimension.title} once."
            )
        value, title, like = _value(said, dimension, values)
        dims[dimension.key] = value
        guessed = guessed or unnamed
        resembles = resembles or like
        if dimension.open and value not in dict(dimension.values):
            titles.append((value, title))
    return Breakdown(tuple(sorted(dims.items())), tuple(titles), resembles, guessed)


def _dimension(part: str, definition: Definition) -> tuple[Dimension, str, bool]:
    """The dimension that a part names, the value that it says, and whether the dimension had to be guessed."""
    if not definition.dimensions:
        raise BreakdownError(f"{definition.title} is not broken down.", "Leave Breakdown empty on this line.")
    name, colon, said = (piece.strip() for piece in part.partition(":"))
    if not colon:
        if len(definition.dimensions) == 1:
            return definition.dimensions[0], name, True
        example = f"{definition.dimensions[0].title}: …"
        raise BreakdownError(
            f"“{part}” does not say what it is a value of.",
            f"Write what it breaks down by first, such as “{example}”.",
        )
    known = {wanted: d for d in definition.dimensions for wanted in (slug(d.title), d.key)}
    if slug(name) not in known:
        raise BreakdownError(
            f"{definition.title} is not broken down by “{name}”.",
            _suggest(name, [d.title for d in definition.dimensions]),
        )
    return known[slug(name)], said, False


def _value(said: str, dimension: Dimension, values: Values) -> tuple[str, str, str]:
    """Key, title, and for a new value of an open dimension the known one that it resembles."""
    wanted, known = slug(said), values.known(dimension)
    if wanted in known:
        return *known[wanted], ""
    if not wanted:
        raise BreakdownError(
            f"The breakdown names no {dimension.title.lower()}.", "Write its name after the colon."
        )
    titles = list(dict.fromkeys(title for _, title in known.values()))
    if dimension.open:
        return wanted, said, next(iter(_close(said, titles, 0.8)), "")
    raise BreakdownError(f"“{said}” is not a known {dimension.title.lower()}.", _suggest(said, titles))


def _close(said: str, titles: list[str], cutoff: float = 0.6) -> list[str]:
    by_slug = {slug(title): title for title in titles}
    return [by_slug[match] for match in get_close_matches(slug(said), list(by_slug), 3, cutoff)]


def _suggest(said: str, titles: list[str]) -> str:
    close = _close(said, titles)
    if close:
        return f"Did you mean {join((f'“{title}”' for title in close), 'or')}?"
    return f"Use one of {join((f'“{title}”' for title in titles), 'or')}."
