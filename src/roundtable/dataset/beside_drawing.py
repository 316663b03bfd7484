"""The areas beside the partnership's own as a drawing: a dot an area, around England's rate."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from roundtable.dataset.beside import ENGLAND, Beside, Elsewhere, per_words
from roundtable.foundation.figures import rates
from roundtable.measures import charts
from roundtable.measures.comparators import proportion_funnel, rate_funnel
from roundtable.measures.definitions import Counts, Definition

FEWEST = 3  # areas beside England: fewer are read faster in the table
WIDE, PHONE = 680, 340


@dataclass(frozen=True, slots=True)
class BesideDrawing:
    title: str
    wide: SafeString
    phone: SafeString


def drawing(found: Elsewhere, definition: Definition) -> BesideDrawing | None:
    """Every area with a rate, the highest first; None where there are too few, or no England to stand beside."""
    england = next((row for row in found.rows if row.name == ENGLAND), None)
    if england is None or england.estimate is None or found.own is None or found.own.estimate is None:
        return None
    # The own row that is not compared would stand there twice.
    others = [row for row in (*found.neighbours, *found.rows) if row.denominator and row is not england]
    drawn = {row.name: row for row in (found.own, *others) if row is found.own or not _is_own(row, found)}
    at = england.estimate.value
    dots = sorted(
        (dot for row in drawn.values() if (dot := _dot(row, at, definition, own=row is found.own))),
        key=lambda dot: -dot.value,
    )
    if len(dots) < FEWEST:
        return None
    title = f"{definition.title} beside England"
    unit = "per cent" if rates.is_proportion(definition) else f"{definition.unit}{per_words(definition)}"
    said = _said(title, dots, at, found.own.estimate.value, definition)
    wide, phone = (
        # Our own drawing: every text in it was escaped when it was drawn.
        mark_safe(  # noqa: S308
            charts.svg(
                charts.dots(dots, benchmark=(ENGLAND, at), unit=unit, width=width),
                title,
                said,
                key=f"beside {width}",
            )
        )
        for width in (WIDE, PHONE)
    )
    return BesideDrawing(title, wide, phone)


def _is_own(row: Beside, found: Elsewhere) -> bool:
    return row is found.rows[0]


def _dot(row: Beside, benchmark: float, definition: Definition, *, own: bool) -> charts.Dot | None:
    if row.estimate is None or row.denominator is None:
        return None
    chance = None
    if definition.counts is not Counts.NEITHER:
        limits = (
            proportion_funnel(benchmark, row.denominator)
            if rates.is_proportion(definition)
            else rate_funnel(benchmark, row.denominator, definition.per)
        )
        chance = (limits.lower, limits.upper)
    interval = (row.estimate.lower, row.estimate.upper)
    return charts.Dot(row.name, row.estimate.value, interval, chance, own)


def _said(title: str, dots: list[charts.Dot], england: float, own: float, definition: Definition) -> str:
    per = per_words(definition)
    outside = [dot.label for dot in dots if dot.chance and not dot.chance[0] <= dot.value <= dot.chance[1]]
    return (
        f"{title}. This partnership {own:,.1f}{per}, England {england:,.1f}{per}. "
        f"Highest {dots[0].label}, {dots[0].value:,.1f}; lowest {dots[-1].label}, "
        f"{dots[-1].value:,.1f}. {len(outside)} of {len(dots)} lie further from England than chance explains."
    )
