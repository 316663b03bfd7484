"""The dashboard: every figure of a year by theme and question, with its change and its signal."""

from collections import Counter
from dataclasses import dataclass

from roundtable.dataset.signals import FigureSignal, of_change, of_months, strongest
from roundtable.foundation.figures.catalogue import keys, store
from roundtable.foundation.figures.data import Store
from roundtable.foundation.figures.describe import plan
from roundtable.foundation.figures.present import Presentation, present
from roundtable.foundation.figures.references import As, Reference
from roundtable.foundation.figures.shown import Shown
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.definitions import Definition, Scale, slug
from roundtable.measures.periods import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class Card:
    """One figure of the dashboard."""

    definition: Definition
    when: Period
    shown: Shown
    change: Shown
    signal: FigureSignal | None
    references: tuple[Reference, ...]  # itself, then its breakdowns

    @property
    def key(self) -> str:
        return self.definition.key

    @property
    def unit(self) -> str:
        return unit_beside(self.definition)

    @property
    def change_words(self) -> str:
        """The change on the year before, or why there is none; nothing where the signal says it already."""
        if self.shown.missing:
            return ""
        before = self.when.previous().label
        if self.change.missing:
            return f"No change worked out: {self.change.why}" if self.change.why else ""
        words = f"{self.change.text} on {before}"
        said = self.signal is not None and self.signal.real and self.signal.text.startswith(words)
        return "" if said else words


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    title: str
    questions: tuple[Question, ...]

    @property
    def anchor(self) -> str:
        return theme_anchor(self.title)


@dataclass(frozen=True, slots=True)
class Dashboard:
    period: Period
    periods: tuple[Period, ...]  # that can be chosen, the newest first
    themes: tuple[Theme, ...]
    presentation: Presentation | None = None

    @property
    def cards(self) -> list[Card]:
        return [card for theme in self.themes for question in theme.questions for card in question.cards]

    @property
    def real_changes(self) -> list[Card]:
        """The figures that did not move by chance alone, the strongest signal first."""
        found = [card for card in self.cards if card.signal is not None and card.signal.real]
        return sorted(found, key=lambda card: -(card.signal.strength if card.signal else 0))


def theme_anchor(title: str) -> str:
    """Where a theme stands on the dashboard."""
    return slug(title).replace("_", "-")


def unit_beside(definition: Definition) -> str:
    """The unit that follows a number; pounds and percents carry theirs in it."""
    return "" if definition.scale in {Scale.POUNDS, Scale.PERCENT} else definition.unit


def dashboard(who: Principal, period: Period | None = None) -> Dashboard:
    """Every figure of a period (the newest full year where none is named) as the partnership may see it."""
    found = store(who, keys(who))
    periods = years(found)
    when = period or _newest(found, periods)
    wanted = plan(found, when)
    asked = [r for each in wanted.values() for r in (*_own(each[0]), *each[1:])]
    if not asked:
        return Dashboard(when, periods, ())
    presentation = present(who, asked, when)
    cards = [_card(presentation, each) for each in wanted.values()]
    return Dashboard(when, periods, _themes(cards), presentation)


def years(found: Store) -> tuple[Period, ...]:
    """The financial years in which the partnership has a number of its own, the newest first."""
    return tuple(sorted(_years(found), reverse=True))


def _years(found: Store) -> Counter[Period]:
    return Counter(
        year for key in sorted(found.keys()) for year in {p.financial_year() for p in found.periods(key)}
    )


def _newest(found: Store, periods: tuple[Period, ...]) -> Period:
    """The newest year that is not just begun: at least half as many figures as the fullest."""
    counted = _years(found)
    enough = max(counted.values(), default=0) / 2
    full = (year for year in periods if counted[year] >= enough)
    return next(full, Period.financial_year_of(2015))


def _own(base: Reference) -> tuple[Reference, Reference, Reference]:
    """A figure itself, the year before and the change between them."""
    return (
        base,
        Reference(base.keys, base.period, base.area, base.dims, As.PREVIOUS),
        Reference(base.keys, base.period, base.area, base.dims, As.CHANGE),
    )


def _card(presentation: Presentation, references: list[Reference]) -> Card:
    base = references[0]
    definition = presentation.store.definitions.get(base.key)
    change = presentation.inline(_own(base)[2])
    return Card(
        definition=definition,
        when=base.period or presentation.period,
        shown=presentation.inline(base),
        change=change,
        signal=signal_of(presentation, references),
        references=tuple(references),
    )


def signal_of(presentation: Presentation, references: list[Reference]) -> FigureSignal | None:
    """Of a figure's months where it has them, otherwise of its change on the year before."""
    base = references[0]
    definition = presentation.store.definitions.get(base.key)
    monthly = next((r for r in references if r.by == ("month",)), None)
    when = base.period or presentation.period
    found = [of_months(presentation.grid(monthly), definition, when) if monthly else None]
    if when.kind is not PeriodKind.MONTH:
        found.append(of_change(presentation, base, definition))
    return strongest(found)


def _themes(cards: list[Card]) -> tuple[Theme, ...]:
    themes: dict[str, dict[str, list[Card]]] = {}
    for card in cards:
        questions = themes.setdefault(card.definition.theme, {})
        questions.setdefault(card.definition.question, []).append(card)
    return tuple(
        Theme(title, tuple(Question(text, tuple(found)) for text, found in questions.items()))
        for title, questions in sorted(themes.items())
    )
