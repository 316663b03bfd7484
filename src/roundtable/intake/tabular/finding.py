"""Which list a sheet is, and where its headings stand: told by what the headings say, helped by the sheet's name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from roundtable.intake.formats.specification import ListSpec, Specification
from roundtable.intake.tabular.headings import AUTHORITY, Headings, ListNames, squashed, weights
from roundtable.intake.tabular.sheets import Sheet

_ENOUGH = 0.5  # of what tells a list from others
_ENOUGH_WITH_NAME = 0.25
_ENOUGH_TO_MENTION = 0.08
_FEWEST = 2  # columns
_FOR_TWO_ROWS = 0.3  # headings over two rows are believed where they tell this much more


@dataclass(frozen=True, slots=True)
class Recognised:
    """A sheet as one list of a format. Rows count from 1: `header` holds the headings, `data` is the first below them.

    `score` is how much of what tells the list apart was found, from 0 to 1; `named` says that the sheet's name agrees.
    """

    spec: Specification
    list: ListSpec
    header: int
    data: int
    headings: Headings
    score: float
    named: bool
    over_two_rows: bool = False
    repeated_header: bool = False

    @property
    def certain(self) -> bool:
        return self.score >= (_ENOUGH_WITH_NAME if self.named else _ENOUGH)

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of the columns that the sheet does not have."""
        return tuple(c.title for c in self.list.columns if c.key not in self.headings.keys)


class Finder:
    """Recognises sheets as lists of some specifications."""

    def __init__(self, specs: Iterable[Specification]) -> None:
        self._known: list[tuple[Specification, ListNames, dict[str, float], float]] = []
        for spec in specs:
            weight = weights(spec.lists)
            for one in spec.lists:
                share = {c.key: weight[squashed(c.title)] for c in one.columns}
                total = sum(share.values())
                names = ListNames(one)
                self._known.append((spec, names, share, total))

    def recognise(self, sheet: Sheet) -> Recognised | None:
        """The list that a sheet most likely is, `certain` or not; None where no heading of any list stands in it."""
        best: tuple[float, bool, float] | None = None
        found: tuple[Specification, ListNames, _Row] | None = None
        rows = list(_candidates(sheet.head))
        for spec, names, share, total in self._known:
            named = _is_named(sheet, names.spec)
            for row in rows:
                keys = {key for cell in row.cells if cell and (key := names.exact(cell))} - {AUTHORITY}
                told = sum(share[key] for key in keys)
                score = told / total
                rank = (round(told - (_FOR_TWO_ROWS if row.over_two_rows else 0), 6), named, score)
                if len(keys) >= _FEWEST and score >= _ENOUGH_TO_MENTION and (best is None or rank > best):
                    best, found = rank, (spec, names, row)
        return _read(sheet, *found) if found else None


@dataclass(frozen=True, slots=True)
class _Row:
    number: int  # of the last row that it takes, from 1
    cells: Sequence[str]
    over_two_rows: bool = False


def _read(sheet: Sheet, spec: Specification, names: ListNames, row: _Row) -> Recognised:
    headings = names.read(row.cells)
    weight = weights(spec.lists)
    share = {c.key: weight[squashed(c.title)] for c in names.spec.columns}
    data = row.number + 1
    repeated = data <= len(sheet.head) and _is_header(names, sheet.head[data - 1], headings)
    return Recognised(
        spec=spec,
        list=names.spec,
        header=row.number,
        data=data + (1 if repeated else 0),
        headings=headings,
        score=sum(share.get(key, 0) for key in headings.keys) / sum(share.values()),
        named=_is_named(sheet, names.spec),
        over_two_rows=row.over_two_rows,
        repeated_header=repeated,
    )


def _is_header(names: ListNames, cells: Sequence[str], headings: Headings) -> bool:
    """Whether a row says the headings again, in the same or other words."""
    said = {key for cell in cells if cell and (key := names.exact(cell))}
    return len(said) >= max(_FEWEST, len(headings.found) / 2)


def _candidates(head: Sequence[Sequence[str]]) -> Iterator[_Row]:
    """Rows that may hold headings: each alone, and each with the one above it, whose cells may span several columns."""
    for at, cells in enumerate(head):
        if sum(1 for cell in cells if cell) >= _FEWEST:
            yield _Row(at + 1, cells)
        if at and any(head[at - 1]) and any(cells):
            yield _Row(at + 1, _joined(head[at - 1], cells), over_two_rows=True)


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Headings over two rows: "Referral" above "Date" and "Source"; what stands in one row only is its own."""
    spread, last = [], ""
    for at in range(max(len(above), len(below))):
        last = (above[at] if at < len(above) else "") or last
        spread.append(last)
    lower = [*below, *[""] * (len(spread) - len(below))]
    return [
        f"{over} {under}".strip() if under else (above[at] if at < len(above) else "")
        for at, (over, under) in enumerate(zip(spread, lower, strict=True))
    ]


def _is_named(sheet: Sheet, one: ListSpec) -> bool:
    """Whether the sheet, or the file of a CSV, is called as the list is: "List_3", "3. Referrals", "2020-episodes"."""
    said = squashed(sheet.name or PurePath(sheet.source).stem)
    names = {squashed(name) for name in (*one.names, one.key)}
    plain = said.lstrip("0123456789")
    return said in names or plain in names or any(said.endswith(name) for name in names if len(name) > 3)
