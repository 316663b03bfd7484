"""`roundtable intake check FILE…` and `intake convert FILE… --out DIR`: on any machine, without the site."""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from roundtable.intake.datapackage import FILE as DATAPACKAGE
from roundtable.intake.datapackage import write_datapackage
from roundtable.intake.extract_problems import EveryProblem, printable
from roundtable.intake.extract_report import as_json, cannot_read_json, report_lines, together
from roundtable.intake.extracts import CannotRead, Extract
from roundtable.intake.read_extract import read_extract
from roundtable.intake.rules.engine import check as check_rules

_FILES = (
    "an Annex A workbook or its lists as CSV, an SSDA903 return (CSV files or XML), a CIN census return (XML), or data "
    "files of Explore Education Statistics; folders and zip archives of files too"
)
Told = Callable[[str, int, int], None]


class Stop(Exception):
    """The command cannot go on; the message says why and what to do."""


def configure(parser: argparse.ArgumentParser) -> None:
    """What may follow the verb."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="check|convert")
    check = verbs.add_parser("check", help="say what is wrong with an extract", description=_CHECK)
    _common(check)
    convert = verbs.add_parser("convert", help="write an extract as typed tables", description=_CONVERT)
    _common(convert)
    convert.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write to")


_CHECK = "Say what is wrong with an extract, in its sender's words. Nothing is kept, and nothing leaves this machine."
_CONVERT = (
    "Write an extract as typed tables: one Parquet file for each list, and datapackage.json, which describes them. "
    "A value that cannot be read is left blank, and told."
)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help=_FILES)
    parser.add_argument(
        "--year",
        default="",
        metavar="YEAR",
        help="the year of the extract, such as 2015-16, where it does not say",
    )
    parser.add_argument(
        "--authority",
        default="",
        metavar="NAME",
        help="whose rows they are, where no column says: name, number or code",
    )
    parser.add_argument(
        "--problems", type=Path, metavar="OUT.csv", help="write every place that has a problem to a file"
    )
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 where there is no error, 1 where there is one, 2 where nothing could be read."""
    try:
        return _convert(args) if args.what == "convert" else _check(args)
    except CannotRead as refused:
        if args.json:
            print(printable(json.dumps(cannot_read_json(refused), indent=2, ensure_ascii=False)))
            return 2
        raise Stop(printable(f"{refused} {refused.what_to_do}".strip())) from refused
    except ValueError as wrong:
        raise Stop(str(wrong)) from wrong
    except OSError as wrong:
        raise Stop(f"{wrong.filename or 'A file'} could not be used: {wrong.strerror}.") from wrong


def _check(args: argparse.Namespace) -> int:
    with tempfile.TemporaryDirectory() as folder:
        extract = _read(args, Path(folder))
        _say(args, extract)
    return 1 if extract.has_errors else 0


def _convert(args: argparse.Namespace) -> int:
    out: Path = args.out
    before = _earlier(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        extract = _read(args, Path(folder))
        write_datapackage(extract)
        out.mkdir(exist_ok=True)
        for name in before:
            (out / name).unlink(missing_ok=True)
        for path in sorted(Path(folder).iterdir()):
            path.replace(out / path.name)
    _say(args, extract)
    if not args.json:
        print(f"The tables are in {out}, described by {DATAPACKAGE}.")
    return 1 if extract.has_errors else 0


def _earlier(out: Path) -> list[str]:
    """The files of an earlier conversion, which this one takes the place of; Stop where the folder holds anything else."""
    if not out.exists():
        return []
    if not out.is_dir():
        raise Stop(f"{out} is a file. Name a folder with --out.")
    there = {path.name for path in out.iterdir()}
    description = out / DATAPACKAGE
    ours = {DATAPACKAGE}
    if description.is_file():
        try:
            ours |= {
                str(one["path"]) for one in json.loads(description.read_text(encoding="utf-8"))["resources"]
            }
        except (ValueError, KeyError, TypeError) as wrong:
            raise Stop(f"{description} is not one that this command wrote. Name an empty folder.") from wrong
    if there - ours:
        raise Stop(
            f"{out} holds other files. Name an empty folder with --out, or one that an earlier conversion filled."
        )
    return sorted(there)


def _read(args: argparse.Namespace, folder: Path) -> Extract:
    every = EveryProblem(args.problems) if args.problems else None
    with every or nullcontext(), _progress() as told:
        extract = read_extract(
            args.files, folder, year=args.year, authority=args.authority, every=every, progress=told
        )
        return replace(extract, problems=together(extract.problems, check_rules(extract, every=every)))


def _say(args: argparse.Namespace, extract: Extract) -> None:
    if args.json:
        print(printable(json.dumps(as_json(extract), indent=2, ensure_ascii=False)))
        return
    for line in report_lines(extract, args.problems):
        print(printable(line))


@contextmanager
def _progress() -> Iterator[Told]:
    """A bar on a terminal, and nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda name, done, total: None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def told(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=total or None, said="")
            bar.update(tasks[name], completed=done, total=total or None, said=f"{done:,}")

        yield told
