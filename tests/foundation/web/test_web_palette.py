"""Every pair of colours that carries words reaches AA."""

import re
from pathlib import Path

import pytest

import roundtable.foundation.web

SCSS = Path(roundtable.foundation.web.__file__).parent / "assets/scss/_palette.scss"
COLOURS = dict(re.findall(r"^\$([a-z-]+): (#[0-9a-f]{6});", SCSS.read_text(), re.MULTILINE))
GROUNDS = ("paper", "card")
PAIRS = [
    *(
        (text, ground)
        for text in ("ink", "ink-soft", "teal", "teal-dark", "brick", "plum")
        for ground in GROUNDS
    ),
    ("teal", "teal-pale"),
    ("amber-dark", "amber-pale"),
    ("brick-dark", "brick-pale"),
    ("plum", "plum-pale"),
    ("ink-soft", "grey-pale"),
    *(
        ("ink", ground)
        for ground in ("teal-pale", "amber-pale", "brick-pale", "plum-pale", "grey-pale", "amber", "stone")
    ),
    *(("card", ground) for ground in ("teal", "teal-dark", "brick", "brick-dark", "plum-dark", "ink")),
]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(text: str, ground: str) -> None:
    darker, lighter = sorted((luminance(COLOURS[text]), luminance(COLOURS[ground])))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
