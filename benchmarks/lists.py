"""Twenty-one indicators over case lists by authority, month and category, against the programs that one writes without us.

usage: python -m benchmarks.lists [--rows 500000 5000000] [--only ours sql] [--memory 4GB] [--folder DIR] [--seed 1]
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks._processes import Used, step
from benchmarks.made_lists import make

PROGRAMS = {
    "ours": "our definitions on DuckDB",
    "sql": "DuckDB, the best SQL by hand",
    "pandas": "pandas, plain",
    "polars": "Polars, plain",
    "polars_best": "Polars, the best that we can write",
}
WITH_MEMORY = {"ours", "sql"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", nargs="+", type=int, default=[500_000])
    parser.add_argument("--only", nargs="+", choices=PROGRAMS, default=list(PROGRAMS))
    parser.add_argument("--memory", default="4GB", help="what DuckDB may take")
    parser.add_argument("--folder", type=Path, help="where the lists are made; else a temporary folder")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for rows in args.rows:
        with tempfile.TemporaryDirectory(dir=args.folder) as folder:
            made = make(Path(folder), rows, args.seed)
            print(f"{made.rows:,} rows from seed {args.seed}:", flush=True)
            _compare(made.folder, args.only, args.memory)


def _compare(folder: Path, names: list[str], memory: str) -> None:
    used: dict[str, Used] = {}
    for name in names:
        used[name] = step(f"_lists_{name}", folder, *([memory] if name in WITH_MEMORY else []))
        print(f"  {PROGRAMS[name]:36} {used[name]}{_ratio(used, name)}", flush=True)
    _agree(used)


def _ratio(used: dict[str, Used], name: str) -> str:
    return "" if name == "ours" or "ours" not in used else f"   ratio {used['ours'].cpu / used[name].cpu:.2f}"


def _agree(used: dict[str, Used]) -> None:
    """Every program counted the same; RuntimeError with the figures that differ."""
    first, *others = used
    for name in others:
        differs = [f for f, sums in used[first].said.items() if used[name].said.get(f) != sums]
        if differs:
            raise RuntimeError(f"{PROGRAMS[name]} counts otherwise than {PROGRAMS[first]}: {differs}")
    print(f"  the same {len(used[first].said)} figures from all {len(used)}", flush=True)


if __name__ == "__main__":
    main()
