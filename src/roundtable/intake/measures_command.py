"""`roundtable measures run DIR|FILE… --period 2015-16 --out return.xlsx`: an authority's case lists into numbers.

Everything happens on this machine, and what is written holds numbers only: no child's record leaves it.
"""

import argparse
import csv
import json
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from roundtable.intake.aggregate_return import LEVELS, Measured, as_json, return_xlsx, tidy_csv
from roundtable.intake.authorities import authorities, authority_code
from roundtable.intake.datapackage import FILE as DATAPACKAGE
from roundtable.intake.extracts import CannotRead, Extract
from roundtable.intake.filled_return import filled_return
from roundtable.intake.guards import FileRefused
from roundtable.intake.joined_lists import joined
from roundtable.intake.read_extract import read_extract
from roundtable.intake.returns import ReturnSpec
from roundtable.intake.standalone import asked_in
from roundtable.intake.to_lists import to_lists
from roundtable.measures.definitions import Definitions
from roundtable.measures.definitions import load as load_definitions
from roundtable.measures.lists.answers import Populations, answers, no_answers
from roundtable.measures.lists.counting import Counted, LeftOut, count
from roundtable.measures.lists.engines import DuckDB
from roundtable.measures.lists.listed import Listed
from roundtable.measures.lists.listed import load as load_listed
from roundtable.measures.lists.model import COLUMNS, TITLES, Coverage, Lists, Window
from roundtable.measures.periods import Period
from roundtable.measures.wording import join, plural

COVERAGE = "coverage.json"
ENGLAND = "E92000001"
_WRITERS: dict[str, Callable[[Measured], bytes]] = {".xlsx": return_xlsx, ".csv": tidy_csv, ".json": as_json}
_RUN = (
    "Count indicators over case lists, and write the numbers: as our own return (.xlsx), as tidy CSV or as JSON, by the "
    "ending of OUT. Nothing is sent anywhere, and no child's record is in what is written."
)
_FILES = (
    "an Annex A workbook, a CIN census return (XML), an SSDA903 return; a folder that `intake convert` wrote; a folder of "
    f"Parquet files in the canonical lists, with {COVERAGE}. Several councils or years may be given"
)


class Stop(Exception):
    """The command cannot go on; the message says why and what to do."""


