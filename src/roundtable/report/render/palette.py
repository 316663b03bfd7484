"""The colours of a printed document, as six hexadecimal digits, and its mark: eight seats round a table, one lit."""

import math

INK = "16233a"
SOFT = "4a5568"
ACCENT = "0b5d63"
PALE = "e3f0ef"
AMBER = "f2b134"
PALE_AMBER = "fdf3dc"
BRICK = "a8402e"
PALE_BRICK = "f8e8e3"
PLUM = "6b3a6e"
PALE_PLUM = "f1e8f1"
PAPER = "fbfaf7"
LINE = "e2ddd2"

# Edge and ground of a callout; the ink on each ground passes AAA.
CALLOUTS = {"note": (ACCENT, PALE), "warning": (BRICK, PALE_BRICK), "signal": (AMBER, PALE_AMBER)}

MARK_ALT = "Eight seats round a table, one of them lit"
_SEATS = 8


def ring(x: float, y: float, size: float, *, seat: str = ACCENT, lit: str = AMBER) -> str:
    """The mark as SVG shapes, `size` across, its middle at (x, y)."""
    far, near, dot = size * 0.42, size * 0.19, size * 0.085
    table = f'cx="{x:.2f}" cy="{y:.2f}" r="{near:.2f}" stroke-width="{size / 14:.2f}"'
    circles = [f'<circle {table} fill="none" stroke="#{seat}"/>']
    for number in range(_SEATS):
        turn = 2 * math.pi * number / _SEATS - math.pi / 2
        at = f'cx="{x + far * math.cos(turn):.2f}" cy="{y + far * math.sin(turn):.2f}"'
        circles.append(f'<circle {at} r="{dot:.2f}" fill="#{seat if number else lit}"/>')
    return "".join(circles)


def mark_svg() -> str:
    """The mark on its own."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">{ring(32, 32, 64)}</svg>'


def cover_svg() -> str:
    """The ground of an A4 cover: the table, large, running off the page at the lower right. Millimetres."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">'
        f'<rect width="210" height="297" fill="#{PALE}"/>{ring(142, 232, 196)}</svg>'
    )
