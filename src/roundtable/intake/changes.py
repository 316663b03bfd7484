"""What a return changes of what was known, and which changes are large enough to ask about."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from roundtable.intake.returns import CellKey, Reading, ReadLine
from roundtable.measures.definitions import Definition, Scale
from roundtable.measures.periods import Period
from roundtable.measures.wording import number, percent, pounds

# Two counts of one steady process differ by more than this many standard errors once in 500 times.
_LIMIT = 3.09
_LARGE_SHARE, _LARGE_STEP = Decimal("0.5"), 20


@dataclass(frozen=True, slots=True)
class Change:
    """One value against what was known before: `against` is the same period restated, or an earlier one.

    `new` is none where a number was given before and is not now. `question` is asked of a jump, and never blocks.
    """

    line: ReadLine
    old: Decimal
    new: Decimal | None
    against: Period
    jump: bool
    question: str

    @property
    def restated(self) -> bool:
        return self.against == self.line.period


def compare(
    reading: Reading, previous: Mapping[CellKey, Decimal], definitions: Mapping[str, Definition] | None = None
) -> tuple[Change, ...]:
    """Every line that differs from the number known for its period, or else from that of the period before.

    `previous` holds numbers by figure key, breakdown, area and period; months before may also come from the reading
    itself. Give it and `reading` of one partnership. `definitions` tell counts from percentages and money.
    """
    here = {line.id: line.value.number for line in reading.lines if line.value.number is not None}
    known = {**previous, **here}
    found = (_change(line, known, previous, definitions or {}) for line in reading.lines)
    return tuple(change for change in found if change is not None)


def _change(
    line: ReadLine,
    known: Mapping[CellKey, Decimal],
    previous: Mapping[CellKey, Decimal],
    definitions: Mapping[str, Definition],
) -> Change | None:
    new = line.value.number
    against = line.period if line.id in previous else _earlier(line, known)
    if against is None or (new is None and against != line.period):
        return None
    old = known[line.key, line.dims, line.area, against] if against != line.period else previous[line.id]
    if old == new:
        return None
    scale = definitions[line.key].scale if line.key in definitions else Scale.COUNT
    jump = new is not None and is_jump(old, new, scale)
    return Change(
        line,
        old,
        new,
        against,
        jump,
        _question(line, old, new, against, scale) if jump and new is not None else "",
    )


def _earlier(line: ReadLine, known: Mapping[CellKey, Decimal]) -> Period | None:
    candidates = (line.period.before(), line.period.previous())
    return next((p for p in candidates if (line.key, line.dims, line.area, p) in known), None)


def is_jump(old: Decimal, new: Decimal, scale: Scale = Scale.COUNT) -> bool:
    """Whether a change is worth a question: by more than half and more than 20, or a count beyond what chance explains.

    Chance: the difference of two Poisson counts has about the variance of their sum, and 99.8% lie within 3.09
    standard errors.
    """
    step = abs(new - old)
    if step > _LARGE_STEP and step > _LARGE_SHARE * abs(old):
        return True
    return scale is Scale.COUNT and float(step) > _LIMIT * math.sqrt(float(abs(old) + abs(new)))


def _question(line: ReadLine, old: Decimal, new: Decimal, against: Period, scale: Scale) -> str:
    way = "up" if new > old else "down"
    asked = "Is that right?" if line.note else "Is that right? If so, say why in the note."
    return f"{_shown(new, scale)} in {line.period.label}, {way} from {_shown(old, scale)} in {against.label}. {asked}"


def _shown(amount: Decimal, scale: Scale) -> str:
    match scale:
        case Scale.POUNDS:
            return pounds(amount)
        case Scale.PERCENT:
            return percent(amount, 0 if amount == amount.to_integral_value() else 1)
        case _:
            return number(amount)
