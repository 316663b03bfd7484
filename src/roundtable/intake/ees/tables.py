"""Which table a data file is, and what its columns are called in every year."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from roundtable.intake.tabular.headings import squashed

_FILE = "tables.toml"


@dataclass(frozen=True, slots=True)
class Table:
    """A published table: the key of each indicator by every heading that it has had."""

    key: str
    title: str
    indicators: Mapping[str, str]

    def indicator(self, heading: str) -> str:
        """The key of an indicator; its own heading, in small letters, where the table does not name it."""
        return self.indicators.get(squashed(heading), own_key(heading))


@cache
def tables() -> tuple[Table, ...]:
    data = tomllib.loads((files("roundtable.intake.ees") / _FILE).read_text(encoding="utf-8"))
    return tuple(
        Table(
            one["key"],
            one["title"],
            {squashed(h): indicator["key"] for indicator in one["indicators"] for h in indicator["headings"]},
        )
        for one in data["table"]
    )


def table_of(headings: Iterable[str]) -> Table | None:
    """The table that most of whose indicators are there, and of those the one with the most; None for a stranger."""
    there = {squashed(heading) for heading in headings}

    def share(table: Table) -> tuple[float, int]:
        keys = {key for text, key in table.indicators.items() if text in there}
        return len(keys) / len(set(table.indicators.values())), len(keys)

    best = max(tables(), key=share)
    return best if share(best)[0] >= 0.5 else None


def own_key(heading: str) -> str:
    """ "alcohol_misuse_child" of "Alcohol_Misuse_child"."""
    letters = (character if character.isalnum() else "_" for character in heading.strip().lower())
    return "_".join(part for part in "".join(letters).split("_") if part)
