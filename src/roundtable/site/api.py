"""The API at /api/v1/: figures out and returns in, for programs that show a personal token.

Its description is at /api/v1/openapi.json. Every answer that is not a success is {"error": a sentence for a person}.
"""

from math import ceil
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, File, Form, NinjaAPI, Schema, Status, UploadedFile
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from roundtable.dataset.actions import SentFile, submit_return
from roundtable.dataset.models import Return, ReturnVersion
from roundtable.dataset.previews import preview_file
from roundtable.dataset.queries import Answerable, returns
from roundtable.dataset.rules import check_can_submit
from roundtable.foundation.figures.describe import describe, summary
from roundtable.foundation.figures.references import BadReference, parse
from roundtable.foundation.ledger.queries import head
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused, check
from roundtable.foundation.tokens.models import Token
from roundtable.foundation.tokens.queries import principal_of
from roundtable.intake.exports import csv_bytes
from roundtable.intake.guards import FileRefused
from roundtable.intake.problems import Problem
from roundtable.intake.returns import Heading
from roundtable.measures.periods import Period
from roundtable.measures.wording import plural
from roundtable.site.api_door import Bearer, NoLongerWorks, Throttle

api = NinjaAPI(
    title="Roundtable", version="1", docs_url=None, auth=Bearer(), throttle=Throttle(), urls_namespace="api",
    description="Figures of a partnership, and returns to it. Make a token on your account's page.",
)  # fmt: skip


class Said(Schema):
    """What went wrong, for a person."""

    error: str


class ProblemOut(Schema):
    severity: str
    place: str
    value: str
    message: str
    what_to_do: str


class NotKept(Said):
    problems: list[ProblemOut]


class ReturnOut(Schema):
    reference: str
    title: str
    agency: str
    period: str
    state: str
    due: str | None


class Sent(Schema):
    reference: str
    version: int
    state: str
    lines: int
    problems: list[ProblemOut]


class LineIn(Schema):
    """One line of a return, named as its template names it."""

    key: str = Field(..., examples=["missing.reports"])
    breakdown: str = Field("", examples=["Team: Access"])
    area: str = ""
    values: dict[str, str | int | float | None] = Field({}, examples=[{"2015-04": 57}])
    note: str = ""
    cannot_supply: str = ""
    expected_on: str = ""
    source: str = ""


class LinesIn(Schema):
    lines: list[LineIn]
    reason: str = Field("", description="Why a return that was accepted is restated")


class HeadOut(Schema):
    sequence: int
    chain: str


ERRORS = {400: Said, 401: Said, 403: Said, 404: Said, 429: Said}


class NotKeptError(Exception):
    """A return whose problems do not let it be kept."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


def entered(request: HttpRequest, partnership: str) -> Principal:
    """The token's principal, in its own partnership alone: of any other it learns nothing."""
    token: Token = request.auth  # type: ignore[attr-defined]  # ninja leaves there what Bearer returned
    if token.partnership.slug != partnership:
        raise Http404
    who = principal_of(token)
    if who is None:
        raise Http404
    return who


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as wrong:
        raise BadReference(str(wrong)) from wrong


def _audience(text: str) -> str:
    if text not in {"partnership", "public"}:
        raise BadReference(f"There is no audience {text!r}. Ask for partnership or public.")
    return text


@api.get("/{partnership}/figures", response={200: list[dict[str, Any]], **ERRORS}, tags=["Figures"])
def figures(
    request: HttpRequest, partnership: str, year: str, audience: str = "partnership"
) -> list[dict[str, Any]]:
    """Every figure of a year, with its breakdowns, under the audience's disclosure control."""
    return summary(entered(request, partnership), _period(year), _audience(audience))


@api.get("/{partnership}/figures/{key}", response={200: dict[str, Any], **ERRORS}, tags=["Figures"])
def figure(
    request: HttpRequest, partnership: str, key: str, audience: str = "partnership", period: str = ""
) -> dict[str, Any]:
    """One figure. `period`, `area`, `as` and its dimensions are parameters, as in a reference in a report."""
    who = entered(request, partnership)
    query = request.GET.copy()
    query.pop("audience", None)
    if not period:
        raise BadReference("Say which period, such as period=2015-16.")
    reference = parse(f"{key}?{query.urlencode()}")
    return describe(who, reference, _period(period), _audience(audience))


@api.get("/{partnership}/returns", response={200: list[ReturnOut], **ERRORS}, tags=["Returns"])
def list_returns(request: HttpRequest, partnership: str) -> list[dict[str, Any]]:
    """The returns that the token's owner may see."""
    who = entered(request, partnership)
    if not who.may(Permission.SUBMIT_RETURNS):
        check(who, Permission.SEE_ALL_RETURNS)
    return [
        {
            "reference": r.reference, "title": r.title, "agency": r.agency.slug, "period": r.period,
            "state": r.state, "due": r.due.isoformat() if r.due else None,
        }
        for r in returns(who)
    ]  # fmt: skip


@api.post(
    "/{partnership}/returns/{reference}", response={201: Sent, 422: NotKept, **ERRORS}, tags=["Returns"]
)
def send_file(
    request: HttpRequest, partnership: str, reference: str, file: File[UploadedFile], reason: Form[str] = ""
) -> Status[dict[str, Any]]:
    """Send the filled-in template, as XLSX or CSV. It is checked exactly as an upload on the site is."""
    who = entered(request, partnership)
    found = _to_send(who, reference)
    return Status(201, _submit(request, who, found, SentFile(file.name or "", file.read()), reason))


