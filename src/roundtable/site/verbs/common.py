"""What the verbs share: which partnership is meant, and how they speak."""

import argparse
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import Principal, operator


class Stop(Exception):
    """The command cannot go on; the message says why and what to do."""


def partnership(args: argparse.Namespace) -> Partnership:
    """The partnership that is meant: the one named, or the only one there is."""
    require_tables()
    known = list(Partnership.objects.all())
    if args.partnership:
        found = next((p for p in known if p.slug == args.partnership), None)
        if found is None:
            slugs = ", ".join(p.slug for p in known) or "none yet"
            raise Stop(f"There is no partnership {args.partnership!r}. There are: {slugs}.")
        return found
    if len(known) == 1:
        return known[0]
    if not known:
        raise Stop("There is no partnership yet. Run: roundtable init (or roundtable demo to try it out).")
    raise Stop(f"Say which partnership: --partnership {' or '.join(p.slug for p in known)}")


def require_tables(*, of_this_version: bool = True) -> None:
    """Stop where there is no database, or one of an earlier version where that matters."""
    if not has_tables():
        raise Stop("There is no database yet. Run: roundtable init (or roundtable demo to try it out).")
    if of_this_version and to_come():
        raise Stop("The database is of an earlier version. Back it up, then run: roundtable upgrade")


def has_tables() -> bool:
    try:
        return Partnership._meta.db_table in connection.introspection.table_names()
    except OperationalError as wrong:
        if connection.vendor != "sqlite":
            raise Stop(
                f"The database does not answer: {wrong}. Check DATABASE_URL and that it runs."
            ) from wrong
        return False


def to_come() -> list[str]:
    """The steps that this version of the program takes with the database and that were not taken yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [str(migration) for migration, _ in plan]


def scope(args: argparse.Namespace) -> tuple[Partnership, Principal]:
    """The partnership that is meant, and the operator in it."""
    found = partnership(args)
    return found, operator(found.pk)


def prepare(verbosity: int = 0) -> None:
    """Bring the database up to date, and make the folders that the site writes to."""
    Path(settings.HOME).mkdir(parents=True, exist_ok=True)
    Path(settings.FILES_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)


def error(text: str) -> None:
    print(text, file=sys.stderr)
