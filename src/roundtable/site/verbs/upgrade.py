"""`roundtable upgrade`: bring the database up to date after a newer version was installed."""

import argparse

from roundtable.foundation.partnerships.models import Partnership
from roundtable.measures.wording import plural
from roundtable.site.verbs.common import Stop, has_tables, prepare, to_come

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    if not has_tables():
        raise Stop("There is no database yet. Run: roundtable init (or roundtable demo to try it out).")
    steps = len(to_come())
    prepare()
    served = plural(Partnership.objects.count(), "partnership")
    print(
        f"The database took {plural(steps, 'step')} and is up to date, with {served}."
        if steps
        else f"The database was up to date already, with {served}."
    )
    return 0
