"""The board pack: what the dataset says, as a document for a meeting. The chair's brief comes first."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse
from django.utils import timezone

from roundtable.dataset.dashboard import Card, Dashboard, Theme, dashboard
from roundtable.dataset.models import Return
from roundtable.dataset.queries import late
from roundtable.foundation.figures.drawing import drawable
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import Reference, Show
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.middleware import Request
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.policies import policy
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.definitions import slug
from roundtable.measures.periods import Period
from roundtable.measures.wording import day, plural
from roundtable.report.blocks import figure_block
from roundtable.report.content import (
    Block,
    Callout,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Section,
    Strong,
    TableBlock,
    TableCell,
    Text,
)
from roundtable.report.render import pdf_bytes

ASK_ANYWAY = "What lies behind this, and who will find out?"  # where the definition gives no question
BRIEF_HOLDS = 8  # signals: a chair asks about no more in one meeting


@policy(Permission.SEE_DATASET)
def board_pack(request: Request, partnership: str) -> HttpResponse:
    """The pack of a year as PDF; the newest full year where the address names none that can be read."""
    document = document_of(request.who, request.partnership, _period(request.GET.get("period", "")))
    response = HttpResponse(pdf_bytes(document), content_type="application/pdf")
    name = f"board-pack-{request.partnership.slug}-{slug(document.period).replace('_', '-')}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text) if text.strip() else None
    except ValueError:
        return None


def document_of(who: Principal, partnership: Partnership, period: Period | None = None) -> Document:
    """The pack as a document: the chair's brief, then a part for each theme of the dataset."""
    board = dashboard(who, period)
    today = timezone.localdate()
    brief = Section("brief", "The chair’s brief", tuple(_brief(board, list(late(who)), today)))
    presentation = board.presentation
    themes = [_theme(presentation, theme) for theme in board.themes] if presentation else []
    return Document(
        title="Board pack",
        subtitle="What the dataset says, what is late, and what to ask",
        partnership=partnership.full_title,
        period=board.period.label,
        edition="For the board",
        sections=(brief, *themes),
        date=day(today),
        marking=partnership.marking,
        imprint=(
            "Every number in this pack is a figure of the partnership’s catalogue, with its source and definition.",
        ),
    )


# The brief


def _brief(board: Dashboard, overdue: Sequence[Return], today: date) -> Iterable[Block]:
    strongest = board.real_changes[:BRIEF_HOLDS]
    yield _heading("What moved", "brief-moved")
    if not strongest:
        yield _say("No figure moved by more than chance would explain.")
    for card in strongest:
        yield _signal(card)
    yield _heading("What is late", "brief-late")
    if overdue:
        yield ListBlock(False, tuple((_say(_late(found, today)),) for found in overdue))
    else:
        yield _say("Every return that was asked for has come.")
    unknown = [card for card in board.cards if card.shown.missing]
    if unknown:
        yield _heading("What we do not know", "brief-unknown")
        yield _say(
            f"{plural(len(unknown), 'figure')} of {len(board.cards)} have no value for the whole of the period."
        )
        yield ListBlock(False, tuple((_say(_unknown(card)),) for card in unknown))


def _signal(card: Card) -> Callout:
    """A figure that moved, and the first question that its definition gives to ask."""
    number = f"{card.definition.title}: {card.shown.text} {card.unit}".strip()
    said = card.signal.text if card.signal else ""
    blocks: list[Block] = [Paragraph((Strong((Text(f"{number}."),)), Text(f" {said}")))]
    question = next(iter(card.definition.challenge_questions), ASK_ANYWAY)
    blocks.append(Paragraph((Strong((Text("Ask: "),)), Text(question))))
    return Callout("signal", tuple(blocks))


def _late(found: Return, today: date) -> str:
    if found.due is None:
        return f"{found.agency}: {found.title}"
    waited = plural((today - found.due).days, "day")
    return f"{found.agency}: {found.title}, due {day(found.due)}, {waited} late"


def _unknown(card: Card) -> str:
    why = card.shown.why or card.shown.text
    return f"{card.definition.title}: {why}"


# The themes


def _theme(presentation: Presentation, theme: Theme) -> Section:
    anchor = theme.anchor
    blocks: list[Block] = []
    for number, question in enumerate(theme.questions, start=1):
        blocks.append(_heading(question.text, f"{anchor}-{number}"))
        blocks.append(_table(theme.title, question.cards))
        drawn = [block for card in question.cards if (block := _drawn(presentation, card)) is not None]
        blocks += drawn
    return Section(anchor, theme.title, tuple(blocks))


def _table(title: str, cards: Sequence[Card]) -> TableBlock:
    rows = tuple(
        (
            TableCell(card.definition.title),
            TableCell(card.when.short_label),
            TableCell(f"{card.shown.text} {card.unit}".strip() if not card.shown.missing else card.shown.text,
                      numeric=True, missing=card.shown.missing),
            TableCell(card.change.text, numeric=True, missing=card.change.missing),
            TableCell(card.signal.headline if card.signal else "too few values to say"),
        )
        for card in cards
    )  # fmt: skip
    return TableBlock(title, ("Figure", "Period", "Value", "Change on the year before", "Signal"), rows)


def _drawn(presentation: Presentation, card: Card) -> Block | None:
    """The months of a figure where it has them: the chart that its signal was read from."""
    monthly = next((r for r in card.references if r.by == ("month",)), None)
    if monthly is None or not drawable(presentation.grid(monthly)):
        return None
    shown = Reference(monthly.keys, monthly.period, monthly.area, monthly.dims, by=monthly.by, show=Show.LINE)
    return figure_block(presentation, shown, f"{card.definition.title}, by month")


def _heading(text: str, anchor: str) -> Heading:
    return Heading(2, (Text(text),), anchor)


def _say(text: str) -> Paragraph:
    return Paragraph((Text(text),))
