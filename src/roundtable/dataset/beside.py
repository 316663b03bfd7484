"""Other areas beside the partnership's own number: its statistical neighbours' mean, its region, England, and others.

Whether a difference is real is judged by the limits of a funnel around the other's rate, and by nothing else. Where the
others' numbers come from a table that holds the partnership's own area too, that number is compared: like with like.
"""

from dataclasses import dataclass
from decimal import Decimal

from roundtable.dataset.geography import COUNTRY, REGIONS
from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures import rates
from roundtable.foundation.figures.data import Found, Store
from roundtable.foundation.figures.neighbours import AREA, code_of
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import As, Reference
from roundtable.measures.comparators import Comparison, Neighbours, compare_proportion, compare_rate
from roundtable.measures.definitions import Counts, Definition, Scale
from roundtable.measures.intervals import Estimate
from roundtable.measures.periods import Period
from roundtable.measures.tables import CellId
from roundtable.measures.values import Value
from roundtable.measures.wording import day, join, number, value_words

OWN, PUBLISHED_OWN = "This partnership", "This partnership, as published"
ENGLAND = COUNTRY[1]
NO_COUNT = "–"
RATES = frozenset({Scale.RATE, Scale.PERCENT})  # supplied as such, without the counts behind them


@dataclass(frozen=True, slots=True)
class Beside:
    """An area's number in words; `words` say how the partnership stands to it, `limits` where chance would leave it."""

    name: str
    value: str
    rate: str = ""
    interval: str = ""
    words: str = ""
    limits: str = ""
    source: str = ""
    missing: bool = False
    estimate: Estimate | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What stands beside the partnership's own number; `neighbours` are those whose mean is among the rows."""

    rows: tuple[Beside, ...] = ()
    neighbours: tuple[Beside, ...] = ()
    notes: tuple[str, ...] = ()
    own: Beside | None = None  # the row that the others are compared with

    @property
    def compared(self) -> bool:
        return any(row.words for row in self.rows)

    @property
    def sources(self) -> str:
        """Where the numbers come from, once each."""
        return "; ".join(dict.fromkeys(row.source for row in (*self.rows, *self.neighbours) if row.source))


def references(store: Store, base: Reference) -> list[Reference]:
    """What has to be asked for so that it can be shown."""
    areas = [area for area in store.areas(base.key) if area]
    if not areas:
        return []
    asked = [_of(base, area, how) for how in (As.VALUE, As.RATE) for area in areas if area != AREA]
    supplied_so = store.definitions.get(base.key).scale in RATES
    return [*asked, _of(base, AREA, As.VALUE if supplied_so else As.RATE)]


def elsewhere(presentation: Presentation, base: Reference, definition: Definition) -> Elsewhere:
    """The rows and the neighbours one by one; nothing where nothing is known of any other area."""
    return _Rows(presentation, base, definition).made()


