"""A report in one edition, as a document of the content model."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from roundtable.foundation.figures.present import Presentation, present
from roundtable.foundation.figures.references import Reference
from roundtable.foundation.ledger import queries as ledger
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.periods import Period
from roundtable.measures.wording import day
from roundtable.report import content
from roundtable.report.editions import Edition
from roundtable.report.markdown import Fault, Reading, Writer, read
from roundtable.report.models import Report, Section


@dataclass(frozen=True, slots=True)
class Built:
    """An edition, the figures behind it and what is wrong with its references."""

    document: content.Document
    presentation: Presentation
    references: tuple[Reference, ...]  # each that the edition prints, once, in order
    faults: tuple[tuple[str, Fault], ...]  # section title and fault


def build(
    who: Principal, partnership: Partnership, report: Report, sections: Sequence[Section], edition: Edition
) -> Built:
    """Read every section, ask for all their figures at once under the edition's rules, and write the document."""
    printed = [s for s in sections if not s.editions or edition.key in s.editions]
    readings = [(section, read(section.text)) for section in printed]
    period = Period.parse(report.period)
    references = [reference for _, reading in readings for reference in reading.references]
    presentation = present(who, references, period, edition.audience)
    made = tuple(_section(presentation, section, reading) for section, reading in readings)
    document = content.Document(
        title=report.title,
        subtitle=edition.says,
        partnership=partnership.full_title,
        period=period.label,
        edition=edition.title,
        sections=made,
        date=day(timezone.localdate()),
        marking="" if edition.audience == "public" else partnership.marking,
        imprint=_imprint(who, report, presentation),
    )
    printed_once = tuple(dict.fromkeys(references))
    return Built(document, presentation, printed_once, tuple(_faults(readings, presentation)))


def _section(presentation: Presentation, section: Section, reading: Reading) -> content.Section:
    writer = Writer(presentation, section.key)
    return content.Section(section.key, section.title, writer.blocks(reading.tree.children))


def _faults(readings: list[tuple[Section, Reading]], presentation: Presentation) -> list[tuple[str, Fault]]:
    found = [(section.title, fault) for section, reading in readings for fault in reading.faults]
    for section, reading in readings:
        for reference in reading.references:
            problem = presentation.problems.get(str(reference))
            if problem:
                found.append((section.title, Fault(str(reference), problem)))
    return found


def _imprint(who: Principal, report: Report, presentation: Presentation) -> tuple[str, ...]:
    head = ledger.head(who)
    hidden = len(presentation.protection.hidden)
    said = [
        f"Written for {report.regime}.",
        "Every number in this report is a figure of the partnership’s catalogue, with its source and definition.",
        f"Disclosure control: {presentation.rules.stamp}; {hidden} numbers hidden.",
    ]
    if head.sequence:
        said.append(f"The ledger stood at entry {head.sequence}, {head.chain[:16]}.")
    return tuple(said)
