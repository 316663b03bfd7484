"""A spec as a picture: SVG that may stand in a page under a strict policy, or PNG for Word."""

import hashlib
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import vl_convert

FONTS = (
    Path(__file__).parent.parent / "fonts"
)  # filled by the build; without them the next font of the list is used

_ROOT = re.compile(r"<svg\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|stroke-dasharray)="(?:graphics-object|group mark container|true)?"'
)
_SIZE = re.compile(r'\b(width|height|viewBox)="([^"]*)"')


@cache
def _register_fonts() -> None:
    if FONTS.is_dir():
        vl_convert.register_font_directory(str(FONTS))


def svg(spec: dict[str, Any], title: str, description: str, *, key: str = "") -> str:
    """The chart as an `<svg>` element with a title and a description for those who do not see it.

    It holds no style and no script. `key` tells two drawings of the same chart on one page apart.
    """
    _register_fonts()
    drawn = vl_convert.vegalite_to_svg(spec)
    mark = hashlib.sha256("\0".join((drawn, title, description, key)).encode()).hexdigest()[:12]
    names = f"chart-{mark}-title", f"chart-{mark}-desc"
    opening = _ROOT.search(drawn)
    if opening is None:
        raise ValueError("The chart was not drawn as SVG")
    size = " ".join(f'{name}="{value}"' for name, value in _SIZE.findall(opening[0]))
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="rt-chart" {size} role="img" '
        f'aria-labelledby="{names[0]} {names[1]}">'
        f'<title id="{names[0]}">{escape(title)}</title><desc id="{names[1]}">{escape(description)}</desc>'
    )
    return root + _TAG.sub(lambda tag: _NOISE.sub("", tag[0]), drawn[opening.end() :])


def png(spec: dict[str, Any], ppi: int = 192) -> bytes:
    """The chart on white; `ppi` are pixels an inch, of which the width of a chart has 72 to the inch."""
    _register_fonts()
    return vl_convert.vegalite_to_png(spec | {"background": "white"}, ppi=ppi)
