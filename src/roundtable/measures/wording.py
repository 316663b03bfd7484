"""Numbers, dates and lists as a reader sees them: British English in the GOV.UK style."""

from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from roundtable.measures.definitions import Scale
from roundtable.measures.periods import MONTHS
from roundtable.measures.values import Status, Value

MINUS = "\N{MINUS SIGN}"  # a hyphen would break at the end of a line, and some screen readers leave it out
_HISSING = ("s", "x", "z", "ch", "sh")


def number(value: Decimal | int, decimals: int | None = None) -> str:
    """ "1,234" or "12.5": with `decimals` rounded half up, without it as many as the number needs."""
    exact = Decimal(value)
    shown = rounded(exact, decimals) if decimals is not None else _trimmed(exact)
    return f"{MINUS if shown < 0 else ''}{abs(shown):,f}"


def rounded(value: Decimal, decimals: int = 0) -> Decimal:
    """Half up, away from nought, as people round; never a negative nought."""
    near = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return near if near else abs(near)


def _trimmed(value: Decimal) -> Decimal:
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def percent(value: Decimal | int, decimals: int = 0) -> str:
    """ "17%" of 16.9: the value is out of a hundred already."""
    return f"{number(value, decimals)}%"


def pounds(value: Decimal | int, decimals: int = 2) -> str:
    """ "£1,250.00", "−£5.00"."""
    amount = rounded(Decimal(value), decimals)
    return f"{MINUS if amount < 0 else ''}£{abs(amount):,f}"


def signed(value: Decimal | int, decimals: int | None = None) -> str:
    """A difference, "+52" or "−3"; what rounds to nought has no sign."""
    text = number(value, decimals)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


def signed_percent(value: Decimal | int, decimals: int = 0) -> str:
    """A change, "+17%" or "−4%"."""
    return f"{signed(value, decimals)}%"


def day(value: date) -> str:
    """ "23 November 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def value_words(value: Value, scale: Scale = Scale.COUNT, decimals: int = 0) -> str:
    """A value as it stands in a cell or a sentence, or in words why there is no number."""
    if value.number is None:
        return value.status.words
    shown = _scaled(value.number, scale, decimals)
    return f"{shown} (unreliable)" if value.status is Status.UNRELIABLE else shown


def _scaled(value: Decimal, scale: Scale, decimals: int) -> str:
    match scale:
        case Scale.PERCENT:
            return percent(value, decimals)
        case Scale.POUNDS:
            return pounds(value)
        case _:
            return number(value, decimals)


def join(words: Iterable[str], last: str = "and") -> str:
    """ "a, b and c"."""
    *most, end = list(words) or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def plural(count: int, singular: str, several: str = "") -> str:
    """ "1 line", "12 lines", "3 enquiries"; `several` for what English does otherwise ("children")."""
    noun = singular if count == 1 else several or _several(singular)
    return f"{number(count)} {noun}"


def _several(noun: str) -> str:
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}{'es' if noun.endswith(_HISSING) else 's'}"
