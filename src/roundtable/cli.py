"""The command. It finds its verbs lazily: the libraries' verbs work without the web's dependencies."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType

from roundtable import __version__

# Verb: the module that holds it, and what it is for. Modules have `configure(parser)` and `run(args) -> int`.
VERBS = {
    "demo": ("roundtable.site.verbs.demo", "load the example year and serve it on this machine"),
    "serve": ("roundtable.site.verbs.serve", "serve the site"),
    "init": (
        "roundtable.site.verbs.init",
        "start a real installation: its settings file, partnership and first person",
    ),
    "backup": ("roundtable.site.verbs.backup", "write a backup while people work"),
    "restore": ("roundtable.site.verbs.restore", "put a backup back"),
    "returns": ("roundtable.site.verbs.returns", "write a return's template, check a file, or load one"),
    "figures": ("roundtable.site.verbs.figures", "list the figures of a year, or show one"),
    "report": ("roundtable.site.verbs.report", "build an edition of the yearly report"),
    "ledger": ("roundtable.site.verbs.ledger", "verify that nothing in the ledger was changed or removed"),
    "people": ("roundtable.site.verbs.people", "give a person a role, or a new way in"),
}
NEEDS_WEB = (
    "This command needs the site's libraries, which are not installed here.\n"
    "Install them with: pip install 'roundtable[web]'"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb. Exit codes: 0 fine, 1 problems found or refused, 2 could not be read or asked wrongly."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    verb = next((a for a in arguments if not a.startswith("-")), None)
    parser = argparse.ArgumentParser(prog="roundtable", description=_purpose(), formatter_class=_Formatter)
    parser.add_argument("--version", action="version", version=f"roundtable {__version__}")
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", title="verbs")
    module = None
    for name, (path, purpose) in VERBS.items():
        sub = verbs.add_parser(name, help=purpose, description=purpose[0].upper() + purpose[1:] + ".")
        if name == verb:
            module = _import(path)
            if module is None:
                print(NEEDS_WEB, file=sys.stderr)
                return 2
            module.configure(sub)
    args = parser.parse_args(arguments)
    if module is None:
        parser.print_help()
        return 0
    try:
        return int(module.run(args))
    except module.Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has read enough: `roundtable returns list | head`.
        sys.stdout = None
        return 0


def _import(path: str) -> ModuleType | None:
    """The verb's module, with Django ready before it is read; None where the web's libraries are not installed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roundtable.site.settings")
    if path.endswith(".demo"):
        os.environ.setdefault("ROUNDTABLE_DEMO", "1")
    try:
        importlib.import_module("django").setup()
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("roundtable"):
            raise
        return None


def _purpose() -> str:
    return "Roundtable: what a safeguarding children partnership runs on."


class _Formatter(argparse.HelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)
