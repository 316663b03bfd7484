"""Asking for returns, taking them in, and deciding on them: the only writers of this app."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from roundtable.dataset.dims import to_text
from roundtable.dataset.models import About, Commentary, Observation, Return, ReturnState, ReturnVersion
from roundtable.dataset.rules import check_can_become, check_can_submit
from roundtable.foundation.ledger.actions import record
from roundtable.foundation.partnerships.models import Agency, Group, Partnership
from roundtable.foundation.requests.actions import answer_of, ask, reopen
from roundtable.foundation.requests.models import RequestState
from roundtable.foundation.scope.actions import Rejected, action
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.intake.returns import ReadLine
from roundtable.measures.wording import day, plural


@dataclass(frozen=True, slots=True)
class SentFile:
    """The file that a version came in, as it came."""

    name: str
    data: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@action("returns.ask")
def ask_for_return(
    *,
    by: Principal,
    partnership: Partnership,
    agency: Agency,
    period: str,
    title: str,
    lines: list[dict[str, Any]],
    due: date | None,
    provider: str = "returns",
    tell: bool = False,
) -> Return:
    """Ask an agency for a return; `lines` say which figures, breakdowns and periods (see `lines.py`).

    With a day by which it is due it can be chased; `tell` writes to the agency as well.
    """
    check(by, Permission.ASK_FOR_RETURNS)
    if not lines:
        raise Rejected("Choose at least one figure to ask for.", "lines")
    made = Return.objects.create(
        partnership=partnership, reference=_next_reference(partnership), title=title, agency=agency,
        period=period, provider=provider, lines=lines,
    )  # fmt: skip
    asked = due is not None and provider == "returns"
    until = f" by {day(due)}" if due and asked else ""
    record(
        by, "returns.ask", "return", made.reference, f"asked {agency} for {title}, {period}{until}",
        partnership_id=partnership.pk, figures=sorted({line["key"] for line in lines}),
    )  # fmt: skip
    # What chasing goes by, and what knows when it is due. Published tables, and returns without a day, have none.
    if due is not None and asked:
        made.request = ask(
            by=by, kind="return", title=title, due=due, agency=agency, subject_kind="return",
            subject_reference=made.reference, tell=tell,
        )  # fmt: skip
        made.save(update_fields=("request",))
    return made


def _next_reference(partnership: Partnership) -> str:
    last = (
        Return.objects.filter(partnership=partnership)
        .order_by("-id")
        .values_list("reference", flat=True)
        .first()
    )
    return f"RT-{int(last.removeprefix('RT-')) + 1 if last else 1:04d}"


@action("returns.start")
def save_draft(*, by: Principal, found: Return, draft: Mapping[str, str]) -> Return:
    """Keep the typed form as it was left."""
    check_can_submit(by, found)
    if found.state != ReturnState.ACCEPTED:
        check_can_become(found, ReturnState.STARTED)
        found.state = ReturnState.STARTED
    found.draft = dict(draft)
    found.save(update_fields=("draft", "state"))
    record(
        by, "returns.start", "return", found.reference, f"saved a draft of {found.reference}",
        partnership_id=found.partnership_id,
    )  # fmt: skip
    return found


@action("returns.submit")
def submit_return(
    *, by: Principal, found: Return, lines: Iterable[ReadLine], file: SentFile | None = None, reason: str = "",
    at: datetime | None = None,
) -> ReturnVersion:  # fmt: skip
    """Take in a return as one more version. Its observations wait until it is accepted.

    `at` is when it came, for a year that is loaded afterwards; the ledger says when it was loaded.
    """
    on_behalf = check_can_submit(by, found)
    check_can_become(found, ReturnState.SUBMITTED)
    kept = [line for line in lines if line.value.known or line.cannot_supply or line.raw or line.note]
    if not kept:
        raise Rejected("The return holds no value, and no line that says why it cannot be supplied.")
    latest = ReturnVersion.objects.filter(return_of=found).order_by("-number").first()
    if latest is not None and latest.state == ReturnState.ACCEPTED and not reason.strip():
        raise Rejected("This return was accepted before. Say why it is being restated.", "reason")
    version = ReturnVersion.objects.create(
        partnership_id=found.partnership_id, return_of=found, number=latest.number + 1 if latest else 1,
        submitted_at=at or timezone.now(), submitted_by=by.label, on_behalf=on_behalf, reason=reason,
        file_name=file.name if file else "", file_digest=file.digest if file else "",
        file=file.data if file else None,
    )  # fmt: skip
    Observation.objects.bulk_create((_observation(found, version, line) for line in kept), batch_size=1000)
    found.state, found.draft = ReturnState.SUBMITTED, {}
    found.save(update_fields=("state", "draft"))
    whose = f" on behalf of {found.agency}" if on_behalf else ""
    record(
        by, "returns.submit", "return", found.reference,
        f"submitted version {version.number} of {found.reference}{whose}: {plural(len(kept), 'line')}",
        partnership_id=found.partnership_id, file=version.file_name, digest=version.file_digest, reason=reason,
    )  # fmt: skip
    # It has come, so nobody is chased for it any more, unless it is sent back.
    answer_of(
        by=by, subject_kind="return", subject_reference=found.reference, note=f"version {version.number}"
    )
    return version


def _observation(found: Return, version: ReturnVersion, line: ReadLine) -> Observation:
    return Observation(
        partnership_id=found.partnership_id, version=version, agency_id=found.agency_id, provider=found.provider,
        key=line.key, definition_version=line.version, period=str(line.period), period_start=line.period.start,
        period_end=line.period.end, area=line.area, dims=to_text(line.dims), titles=dict(line.titles),
        number=line.value.number, status=line.value.status, raw=line.raw[:200], sheet=line.sheet, cell=line.cell,
        note=line.note, cannot_supply=line.cannot_supply, expected_on=line.expected_on, citation=line.citation,
    )  # fmt: skip


@action("returns.accept")
def accept_return(
    *, by: Principal, found: Return, note: str = "", at: datetime | None = None
) -> ReturnVersion:
    """Accept the submitted version: its observations become the current ones, and the earlier ones stay as they were."""
    check(by, Permission.ACCEPT_RETURNS)
    check_can_become(found, ReturnState.ACCEPTED)
    version = _decide(by, found, ReturnState.ACCEPTED, note, at)
    # By the versions' numbers and not by a join: PostgreSQL, which has no statistics of rows of its own transaction, would
    # compare each observation with each version.
    earlier = list(
        ReturnVersion.objects.filter(return_of=found).exclude(pk=version.pk).values_list("pk", flat=True)
    )
    Observation.objects.filter(version__in=earlier, current=True).update(current=False)
    Observation.objects.filter(version=version).update(current=True)
    record(
        by, "returns.accept", "return", found.reference,
        f"accepted version {version.number} of {found.reference} from {found.agency}",
        partnership_id=found.partnership_id, note=note,
    )  # fmt: skip
    return version


@action("returns.send_back")
def send_back(*, by: Principal, found: Return, reason: str) -> ReturnVersion:
    """Send the submitted version back to the agency, saying what to change."""
    check(by, Permission.ACCEPT_RETURNS)
    if not reason.strip():
        raise Rejected("Say what the agency should change.", "reason")
    check_can_become(found, ReturnState.SENT_BACK)
    version = _decide(by, found, ReturnState.SENT_BACK, reason, None)
    record(
        by, "returns.send_back", "return", found.reference,
        f"sent version {version.number} of {found.reference} back to {found.agency}: {reason}",
        partnership_id=found.partnership_id,
    )  # fmt: skip
    if found.request is not None and found.request.state == RequestState.ANSWERED:
        reopen(by=by, request=found.request, reason=reason)
    return version


def _decide(
    by: Principal, found: Return, state: ReturnState, note: str, at: datetime | None
) -> ReturnVersion:
    version = ReturnVersion.objects.filter(return_of=found, state=ReturnState.SUBMITTED).latest("number")
    version.state, version.decided_at, version.decided_by, version.decision_note = (
        state,
        at or timezone.now(),
        by.label,
        note,
    )
    version.save(update_fields=("state", "decided_at", "decided_by", "decision_note"))
    found.state = state
    found.save(update_fields=("state",))
    return version


@action("figures.comment")
def comment_on_figure(
    *, by: Principal, key: str, period: str, text: str, said_on: date | None = None,
    group: Group | None = None, said_by: str = "", about: str = About.FIGURE,
) -> Commentary:  # fmt: skip
    """Add what the board says of a figure, or of why its sources differ, dated and signed."""
    check(by, Permission.COMMENT_ON_FIGURES)
    if not text.strip():
        raise Rejected("Enter what the board says of this figure.", "text")
    assert by.partnership_id is not None  # noqa: S101 - a permission is held in a partnership
    made = Commentary.objects.create(
        partnership_id=by.partnership_id, key=key, period=period, text=text.strip(), group=group,
        said_on=said_on or timezone.localdate(), said_by=said_by or by.label, about=About(about),
    )  # fmt: skip
    what = "why the sources differ of " if made.about == About.DIFFERENCE else ""
    record(by, "figures.comment", "figure", key, f"commented on {what}{key}, {period}", text=text)
    return made
