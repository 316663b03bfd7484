"""`roundtable figures list` and `roundtable figures show REFERENCE`."""

import argparse
import json
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
    lines = []
    for each in found:
        lines.append(f"{each['key']:<48} {each['shown']:>16}  {each['title']}")
        for name, breakdown in each["breakdowns"].items():
            lines += [f"    {name}: {row['title']:<36} {row['shown']:>14}" for row in breakdown]
    return "\n".join(lines) or "There are no figures for this period."
