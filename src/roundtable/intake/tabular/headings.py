"""Which column of a specification a heading names: without regard to case, spaces and punctuation, and never by guess."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from roundtable.intake.formats.specification import Column, ListSpec

AUTHORITY = "authority"  # a column that any list may have: whose rows they are
_AUTHORITY_SPELLINGS = (
    "Authority", "Local authority", "LA", "LA name", "LA code", "Local authority code", "Local authority name", "Council",
    "new_la_code", "LEA",
)  # fmt: skip
_BRACKETED = re.compile(r"\([^()]*\)")
_CLOSE = 0.9  # of a slip of the pen: "Referal date"
_SHORTEST_SLIP = 8  # letters; shorter headings differ from one another by as little


@lru_cache(maxsize=100_000)
def squashed(text: str) -> str:
    """Letters and digits only, in small letters: "Date of  Referral:" and "DATE_OF_REFERRAL" are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", "and")
    return "".join(character for character in plain if character.isalnum())


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of a file, from 0, as the file spells it, and what it was taken for: a column's key or the authority."""

    place: int
    text: str
    key: str
    certain: bool = True  # false for a slip of the pen


@dataclass(frozen=True, slots=True)
class Headings:
    """How a row of cells reads as the headings of one list. `repeated` were named before, `unread` name nothing."""

    found: tuple[Heading, ...]
    repeated: tuple[Heading, ...]
    unread: tuple[tuple[int, str], ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(heading.key for heading in self.found)


class ListNames:
    """The headings of one list by their squashed spellings."""

    def __init__(self, spec: ListSpec) -> None:
        self.spec = spec
        self.by_text: dict[str, str] = {}
        for column in spec.columns:
            for text in spellings(column):
                self.by_text.setdefault(text, column.key)
        for name in _AUTHORITY_SPELLINGS:
            self.by_text.setdefault(squashed(name), AUTHORITY)

    def exact(self, text: str) -> str:
        """The key that a heading names, with or without what it says in brackets; empty for none."""
        return self.by_text.get(squashed(text)) or self.by_text.get(squashed(_BRACKETED.sub("", text)), "")

    def read(self, cells: Sequence[str]) -> Headings:
        """A row of cells as headings: exact spellings first, then slips of the pen for columns still missing."""
        named = [self.exact(text) if text else "" for text in cells]
        taken = set(named)
        slips = {
            place: key
            for place, text in enumerate(cells)
            if text and not named[place] and (key := self._slip(text, taken))
        }
        found: dict[str, Heading] = {}
        repeated: list[Heading] = []
        unread: list[tuple[int, str]] = []
        for place, text in enumerate(cells):
            key = named[place] or slips.get(place, "")
            if not key:
                unread.extend([(place, text)] if text else [])
                continue
            heading = Heading(place, text, key, certain=place not in slips)
            if key in found:
                repeated.append(heading)
            else:
                found[key] = heading
        return Headings(tuple(found.values()), tuple(repeated), tuple(unread))

    def _slip(self, text: str, taken: set[str]) -> str:
        """The one spelling that a heading all but is. Digits must agree: stage 1 is not a slip for stage 2."""
        said = squashed(text)
        if len(said) < _SHORTEST_SLIP:
            return ""
        near = {
            key
            for known, key in self.by_text.items()
            if key not in taken and _digits(known) == _digits(said) and _alike(known, said)
        }
        return near.pop() if len(near) == 1 else ""


def spellings(column: Column) -> tuple[str, ...]:
    """Every squashed text that names a column: its title and key too, and the title without what is in brackets."""
    texts = (column.title, column.key, *column.spellings, _BRACKETED.sub("", column.title))
    return tuple(dict.fromkeys(text for text in map(squashed, texts) if text))


def weights(lists: Iterable[ListSpec]) -> Mapping[str, float]:
    """How much a column's spelling says of which list it is in: one in each of eleven lists says little."""
    counts: dict[str, int] = {}
    for one in lists:
        for text in {said for column in one.columns for said in spellings(column)}:
            counts[text] = counts.get(text, 0) + 1
    return {text: 1 / count for text, count in counts.items()}


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _alike(known: str, said: str) -> bool:
    if abs(len(known) - len(said)) > 3:
        return False
    match = SequenceMatcher(None, known, said, autojunk=False)
    return match.real_quick_ratio() >= _CLOSE and match.quick_ratio() >= _CLOSE and match.ratio() >= _CLOSE
