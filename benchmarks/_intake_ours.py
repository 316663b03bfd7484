"""What intake does with a file. usage: python -m benchmarks._intake_ours whole|checked|whom|read FILE YEAR"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

import benchmarks._without_pandas  # noqa: F401 - before pyarrow, which would bring it in
from roundtable.intake.extract_problems import EveryProblem
from roundtable.intake.extracts import Extract
from roundtable.intake.read_extract import read_extract
from roundtable.intake.rules.engine import Checked, check
from roundtable.intake.to_lists import to_lists
from roundtable.measures.lists.counting import count
from roundtable.measures.lists.engines import DuckDB
from roundtable.measures.lists.listed import load
from roundtable.measures.periods import Period

WHOLE_RETURN = "*"  # in place of children, where a rule is about the return


def whole(path: Path, folder: Path, year: str) -> dict[str, Any]:
    """What `checked` does, and every figure that the source can give is counted."""
    extract, said = _checked(path, folder, year)
    with DuckDB() as engine:
        counted = count(to_lists(extract), Period.parse(year), load().values(), engine)
    return said | {"figures": len({grid.figure for grid in counted.grids})}


def checked(path: Path, folder: Path, year: str) -> dict[str, Any]:
    """Read, check, and write every finding with its place."""
    return _checked(path, folder, year)[1]


def _checked(path: Path, folder: Path, year: str) -> tuple[Extract, dict[str, Any]]:
    with EveryProblem(folder / "problems.csv") as every:
        extract = read_extract([path], folder / "tables", year=year, every=every)
        groups = [*extract.problems, *check(extract, every=every)]
    return extract, _said(extract) | {"findings": sum(group.count for group in groups)}


def whom(path: Path, folder: Path, year: str) -> dict[str, list[str]]:
    """Of each rule, the children that it names."""
    with Checked(read_extract([path], folder, year=year)) as ran:
        return {
            rule.id: sorted({_child(hit.values, rule.list) for hit in ran.hits(rule)}) for rule in ran.rules()
        }


def _child(values: dict[str, Any], list_key: str) -> str:
    of_return = list_key == "header" and "child" not in values
    return WHOLE_RETURN if of_return else values.get("child") or ""


def read(path: Path, folder: Path, year: str) -> dict[str, Any]:
    """Read alone: typed tables on disk, and what is wrong with the form."""
    return _said(read_extract([path], folder, year=year))


def _said(extract: Extract) -> dict[str, Any]:
    return {"rows": sum(extract.counts.values()), "counts": dict(extract.counts)}


if __name__ == "__main__":
    verb, source, of_year = sys.argv[1:]
    verbs = {"whole": whole, "checked": checked, "whom": whom, "read": read}
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(verbs[verb](Path(source), Path(scratch), of_year)))
