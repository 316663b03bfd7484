"""Two partnerships, and words and a number in one of them that nobody outside may ever read: canaries."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from roundtable.dataset.actions import (
    SentFile,
    accept_return,
    ask_for_return,
    comment_on_figure,
    save_draft,
    submit_return,
)
from roundtable.dataset.lines import asked, spec
from roundtable.dataset.models import Return
from roundtable.foundation.figures.actions_limits import Wanted, decide_limits
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.figures.models import LimitsKind
from roundtable.foundation.ledger.queries import entries
from roundtable.foundation.notices.queries import drafts
from roundtable.foundation.partnerships.actions_areas import add_area
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.people.actions import grant_role
from roundtable.foundation.people.models import Grant
from roundtable.foundation.requests.actions import remind
from roundtable.foundation.requests.queries import open_requests
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.foundation.tokens.actions import OFFERED, create_token, revoke_token
from roundtable.foundation.tokens.models import Token
from roundtable.intake.reading import read_return
from roundtable.measures.periods import Period
from roundtable.report.actions import add_section, start_report
from roundtable.report.editions import EDITIONS
from roundtable.report.publish import publish_edition
from tests.foundation.cast import START, member, partnership

KEY = "missing.reports"
CANARY, NUMBER = "canary-4711", 4711938
MANAGER, COLLEAGUE, STRANGER = (
    "business_manager.board@fen.example",
    "practitioner.council@fen.example",
    "business_manager.board@wold.example",
)
LAY = "jo@fen.example"
LEAD = "lead@council.example"  # to whom Fen's letters go
HEAD = "Key,Indicator,Breakdown,Area,Unit,Last value,2015-16,Note,Cannot supply because,Expected on,Source"


@dataclass
class World:
    """What tests address: ids of things in Fen, and tokens by who made them and for what."""

    fen: Partnership
    wold: Partnership
    ids: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)


def build() -> World:
    """Fen, with a canary in everything that can hold words, and Wold next door with figures of its own."""
    fen, wold = partnership("fen", "Fen"), partnership("wold", "Wold")
    world = World(fen, wold)
    manager = member(fen, "business_manager")
    member(fen, "practitioner", "council")
    member(fen, "agency_lead", "council", email=LEAD)
    contributor = member(fen, "agency_contributor", "constabulary")
    stranger = member(wold, "business_manager")
    grant_role(
        by=operator(fen.pk), partnership=fen, email=LAY, name=f"Jo {CANARY}", role="lay_member", start=START
    )
    sent(wold, "Figures of Wold", 57, "")
    sent(fen, f"Figures {CANARY}", NUMBER, CANARY)
    world.ids |= _dataset(fen, manager) | _report(fen, manager) | _own(fen, manager)
    world.tokens = {
        "manager": _token(manager, *(p for p in OFFERED if manager.may(p)))[1],
        "manager, ledger": _token(manager, Permission.SEE_LEDGER)[1],
        "manager, figures": _token(manager, Permission.SEE_DATASET)[1],
        "colleague": _token(contributor, Permission.SUBMIT_RETURNS)[1],
        "stranger": _token(stranger, *(p for p in OFFERED if stranger.may(p)))[1],
    }
    revoked, world.tokens["revoked"] = _token(manager, Permission.SEE_DATASET)
    revoke_token(by=manager, token=revoked)
    return world


def ask(of: Partnership, title: str) -> Return:
    """A return that is asked of the council and long due."""
    line = asked(definitions().get(KEY), "", of.title, [Period.parse("2015-16")])
    return ask_for_return(
        by=operator(of.pk), partnership=of, agency=Agency.objects.get(slug="council"), period="2015-16",
        title=title, lines=[line], due=date(2016, 4, 29),
    )  # fmt: skip


def file_of(of: Partnership, number: str, note: str) -> bytes:
    """A filled-in return, as CSV."""
    row = f"{KEY},Missing reports,,{of.title},reports,,{number},{note},,,{note}"
    return f"{HEAD}\n{row}\n".encode()


def sent(of: Partnership, title: str, number: int, note: str, *, accept: bool = True) -> Return:
    by, found = operator(of.pk), ask(of, title)
    file = SentFile("return.csv", file_of(of, str(number), note))
    reading = read_return(file.data, file.name, [spec(by, of, found)])
    submit_return(by=by, found=found, lines=reading.lines, file=file)
    if accept:
        accept_return(by=by, found=found)
    return found


def _dataset(fen: Partnership, manager: Principal) -> dict[str, str]:
    comment_on_figure(by=manager, key=KEY, period="2015-16", text=f"We said {CANARY}")
    judged = decide_limits(
        by=manager,
        key=KEY,
        wanted=Wanted(LimitsKind.RECALCULATION, Period.parse("2015-10")),
        reason=f"As {CANARY} said",
    )
    waiting = sent(fen, f"Waiting {CANARY}", NUMBER, CANARY, accept=False)
    late = ask(fen, f"Late {CANARY}")
    by = operator(fen.pk)
    request = next(r for r in open_requests(by) if r.subject_reference == late.reference)
    remind(by=by, requests=[request], draft=True)
    save_draft(by=by, found=late, draft={"0:2015-16": str(NUMBER)})
    draft = drafts(by).first()
    assert draft is not None
    return {
        "waiting": waiting.reference, "late": late.reference, "request": request.reference, "draft": str(draft.pk),
        "judged": str(judged.pk),
    }  # fmt: skip


def _report(fen: Partnership, manager: Principal) -> dict[str, str]:
    """A report whose part for professionals holds canaries, published in both editions; one is to be taken back."""
    by = operator(fen.pk)
    report = start_report(
        by=by, partnership=fen, period="2015-16", title="Annual report", regime="Working Together 2015"
    )
    add_section(by=by, report=report, key="open", title="About us", text="Words for everybody.")
    add_section(
        by=by, report=report, key="about", title=f"About {CANARY}", editions=("professional",),
        text=f"Words of {CANARY}: [](figure:{KEY}).",
    )  # fmt: skip
    printed, for_all = (
        publish_edition(manager, fen, report, EDITIONS[name]) for name in ("professional", "public")
    )
    return {"printed": printed.slug, "for_all": for_all.slug}


def _own(fen: Partnership, manager: Principal) -> dict[str, str]:
    kept, _ = _token(manager, Permission.SEE_DATASET)
    grant = Grant.objects.seen_by(operator(fen.pk)).get(person__email=LAY)
    line = next(e for e in entries(manager) if CANARY in e.sentence)
    area = add_area(by=operator(fen.pk), partnership=fen, title="Fen", code="E10000099", start=START)
    return {
        "token": str(kept.pk), "grant": str(grant.pk), "line": str(line.sequence), "area": str(area.pk),
    }  # fmt: skip


def _token(by: Principal, *permissions: Permission) -> tuple[Token, str]:
    ends = timezone.localdate() + timedelta(days=30)
    return create_token(by=by, name=f"Token {CANARY}", permissions=permissions, ends=ends)


def body(answer: Any) -> str:
    """What a reader finds in an answer: packed files are unpacked, and numbers lose their commas."""
    raw = b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
    return told(raw) + str(answer.headers)


def told(raw: bytes) -> str:
    """The text of a file or page."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            return "\n".join(told(packed.read(name)) for name in packed.namelist())
    if raw.startswith(b"%PDF") and can_read_pdf():
        done = subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True)
        return _plain(done.stdout)
    return _plain(raw)


def can_read_pdf() -> bool:
    return shutil.which("pdftotext") is not None


def _plain(raw: bytes) -> str:
    text = raw.decode("utf-8", "replace").replace(",", "").replace("\u00a0", " ")
    # Text that is laid out may be broken after a hyphen.
    return text.replace("canary-\n", "canary-")


def holds_canary(text: str) -> bool:
    """Whether a text tells what is Fen's: a word, the number, or its manager's own address."""
    return CANARY in text or str(NUMBER) in text or MANAGER in text
