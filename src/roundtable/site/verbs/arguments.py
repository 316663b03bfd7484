"""What may follow each verb of the site. Nothing of Django is imported, so that `--help` works on the base install."""

import argparse
from pathlib import Path

from roundtable.foundation.scope.permissions import ROLES
from roundtable.report.editions import EDITIONS, FORMATS


def demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
    parser.add_argument("--no-serve", action="store_true", help="load the example and stop")


def serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="where to listen (127.0.0.1:8000)"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes (2)")


def init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--title", help="the partnership's name, such as Cambridgeshire; asked for where not given"
    )
    parser.add_argument(
        "--slug", help="its address, such as cambridgeshire; made from the name where not given"
    )
    parser.add_argument("--email", help="the first administrator's e-mail address; asked for where not given")
    parser.add_argument("--name", help="and their name")


def upgrade(parser: argparse.ArgumentParser) -> None:
    """Nothing may follow it."""


def backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out", type=Path, metavar="FILE", help="the archive to write, such as roundtable.tar.gz"
    )


def restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="FILE")
    parser.add_argument(
        "--yes", action="store_true", help="replace what is there now; without it nothing is changed"
    )


def returns(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|template|check|load")
    _partnership(verbs.add_parser("list", help="the returns that were asked for"))
    _template(verbs.add_parser("template", help="write a return's own template", description=_TEMPLATE))
    check = verbs.add_parser(
        "check", help="say what is wrong with a file, and keep nothing", description=_CHECK
    )
    check.add_argument("reference", nargs="?", metavar="REFERENCE", help="such as RT-0001")
    check.add_argument("file", type=Path, metavar="FILE")
    _definitions(check, "REFERENCE is left out")
    check.set_defaults(alone=lambda args: args.reference is None)
    _partnership(check)
    load = verbs.add_parser("load", help="take a file in")
    load.add_argument("reference", metavar="REFERENCE", help="such as RT-0001")
    load.add_argument("file", type=Path, metavar="FILE")
    load.add_argument("--accept", action="store_true", help="accept it as well")
    load.add_argument("--reason", default="", help="why a return that was accepted before is restated")
    _partnership(load)


_CHECK = (
    "Say what is wrong with a file, and keep nothing. With REFERENCE: against what this installation asked for. Without it, "
    "on any machine, without the site or a database: against the definitions that come with Roundtable and what the "
    "file says of itself; whether every line that was asked for is there can then not be said."
)
_TEMPLATE = (
    "Write a return's own template, XLSX or CSV by the file's name: of a return that this installation asked for, or, "
    "with --figure, of the figures named, on any machine, without the site or a database."
)


def _template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "reference",
        metavar="REFERENCE",
        help="such as RT-0001; with --figure, such as cambridgeshire/RT-0001",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument(
        "--figure", action="append", default=[], metavar="KEY[?by=DIMENSION]",
        help="such as 'allegations.contacts?by=outcome'; once for each figure",
    )  # fmt: skip
    parser.add_argument("--agency", metavar="NAME", help="with --figure: who answers")
    parser.add_argument("--period", help="with --figure: for when, such as 2015-16")
    _definitions(parser, "--figure is used")
    parser.set_defaults(alone=lambda args: bool(args.figure))
    _partnership(parser)


def _definitions(parser: argparse.ArgumentParser, where: str) -> None:
    parser.add_argument(
        "--definitions", type=Path, action="append", default=[], metavar="FOLDER",
        help=f"a folder of definitions of your own, where {where}",
    )  # fmt: skip


def remind(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would be sent, and send nothing")
    parser.add_argument(
        "--partnership", metavar="SLUG", help="of this one alone; of every one where not given"
    )


def figures(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="list|show")
    for name, purpose in (("list", "every figure of a year"), ("show", "one figure")):
        sub = verbs.add_parser(name, help=purpose)
        if name == "show":
            sub.add_argument(
                "reference", help="such as 'allegations.contacts?outcome=internal_investigation&as=change'"
            )
        sub.add_argument("--year", default="2015-16", help="the period, where the reference names none")
        sub.add_argument("--audience", choices=["public", "partnership"], default="partnership")
        sub.add_argument("--json", action="store_true", help="for programs")
        _partnership(sub)


def report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["build"], help="build: write one edition in one format")
    parser.add_argument("--year", required=True, help="the report's year, such as 2015-16")
    parser.add_argument("--edition", choices=sorted(EDITIONS), default="public")
    parser.add_argument("--format", choices=FORMATS, default="html")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    _partnership(parser)


def ledger(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", choices=["verify"], help="verify: walk the chain and compare it with what was published"
    )
    parser.add_argument(
        "--head", metavar="SEQUENCE:CHAIN", help="a head written down elsewhere, as in a backup's manifest"
    )
    _partnership(parser)


def people(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    listed = verbs.add_parser("list", help="who holds which role")
    _partnership(listed)
    grant = verbs.add_parser("grant", help="give a role to an e-mail address")
    _partnership(grant)
    grant.add_argument("email")
    grant.add_argument("role", choices=sorted(ROLES), metavar="ROLE", help=", ".join(sorted(ROLES)))
    grant.add_argument("--name", help="needed for somebody new")
    grant.add_argument("--agency", metavar="SLUG", help="for the roles of an agency")
    grant.add_argument("--group", metavar="SLUG", help="for the chair of a sub-group")
    grant.add_argument("--register", default="", help="for the roles of a register")
    password = verbs.add_parser("password", help="set a new password, made up here and printed once")
    password.add_argument("email")


def _partnership(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--partnership", metavar="SLUG", help="needed only where there is more than one partnership"
    )
