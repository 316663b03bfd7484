"""`roundtable report build`: an edition of the yearly report as HTML, Word or PDF."""

import argparse

from roundtable.report.build import build
from roundtable.report.editions import EDITIONS
from roundtable.report.queries import reports, sections
from roundtable.report.render import RENDERERS
from roundtable.site.verbs.common import Stop, error, scope

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    partnership, who = scope(args)
    report = reports(who).filter(period=args.year).first()
    if report is None:
        years = ", ".join(reports(who).values_list("period", flat=True)) or "none"
        raise Stop(f"{partnership} has no report for {args.year}. It has: {years}.")
    built = build(who, partnership, report, sections(who, report), EDITIONS[args.edition])
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(RENDERERS[args.format](built.document))
    for section, fault in built.faults:
        error(f"{section}: {fault.reference}: {fault.message}")
    print(
        f"Wrote {args.out}: {EDITIONS[args.edition].title.lower()}, {len(built.document.sections)} sections."
    )
    return 1 if built.faults else 0