def configure(parser: argparse.ArgumentParser) -> None:
    """What may follow the verb."""
    verbs = parser.add_subparsers(dest="what", required=True, metavar="run")
    run_parser = verbs.add_parser("run", help="count indicators over case lists", description=_RUN)
    run_parser.add_argument("files", nargs="+", type=Path, metavar="DIR|FILE", help=_FILES)
    run_parser.add_argument(
        "--period", default="", help="2015-16, 2015-16 Q3, 2015-07, 2015; else the template's"
    )
    run_parser.add_argument(
        "--template", type=Path, metavar="FILE",
        help="the template of the return that was asked for: OUT is then that return, filled in",
    )  # fmt: skip
    run_parser.add_argument(
        "--out", required=True, type=Path, metavar="OUT", help="return.xlsx, .csv or .json"
    )
    run_parser.add_argument("--level", choices=LEVELS, default="la", help="whose numbers; counts add up")
    run_parser.add_argument(
        "--figure", action="append", default=[], metavar="KEY", help="this figure; else all"
    )
    run_parser.add_argument(
        "--populations", type=Path, metavar="FILE.csv", help="for rates: area,figure,value"
    )
    run_parser.add_argument("--year", default="", help="of the files, where they do not say it: 2015-16")
    run_parser.add_argument(
        "--authority", default="", metavar="NAME", help="whose rows, where no column says"
    )
    run_parser.add_argument(
        "--until", default="", metavar="DAY", help="the day on which Annex A lists were taken"
    )
    run_parser.add_argument("--agency", default="", metavar="NAME", help="who sends the return")
    run_parser.add_argument(
        "--reference", default="", help="of the return that was asked for: cambridgeshire/RT-0001"
    )
    run_parser.add_argument("--memory", default="2GB", help="the most that the engine may take (2GB)")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 where all was well, 1 where the files have errors, 2 (by Stop) where nothing could be counted."""
    try:
        return _run(args)
    except CannotRead as refused:
        raise Stop(f"{refused} {refused.what_to_do}".strip()) from refused
    except ValueError as wrong:
        raise Stop(f"{wrong}.".replace("..", ".")) from wrong
    except OSError as wrong:
        raise Stop(f"{wrong.filename or 'A file'} could not be used: {wrong.strerror}.") from wrong


def _run(args: argparse.Namespace) -> int:
    writer = _WRITERS.get(args.out.suffix.lower())
    if writer is None:
        raise Stop(
            f"{args.out.name} ends in none of {join(_WRITERS, 'or')}: name it by the kind that you want."
        )
    definitions = load_definitions()
    asked = _asked(args, definitions)
    period, until = _period(args, asked), _day(args.until)
    populations = _populations(args.populations) if args.populations else {}
    which = _which(args.figure or _countable(asked))
    with tempfile.TemporaryDirectory() as scratch:
        sources = [
            _source(paths, Path(scratch) / str(n), args, until) for n, paths in enumerate(_groups(args.files))
        ]
        lists = joined([lists for lists, _ in sources], Path(scratch) / "joined")
        with DuckDB(memory=args.memory, folder=Path(scratch)) as engine:
            counted = count(lists, period, which, engine)
    measured = _measured(args, counted, definitions, populations, lists.sources)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_bytes(filled_return(measured, asked) if asked else writer(measured))
    errors = sum(found for _, found in sources)
    _say(args, measured, errors)
    return 1 if errors else 0


def _asked(args: argparse.Namespace, definitions: Definitions) -> list[ReturnSpec]:
    """The returns that the template asks for; none without a template."""
    if args.template is None:
        return []
    if args.out.suffix.lower() != ".xlsx":
        raise Stop(
            f"A return that a template asked for is a workbook: name OUT by .xlsx, not {args.out.name}."
        )
    try:
        asked = asked_in(args.template.read_bytes(), args.template.name, definitions)
    except FileRefused as refused:
        raise Stop(f"{args.template}: {refused.message} {refused.what_to_do}") from refused
    if not asked:
        raise Stop(f"{args.template} asks for no figure. Give the template that the partnership sent.")
    return asked


def _period(args: argparse.Namespace, asked: Sequence[ReturnSpec]) -> Period:
    said = args.period or next((str(spec.period) for spec in asked), "")
    if not said:
        raise Stop("Say for when to count, such as --period 2015-16.")
    return Period.parse(said)


def _countable(asked: Sequence[ReturnSpec]) -> list[str]:
    """The figures that a template asks for and lists can give; Stop where they can give none."""
    keys = dict.fromkeys(line.key for spec in asked for line in spec.lines)
    found = [key for key in keys if key in load_listed()]
    if keys and not found:
        raise Stop(f"The template asks for nothing that can be counted over lists: {join(keys)}.")
    return found


def _which(keys: Sequence[str]) -> list[Listed]:
    known = load_listed()
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise Stop(f"{join(unknown)} cannot be counted over lists. These can: {join(known)}.")
    return [known[key] for key in keys] if keys else list(known.values())


def _groups(paths: Sequence[Path]) -> list[list[Path]]:
    """What is read together: single lists as CSV are parts of one extract, everything else is one by itself."""
    for path in paths:
        if not path.exists():
            raise Stop(f"There is no {path}.")
    parts = [path for path in paths if path.suffix.lower() == ".csv"]
    return [[path] for path in paths if path not in parts] + ([parts] if parts else [])


def _source(
    paths: list[Path], scratch: Path, args: argparse.Namespace, until: date | None
) -> tuple[Lists, int]:
    """The lists of one source, and how many errors its files have."""
    folder = paths[0]
    if folder.is_dir() and any(folder.glob("*.parquet")):
        scratch.mkdir(parents=True, exist_ok=True)
        if (folder / DATAPACKAGE).is_file():
            extract, errors = _converted(folder, scratch)
            return to_lists(extract, until=until), errors
        return _canonical(folder), 0
    extract = read_extract(paths, scratch, year=args.year, authority=args.authority)
    return to_lists(extract, until=until), sum(
        g.count for g in extract.problems if g.severity.value == "error"
    )


def _converted(folder: Path, scratch: Path) -> tuple[Extract, int]:
    """A folder that `intake convert` wrote, as the extract that it was; nothing is written into it."""
    try:
        said: dict[str, Any] = json.loads((folder / DATAPACKAGE).read_text(encoding="utf-8"))
        ours, rows = (
            said["roundtable"],
            {r["path"].removesuffix(".parquet"): r["rows"] for r in said["resources"]},
        )
        for key in rows:
            (scratch / f"{key}.parquet").symlink_to((folder / f"{key}.parquet").resolve())
        extract = Extract(
            ours["format"], ours["specification"], scratch, rows, year=ours["year"],
            sources=tuple(s["title"] for s in said["sources"]),
        )  # fmt: skip
        return extract, int(ours["errors"])
    except (ValueError, KeyError, TypeError) as wrong:
        raise Stop(f"{folder / DATAPACKAGE} is not one that intake convert wrote.") from wrong


def _canonical(folder: Path) -> Lists:
    """A folder of canonical lists. coverage.json says the days of each: {"plans": ["2015-04-01", "2016-03-31"]}."""
    tables = {path.stem: path for path in sorted(folder.glob("*.parquet")) if path.stem in COLUMNS}
    if not tables:
        raise Stop(f"{folder} holds none of the lists: {join(COLUMNS)}.")
    try:
        said = json.loads((folder / COVERAGE).read_text(encoding="utf-8"))
        windows = {
            key: Window(date.fromisoformat(first), date.fromisoformat(last))
            for key, (first, last) in said.items()
        }
    except FileNotFoundError:
        raise Stop(
            f"{folder} does not say which days its lists cover. Write {COVERAGE} into it, such as "
            '{"plans": ["2015-04-01", "2016-03-31"]}, with every list.'
        ) from None
    except (ValueError, TypeError, AttributeError) as wrong:
        raise Stop(f"{folder / COVERAGE} is not understood ({wrong}).") from wrong
    return Lists(tables, Coverage({k: w for k, w in windows.items() if k in tables}), (folder.name,))


def _day(said: str) -> date | None:
    return Period.parse(said).end if said else None


def _populations(path: Path) -> dict[tuple[str, str], int]:
    """area,figure,value; the area as a code, a number or a name."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.DictReader(handle)
        if not {"area", "figure", "value"} <= set(rows.fieldnames or ()):
            raise Stop(f"{path} needs the columns area, figure and value.")
        found: dict[tuple[str, str], int] = {}
        for number, row in enumerate(rows, start=2):
            value = (row["value"] or "").replace(",", "").strip()
            if not value.isdigit() or int(value) == 0:
                raise Stop(f"{path}, row {number}: {row['value']!r} is not a number of people above nought.")
            found[row["figure"], authority_code(row["area"]) or row["area"]] = int(value)
    return found


