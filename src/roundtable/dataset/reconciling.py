"""A figure's parts as its source that counts has them, and as the published tables do."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from roundtable.dataset.sources import SourceRow, difference_words
from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import TIME, Reference
from roundtable.measures.definitions import Definition
from roundtable.measures.values import Value
from roundtable.measures.wording import value_words


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a breakdown that two sources know: `difference` is theirs less ours, with its share of ours."""

    name: str
    ours: str
    theirs: str
    difference: str


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Whether there is anything to reconcile, and the parts that can be; the whole stands among the sources."""

    parts: tuple[Part, ...]
    whole: bool

    def __bool__(self) -> bool:
        return self.whole or bool(self.parts)


def reconcile(
    presentation: Presentation,
    asked: Iterable[Reference],
    sources: Iterable[SourceRow],
    definition: Definition,
) -> Reconciliation:
    """The parts along each dimension of the breakdowns that are asked for."""
    blocks = [each for each in asked if len(each.by) == 1 and each.by[0] not in TIME]
    parts = tuple(part for block in blocks for part in _parts(presentation, block, definition))
    return Reconciliation(parts, sum(not row.missing for row in sources) > 1)


def _parts(presentation: Presentation, block: Reference, definition: Definition) -> Iterator[Part]:
    axis = layout.axis(presentation.store, block, block.by[0], presentation.period)
    whole = layout.cell_of(block, block.key, presentation.period)
    for entry, title in axis.entries:
        found = presentation.found(layout.place(whole, axis, entry))
        other = next(
            (each for each in found.others if each.value.known and each.provider != found.provider), None
        )
        if found.value.known and other is not None:
            yield Part(
                f"{axis.title}: {title}", _words(found.value, definition), _words(other.value, definition),
                difference_words(other.value, found.value, definition),
            )  # fmt: skip


def _words(value: Value, definition: Definition) -> str:
    return value_words(value, definition.scale, definition.decimals)
