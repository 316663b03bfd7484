"""The five tones of tags, callouts and marks. A tone only repeats what the words already say."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    TEAL = "teal"  # done, accepted, in order
    AMBER = "amber"  # due, to look at
    BRICK = "brick"  # late, wrong
    PLUM = "plum"  # restricted, exceptional
    GREY = "grey"  # not begun, ended, for information


@dataclass(frozen=True, slots=True)
class Tag:
    """A state in words, with its tone."""

    text: str
    tone: Tone = Tone.GREY

    def __str__(self) -> str:
        return self.text
