"""`roundtable backup FILE`: the database, the files and the ledger's heads, while people work."""

import argparse

from roundtable.site.archive import BadArchive, write
from roundtable.site.verbs.common import Stop, require_tables

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    require_tables(of_this_version=False)
    try:
        manifest = write(args.out)
    except BadArchive as wrong:
        raise Stop(str(wrong)) from wrong
    except OSError as wrong:
        raise Stop(f"{args.out} could not be written: {wrong.strerror}.") from wrong
    print(f"Wrote {args.out}: {manifest['vendor']} database and {manifest['files']} files.")
    for slug, head in manifest["ledger_heads"].items():
        print(f"The ledger of {slug} stood at {head}")
    return 0
