"""`roundtable restore FILE`: put a backup back, after checking every part of it."""

import argparse

from roundtable.site.archive import BadArchive, restore
from roundtable.site.verbs.common import Stop

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    try:
        manifest = restore(args.archive, replace=args.yes)
    except BadArchive as wrong:
        raise Stop(str(wrong)) from wrong
    print(f"Restored {args.archive}, written on {manifest['written_at']}.")
    return 0
