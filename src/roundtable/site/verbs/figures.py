"""`roundtable figures list` and `roundtable figures show REFERENCE`."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

from roundtable.foundation.figures.describe import describe, summary
from roundtable.foundation.figures.references import BadReference, parse
from roundtable.measures.periods import Period
from roundtable.site.verbs.common import Stop, scope

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    _, who = scope(args)
    try:
        period = Period.parse(args.year)
    except ValueError as wrong:
        raise Stop(str(wrong)) from wrong
    if args.what == "list":
        found = summary(who, period, args.audience)
    else:
        try:
            found = [describe(who, parse(args.reference), period, args.audience)]
        except (BadReference, KeyError) as wrong:
            raise Stop(str(wrong.args[0])) from wrong
    print(
        json.dumps(found if args.what == "list" else found[0], indent=2, ensure_ascii=False)
        if args.json
        else _table(found)
    )
    return 0


def _table(found: list[dict[str, Any]]) -> str:
    lines = [line for each in found for line in _lines(each)]
    return "\n".join(lines) or "There are no figures for this period."


def _lines(each: dict[str, Any], when: str = "") -> Iterator[str]:
    """A figure, its breakdowns, and what followed it up, with the period that is."""
    yield f"{each['key']:<48} {each['shown']:>16}  {each['title']}{when}"
    for name, breakdown in each["breakdowns"].items():
        yield from (f"    {name}: {row['title']:<36} {row['shown']:>14}" for row in breakdown)
    for later in each["follow_ups"]:
        yield from _lines(later, f", {Period.parse(later['period']).label}")
