"""`roundtable remind`: send the reminders whose day has come, once each. For a timer, or by hand."""

import argparse

from roundtable.foundation.notices.actions import try_again
from roundtable.foundation.notices.models import Notice, NoticeState
from roundtable.foundation.notices.queries import unsent
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.requests.actions import climb_ladder
from roundtable.foundation.requests.letters import Batch
from roundtable.foundation.requests.models import REQUEST
from roundtable.foundation.requests.queries import open_requests, to_remind
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.measures.wording import join, plural
from roundtable.site.verbs.common import Stop, error, partnership, require_tables

__all__ = ["Stop", "run"]


def run(args: argparse.Namespace) -> int:
    require_tables()
    chosen = list(Partnership.objects.all())
    if args.partnership or not chosen:
        chosen = [partnership(args)]  # or says that there is none
    faults = [fault for each in chosen for fault in _remind(each, dry_run=args.dry_run)]
    for fault in faults:
        error(fault)
    return 1 if faults else 0


def _remind(here: Partnership, *, dry_run: bool) -> list[str]:
    """Does what is due in one partnership and says it; what went wrong, in sentences."""
    who = operator(here.pk)
    again, batches = _left(who), to_remind(who)
    if not dry_run:
        try:
            for notice in again:
                try_again(by=who, notice=notice)
            climb_ladder(by=who)
        except Rejected as wrong:
            return [f"{here}: no reminder was sent. {wrong.sentence}"]
    for batch in batches:
        print(f"{here}: {_words(batch, dry_run=dry_run)}")
    for notice in again:
        print(
            f"{here}: {'would try' if dry_run else 'tried'} again to write to {notice.to}: {notice.subject}"
        )
    if not (batches or again):
        print(f"{here}: no reminder is due.")
    return [] if dry_run else [_refused(here, one) for one in _left(who) if one.state == NoticeState.FAILED]


def _refused(here: Partnership, notice: Notice) -> str:
    why = f"{here}: the e-mail to {notice.to} could not be sent and is kept for the next run"
    return f"{why}: {notice.fault}"


def _left(who: Principal) -> list[Notice]:
    """What could not be sent before, without what has been answered since."""
    still_asked = set(open_requests(who).order_by().values_list("reference", flat=True))
    return [
        notice
        for notice in unsent(who)
        if notice.about_kind != REQUEST or notice.about_reference in still_asked
    ]


def _words(batch: Batch, *, dry_run: bool) -> str:
    if batch.problem:
        return batch.problem
    named = join(f"{found.title} ({found.reference})" for found in batch.requests)
    to = join(letter.to for letter in batch.letters)
    done = "would remind" if dry_run else "reminded"
    return f"{done} {batch.asked} of {named}, with {plural(len(batch.letters), 'e-mail')} to {to}."