def _measured(
    args: argparse.Namespace, counted: Counted, definitions: Definitions, populations: Populations,
    sources: tuple[str, ...],
) -> Measured:  # fmt: skip
    area_of, names = _areas(args.level, counted.authorities, args.authority)
    over = populations if args.level == "la" else _summed(populations, counted.authorities, area_of)
    found = answers(counted, definitions, populations=over, area_of=area_of)
    refused = no_answers(counted, definitions)
    return Measured(
        counted.period, args.level, found, refused, counted.left_out, sources, names, definitions,
        agency=args.agency or _one(names), reference=args.reference,
    )  # fmt: skip


def _one(names: dict[str, str]) -> str:
    return next(iter(names.values())) if len(names) == 1 else ""


def _areas(level: str, counted: Sequence[str], given: str) -> tuple[Callable[[str], str], dict[str, str]]:
    """The area of an authority at a level, and the names of the areas."""
    known = authorities()
    codes = {said: authority_code(said or given) or said for said in counted}
    if level == "la":
        names = {code: known[code].name if code in known else code for code in codes.values()}
        return codes.__getitem__, names
    unknown = sorted(
        said or "an authority that is not named" for said, code in codes.items() if code not in known
    )
    if unknown:
        raise Stop(
            f"{join(unknown)}: no authority that we know, so that nobody can say its region. Say --authority, or --level la."
        )
    if level == "national":
        return (lambda _: ENGLAND), {ENGLAND: "England"}
    return (lambda said: known[codes[said]].region_code), {
        known[code].region_code: known[code].region for code in codes.values()
    }


def _summed(
    populations: Populations, counted: Sequence[str], area_of: Callable[[str], str]
) -> dict[tuple[str, str], int]:
    """Populations of areas, where every authority that is counted in them has one."""
    members: dict[str, list[str]] = {}
    for authority in counted:
        members.setdefault(area_of(authority), []).append(authority_code(authority) or authority)
    found: dict[tuple[str, str], int] = {}
    for area, codes in members.items():
        for figure in {figure for figure, _ in populations}:
            values = [populations.get((figure, code)) for code in codes]
            if all(values):
                found[figure, area] = sum(value for value in values if value)
    return found


def _say(args: argparse.Namespace, measured: Measured, errors: int) -> None:
    figures = len({answer.figure for answer in measured.answers})
    print(
        f"Wrote {args.out}: {plural(figures, 'figure')} for {measured.period.label}, {LEVELS[args.level].lower()}."
    )
    reasons: dict[str, list[str]] = {}
    for missing in measured.no_answers:
        reasons.setdefault(missing.reason, []).append(missing.figure)
    for reason, keys in reasons.items():
        print(f"{reason} Not given for the whole period: {join(keys)}.")
    for out in measured.left_out:
        for line in _left_out(out):
            print(line)
    if errors:
        print(f"The files have {plural(errors, 'error')}: see them with `roundtable intake check`.")


def _left_out(out: LeftOut) -> list[str]:
    name, rows = TITLES[out.list], plural(out.rows, "row")
    said = []
    if out.without_date:
        said.append(f"{plural(out.without_date, 'row')} of {rows} of {name} without a date: in no figure.")
    if out.without_child:
        said.append(
            f"{plural(out.without_child, 'row')} of {rows} of {name} without a child’s identifier: not counted as children."
        )
    return said
