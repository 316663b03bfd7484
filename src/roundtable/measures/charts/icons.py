"""Small signs for variation and assurance: told apart by their shape, with words beside them, never by colour alone.

Our own drawing. The frame says the kind (a circle for improvement, a diamond for concern, a square for neither, none
for ordinary variation), an arrow which way; for a target a flag bears a tick, a cross, or a line that goes both ways.
"""

from roundtable.measures.assurance import Assurance, Variation
from roundtable.measures.charts.look import BRICK, PLUM, SOFT, TEAL, WHITE

_UP = "M20 10 29 22H23V30H17V22H11Z"
_DOWN = "M20 30 11 18H17V10H23V18H29Z"
_WAVE = "M3 20C8 6 13 6 20 20S32 34 37 20"
_FRAMES = {
    "improvement": ("M20 2A18 18 0 1 1 19.99 2Z", TEAL),
    "concern": ("M20 0 40 20 20 40 0 20Z", BRICK),
    "neutral": ("M3 3H37V37H3Z", PLUM),
}
_FLAG = "M7 3V38M7 4H36V26H7"
_SIGNS = {
    Assurance.PASS: ("M14 15 19 20 29 9", TEAL),
    Assurance.FAIL: ("M15 8 28 22M28 8 15 22", BRICK),
    Assurance.INCONSISTENT: ("M12 15C15 6 19 6 21.500 15S28 24 31 15", SOFT),
}


def variation_icon(kind: Variation) -> str:
    """The sign of a variation, as SVG without a name: words stand beside it."""
    if kind is Variation.COMMON:
        return _svg(kind, _stroke(_WAVE, SOFT))
    frame, side = kind.rsplit("_", 1)
    outline, colour = _FRAMES[frame]
    arrow = _UP if side == "high" else _DOWN
    return _svg(kind, f'<path d="{outline}" fill="{colour}"/><path d="{arrow}" fill="{WHITE}"/>')


def assurance_icon(kind: Assurance) -> str:
    """The sign of an assurance, as SVG without a name: words stand beside it."""
    sign, colour = _SIGNS[kind]
    return _svg(kind, _stroke(_FLAG, colour) + _stroke(sign, colour))


def _stroke(path: str, colour: str) -> str:
    line = 'stroke-width="4" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{path}" fill="none" stroke="{colour}" {line}/>'


def _svg(kind: str, body: str) -> str:
    return (
        f'<svg class="rt-sign rt-sign--{kind}" viewBox="0 0 40 40" width="24" height="24" '
        f'aria-hidden="true" focusable="false">{body}</svg>'
    )
