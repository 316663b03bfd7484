"""England's local authorities with children's services: the code of one by its name, its number or an earlier code.

`authorities.csv` is drawn from the Department for Education's children in need statistics, 2013 to 2024 (Open Government
Licence v3.0): every authority that they name, with each code that it had.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from roundtable.intake.tabular.headings import squashed

_FILE = "authorities.csv"
# Words that councils put around their names: "Royal Borough of Greenwich", "Essex County Council".
_AROUND = re.compile(
    r"\b(the|royal|london|metropolitan|county|city|district|unitary|borough|council|authority|mbc|cc|lbc?|ua|of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Authority:
    """`last` is the last year that names it, by its end, and empty for those of today; `successor` the code that the same
    area has had since, and empty where the area changed too.
    """

    code: str
    name: str
    dfe_number: str
    region_code: str
    region: str
    last: str = ""
    successor: str = ""


@cache
def authorities() -> Mapping[str, Authority]:
    """Every authority by its nine-character code."""
    text = (files("roundtable.intake") / _FILE).read_text(encoding="utf-8")
    return {
        row["code"]: Authority(
            row["code"],
            row["name"],
            row["dfe_number"],
            row["region_code"],
            row["region"],
            row["last"],
            row["successor"],
        )
        for row in csv.DictReader(text.splitlines())
    }


def authority_code(said: str) -> str:
    """The nine-character code of an authority that is written by code, number or name; empty where it is none.

    A name or number that has had two codes gives the present one.
    """
    text = said.strip()
    if text.upper() in authorities():
        return text.upper()
    if text.removesuffix(".0") in _by_number():
        return _by_number()[text.removesuffix(".0")]
    return _by_name().get(squashed(text)) or _by_name().get(_core(text), "")


def present_code(code: str) -> str:
    """The code that an area has now: the successor's where only the code changed, else the code itself."""
    known = authorities().get(code)
    return known.successor if known is not None and known.successor else code


@cache
def _by_name() -> Mapping[str, str]:
    exact = {squashed(one.name): one.code for one in _old_first()}
    return {**{_core(one.name): one.code for one in _old_first()}, **exact}


@cache
def _by_number() -> Mapping[str, str]:
    return {one.dfe_number: one.code for one in _old_first()}


def _old_first() -> list[Authority]:
    """Those of today last, so that they win a name or number that had another code before."""
    return sorted(authorities().values(), key=lambda one: one.last or "9999")


def _core(name: str) -> str:
    return squashed(_AROUND.sub(" ", name))
