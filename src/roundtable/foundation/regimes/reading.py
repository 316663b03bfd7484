"""Reading rule files: every mistake names the file, the rule and what to do."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

BUILT_IN = Path(__file__).parent / "data"


class RulesError(ValueError):
    """A rule file that cannot be used: which, where, and what to change."""


class Raw:
    """One table of a rule file, read field by field."""

    def __init__(self, path: Path, data: Mapping[str, Any]) -> None:
        self.path, self.data = path, data

    def fault(self, said: str) -> RulesError:
        return RulesError(f"{self.path.name}, {self.data.get('key', 'a rule without a key')}: {said}")

    def text(self, name: str, default: str | None = None) -> str:
        value = self.data.get(name, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.fault(f"`{name}` is missing. Give it as text.")
        return value

    def number(self, name: str, default: int | None = None) -> int:
        value = self.data.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.fault(f"`{name}` must be a whole number.")
        return value

    def flag(self, name: str) -> bool:
        value = self.data.get(name, False)
        if not isinstance(value, bool):
            raise self.fault(f"`{name}` must be true or false.")
        return value

    def day(self, name: str) -> date | None:
        value = self.data.get(name)
        if value is not None and type(value) is not date:
            raise self.fault(f"`{name}` must be a date such as 2015-03-26.")
        return value

    def span(self) -> tuple[date, date | None]:
        """The days from and to which it applies."""
        start, end = self.day("from"), self.day("to")
        if start is None:
            raise self.fault("`from` is missing. Give the day from which it applies.")
        if end is not None and end < start:
            raise self.fault("`to` is before `from`.")
        return start, end

    def only(self, *names: str) -> None:
        """A misspelt field would be silently without effect; it is refused."""
        unknown = sorted(set(self.data) - set(names))
        if unknown:
            raise self.fault(f"`{unknown[0]}` is not a field of it. Fields are {', '.join(names)}.")


def tables(path: Path, name: str) -> Iterator[Raw]:
    """The tables `[[name]]` of one file."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path.name} cannot be read: {error}") from error
    for raw in data.get(name, []):
        yield Raw(path, raw)
