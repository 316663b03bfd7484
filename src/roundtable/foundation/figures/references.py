"""How a figure is asked for: `allegations.contacts?period=2015-16&outcome=internal_investigation&as=change`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl, urlencode

from roundtable.measures.definitions import KEY
from roundtable.measures.periods import Period


class As(StrEnum):
    """The one transform of a reference."""

    VALUE = "value"
    CHANGE = "change"  # percent, on the same period a year earlier
    DIFFERENCE = "difference"  # on the same period a year earlier
    PREVIOUS = "previous"  # the same period a year earlier
    SHARE = "share"  # percent of the whole across the named dimensions
    RATE = "rate"  # per the definition's `per`, over its denominator


class Show(StrEnum):
    """How a block is shown."""

    TABLE = "table"
    LINE = "line"
    BAR = "bar"
    STACKED = "stacked"
    GROUPED = "grouped"


E = TypeVar("E", bound=StrEnum)
TIME = ("month", "quarter", "year")
COLUMNS = ("value", "share", "previous", "change")
_OWN = {"period", "area", "as", "by", "show", "columns", "years"}


class BadReference(ValueError):
    """A reference that cannot be read; the message says what is wrong and what may stand there."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Key (or several, in a block), period, dimensions and one transform. Equal references ask for the same thing."""

    keys: tuple[str, ...]
    period: Period | None = None  # None: the period of whoever asks (the report's year)
    area: str = ""
    dims: tuple[tuple[str, str], ...] = ()
    transform: As = As.VALUE
    by: tuple[str, ...] = ()
    show: Show | None = None
    columns: tuple[str, ...] = ("value",)
    years: int = 1
    text: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        return self.keys[0]

    @property
    def is_block(self) -> bool:
        return self.show is not None or bool(self.by)

    def __str__(self) -> str:
        pairs: list[tuple[str, str]] = []
        if self.period is not None:
            pairs.append(("period", str(self.period)))
        if self.area:
            pairs.append(("area", self.area))
        pairs += list(self.dims)
        if self.transform is not As.VALUE:
            pairs.append(("as", self.transform))
        if self.by:
            pairs.append(("by", ",".join(self.by)))
        if self.show is not None:
            pairs.append(("show", self.show))
        if self.columns != ("value",):
            pairs.append(("columns", ",".join(self.columns)))
        if self.years != 1:
            pairs.append(("years", str(self.years)))
        query = urlencode(pairs, safe=",. ").replace(" ", "%20")
        return "+".join(self.keys) + (f"?{query}" if query else "")


def parse(text: str) -> Reference:
    """Read a reference, with or without `figure:` before it; BadReference in words."""
    body = text.strip().removeprefix("figure:")
    path, _, query = body.partition("?")
    keys = tuple(path.replace("%2B", "+").split("+"))
    for key in keys:
        if not KEY.fullmatch(key):
            raise BadReference(f"{key!r} is not the key of a figure: it reads like allegations.contacts")
    found: dict[str, str] = {}
    for name, value in parse_qsl(query.replace("&amp;", "&"), keep_blank_values=True):
        if name in found:
            raise BadReference(f"{name} is given twice in {body}")
        found[name] = value
    dims = tuple(sorted((k, v) for k, v in found.items() if k not in _OWN))
    return Reference(
        keys=keys,
        period=_period(found.get("period")),
        area=found.get("area", ""),
        dims=dims,
        transform=_choice(As, found.get("as", As.VALUE), "as"),
        by=_words(found.get("by")),
        show=_choice(Show, found["show"], "show") if "show" in found else None,
        columns=_columns(found.get("columns")),
        years=_years(found.get("years", "1")),
        text=text,
    )


def _period(text: str | None) -> Period | None:
    if not text:
        return None
    try:
        return Period.parse(text)
    except ValueError as error:
        raise BadReference(str(error)) from error


def _choice(kind: type[E], text: str, name: str) -> E:
    try:
        return kind(text)
    except ValueError as error:
        raise BadReference(f"{name}={text} is not known: use one of {', '.join(kind)}") from error


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(w.strip() for w in text.split(",") if w.strip()) if text else ()


def _columns(text: str | None) -> tuple[str, ...]:
    columns = _words(text) or ("value",)
    for column in columns:
        if column not in COLUMNS:
            raise BadReference(f"columns={column} is not known: use any of {', '.join(COLUMNS)}")
    return columns


def _years(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 30:
        raise BadReference("years is a whole number from 1 to 30")
    return int(text)
