"""Makes files to measure intake on. usage: python -m benchmarks._intake_made census|looked-after|workbook OUT SIZE"""

import json
import sys
from pathlib import Path

from benchmarks.made_census import census
from benchmarks.made_looked_after import looked_after
from benchmarks.made_workbook import workbook
from benchmarks.planted import PLANTS

SEED, FAULTY = 1, 0.05


def make(what: str, out: Path, size: int) -> None:
    if what == "census":
        census(out, children=size, seed=SEED, plants=PLANTS, share=FAULTY)
    elif what == "looked-after":
        looked_after(out, rows=size, seed=SEED)
    else:
        workbook(out, rows=size, seed=SEED)


if __name__ == "__main__":
    kind, target, many = sys.argv[1:]
    make(kind, Path(target), int(many))
    print(json.dumps({}))
