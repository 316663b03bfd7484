"""`roundtable returns check FILE` and `returns template --figure KEY`, without the site and without a database."""

import argparse
from pathlib import Path

from roundtable.intake.asking import spec_lines
from roundtable.intake.guards import FileRefused
from roundtable.intake.returns import ReturnSpec, SpecLine
from roundtable.intake.saying import say
from roundtable.intake.standalone import check_alone
from roundtable.intake.template import write_csv_template, write_template
from roundtable.measures.definitions import DefinitionError, Definitions, load, slug
from roundtable.measures.periods import Period
from roundtable.measures.wording import plural

NOT_CHECKED = (
    "Not checked, since only the partnership knows it: whether every line is here that was asked for."
)


class Stop(Exception):
    """The command cannot go on; the message says why and what to do."""


def run(args: argparse.Namespace) -> int:
    """Exit code 0 where nothing is wrong, 1 where something is. Stop for what cannot be read or was asked wrongly."""
    for folder in args.definitions:
        if not folder.is_dir():
            raise Stop(f"{folder} is no folder.")
    try:
        known = load(*args.definitions)
    except DefinitionError as wrong:
        raise Stop(str(wrong)) from wrong
    return _template(args, known) if args.what == "template" else _check(args.file, known)


def _check(file: Path, known: Definitions) -> int:
    try:
        checked = check_alone(file.read_bytes(), file.name, known)
    except OSError as wrong:
        raise Stop(f"{file} could not be read: {wrong.strerror}.") from wrong
    except FileRefused as wrong:
        raise Stop(f"{wrong.message} {wrong.what_to_do}") from wrong
    print(f"It is {checked.says}.")
    say(checked.reading)
    print(NOT_CHECKED)
    return 0 if checked.reading.can_be_kept else 1


def _template(args: argparse.Namespace, known: Definitions) -> int:
    spec = _spec(args, known)
    suffix = args.out.suffix.lower()
    if suffix not in {".xlsx", ".csv"}:
        raise Stop(
            f"{args.out.name} ends neither in .xlsx nor in .csv: name the file by the kind that you want."
        )
    try:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        if suffix == ".csv":
            write_csv_template(spec, args.out)
        else:
            write_template([spec], args.out)
    except OSError as wrong:
        raise Stop(f"{args.out} could not be written: {wrong.strerror}.") from wrong
    print(f"Wrote {args.out}: {plural(len(spec.lines), 'line')} for {spec.agency_title}.")
    return 0


def _spec(args: argparse.Namespace, known: Definitions) -> ReturnSpec:
    named, _, reference = args.reference.rpartition("/")
    partnership = args.partnership or named
    if not partnership:
        raise Stop(
            f"Say whose return it is, as its letter does: cambridgeshire/{reference}, or --partnership SLUG."
        )
    if not args.agency or not args.period:
        raise Stop(
            "With --figure, say as well whose answer it is and for when: --agency NAME --period 2015-16"
        )
    try:
        period = Period.parse(args.period)
    except ValueError as wrong:
        raise Stop(str(wrong)) from wrong
    lines = tuple(line for asked in args.figure for line in _lines(asked, period, known))
    return ReturnSpec(
        partnership=partnership,
        partnership_title=partnership.replace("-", " ").title(),
        agency=slug(args.agency).replace("_", "-"),
        agency_title=args.agency,
        reference=reference,
        period=period,
        lines=tuple({line.id: line for line in lines}.values()),
        definitions={line.key: known.get(line.key) for line in lines},
    )


def _lines(asked: str, period: Period, known: Definitions) -> list[SpecLine]:
    """The lines of `KEY` or of `KEY?by=DIMENSION,DIMENSION`."""
    key, _, query = asked.partition("?")
    name, _, by = query.partition("=")
    if query and name != "by":
        raise Stop(f"{asked} is not understood: write KEY, or KEY?by=DIMENSION.")
    try:
        return spec_lines(known.get(key), period, [part for part in by.split(",") if part])
    except KeyError as wrong:
        raise Stop(f"{wrong.args[0]}.") from wrong
