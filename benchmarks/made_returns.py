"""Made-up returns for benchmarks and for looking round: `scripts/made-return cin|903 OUT --children N`."""

import argparse
from pathlib import Path

from benchmarks.made_903 import ssda903
from benchmarks.made_census import census
from benchmarks.planted import PLANTS


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("cin", "903"))
    parser.add_argument("out", type=Path, help="an XML file for cin, a folder for 903")
    parser.add_argument("--children", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--errors", type=float, default=0.0, metavar="SHARE", help="of the children, to break"
    )
    args = parser.parse_args()
    if args.kind == "cin":
        planted = census(args.out, children=args.children, seed=args.seed, plants=PLANTS, share=args.errors)
    else:
        planted = ssda903(args.out, children=args.children, seed=args.seed, share=args.errors)
    for name, many in sorted(planted.items()):
        print(f"{name}: {many}")
