"""The acceptance card: each figure of a return against last time and against what other agencies sent of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from roundtable.dataset.describe import line_name, words_of
from roundtable.dataset.dims import Dims, from_text
from roundtable.dataset.models import Observation, Return, ReturnVersion
from roundtable.dataset.previews import known_numbers
from roundtable.foundation.scope.principals import Principal
from roundtable.intake.checks import check_sums
from roundtable.intake.findings import Findings
from roundtable.intake.guards import FileRefused
from roundtable.intake.problems import ProblemGroup, Severity, group
from roundtable.intake.reading import read_return
from roundtable.intake.returns import LineId, ReadLine, ReturnSpec
from roundtable.measures.definitions import Adds, Scale
from roundtable.measures.periods import Period
from roundtable.measures.values import Value
from roundtable.measures.wording import plural, signed, signed_percent

Peers = Mapping[tuple[str, Dims, Period], Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One line, over the whole of its periods where they add up, and otherwise in the last of them."""

    line: str
    period: str
    now: str
    before: str
    change: str
    peers: str


def remarks_on(
    version: ReturnVersion, spec: ReturnSpec, lines: Sequence[ReadLine]
) -> tuple[ProblemGroup, ...]:
    """What its sender was warned of and asked: from the file read again, or from the sums of a typed return."""
    if version.file is None:
        findings = Findings()
        check_sums(lines, spec, findings)
        return group(findings.problems)
    try:
        read = read_return(bytes(version.file), version.file_name, [spec])
    except FileRefused:  # the guards have grown stricter since it was taken in
        return ()
    # A workbook may hold another partnership's sheet, which is an error here and nothing to its decider.
    return group([problem for problem in read.problems if problem.severity is not Severity.ERROR])


def comparisons(
    who: Principal, found: Return, spec: ReturnSpec, lines: Sequence[ReadLine]
) -> list[Comparison]:
    keys = {line.key for line in lines}
    known = known_numbers(who, found, keys)
    peers = _peers(who, found, keys, {line.period for line in lines})
    together: dict[LineId, list[ReadLine]] = defaultdict(list)
    for line in lines:
        together[line.key, line.dims, line.area].append(line)
    return [_compare(spec, group_, known, peers) for group_ in together.values()]


def _peers(who: Principal, found: Return, keys: set[str], periods: set[Period]) -> Peers:
    """What other agencies' accepted returns hold of the same figures in the same periods."""
    rows = (
        Observation.objects.seen_by(who, "version", "version__return_of")
        .filter(current=True, provider=found.provider, key__in=sorted(keys))
        .filter(period__in=sorted(str(period) for period in periods))
        .exclude(agency_id=found.agency_id)
        .values_list("key", "dims", "period", "agency__title", "number")
    )
    made: dict[tuple[str, Dims, Period], dict[str, Decimal]] = defaultdict(dict)
    for key, dims, period, agency, number in rows:
        if number is not None:
            made[key, from_text(dims), Period.parse(period)][agency] = number
    return made


def _compare(
    spec: ReturnSpec,
    lines: Sequence[ReadLine],
    known: Mapping[tuple[str, Dims, str, Period], Decimal],
    peers: Peers,
) -> Comparison:
    first = lines[0]
    definition = spec.definitions[first.key]
    adds = definition.adds is Adds.SUM and definition.scale in {Scale.COUNT, Scale.POUNDS}
    last = max(lines, key=lambda line: line.period.end)
    same_kind = [line for line in lines if line.period.kind == last.period.kind]
    used = same_kind if adds and _fill(same_kind) else [last]
    now = _sum(line.value.number for line in used)
    before = _sum(known.get((one.key, one.dims, one.area, one.period.previous())) for one in used)
    label = (
        last.period.label if len(used) == 1 else f"{used[0].period.short_label} to {last.period.short_label}"
    )
    return Comparison(
        line_name(spec, first), label, _words(spec, first.key, now, last), _words(spec, first.key, before),
        _change(definition.scale, now, before), _peer_words(spec, used, peers),
    )  # fmt: skip


def _fill(lines: Sequence[ReadLine]) -> bool:
    """Whether every one of several periods has a number, so that their sum is the whole."""
    return len(lines) > 1 and all(line.value.number is not None for line in lines)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal | None:
    found = list(numbers)
    return (
        None
        if any(number is None for number in found)
        else sum((n for n in found if n is not None), Decimal(0))
    )


def _words(spec: ReturnSpec, key: str, number: Decimal | None, line: ReadLine | None = None) -> str:
    if number is not None:
        return words_of(spec, key, Value.of(number))
    return words_of(spec, key, line.value) if line is not None else "not known"


def _change(scale: Scale, now: Decimal | None, before: Decimal | None) -> str:
    if now is None or before is None:
        return ""
    if scale is Scale.PERCENT:
        return f"{signed(now - before)} points"
    share = f" ({signed_percent((now - before) / before * 100)})" if before > 0 else ""
    return f"{signed(now - before)}{share}"


def _peer_words(spec: ReturnSpec, used: Sequence[ReadLine], peers: Peers) -> str:
    """The sum over other agencies of what adds up, and otherwise their average; and how many they are."""
    by_agency: dict[str, list[Decimal]] = defaultdict(list)
    for line in used:
        for agency, number in peers.get((line.key, line.dims, line.period), {}).items():
            by_agency[agency].append(number)
    totals = [sum(numbers, Decimal(0)) for numbers in by_agency.values() if len(numbers) == len(used)]
    if not totals:
        return "nobody else sends it"
    adds = spec.definitions[used[0].key].scale in {Scale.COUNT, Scale.POUNDS}
    shown = sum(totals, Decimal(0)) if adds else sum(totals, Decimal(0)) / len(totals)
    what = "in all" if adds else "on average"
    return f"{words_of(spec, used[0].key, Value.of(shown))} {what}, {plural(len(totals), 'other agency', 'other agencies')}"