@api.post(
    "/{partnership}/returns/{reference}/lines", response={201: Sent, 422: NotKept, **ERRORS}, tags=["Returns"]
)
def send_lines(
    request: HttpRequest, partnership: str, reference: str, sent: LinesIn
) -> Status[dict[str, Any]]:
    """Send the lines themselves. They are checked by the same rules as a file."""
    who = entered(request, partnership)
    found = _to_send(who, reference)
    file = SentFile("lines.csv", _as_file(sent.lines))
    return Status(201, _submit(request, who, found, file, sent.reason))


@api.get("/{partnership}/ledger/head", response={200: HeadOut, **ERRORS}, tags=["Ledger"])
def ledger_head(request: HttpRequest, partnership: str) -> dict[str, Any]:
    """Where the ledger ends now: kept elsewhere, it shows later whether the end was cut off."""
    who = entered(request, partnership)
    check(who, Permission.SEE_LEDGER)
    at = head(who)
    return {"sequence": at.sequence, "chain": at.chain}


def _to_send(who: Principal, reference: str) -> Return:
    found = returns(who).filter(reference=reference).first()
    if found is None:
        raise Http404
    check_can_submit(who, found)
    return found


def _as_file(lines: list[LineIn]) -> bytes:
    """Lines in the layout of the template, so that one reader reads everything that comes."""
    periods = sorted({period for line in lines for period in line.values})
    words = (Heading.NOTE, Heading.CANNOT_SUPPLY, Heading.EXPECTED_ON, Heading.SOURCE)
    head = (Heading.KEY, Heading.INDICATOR, Heading.BREAKDOWN, Heading.AREA, *periods, *words)
    rows = [
        (
            line.key, "", line.breakdown, line.area, *(_text(line.values.get(p)) for p in periods),
            line.note, line.cannot_supply, line.expected_on, line.source,
        )
        for line in lines
    ]  # fmt: skip
    return csv_bytes([head, *rows])


def _text(value: str | int | float | None) -> str:
    return "" if value is None else str(value)


def _submit(
    request: HttpRequest, who: Principal, found: Return, file: SentFile, reason: str
) -> dict[str, Any]:
    token: Token = request.auth  # type: ignore[attr-defined]  # ninja leaves there what Bearer returned
    preview = preview_file(file, [Answerable(found, token.partnership, who)])
    if not preview.can_be_sent:
        raise NotKeptError("Nothing was kept. Correct what is listed and send it again.", preview.problems)
    lines = preview.parts[0].lines
    version: ReturnVersion = submit_return(by=who, found=found, lines=lines, file=file, reason=reason)
    return {
        "reference": found.reference, "version": version.number, "state": version.state, "lines": len(lines),
        "problems": [_problem(p) for p in preview.problems],
    }  # fmt: skip


def _problem(problem: Problem) -> dict[str, str]:
    return {
        "severity": problem.severity.value, "place": problem.place, "value": problem.value,
        "message": problem.message, "what_to_do": problem.what_to_do,
    }  # fmt: skip


def _say(request: HttpRequest, status: int, sentence: str, **more: object) -> HttpResponse:
    return api.create_response(request, {"error": sentence, **more}, status=status)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    said = "Send a token that works in the header “Authorization: Bearer …”. You make one on your account's page."
    return _unknown(request, said)


@api.exception_handler(NoLongerWorks)
def no_longer_works(request: HttpRequest, error: NoLongerWorks) -> HttpResponse:
    said = f"{error.message} Make another on your account's page, and send it as “Authorization: Bearer …”."
    return _unknown(request, said)


def _unknown(request: HttpRequest, said: str) -> HttpResponse:
    response = _say(request, 401, said)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, error: Throttled) -> HttpResponse:
    seconds = ceil(error.wait or 1)
    said = f"A token may ask {plural(settings.API_LIMIT, 'time')} a minute. Wait {plural(seconds, 'second')} and ask again."
    return _say(request, 429, said)


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _say(request, 404, "There is nothing here that this token may see.")


@api.exception_handler(HttpError)
def not_read(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _say(request, error.status_code, f"The request could not be read. {error.message}.")


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    needed = f" The token needs permission to {error.permission.words}." if error.permission else ""
    return _say(request, 403, f"{error.sentence}{needed}")


@api.exception_handler(BadReference)
def bad_reference(request: HttpRequest, error: BadReference) -> HttpResponse:
    return _say(request, 400, str(error.args[0]))


@api.exception_handler(KeyError)
def no_such_figure(request: HttpRequest, error: KeyError) -> HttpResponse:
    return _say(request, 404, str(error.args[0]))


@api.exception_handler(Rejected)
def rejected(request: HttpRequest, error: Rejected) -> HttpResponse:
    return _say(request, 422, error.sentence, problems=[])


@api.exception_handler(FileRefused)
def file_refused(request: HttpRequest, error: FileRefused) -> HttpResponse:
    return _say(request, 422, f"{error.message} {error.what_to_do}", problems=[])


@api.exception_handler(NotKeptError)
def not_kept(request: HttpRequest, error: NotKeptError) -> HttpResponse:
    return _say(request, 422, str(error), problems=[_problem(p) for p in error.problems])


@api.exception_handler(ValidationError)
def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    parts = [f"{'.'.join(str(p) for p in e['loc'][1:])}: {e['msg']}" for e in error.errors]
    return _say(request, 422, f"The request was not understood. {'; '.join(parts)}.", problems=[])
