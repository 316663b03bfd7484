"""`roundtable restore FILE`: put a backup back, after checking every part of it."""

import argparse
from pathlib import Path

from roundtable.site.archive import BadArchive, restore
from roundtable.site.verbs.common import Stop

__all__ = ["Stop", "configure", "run"]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="FILE")
    parser.add_argument(
        "--yes", action="store_true", help="replace what is there now; without it nothing is changed"
    )


def run(args: argparse.Namespace) -> int:
    try:
        manifest = restore(args.archive, replace=args.yes)
    except BadArchive as wrong:
        raise Stop(str(wrong)) from wrong
    print(f"Restored {args.archive}, written on {manifest['written_at']}.")
    return 0
