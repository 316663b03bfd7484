"""`roundtable demo`: the example year, loaded once, and served on this machine."""

import argparse
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

import roundtable
from roundtable.foundation.partnerships.models import Partnership
from roundtable.site.catching_up import catch_up
from roundtable.site.demo import PASSWORD, ask_for_now, sign_ins
from roundtable.site.example import BadExample, Example
from roundtable.site.verbs.common import Stop, prepare
from roundtable.site.verbs.serve import serve

__all__ = ["Stop", "run"]


def example_folder() -> Path:
    """The example beside the source, or inside the wheel."""
    package = Path(roundtable.__file__).parent
    for root in (package.parent.parent / "examples", package / "examples"):
        if (root / "cambridgeshire-2015-16").is_dir():
            return root / "cambridgeshire-2015-16"
    raise Stop("The example year is not in this installation.")


def run(args: argparse.Namespace) -> int:
    _keep_a_key()
    print("Preparing the database …", flush=True)
    prepare()
    try:
        _load(Example(example_folder()))
    except BadExample as wrong:
        raise Stop(str(wrong)) from wrong
    print("Collecting styles, scripts and fonts …", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    if args.no_serve:
        return 0
    print(f"\nRoundtable is on http://{args.bind}   (Ctrl+C stops it)\n")
    print(f"Sign in as one of these made-up people, password {PASSWORD}:")
    for person in sign_ins():
        print(f"  {person.email:<58} {person.roles}")
    print(flush=True)
    serve(args.bind, workers=2)
    return 0


def _load(example: Example) -> None:
    """The example year, once; a year that was loaded by an earlier version gets what that lacked."""
    if Partnership.objects.exists():
        catch_up(example)
        return
    print("Loading the example year (this happens once) …", flush=True)
    example.load(PASSWORD)
    first = next(iter(example.partnerships))
    ask_for_now(example.by(first), example.partnerships[first], timezone.localdate())


def _keep_a_key() -> None:
    """A demonstration has a key of its own too, kept so that nobody is signed out by a restart."""
    path = Path(settings.HOME) / "demo-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="utf-8")
    os.environ["SECRET_KEY"] = settings.SECRET_KEY = path.read_text(encoding="utf-8")
