"""Colours, type and measures of every chart."""

import textwrap
from functools import cache
from typing import Any

FONT = "Atkinson Hyperlegible Next, Helvetica, Arial, sans-serif"
SIZE = 14  # pixels: values and names
SMALL = 13  # axis labels and notes
LEADING = 17

INK = "#16233a"
SOFT = "#4a5568"
TEAL = "#0b5d63"
TEAL_BAND = "#eef5f4"  # between the limits
TEAL_TINT = "#a9cfcd"
AMBER = "#f2b134"
BRICK = "#a8402e"
PLUM = "#6b3a6e"
LINE = "#e2ddd2"
GAP = "#f4f1ea"  # where nothing was supplied
WHITE = "#ffffff"

# Lines: each at least 4.5 to 1 on white, each with a shape of its own.
STROKES = (TEAL, BRICK, PLUM, "#8a5a00", "#3d5a99", SOFT)
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down", "cross")
# Fills lie side by side: dark and light take turns, so that neighbours differ without their hue.
FILLS = (TEAL, AMBER, PLUM, TEAL_TINT, BRICK, "#d9cba8", "#3d5a99", "#e5b9ae", SOFT, "#c9b6d3")
RAMP = ("#f1f7f6", "#d3e6e4", TEAL_TINT, "#6fa9a8", "#35807f", TEAL)

CONFIG: dict[str, Any] = {
    "font": FONT,
    "aria": False,  # the root says all: 122 labels on marks are noise to a screen reader
    "mark": {"aria": False},  # the line above does not reach the marks of a layer
    "view": {"stroke": None},
    "text": {"font": FONT, "fontSize": SIZE, "fill": INK},
}

_NARROW = set("iljI.,:;'|!()[]ftr- ")
_WIDE = set("mwMW%@")


@cache
def text_width(text: str, size: int = SIZE, *, bold: bool = False) -> float:
    """About how wide a line of text is, in pixels, from classes of letter; a little generous."""
    ems = sum(0.34 if c in _NARROW else 0.86 if c in _WIDE else 0.66 if c.isupper() else 0.56 for c in text)
    return ems * size * (1.06 if bold else 1)


def wrap(text: str, pixels: float, size: int = SIZE) -> list[str]:
    """The text in lines of at most about so many pixels; a word is broken only where it must be."""
    if text_width(text, size) <= pixels:
        return [text]
    return textwrap.wrap(
        text, max(6, int(pixels / (0.53 * size))), break_on_hyphens=False, break_long_words=False
    ) or [""]


def contrast_ink(fill: str) -> str:
    """The ink or white, whichever reads better on a fill (WCAG relative luminance)."""
    light = _luminance(fill)
    return INK if (light + 0.05) / (_luminance(INK) + 0.05) >= 1.05 / (light + 0.05) else WHITE


@cache
def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
