"""Beside the text while it is written: what each reference says now, figures to pick from, and what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.figures.describe import summary
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import Reference, parse
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.definitions import Definition
from roundtable.measures.periods import Period
from roundtable.measures.wording import plural
from roundtable.report.build import Built, build
from roundtable.report.editions import EDITIONS
from roundtable.report.markdown import Fault, read
from roundtable.report.models import Report, Section
from roundtable.report.render import html_part

MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A reference of the text, and what each edition prints for it now."""

    reference: str
    title: str
    partnership: str
    public: str
    why: str = ""  # why a reader of the public edition is given no number


@dataclass(frozen=True, slots=True)
class Desk:
    """A section as its text stands on the page, saved or not."""

    html: str
    lines: tuple[ReferenceLine, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    words: str  # "by outcome and month"
    paste: str


@dataclass(frozen=True, slots=True)
class Pick:
    """A figure to choose, with the text that prints it in a sentence and those that print it as a table."""

    title: str
    key: str
    says: str
    paste: str
    breakdowns: tuple[Breakdown, ...]


def desk(
    who: Principal, partnership: Partnership, report: Report, sections: Sequence[Section], section: Section
) -> Desk:
    """What `section` says in each edition. Its neighbours are built too: what one section prints may hide another's."""
    others = [section if s.pk == section.pk else s for s in sections]
    built = {key: build(who, partnership, report, others, edition) for key, edition in EDITIONS.items()}
    first = next(e for e in EDITIONS if not section.editions or e in section.editions)
    reading = read(section.text)
    references = list(dict.fromkeys(reading.references))
    faults = tuple(fault for title, fault in built[first].faults if title == section.title)
    lines = tuple(_line(reference, built, section) for reference in references)
    return Desk(html_part(built[first].document, section.key), lines, faults)


def _line(reference: Reference, built: dict[str, Built], section: Section) -> ReferenceLine:
    said = {
        key: _said(built[key].presentation, reference)
        if not section.editions or key in section.editions
        else ("not in this edition", "")
        for key in EDITIONS
    }
    known = definitions()
    titles = [known.get(key).title if key in known else key for key in reference.keys]
    return ReferenceLine(
        str(reference), " and ".join(titles), said["professional"][0], said["public"][0], said["public"][1]
    )


def _said(presentation: Presentation, reference: Reference) -> tuple[str, str]:
    problem = presentation.problems.get(str(reference))
    if problem:
        return "cannot be answered", problem
    if not reference.is_block:
        shown = presentation.inline(reference)
        return shown.text, shown.why
    grid = presentation.grid(reference)
    missing = sum(cell.missing for row in grid.rows for cell in row.cells)
    size = plural(len(grid.rows), "row")
    return (f"{size}, {plural(missing, 'cell')} without a number" if missing else size), ""


def pick(who: Principal, report: Report, words: str) -> list[Pick]:
    """Figures of the report's year whose title, question, theme or key holds every word that was typed."""
    period = Period.parse(report.period)
    wanted = words.lower().split()
    known = definitions()
    found = [
        (known.get(entry["key"]), entry)
        for listed in summary(who, period)
        for entry in (listed, *listed["follow_ups"])
        if all(word in _searched(known.get(entry["key"])) for word in wanted)
    ]
    found.sort(key=lambda pair: (not all(w in pair[0].title.lower() for w in wanted), pair[0].title))
    return [
        _pick(d, entry["reference"], entry["shown"], entry["breakdowns"], period)
        for d, entry in found[:MOST_FOUND]
    ]


def _searched(definition: Definition) -> str:
    return " ".join((definition.title, definition.question, definition.theme, definition.key)).lower()


def _pick(
    definition: Definition, reference: str, shown: str, breakdowns: Iterable[str], period: Period
) -> Pick:
    found = parse(reference)
    when = f"period={found.period}" if found.period not in {None, period} else ""
    says = f"{shown}, {found.period.label}" if found.period else shown
    made = tuple(_breakdown(definition, by, when) for by in breakdowns)
    target = f"{definition.key}?{when}" if when else definition.key
    return Pick(definition.title, definition.key, says, f"[](figure:{target})".replace(" ", "%20"), made)


def _breakdown(definition: Definition, by: str, when: str) -> Breakdown:
    words = _by_words(definition, by)
    query = _query(when, f"by={by}", "show=table")
    return Breakdown(words, f"![{definition.title} {words}](figure:{definition.key}?{query})")


def _query(*parts: str) -> str:
    return "&".join(part for part in parts if part).replace(" ", "%20")


def _by_words(definition: Definition, by: str) -> str:
    titles = {d.key: d.title.lower() for d in definition.dimensions}
    return "by " + " and ".join(titles.get(part, part) for part in by.split(","))
