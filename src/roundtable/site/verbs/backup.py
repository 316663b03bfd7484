"""`roundtable backup FILE`: the database, the files and the ledger's heads, while people work."""

import argparse

from roundtable.site.archive import write
from roundtable.site.verbs.common import Stop, require_tables

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    require_tables()
    manifest = write(args.out)
    print(f"Wrote {args.out}: {manifest['vendor']} database and {manifest['files']} files.")
    for slug, head in manifest["ledger_heads"].items():
        print(f"The ledger of {slug} stood at {head}")
    return 0
