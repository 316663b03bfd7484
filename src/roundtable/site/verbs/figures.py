"""`roundtable figures list` and `roundtable figures show REFERENCE`."""

import argparse
import json
from typing import Any

from roundtable.foundation.figures.describe import describe, summary
from roundtable.foundation.figures.references import BadReference, parse
from roundtable.measures.periods import Period
from roundtable.site.verbs.common import Stop, add_partnership, scope

__all__ = ["Stop", "configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|show")
    for name, purpose in (("list", "every figure of a year"), ("show", "one figure")):
        sub = verbs.add_parser(name, help=purpose)
        if name == "show":
            sub.add_argument(
                "reference", help="such as 'allegations.contacts?outcome=internal_investigation&as=change'"
            )
        sub.add_argument("--year", default="2015-16", help="the period, where the reference names none")
        sub.add_argument("--audience", choices=["public", "partnership"], default="partnership")
        sub.add_argument("--json", action="store_true", help="for programs")
        add_partnership(sub)


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
