"""A return in words: its state, its facts, its values as a table, and what may be done with it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone

from roundtable.dataset.models import Return, ReturnState, ReturnVersion
from roundtable.dataset.queries import OPEN
from roundtable.dataset.rules import can_submit, why_not_decide
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.records import Action
from roundtable.foundation.web.tones import Tag, Tone
from roundtable.intake.changes import Change
from roundtable.intake.returns import LineId, ReadLine, ReturnSpec
from roundtable.measures.definitions import Scale
from roundtable.measures.periods import Period
from roundtable.measures.values import Value
from roundtable.measures.wording import day, plural, signed, signed_percent, value_words

_TONES = {
    ReturnState.ASKED: Tone.AMBER,
    ReturnState.STARTED: Tone.AMBER,
    ReturnState.SUBMITTED: Tone.PLUM,
    ReturnState.ACCEPTED: Tone.TEAL,
    ReturnState.SENT_BACK: Tone.BRICK,
}


def is_late(found: Return, today: date | None = None) -> bool:
    return found.state in OPEN and found.due is not None and found.due < (today or timezone.localdate())


def state_tag(found: Return) -> Tag:
    if is_late(found):
        return Tag("Late" if found.state != ReturnState.SENT_BACK else "Sent back, late", Tone.BRICK)
    return Tag(found.get_state_display(), _TONES[ReturnState(found.state)])


def version_tag(version: ReturnVersion) -> Tag:
    words = {"submitted": "To decide"}.get(version.state, version.get_state_display())
    return Tag(words, _TONES[ReturnState(version.state)])


def version_tags(newest_first: Sequence[ReturnVersion]) -> list[Tag]:
    """The tag of each version; one that a newer one took the place of says so."""
    tags, accepted = [], False
    for i, version in enumerate(newest_first):
        waits = version.state == ReturnState.SUBMITTED
        replaced = (waits and i > 0) or (version.state == ReturnState.ACCEPTED and accepted)
        tags.append(Tag("Replaced") if replaced else version_tag(version))
        accepted = accepted or version.state == ReturnState.ACCEPTED
    return tags


def period_words(found: Return) -> str:
    return Period.parse(found.period).label


def facts(found: Return) -> list[tuple[str, str]]:
    figures = {line["key"] for line in found.lines}
    asked = f"{plural(len(figures), 'figure')} on {plural(len(found.lines), 'line')}"
    shown = [("Agency", found.agency.title), ("Period", period_words(found)), ("Asked for", asked)]
    if found.due is not None:
        shown.append(("Due", day(found.due) + (f", {late_words(found.due)}" if is_late(found) else "")))
    if found.provider == "published":
        shown.append(("Kind", "Published figures, loaded with their source"))
    return shown


def late_words(due: date) -> str:
    return f"{plural((timezone.localdate() - due).days, 'day')} late"


def actions(who: Principal, slug: str, found: Return) -> list[Action]:
    """What can be done with a return now, and what cannot, with the reason."""

    def to(name: str) -> str:
        return reverse(name, kwargs={"partnership": slug, "reference": found.reference})

    deciding = why_not_decide(who, found)
    made = (
        [] if deciding else [Action("Accept it or send it back", to("dataset-return-decide"), primary=True)]
    )
    if can_submit(who, found):
        again = found.state == ReturnState.ACCEPTED
        title = "Upload a restatement" if again else "Upload a file"
        made += [
            Action(title, to("dataset-return-upload"), primary=bool(deciding) and not again),
            Action("Restate it in a form" if again else "Fill it in here", to("dataset-return-form")),
        ]
    else:
        made.append(
            Action(
                "Send this return",
                refused=f"Only {found.agency} can, and those who load for agencies.",
            )
        )
    if deciding:
        made.append(Action("Accept it or send it back", refused=deciding))
    if who.may(Permission.ASK_FOR_RETURNS) and found.provider == "returns":
        made.append(Action("Ask again for another period", to("dataset-return-again")))
    return made


def line_name(spec: ReturnSpec, line: ReadLine) -> str:
    """The line as its template names it; a breakdown that was not asked for by its values."""
    asked = next(
        (one for one in spec.lines if one.id == (line.key, tuple(sorted(line.dims)), line.area)), None
    )
    if asked is None:
        asked = next((one for one in spec.lines if (one.key, one.dims) == (line.key, line.dims)), None)
    if asked is not None:
        return asked.name
    titles = dict(line.titles)
    said = ", ".join(titles.get(value, value.replace("_", " ")) for _, value in line.dims)
    title = spec.definitions[line.key].title if line.key in spec.definitions else line.key
    return f"{title}: {said}" if said else title


def words_of(spec: ReturnSpec, key: str, value: Value) -> str:
    definition = spec.definitions.get(key)
    if definition is None:
        return value_words(value)
    return value_words(value, definition.scale, definition.decimals)


def value_table(spec: ReturnSpec, lines: Sequence[ReadLine]) -> tuple[list[str], list[list[str]]]:
    """Headings and rows: a line each, a period a column; blank where a period is not asked for."""
    periods = [period for period in spec.periods if any(line.period == period for line in lines)]
    rows: dict[LineId, dict[Period, ReadLine]] = {}
    for line in lines:
        rows.setdefault((line.key, line.dims, line.area), {})[line.period] = line
    several = len({area for _, _, area in rows}) > 1
    head = ["Line", *(("Area",) if several else ()), *(period.short_label for period in periods)]
    body = []
    for (key, _, area), cells in rows.items():
        name = line_name(spec, next(iter(cells.values())))
        values = [words_of(spec, key, cells[p].value) if p in cells else "" for p in periods]
        body.append([name, *((area,) if several else ()), *values])
    return head, body


def change_rows(spec: ReturnSpec, changes: Sequence[Change]) -> list[list[str]]:
    """Line, period, was, is now, change: one row for each value that differs from what was known."""
    return [_change_row(spec, change) for change in changes]


CHANGE_HEAD = ["Line", "Period", "Was", "Is now", "Change"]


def _change_row(spec: ReturnSpec, change: Change) -> list[str]:
    old = words_of(spec, change.line.key, Value.of(change.old))
    earlier = "" if change.restated else f" in {change.against.short_label}"
    new = words_of(spec, change.line.key, change.line.value)
    period = change.line.period.label + (" (restated)" if change.restated else "")
    return [line_name(spec, change.line), period, f"{old}{earlier}", new, change_words(spec, change)]


def change_words(spec: ReturnSpec, change: Change) -> str:
    """ "+52 (+17%)"; in points where the value is a percentage."""
    if change.new is None:
        return "no longer given"
    step = change.new - change.old
    definition = spec.definitions.get(change.line.key)
    if definition is not None and definition.scale is Scale.PERCENT:
        return f"{signed(step)} points"
    share = f" ({signed_percent(step / change.old * Decimal(100))})" if change.old > 0 else ""
    return f"{signed(step)}{share}"


def notes(spec: ReturnSpec, lines: Sequence[ReadLine]) -> list[str]:
    """What the supplier says beside the numbers: each sentence once, with the line and the periods it is said of."""
    said: dict[tuple[str, str], list[Period]] = {}
    for line in lines:
        if line.cannot_supply:
            expected = f" It is expected on {day(line.expected_on)}." if line.expected_on else ""
            words = f"cannot be supplied. Reason: {line.cannot_supply.rstrip('.')}.{expected}"
        else:
            words = line.note
        if words:
            said.setdefault((line_name(spec, line), words), []).append(line.period)
    return [f"{name}, {span(periods)}: {words}" for (name, words), periods in said.items()]


def span(periods: Sequence[Period]) -> str:
    """ "July 2015", or "Apr 2015 to Mar 2016" for several."""
    first, last = periods[0], periods[-1]
    return first.label if len(periods) == 1 else f"{first.short_label} to {last.short_label}"
