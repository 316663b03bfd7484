"""Our definitions, on DuckDB.

usage: python -m benchmarks._lists_ours FOLDER [MEMORY]
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks._lists_run import FIRST_DAY, LAST_DAY, Sums, main
from roundtable.measures.lists import Coverage, Lists, Window
from roundtable.measures.lists.counting import count_span
from roundtable.measures.lists.engines import DuckDB
from roundtable.measures.lists.grids import Grid
from roundtable.measures.lists.listed import CHILD_DIMENSIONS, Listed, load
from roundtable.measures.lists.passes import Span

MEMORY = sys.argv[2] if len(sys.argv) > 2 else "4GB"


def measure(folder: Path) -> Sums:
    paths = {path.stem: path for path in folder.glob("*.parquet")}
    lists = Lists(paths, Coverage(dict.fromkeys(paths, Window(FIRST_DAY.replace(year=2010), LAST_DAY))))
    with DuckDB(memory=MEMORY, threads=2, folder=folder) as engine:
        grids = count_span(lists, Span(FIRST_DAY, LAST_DAY), by_category(), engine)
    # Of a figure that is given by a breakdown, the breakdown is the finest that there is.
    return {grid.figure: _sums(grid) for grid in sorted(grids, key=lambda grid: len(grid.by))}


def by_category() -> Iterable[Listed]:
    """Every figure, by authority, month and category, without ages and teams."""
    for one in load().values():
        keep = tuple(by for by in one.by if not {*by} & {*CHILD_DIMENSIONS, "team"})
        yield replace(one, by=keep)


def _sums(grid: Grid) -> tuple[int, int]:
    months = np.array(grid.months) if len(grid.months) > 1 else np.zeros(1, dtype=np.int64)
    places = np.array([int(name[3:]) for name in grid.authorities]) * 100_000
    by_month = grid.counts.sum(axis=2)
    return int(by_month.sum()), int((by_month * (places[:, None] + months[None, :])).sum())


if __name__ == "__main__":
    main(measure)