class _Rows:
    """The rows while they are made."""

    def __init__(self, presentation: Presentation, base: Reference, definition: Definition) -> None:
        self.presentation, self.base, self.definition = presentation, base, definition
        self.store = presentation.store
        self.cell = layout.cell_of(base, base.key, presentation.period)
        # The partnership's own count and denominator, from the source that the others' numbers come from.
        self.found = self._own()
        self.denominator = self._denominator(self.found)
        self.published = self.found.provider != presentation.found(self.cell).provider

    def made(self) -> Elsewhere:
        listed = self.store.neighbour_cells(self.cell)
        codes = {code_of(cell.area) for cell in listed}
        areas = [area for area in self.store.areas(self.base.key) if area not in {"", AREA}]
        others = [self._other(area) for area in sorted(areas, key=_rank) if code_of(area) not in codes]
        each = [row for cell in listed if cell.area in areas and not (row := self._other(cell.area)).missing]
        mean = self._mean(len(each), len(listed)) if each else None
        known = [row for row in (mean, *others) if row is not None and not row.missing]
        if not known:
            return Elsewhere()
        own = self._own_rows()
        return Elsewhere((*own, *known), tuple(each), tuple(self._notes(known, mean)), own[-1])

    # The partnership's own

    def _own(self) -> Found:
        found = self.presentation.found(self.cell)
        sources = (found, *found.others)
        return next((one for one in sources if one.provider == "published" and one.value.known), found)

    def _denominator(self, found: Found) -> Value:
        """From the same source as the count where that has it: a share of another's whole is nobody's."""
        base = layout.denominator(self.store, self.cell)
        if base is None:
            return Value.missing()
        same = self.store.of(found.provider, base).value if found.provider else Value.missing()
        return same if same.known else self.store.find(base).value

    def _own_rows(self) -> list[Beside]:
        counting = self._row(OWN, self.base)
        if not self.published:
            return [counting]
        estimate = rates.estimate(self.found.value, self.denominator, self.definition)
        published = Beside(
            PUBLISHED_OWN, self._words(self.found.value), *self._rate_words(estimate), source=_source(self.found),
            estimate=estimate, denominator=self.denominator.number,
        )  # fmt: skip
        return [counting, published]

    # The others

    def _row(self, name: str, asked: Reference, said: tuple[str, str] = ("", "")) -> Beside:
        shown = self.presentation.inline(asked)
        cell = layout.cell_of(asked, asked.key, self.presentation.period)
        estimate, rate, people = None, ("", ""), None
        if self.definition.denominator:
            estimate = self.presentation.estimate(_of(asked, asked.area, As.RATE))
            rate = self._rate_words(estimate) if estimate else (self._no_rate(asked), "")
            base = layout.denominator(self.store, cell)
            people = self.store.find(base).value.number if base is not None else None
        source = _source(self.presentation.found(cell))
        return Beside(name, shown.text, *rate, *said, source, shown.missing, estimate, people)

    def _other(self, area: str) -> Beside:
        asked = _of(self.base, area)
        estimate = self.presentation.estimate(_of(self.base, area, As.RATE))
        if estimate is None:
            return self._row(area, asked)
        cell = layout.cell_of(asked, asked.key, self.presentation.period)
        compared = self._compared(estimate.value, self.presentation.found(cell))
        return self._row(area, asked, _said(compared))

    def _mean(self, present: int, asked: int) -> Beside | None:
        """The neighbours' mean: of their rates, or of what was supplied as a rate."""
        if self.definition.scale in RATES:
            shown = self.presentation.inline(_of(self.base, AREA))
            name = _mean_name(Neighbours(shown.number, present, asked))
            return Beside(name, shown.text, missing=shown.missing)
        mean = self.presentation.mean_rate(_of(self.base, AREA, As.RATE))
        if not self.definition.denominator or mean is None or mean.mean is None:
            return None
        at = CellId(self.cell.figure, self.cell.period, AREA, self.cell.dims)
        compared = self._compared(float(mean.mean), self.presentation.found(at))
        return Beside(_mean_name(mean), NO_COUNT, self._per(float(mean.mean)), "", *_said(compared))

    def _compared(self, benchmark: float, found: Found) -> Comparison | None:
        """None where chance cannot be reckoned: nothing that happens to people, or not counted alike."""
        count, whole = self.found.value.number, self.denominator.number
        alike = {d.version for d in found.data} == {d.version for d in self.found.data}
        if count is None or not whole or not alike or self.definition.counts is Counts.NEITHER:
            return None
        try:
            if rates.is_proportion(self.definition):
                return compare_proportion(count, whole, benchmark) if count <= whole else None
            return compare_rate(count, whole, benchmark, self.definition.per) if count >= 0 else None
        except ValueError:  # a share over a hundred
            return None

    # Words

    def _words(self, value: Value) -> str:
        return value_words(value, self.definition.scale, self.definition.decimals)

    def _per(self, rate: float) -> str:
        return f"{round(rate, 1):,}{per_words(self.definition)}"

    def _rate_words(self, estimate: Estimate | None) -> tuple[str, str]:
        if estimate is None:
            return "", ""
        low, high = round(estimate.lower, 1), round(estimate.upper, 1)
        return self._per(estimate.value), f"95% interval {low:,} to {high:,}"

    def _no_rate(self, asked: Reference) -> str:
        shown = self.presentation.inline(_of(asked, asked.area, As.RATE))
        return f"{shown.text}: {shown.why}" if shown.why else shown.text

    def _notes(self, known: list[Beside], mean: Beside | None) -> list[str]:
        said = []
        if any(row.words for row in known):
            own = self._words(self.found.value)
            what = f"the published {own}, so that like stands beside like" if self.published else own
            said.append(
                f"Differences are judged from {what}. Limits are those of 99.8%: if this area’s true rate were the other’s, "
                "chance alone would take it outside them once in 500 times."
            )
        elif self.definition.scale in RATES:
            said.append("The counts behind these numbers are not known, so chance cannot be reckoned.")
        listed = self.store.neighbours(self.cell.period)
        if mean is not None and listed is not None:
            said.append(
                f"The neighbours are those of {listed.source}. Each counts once, however many children live there."
            )
            if listed.published > Period.parse(self.cell.period).end:
                said.append(
                    f"That list came out on {day(listed.published)}, after the period: an earlier one may name others."
                )
        return said


def per_words(definition: Definition) -> str:
    """ "%" or " per 10,000"."""
    return "%" if rates.is_proportion(definition) else f" per {number(definition.per)}"


def _of(base: Reference, area: str, how: As = As.VALUE) -> Reference:
    return Reference(base.keys, base.period, area, base.dims, how)


def _mean_name(mean: Neighbours) -> str:
    part = f"{mean.present} of {mean.asked}" if mean.present < mean.asked else f"{mean.asked}"
    return f"{AREA} (mean of {part})"


def _said(made: Comparison | None) -> tuple[str, str]:
    if made is None:
        return "", ""
    low, high = round(made.control.lower, 1), round(made.control.upper, 1)
    return made.words[:1].upper() + made.words[1:], f"Chance alone: {low:,} to {high:,}"


def _rank(area: str) -> tuple[int, str]:
    """Regions, then England, then others by name."""
    return (0 if area in REGIONS else 1 if area == ENGLAND else 2), area


def _source(found: Found) -> str:
    return join(dict.fromkeys(d.citation or d.supplier for d in found.data))
