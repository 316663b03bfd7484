"""What was understood of a file, told once for all the sheets that it is true of."""

from collections.abc import Iterable
from dataclasses import dataclass

from roundtable.measures.wording import join, number, plural

_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that was understood, as a sentence without its end. `where` is the sheet or file that it is true of.

    `cells` says how many cells were read so, and `example` one of them.
    """

    text: str
    where: str = ""
    cells: int = 0
    example: str = ""


def sentences(notes: Iterable[Note]) -> tuple[str, ...]:
    """The notes as sentences, those of one text as one."""
    alike: dict[str, list[Note]] = {}
    for note in notes:
        alike.setdefault(note.text, []).append(note)
    return tuple(_sentence(text, told) for text, told in alike.items())


def _sentence(text: str, told: list[Note]) -> str:
    example = next((f", such as “{note.example}”," for note in told if note.example), "")
    places = list(dict.fromkeys(note.where for note in told if note.where))
    shown = (
        places
        if len(places) <= _MOST_PLACES
        else [*places[: _MOST_PLACES - 1], f"{number(len(places) - _MOST_PLACES + 1)} more"]
    )
    where = f" in {join(shown)}" if shown else ""
    cells = sum(note.cells for note in told)
    if not shown:
        example = example.removesuffix(",")
    counted = f" ({plural(cells, 'cell')})" if cells else ""
    return f"{text}{example}{where}{counted}."
