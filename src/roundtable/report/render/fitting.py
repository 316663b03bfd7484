"""How a table is made to fit on paper: the size of its type, the widths of its columns, upright or on its side.

Widths are reckoned from the letters, not measured, so that Word and PDF lay a table out alike and neither overflows.
"""

from dataclasses import dataclass, replace

from roundtable.report.content import TableBlock
from roundtable.report.render.layout import PlacedTable, turned

UPRIGHT = 453.0  # points between the margins of A4: 210 mm less 25 mm on each side
SIDEWAYS = 700.0
SIZES = (9.5, 9.0, 8.5, 8.0, 7.5)
SMALLEST_SIDEWAYS = 6.0
PADDING = 9.0  # points left and right of a cell's text together
LETTER = (
    0.53  # mean width of a letter of Atkinson Hyperlegible Next, of its size; digits and capitals are wider
)
WIDE = 0.62
_FIRST = 190.0  # points that the first column may take before its words are wrapped
_FIRST_LEAST = 85.0  # and that it has if its words need them
_AIRY = 1.3  # how much wider than its words a table may be: numbers far from their names are hard to follow
_BROAD = 0.55  # but it takes this much of the page
_LONGEST_TURNED = 4  # columns of a chart's table that is better on its side


@dataclass(frozen=True, slots=True)
class Fit:
    """The table as it is to be printed: `size` in points, `widths` of its columns in points, `sideways` on landscape.

    A table that was turned has its totals in columns.
    """

    table: TableBlock
    size: float
    widths: tuple[float, ...]
    sideways: bool = False
    total_columns: frozenset[int] = frozenset()


def fit(placed: PlacedTable, *, compact: bool = False) -> Fit:
    """The largest type with which no word is broken; `compact` for the numbers beneath a chart.

    Too wide a table is turned, its rows becoming columns, before it is laid on its side.
    """
    table = placed.table
    if compact:
        sizes = SIZES[2:]
        tall = table.row_headers and len(table.rows) > _LONGEST_TURNED >= len(table.header)
        found = (tall and _turned(table, sizes)) or _upright(table, sizes) or _turned(table, sizes)
    else:
        found = _upright(table, SIZES) or _turned(table, SIZES)
    return found or _sideways(table)


def _upright(table: TableBlock, sizes: tuple[float, ...]) -> Fit | None:
    for size in sizes:
        widths = _widths(table, size, UPRIGHT)
        if widths:
            return Fit(table, size, widths)
    return None


def _turned(table: TableBlock, sizes: tuple[float, ...]) -> Fit | None:
    fitted = _upright(turned(table), sizes) if table.row_headers else None
    return fitted and replace(fitted, total_columns=frozenset(row + 1 for row in table.total_rows))


def _sideways(table: TableBlock) -> Fit:
    size = SIZES[0]
    while size > SMALLEST_SIDEWAYS:
        widths = _widths(table, size, SIDEWAYS)
        if widths:
            return Fit(table, size, widths, sideways=True)
        size -= 0.5
    even = SIDEWAYS / max(1, len(table.header))
    return Fit(table, SMALLEST_SIDEWAYS, tuple(even for _ in table.header), sideways=True)


def _widths(table: TableBlock, size: float, room: float) -> tuple[float, ...] | None:
    """Widths that fill `room`, or nothing where a word would have to be broken."""
    columns = _columns(table)
    least = [max(_longest_word(text) for text in column) * size + PADDING for column in columns]
    wanted = [max(_width(text) for text in column) * size + PADDING for column in columns]
    least[0] = max(least[0], min(wanted[0], _FIRST_LEAST))
    wanted[0] = max(least[0], min(wanted[0], _FIRST))
    spare = room - sum(least)
    if spare < 0:
        return None
    hunger = [want - has for want, has in zip(wanted, least, strict=True)]
    if sum(hunger) > spare:
        return tuple(has + spare * more / sum(hunger) for has, more in zip(least, hunger, strict=True))
    return _filled(wanted, min(room, max(sum(wanted) * _AIRY, room * _BROAD)))


def _filled(wanted: list[float], room: float) -> tuple[float, ...]:
    """What is over goes to the words in the first column, up to half of it, then to all columns alike."""
    over = room - sum(wanted)
    first = over / 2 if len(wanted) > 1 else over
    rest = (over - first) / max(1, len(wanted) - 1)
    return (wanted[0] + first, *(width + rest for width in wanted[1:]))


def _columns(table: TableBlock) -> list[list[str]]:
    return [
        [title, *(row[at].text for row in table.rows if at < len(row))]
        for at, title in enumerate(table.header)
    ]


def _longest_word(text: str) -> float:
    return max((_width(word) for word in text.split()), default=0.0)


def _width(text: str) -> float:
    """The width of a text in ems."""
    return sum(
        WIDE if c.isupper() or c.isdigit() or c in "%£—" else 0.3 if c in " ,.:;’'" else LETTER for c in text
    )
