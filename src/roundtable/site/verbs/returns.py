"""`roundtable returns template|check|load`: a return's file, from the command line."""

import argparse
from pathlib import Path

from roundtable.dataset.actions import SentFile, accept_return, submit_return
from roundtable.dataset.lines import spec
from roundtable.dataset.models import Return
from roundtable.dataset.queries import returns
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal
from roundtable.intake.guards import FileRefused
from roundtable.intake.reading import read_return
from roundtable.intake.saying import say
from roundtable.intake.template import write_csv_template, write_template
from roundtable.measures.wording import plural
from roundtable.site.verbs.common import Stop, error, scope

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    partnership, who = scope(args)
    if args.what == "list":
        for each in returns(who):
            print(
                f"{each.reference}  {each.get_state_display():<10} {each.period:<10} {each.agency}: {each.title}"
            )
        return 0
    found = returns(who).filter(reference=args.reference).first()
    if found is None:
        raise Stop(f"{partnership} has no return {args.reference}. See: roundtable returns list")
    if args.what == "template":
        return _template(who, partnership, found, args.out)
    return _read(who, partnership, found, args)


def _template(who: Principal, partnership: Partnership, found: Return, out: Path) -> int:
    made = spec(who, partnership, found)
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.suffix.lower() == ".csv":
        write_csv_template(made, out)
    elif out.suffix.lower() == ".xlsx":
        write_template([made], out)
    else:
        raise Stop(f"{out.name} ends neither in .xlsx nor in .csv: name the file by the kind that you want.")
    print(f"Wrote {out}: {plural(len(made.lines), 'line')} for {found.agency}.")
    return 0


def _read(who: Principal, partnership: Partnership, found: Return, args: argparse.Namespace) -> int:
    try:
        data = args.file.read_bytes()
        reading = read_return(data, args.file.name, [spec(who, partnership, found)])
    except OSError as wrong:
        raise Stop(f"{args.file} could not be read: {wrong.strerror}.") from wrong
    except FileRefused as wrong:
        raise Stop(f"{wrong.message} {wrong.what_to_do}") from wrong
    say(reading)
    if not reading.can_be_kept:
        error("Nothing was kept.")
        return 1
    if args.what == "check":
        return 0
    try:
        version = submit_return(
            by=who, found=found, lines=reading.lines, file=SentFile(args.file.name, data), reason=args.reason
        )
        print(f"Submitted version {version.number} of {found.reference}.")
        if args.accept:
            accept_return(by=who, found=found)
            print(f"Accepted version {version.number}.")
    except Rejected as wrong:
        error(wrong.sentence)
        return 1
    return 0
