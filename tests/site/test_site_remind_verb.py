"""`roundtable remind`: what a timer does every working morning."""

import smtplib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core import mail

from roundtable.cli import main
from roundtable.foundation.ledger.queries import history
from roundtable.foundation.notices.queries import notices, unsent
from roundtable.foundation.partnerships.models import Agency
from roundtable.foundation.requests.actions import answer, ask, remind
from roundtable.foundation.requests.models import Request
from roundtable.foundation.requests.queries import reminders_of
from roundtable.foundation.scope.principals import Principal, operator
from tests.foundation.cast import member, partnership

pytestmark = pytest.mark.django_db

Watching = Callable[..., AbstractContextManager[object]]


@pytest.fixture(autouse=True)
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2016, 5, 13, 7, 0, tzinfo=UTC), tick=False) as clock:
        yield clock


@pytest.fixture
def fen() -> Principal:
    made = partnership("fen", "Fen")
    member(made, "agency_lead", "constabulary", email="lead@constabulary.example")
    return operator(made.pk)


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Watching
) -> Callable[..., tuple[int, str, str]]:
    """Runs the verb and gives its exit code and what it said; e-mails leave as they do after a commit."""

    def run(*arguments: str) -> tuple[int, str, str]:
        with django_capture_on_commit_callbacks(execute=True):
            code = main(["remind", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@contextmanager
def broken_mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(_: object) -> None:
        raise smtplib.SMTPException("try later")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", refuse)
        yield


def asked(by: Principal, due: date, title: str = "Police data", agency: str = "constabulary") -> Request:
    return ask(by=by, kind="answer", title=title, due=due, agency=Agency.objects.get(slug=agency))


def test_what_is_due_is_sent_once_and_said(fen: Principal, run: Callable[..., tuple[int, str, str]]) -> None:
    late = asked(fen, date(2016, 5, 3))
    soon = asked(fen, date(2016, 5, 20), "MARAC")
    asked(fen, date(2016, 6, 30), "Not yet")

    code, out, err = run()
    assert (code, err) == (0, "")
    assert out == (
        "Fen: reminded Fen Constabulary of Police data (RQ-0001) and MARAC (RQ-0002), with 1 e-mail to "
        "lead@constabulary.example.\n"
    )
    assert [r.rung for r in reminders_of(fen, late)] == ["very_late"]
    assert [r.rung for r in reminders_of(fen, soon)] == ["before"]
    (sent,) = mail.outbox
    assert "operator" not in sent.body
    assert sent.body.endswith("Fen Local Safeguarding Children Board")
    assert history(fen, "request", "RQ-0001")[0].actor == "the operator at the command line"

    assert run() == (0, "Fen: no reminder is due.\n", "")
    assert len(mail.outbox) == 1


def test_dry_run_says_what_would_be_sent_and_sends_nothing(
    fen: Principal, run: Callable[..., tuple[int, str, str]]
) -> None:
    asked(fen, date(2016, 5, 3))

    code, out, _ = run("--dry-run")
    assert code == 0
    assert out.startswith(
        "Fen: would remind Fen Constabulary of Police data (RQ-0001), with 1 e-mail to lead@"
    )
    assert mail.outbox == []
    assert list(notices(fen)) == []
    assert run()[1].startswith("Fen: reminded")


def test_every_partnership_has_its_turn_or_the_one_that_is_named(
    fen: Principal, run: Callable[..., tuple[int, str, str]]
) -> None:
    wold = operator(partnership("wold", "Wold").pk)
    asked(fen, date(2016, 5, 3))
    asked(wold, date(2016, 5, 3), agency="council")

    assert run("--partnership", "fen", "--dry-run")[1].count("\n") == 1
    assert "Wold: Nobody at Wold Council can be written to." in run()[1].replace(
        "Fen Council", "Wold Council"
    )
    assert run("--partnership", "moor")[0] == 2


def test_before_there_is_a_partnership_it_says_how_to_begin(
    run: Callable[..., tuple[int, str, str]],
) -> None:
    code, _, err = run()
    assert code == 2
    assert "There is no partnership yet." in err


@pytest.mark.django_db(transaction=True)
def test_what_the_mail_server_refused_is_tried_again_while_it_is_asked_for(
    fen: Principal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(fen, date(2016, 5, 3))
    with broken_mail(monkeypatch):
        assert main(["remind"]) == 1
    said = capsys.readouterr()
    assert "reminded Fen Constabulary" in said.out
    assert said.err == (
        "Fen: the e-mail to lead@constabulary.example could not be sent and is kept for the next run: try later\n"
    )

    assert main(["remind", "--dry-run"]) == 0
    assert "would try again to write to lead@constabulary.example" in capsys.readouterr().out
    assert main(["remind"]) == 0
    assert "tried again" in capsys.readouterr().out
    assert len(mail.outbox) == 1
    assert list(unsent(fen)) == []
    assert len(reminders_of(fen, first)) == 1

    second = asked(fen, date(2016, 5, 10), "MARAC")
    with broken_mail(monkeypatch):
        remind(by=fen, requests=[second])
    answer(by=fen, request=second)
    assert len(unsent(fen)) == 1
    capsys.readouterr()
    assert main(["remind"]) == 0
    assert capsys.readouterr().out == "Fen: no reminder is due.\n"
    assert len(mail.outbox) == 1
