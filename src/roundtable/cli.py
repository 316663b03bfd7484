"""The command. It finds its verbs lazily: the libraries' verbs, and every `--help`, work without the web's packages."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType

from roundtable import __version__


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: what it is for, and where it is found.

    `arguments` names a function that is given the verb's parser, as `module:function`; its module imports nothing of
    Django. `work` is the module with `run(args) -> int` and the exception `Stop`; where it is of the `site`, Django
    is made ready before it is read. A verb of the site may have a module that does part of its work `alone`: the
    arguments then say by `set_defaults(alone=…)` for which of them that is.
    """

    purpose: str
    arguments: str
    work: str
    site: bool = True
    alone: str = ""


def _of_site(name: str, purpose: str, alone: str = "") -> Verb:
    return Verb(
        purpose, f"roundtable.site.verbs.arguments:{name}", f"roundtable.site.verbs.{name}", alone=alone
    )


def _of_library(module: str, purpose: str) -> Verb:
    """A verb of `measures` or `intake`, whose one module holds `configure(parser)`, `run(args)` and `Stop`."""
    return Verb(purpose, f"{module}:configure", module, site=False)


VERBS = {
    "demo": _of_site("demo", "load the example year and serve it on this machine"),
    "serve": _of_site("serve", "serve the site"),
    "init": _of_site("init", "start a real installation: its settings file, partnership and first person"),
    "upgrade": _of_site("upgrade", "bring the database up to date after a newer version was installed"),
    "backup": _of_site("backup", "write a backup while people work"),
    "restore": _of_site("restore", "put a backup back"),
    "returns": _of_site(
        "returns",
        "write a return's template, check a file, or load one",
        alone="roundtable.intake.standalone_command",
    ),
    "intake": _of_library(
        "roundtable.intake.command", "check an extract of case lists, or convert it to typed tables"
    ),
    "measures": _of_library(
        "roundtable.intake.measures_command", "count indicators over case lists, on this machine alone"
    ),
    "remind": _of_site("remind", "send the reminders whose day has come, once each"),
    "figures": _of_site("figures", "list the figures of a year, or show one"),
    "report": _of_site("report", "build an edition of the yearly report"),
    "ledger": _of_site("ledger", "verify that nothing in the ledger was changed or removed"),
    "people": _of_site("people", "give a person a role, or a new way in"),
}
NEEDS_WEB = (
    "This command needs the site's libraries, which are not installed here.\n"
    "Install them with: pip install 'roundtable[web]'"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb. Exit codes: 0 fine, 1 problems found or refused, 2 could not be read or asked wrongly."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    asked = next((a for a in arguments if not a.startswith("-")), None)
    parser = argparse.ArgumentParser(prog="roundtable", description=_purpose(), formatter_class=_Formatter)
    parser.add_argument("--version", action="version", version=f"roundtable {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    for name, verb in VERBS.items():
        says = verb.purpose[0].upper() + verb.purpose[1:] + "."
        sub = verbs.add_parser(name, help=verb.purpose, description=says)
        if name == asked:
            _configure(verb, sub)
    args = parser.parse_args(arguments)
    if args.verb is None:
        parser.print_help()
        return 0
    module = _work(VERBS[args.verb], args)
    if module is None:
        print(NEEDS_WEB, file=sys.stderr)
        return 2
    return _run(module, args)


def _configure(verb: Verb, parser: argparse.ArgumentParser) -> None:
    module, _, function = verb.arguments.partition(":")
    getattr(importlib.import_module(module), function)(parser)


def _work(verb: Verb, args: argparse.Namespace) -> ModuleType | None:
    """The module that does a verb's work; None where it needs the web's libraries and they are not installed."""
    if verb.alone and "alone" in args and args.alone(args):
        return importlib.import_module(verb.alone)
    if not verb.site:
        return importlib.import_module(verb.work)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundtable.site.settings")
    if verb.work.endswith(".demo"):
        os.environ.setdefault("ROUNDTABLE_DEMO", "1")
    try:
        importlib.import_module("django").setup()
        return importlib.import_module(verb.work)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("roundtable"):
            raise
        return None


def _run(module: ModuleType, args: argparse.Namespace) -> int:
    try:
        return int(module.run(args))
    except module.Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has read enough: `roundtable returns list | head`.
        sys.stdout = None
        return 0


def _purpose() -> str:
    return "Roundtable: what a safeguarding children partnership runs on."


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)
