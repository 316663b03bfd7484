"""What was decided of a figure's months, in rows for its page: what holds, what did, who decided and why."""

from dataclasses import dataclass

from roundtable.foundation.figures.actions_limits import sentence
from roundtable.foundation.figures.limits import holding, month
from roundtable.foundation.figures.models import LimitsDecision, LimitsKind
from roundtable.measures.definitions import Definition


@dataclass(frozen=True, slots=True)
class LimitsRow:
    """One decision; `state` is holds, replaced or taken back, in words; `undoing` is what took it back."""

    made: LimitsDecision
    text: str
    state: str
    undoing: LimitsDecision | None = None

    @property
    def holds(self) -> bool:
        return self.state == HOLDS


HOLDS, REPLACED, TAKEN_BACK = "Holds", "Decided anew since", "Taken back"


def limits_rows(newest_first: list[LimitsDecision], definition: Definition) -> list[LimitsRow]:
    """Every decision, the newest first, with what became of it."""
    undoing = {d.undoes_id: d for d in newest_first if d.undoes_id is not None}
    held = {d.pk for d in holding(newest_first)}
    rows = []
    for each in newest_first:
        if each.kind != LimitsKind.UNDONE:
            state = TAKEN_BACK if each.pk in undoing else HOLDS if each.pk in held else REPLACED
            said = sentence(each, definition)
            rows.append(LimitsRow(each, said[:1].upper() + said[1:], state, undoing.get(each.pk)))
    return rows


def chronological(rows: list[LimitsRow]) -> list[LimitsRow]:
    """What holds, by the month from which it does."""
    return sorted((row for row in rows if row.holds), key=lambda row: month(row.made.since).start)
