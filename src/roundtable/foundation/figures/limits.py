"""What was decided of a figure's months, and what it comes to on the months that are drawn.

A later decision for the same month replaces an earlier one: a target a target, and a baseline or a re-calculation
either, for each of those begins a phase with limits of its own. Only values that the audience may see are used.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from roundtable.foundation.figures.models import LimitsDecision, LimitsKind
from roundtable.foundation.figures.references import Reference
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.measures.charts.limits import Target
from roundtable.measures.definitions import Definition, Polarity
from roundtable.measures.periods import Period
from roundtable.measures.tables import CellId
from roundtable.measures.values import Value
from roundtable.measures.wording import value_words

ENOUGH = 2  # values that limits can be worked out from
Values = tuple[Decimal | None, ...]
ValueOf = Callable[[Period], Decimal | None]


class Shows(Protocol):
    """What is needed of a presentation (which needs this module itself)."""

    period: Period
    limits: Mapping[str, "Rules"]

    def value(self, cell: CellId) -> Value: ...

    def may_leave(self, note: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """The decisions on one figure that hold, each kind in the order of the months from which they do."""

    targets: tuple[LimitsDecision, ...] = ()  # ends of targets among them
    starts: tuple[LimitsDecision, ...] = ()  # of phases: baselines and re-calculations

    def baseline_months(self, months: Sequence[Period]) -> list[Period]:
        """The months outside those drawn on which their limits rest."""
        wanted = (m for s in _phases(self, months) if s is not None for m in baseline(s))
        return [month for month in dict.fromkeys(wanted) if month not in set(months)]


@dataclass(frozen=True, slots=True)
class Placed:
    """Decisions as places in a row of months: what the drawing and the signs of a figure are made from."""

    rebase: tuple[int, ...] = ()
    baselines: tuple[tuple[int, Values], ...] = ()  # number of the phase, and what its limits rest on
    targets: tuple[Target, ...] = ()
    target: Decimal | None = None  # of the newest month
    notes: tuple[str, ...] = ()  # on the limits
    target_notes: tuple[str, ...] = ()


def month(text: str) -> Period:
    return Period.parse(text)


def baseline(decision: LimitsDecision) -> list[Period]:
    """The months that limits rest on; none for a re-calculation, whose limits rest on its own months."""
    if decision.kind != LimitsKind.BASELINE:
        return []
    first, last = month(decision.since), month(decision.until)
    return [
        Period.month_of(at // 12, at % 12 + 1)
        for at in range(
            first.start.year * 12 + first.start.month - 1, last.start.year * 12 + last.start.month
        )
    ]


def decisions(who: Principal, key: str) -> list[LimitsDecision]:
    """Everything that was decided of a figure's months, the newest first."""
    check(who, Permission.SEE_DATASET)
    return list(LimitsDecision.objects.seen_by(who).filter(key=key).order_by("-pk"))


def judged(reference: Reference) -> bool:
    """Whether a block is a figure's own months: those are what targets and limits are decided for."""
    return reference.by == ("month",) and len(reference.keys) == 1 and not (reference.area or reference.dims)


def drawn_months(reference: Reference, period: Period) -> tuple[Period, ...]:
    return tuple((reference.period or period).months())


def rules_of(who: Principal, references: Iterable[Reference]) -> dict[str, Rules]:
    """What holds for the figures whose own months are asked for: one query, or none where there are no such."""
    keys = {reference.key for reference in references if judged(reference)}
    if not keys:
        return {}
    check(who, Permission.SEE_DATASET)
    found: dict[str, list[LimitsDecision]] = defaultdict(list)
    for each in LimitsDecision.objects.seen_by(who).filter(key__in=sorted(keys)).order_by("-pk"):
        found[each.key].append(each)
    return {key: rules_from(every) for key, every in found.items()}


def baselines(held: Mapping[str, Rules], references: Iterable[Reference], period: Period) -> list[Reference]:
    """What has to be asked for besides, so that limits can rest on months that are not drawn."""
    asked = [
        Reference(r.keys, period=each)
        for r in references
        if judged(r) and r.key in held
        for each in held[r.key].baseline_months(drawn_months(r, period))
    ]
    return list(dict.fromkeys(asked))


def on_months(presentation: "Shows", reference: Reference, definition: Definition) -> Placed:
    """What was decided of a figure's months, on those that a block draws, for the presentation's audience."""
    held = presentation.limits.get(reference.key)
    if held is None or not judged(reference):
        return Placed()
    return placed(
        held,
        drawn_months(reference, presentation.period),
        lambda at: presentation.value(CellId(reference.key, str(at))).number,
        definition,
        presentation.may_leave,
    )


def rules_from(newest_first: Iterable[LimitsDecision]) -> Rules:
    """What holds of decisions on one figure: not what was taken back, nor what was decided anew for the same month."""
    held = holding(newest_first)
    in_order = sorted(held, key=lambda d: month(d.since).start)
    targets = {LimitsKind.TARGET, LimitsKind.TARGET_ENDS}
    return Rules(
        tuple(d for d in in_order if d.kind in targets), tuple(d for d in in_order if d.kind not in targets)
    )


def holding(newest_first: Iterable[LimitsDecision]) -> list[LimitsDecision]:
    """The decisions that hold, the newest first."""
    every = list(newest_first)
    undone = {d.undoes_id for d in every}
    found: dict[tuple[bool, str], LimitsDecision] = {}
    for each in every:
        if each.kind != LimitsKind.UNDONE and each.pk not in undone:
            found.setdefault((_is_target(each), each.since), each)
    return list(found.values())


