"""What a hostile file is, and what must be said of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FINE, PROBLEMS, UNREADABLE = 0, 1, 2


@dataclass(frozen=True)
class Case:
    """A file that `build` makes in a folder, and gives the path of.

    `code` is the exit code of the check and `says` what must stand in its answer. `rows` are the rows of each list that
    it must have read, where it reads any. `seconds` and `megabytes` bound the run.
    """

    name: str
    build: Callable[[Path], Path]
    code: int
    says: tuple[str, ...]
    rows: Mapping[str, int] = field(default_factory=dict)
    seconds: int = 20
    megabytes: int = 500
    arguments: tuple[str, ...] = ("--authority", "Cambridgeshire")
    unprivileged: bool = False

    def __str__(self) -> str:
        return self.name


def case(name: str, build: Callable[[Path], Path], code: int, *says: str, **more: object) -> Case:
    return Case(name, build, code, says, **more)  # type: ignore[arg-type] # the fields of Case, named by the caller
