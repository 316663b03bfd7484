"""What reading the files of one extract gives: typed tables on disk, what is wrong, and what was understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from roundtable.intake.extract_problems import ProblemGroup, Severity

# Every table has these besides the columns of its specification: the file, its sheet or list, and the row counted from 1
# as a spreadsheet does (of XML: the line).
SOURCE, PLACE, ROW = "_source", "_place", "_row"
BATCH_ROWS = 50_000  # rows held in memory at once, and in each row group of a table


class CannotRead(Exception):
    """A file that could not be read at all: why, and what to do, in words for its sender."""

    def __init__(self, message: str, what_to_do: str = "", source: str = "") -> None:
        super().__init__(f"{source}: {message}" if source else message)
        self.message = message
        self.what_to_do = what_to_do
        self.source = source


@dataclass(frozen=True)
class Extract:
    """One or more files of one format, read.

    `folder` holds one Parquet file for each list that the files gave, `<list>.parquet`, with the columns of the
    specification that they had, typed, and the three above. `year` is the year that the files are of, or that the
    caller said; empty where neither is known.
    """

    format: str
    specification: str
    folder: Path
    counts: Mapping[str, int]
    problems: tuple[ProblemGroup, ...] = ()
    notes: tuple[str, ...] = ()
    year: str = ""
    sources: tuple[str, ...] = field(default=())

    def table(self, key: str) -> Path:
        """Where the rows of a list lie; KeyError for a list that the files did not have."""
        if key not in self.counts:
            raise KeyError(key)
        return self.folder / f"{key}.parquet"

    @property
    def has_errors(self) -> bool:
        return any(group.severity is Severity.ERROR for group in self.problems)