def _is_target(decision: LimitsDecision) -> bool:
    return decision.kind in {LimitsKind.TARGET, LimitsKind.TARGET_ENDS}


def placed(
    held: Rules,
    months: Sequence[Period],
    value_of: ValueOf,
    definition: Definition,
    said: Callable[[str], bool],
) -> Placed:
    """The decisions on the months that are drawn. `said` tells whether a reason may be given to the audience."""
    values = tuple(value_of(each) for each in months)
    fixed = {s.pk: tuple(value_of(m) for m in baseline(s)) for s in held.starts}
    kept, notes = _long_enough(_phases_at(held, months), values, fixed)
    made = {
        number: fixed[start.pk]
        for number, (_, start) in enumerate(kept)
        if start is not None and _enough(fixed[start.pk])
    }
    notes = [*(_start_note(s, months[0], fixed, said) for _, s in kept if s is not None), *notes]
    targets = _targets(held, months)
    return Placed(
        rebase=tuple(place for place, _ in kept[1:]),
        baselines=tuple(made.items()),
        targets=tuple(Target(first, last, float(d.value or 0)) for first, last, d in targets),
        target=_newest_target(targets, len(months)),
        notes=tuple(note for note in notes if note),
        target_notes=tuple(_target_note(d, definition, said) for _, _, d in targets),
    )


def _phases(held: Rules, months: Sequence[Period]) -> list[LimitsDecision | None]:
    return [start for _, start in _phases_at(held, months)]


def _phases_at(held: Rules, months: Sequence[Period]) -> list[tuple[int, LimitsDecision | None]]:
    """Where phases begin among the months; the first is what held before them, if anything did."""
    if not months:
        return []
    before = [s for s in held.starts if month(s.since).start <= months[0].start]
    inside = [(months.index(month(s.since)), s) for s in held.starts if month(s.since) in months[1:]]
    return [(0, before[-1] if before else None), *inside]


def _enough(values: Iterable[Decimal | None]) -> bool:
    return sum(value is not None for value in values) >= ENOUGH


def _long_enough(
    phases: Sequence[tuple[int, LimitsDecision | None]], values: Values, fixed: Mapping[int, Values]
) -> tuple[list[tuple[int, LimitsDecision | None]], list[str]]:
    """The phases that limits can be worked out for; months of another join the one before, or else the one after."""
    notes: list[str] = []
    kept: list[tuple[int, LimitsDecision | None]] = []
    ends = [*(place for place, _ in phases[1:]), len(values)]
    for (place, start), end in zip(phases, ends, strict=True):
        own = start is not None and _enough(fixed[start.pk])
        if own or _enough(values[place:end]):
            kept.append((place, start))
        elif kept and start is not None:
            notes.append(
                f"Limits are not re-calculated from {month(start.since).label} yet: fewer than two months since are shown."
            )
    if kept and kept[0][0] > 0:
        place, start = kept[0]
        kept[0] = (0, start)
        notes.append("The months before are too few for limits of their own, and are judged by these.")
    return kept, notes


def _start_note(
    start: LimitsDecision, first: Period, fixed: Mapping[int, Values], said: Callable[[str], bool]
) -> str:
    since = month(start.since).label
    why = f": {_plain(start.reason)}" if said(start.reason) else ""
    if start.kind == LimitsKind.BASELINE:
        span = f"{since} to {month(start.until).label}"
        if not _enough(fixed[start.pk]):
            return f"The baseline of {span} has fewer than two months that are shown, so limits rest on the months drawn."
        return f"Limits rest on the baseline of {span}{why}."
    begins = month(start.since).start > first.start
    return f"Limits re-calculated from {since}{why}." if begins else ""


def _plain(reason: str) -> str:
    return reason.strip().rstrip(".")


def _targets(held: Rules, months: Sequence[Period]) -> list[tuple[int, int, LimitsDecision]]:
    """Each target with the places of its first and last month among those drawn."""
    found = []
    for now, later in pairwise([*held.targets, None]):
        places = [
            place
            for place, each in enumerate(months)
            if now is not None
            and month(now.since).start <= each.start
            and (later is None or each.start < month(later.since).start)
        ]
        if now is not None and now.kind == LimitsKind.TARGET and places:
            found.append((places[0], places[-1], now))
    return found


def _newest_target(targets: Sequence[tuple[int, int, LimitsDecision]], length: int) -> Decimal | None:
    """What the newest month should reach; nothing where its target has ended."""
    return next((d.value for _, last, d in targets if last == length - 1), None)


def _target_note(decision: LimitsDecision, definition: Definition, said: Callable[[str], bool]) -> str:
    source = f" ({_plain(decision.source)})" if decision.source and said(decision.source) else ""
    words = f"Target from {month(decision.since).label}: {target_words(decision, definition)}{source}."
    if definition.polarity is Polarity.NEITHER:
        return f"{words} Neither way is better, so it is not said whether it is met."
    return words


def target_words(decision: LimitsDecision, definition: Definition) -> str:
    """The target as the figure's values are written, with as many decimals as it needs."""
    value = decision.value if decision.value is not None else Decimal(0)
    exponent = value.normalize().as_tuple().exponent
    needed = max(definition.decimals, -exponent if isinstance(exponent, int) else 0)
    return value_words(Value.of(value), definition.scale, needed)
