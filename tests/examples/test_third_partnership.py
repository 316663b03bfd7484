"""A made-up partnership with random returns: nothing in the product knows the example's numbers, names or lines."""

from random import Random

import pytest

from roundtable.dataset.actions import accept_return, ask_for_return, submit_return
from roundtable.dataset.lines import plan, spec
from roundtable.dataset.models import Return
from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.figures.describe import summary
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.intake.reading import read_return
from roundtable.intake.returns import ReturnSpec
from roundtable.measures.attack import read
from roundtable.measures.periods import Period
from roundtable.measures.tables import PUBLIC
from roundtable.report.actions import add_section, start_report
from roundtable.report.build import build
from roundtable.report.editions import EDITIONS
from roundtable.report.queries import sections
from roundtable.report.render import RENDERERS
from tests.foundation.cast import partnership

pytestmark = pytest.mark.django_db
YEAR = Period.parse("2021-22")
ASKED = {
    "missing.reports": ((),),
    "police.child_abuse_outcomes": (("outcome",),),
    "child_protection.plans.at_period_end": (("category",),),
    "allegations.contacts": (("outcome",), ("role",)),
    "child_deaths.notified": ((),),
}
TEXT = (
    "There were [](figure:missing.reports) reports and [](figure:allegations.contacts) contacts.\n\n"
    "![Contacts by outcome](figure:allegations.contacts?by=outcome&show=table&columns=value,share)\n\n"
    "![Reports by month](figure:missing.reports?by=month&show=line)\n"
)


def csv_of(made: ReturnSpec, random: Random, most: int) -> tuple[bytes, dict[str, int]]:
    """A return with a random number in every cell that was asked for, and the sum of each figure's first breakdown."""
    periods = made.periods
    head = ["Key", "Indicator", "Breakdown", "Area", "Unit", "Last value", *map(str, periods)]
    rows, sums = [[*head, "Note", "Cannot supply because", "Expected on", "Source"]], {}
    first: dict[str, tuple[str, ...]] = {}
    for line in made.lines:
        numbers = [str(random.randint(0, most)) if p in line.periods else "" for p in periods]
        shape = tuple(key for key, _ in line.dims)
        if first.setdefault(line.key, shape) == shape:
            sums[line.key] = sums.get(line.key, 0) + sum(int(n) for n in numbers if n)
        rows.append(
            [line.key, line.title, line.breakdown, line.area, line.unit, "", *numbers, "", "", "", ""]
        )
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode(), sums


def world(seed: int, most: int) -> tuple[Partnership, Principal, dict[str, int]]:
    wold = partnership("wold", "Wold")
    by = operator(wold.pk)
    council, sums = Agency.objects.get(slug="council"), {}
    random = Random(seed)
    for key, breakdowns in ASKED.items():
        lines = plan(definitions().get(key), YEAR, breakdowns[:1], area="Wold")
        found: Return = ask_for_return(
            by=by, partnership=wold, agency=council, period=str(YEAR), title=key, lines=lines, due=None
        )
        made = spec(by, wold, found)
        data, counted = csv_of(made, random, most)
        reading = read_return(data, "wold.csv", [made])
        assert reading.can_be_kept, [p.message for p in reading.problems]
        submit_return(by=by, found=found, lines=reading.lines)
        accept_return(by=by, found=found)
        sums |= counted
    return wold, by, sums


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_was_sent_is_what_the_catalogue_says(seed: int) -> None:
    _, who, sums = world(seed, most=400)

    found = {each["key"]: each["value"] for each in summary(who, YEAR)}

    assert {key: found[key] for key in sums} == sums


@pytest.mark.parametrize(("seed", "most"), [(1, 9), (2, 30), (3, 9)])
def test_its_public_report_gives_no_small_number_back(seed: int, most: int) -> None:
    wold, who, _ = world(seed, most)
    report = start_report(
        by=who, partnership=wold, period=str(YEAR), title="Our year", regime="Working Together 2018"
    )
    add_section(by=who, report=report, key="numbers", title="Numbers", text=TEXT)

    built = build(who, wold, report, sections(who, report), EDITIONS["public"])

    assert built.faults == ()
    values = {c: v for t in built.presentation.protection.tables.values() for c, v in t.values.items()}
    reached = read(values, layout.sums(built.presentation.store, values), PUBLIC)
    assert not built.presentation.protection.audit.unprotected
    assert all(reach.is_safe for reach in reached.values())
    for renderer in RENDERERS.values():
        assert len(renderer(built.document)) > 1000
