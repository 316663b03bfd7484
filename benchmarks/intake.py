"""Reading, checking and measuring extracts, against the public validators, openpyxl and the standard library's XML parser.

Each way runs in a process of its own, on the same made-up file: CPU seconds of the whole process, with its start.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks._processes import ROOT, Used, run, step

CENSUS_YEAR, LOOKED_AFTER_YEAR = "2025-26", "2024-25"
PARTS = ("census", "looked-after", "workbook", "stream")
_WARM = 50  # the size of what each way is run on once unmeasured, so that its modules are compiled
_BYTES_A_CHILD = 1366  # of a made-up census
_FULL = {"children": 40_000, "rows": 260_000, "sheet_rows": 200_000, "megabytes": 500}
_NOT_A_CHILD = {"nan", "<NA>", "None", "NaT"}  # what a validator writes where there is no identifier


@dataclass(frozen=True, slots=True)
class Validator:
    """A public validator: where its checkout lies, and the Python that has what it needs."""

    key: str
    name: str
    checkout: str = ""
    python: str = ""

    def run(self, source: Path, out: Path, year: str) -> Used:
        ending = f"20{year[-2:]}"
        script = str(ROOT / "benchmarks" / "_validators.py")
        return run([self.python, script, self.key, str(source), str(out), ending], path=self.checkout)


def say(text: str) -> None:
    print(text, flush=True)


def ratio(other: Used, ours: Used) -> str:
    return f"ratio {other.cpu / ours.cpu:.1f} in CPU time, {other.peak / ours.peak:.1f} in memory"


def same(ours: int, theirs: int, what: str) -> None:
    """RuntimeError where two ways did not read the same: their times would compare nothing."""
    if ours != theirs:
        raise RuntimeError(f"Ours read {ours:,} {what}, the other way {theirs:,}")


def returns(
    kind: str, validator: Validator, sizes: Sequence[int], beside: Sequence[int], year: str, folder: Path
) -> None:
    """A return read and checked, a census measured as well; at the sizes of `beside` the public validator checks it too."""
    unit, verb = ("children", "whole") if kind == "census" else ("rows", "checked")
    warm = made(kind, _WARM, folder)
    step("_intake_ours", verb, warm, year)
    if validator.checkout:
        validator.run(warm, folder / "validator.json", year)
    for size in sorted({*sizes, *(beside if validator.checkout else ())}):
        source = made(kind, size, folder)
        ours = step("_intake_ours", verb, source, year)
        said = ours.said
        say(
            f"{kind}, {size:,} {unit}: {said['rows']:,} rows read and checked, {said['findings']:,} findings written"
            f"{', {} figures counted'.format(said['figures']) if 'figures' in said else ''}"
        )
        say(f"  ours                    {ours}")
        if size in beside and validator.checkout:
            out = folder / "validator.json"
            theirs = validator.run(source, out, year)
            say(f"  {validator.name:<24}{theirs}")
            say(f"  {ratio(theirs, ours)}")
            told = step("_intake_ours", "whom", source, year).said
            for line in agreement(told, json.loads(out.read_text(encoding="utf-8"))):
                say(f"  {line}")
    if not validator.checkout:
        say(
            f"  {validator.name} is not here, so nothing was compared: --validator-{validator.key} CHECKOUT PYTHON"
        )


def made(kind: str, size: int, folder: Path) -> Path:
    """A made-up return of so many children or rows."""
    source = folder / f"{kind}-{size}{'.xml' if kind == 'census' else ''}"
    step("_intake_made", kind, source, size)
    return source


def agreement(ours: Mapping[str, Sequence[str]], theirs: Mapping[str, Sequence[str]]) -> list[str]:
    """On which of the rules that both have, both name the same children; how many each names where they differ."""
    both = sorted(ours.keys() & theirs.keys())
    differ = []
    for rule in both:
        a = set(ours[rule])
        b = {"" if child in _NOT_A_CHILD else child for child in theirs[rule]}
        if a != b:
            differ.append(f"{rule} (ours {len(a)}, theirs {len(b)}, both {len(a & b)})")
    broken = sum(1 for rule in both if ours[rule] or theirs[rule])
    lines = [
        f"same children by {len(both) - len(differ)} of {len(both)} rules that both have, of which {broken} found any"
    ]
    return [*lines, f"not the same: {', '.join(differ)}"] if differ else lines


def workbook(rows: int, folder: Path) -> None:
    """A workbook of one long list: ours gives typed tables and what is wrong; openpyxl the cells, and nothing is kept."""
    source = folder / "plans.xlsx"
    step("_intake_made", "workbook", source, rows)
    ours = step("_intake_ours", "read", source, CENSUS_YEAR)
    plain = step("_intake_plain", "openpyxl", source)
    same(ours.said["rows"], plain.said["rows"] - 1, "rows below the headings")
    say(f"workbook, {rows:,} rows of 17 columns ({source.stat().st_size / 1e6:.1f} MB)")
    _beside(source, ours, {"openpyxl, read only": plain})


def stream(megabytes: int, folder: Path) -> None:
    """A census file of any size, read alone: ours gives typed tables; the plain ways keep nothing."""
    source = folder / "long.xml"
    step("_intake_made", "census", source, megabytes * 1_000_000 // _BYTES_A_CHILD)
    ours = step("_intake_ours", "read", source, CENSUS_YEAR)
    rows = step("_intake_plain", "elementtree", source)
    bare = step("_intake_plain", "bare", source)
    same(ours.said["counts"]["children"], bare.said["rows"], "children")
    say(f"stream, a census of {source.stat().st_size / 1e6:,.0f} MB, {ours.said['rows']:,} rows, read alone")
    _beside(source, ours, {"ElementTree, rows taken": rows, "ElementTree, nothing": bare})


def _beside(source: Path, ours: Used, others: Mapping[str, Used]) -> None:
    size = source.stat().st_size / 1e6
    say(f"  ours                    {ours} {size / ours.cpu:7.1f} MB a CPU second")
    for name, used in others.items():
        say(f"  {name:<24}{used} {size / used.cpu:7.1f} MB a CPU second")
        say(f"  {ratio(used, ours)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="which to run; without any, all")
    parser.add_argument("--children", type=int, default=4000, help="of the census")
    parser.add_argument("--rows", type=int, default=26_000, help="of the SSDA903 return, in all its files")
    parser.add_argument("--sheet-rows", type=int, default=20_000, help="of the workbook")
    parser.add_argument("--megabytes", type=int, default=20, help="of the census that is read alone")
    parser.add_argument(
        "--full", action="store_true", help="40,000 children, 260,000 rows, 200,000 rows, 500 MB"
    )
    parser.add_argument("--validator-cin", nargs=2, metavar=("CHECKOUT", "PYTHON"), default=("", ""))
    parser.add_argument("--validator-903", nargs=2, metavar=("CHECKOUT", "PYTHON"), default=("", ""))
    parser.add_argument(
        "--beside-children", type=int, nargs="*", default=[1000], help="census sizes for the validator"
    )
    parser.add_argument(
        "--beside-rows", type=int, nargs="*", default=[26_000], help="return sizes for the validator"
    )
    args = parser.parse_args()
    if args.full:
        vars(args).update(_FULL)
    cin = Validator("cin", "csc-validator-be-cin", *args.validator_cin)
    lac = Validator("903", "csc-validator-be-903", *args.validator_903)
    with tempfile.TemporaryDirectory(prefix="roundtable-bench-") as scratch:
        folder = Path(scratch)
        parts: dict[str, Callable[[], None]] = {
            "census": lambda: returns("census", cin, [args.children], args.beside_children, CENSUS_YEAR, folder),
            "looked-after": lambda: returns("looked-after", lac, [args.rows], args.beside_rows, LOOKED_AFTER_YEAR, folder),
            "workbook": lambda: workbook(args.sheet_rows, folder),
            "stream": lambda: stream(args.megabytes, folder),
        }  # fmt: skip
        for name in args.part or PARTS:
            parts[name]()


if __name__ == "__main__":
    main()
