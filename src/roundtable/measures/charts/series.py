"""What a chart is given: labelled values, which may be missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from roundtable.measures.definitions import Scale
from roundtable.measures.periods import MONTHS, Period, PeriodKind
from roundtable.measures.values import Value
from roundtable.measures.wording import join, value_words


@dataclass(frozen=True, slots=True)
class Point:
    label: str
    value: Value

    @property
    def number(self) -> float | None:
        return None if self.value.number is None else float(self.value.number)


@dataclass(frozen=True, slots=True)
class Series:
    """Points in order. All series of one chart have the same labels."""

    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """How numbers are said."""

    scale: Scale = Scale.COUNT
    decimals: int = 0

    @property
    def whole(self) -> bool:
        return self.scale is Scale.POUNDS or (
            self.scale in {Scale.COUNT, Scale.PERCENT} and self.decimals == 0
        )

    def words(self, number: float) -> str:
        return value_words(Value.of(Decimal(str(round(number, 6)))), self.scale, self.decimals)

    def tick(self, number: float) -> str:
        """For an axis: no pence, and decimals only where the tick has them."""
        said = value_words(Value.of(Decimal(str(number))), Scale.COUNT, 0 if number == int(number) else 1)
        match self.scale:
            case Scale.PERCENT:
                return f"{said}%"
            case Scale.POUNDS:
                return f"£{said}"
            case _:
                return said


def labels_of(series: Sequence[Series]) -> list[str]:
    """The labels that the series share; ValueError where there are none or they differ."""
    labels = [point.label for point in series[0].points] if series else []
    if not labels:
        raise ValueError("A chart needs at least one series with at least one point")
    for other in series[1:]:
        if [point.label for point in other.points] != labels:
            raise ValueError(f"{other.name} has other labels than {series[0].name}")
    return labels


def known(series: Iterable[Series]) -> list[float]:
    """Every number there is."""
    return [point.number for one in series for point in one.points if point.number is not None]


def period(label: str) -> Period | None:
    """The period that a label names, if it names one."""
    try:
        return Period.parse(label)
    except ValueError:
        return None


def in_time(labels: Sequence[str]) -> bool:
    """Whether the labels are periods, so that they run from left to right."""
    return bool(labels) and all(period(label) is not None for label in labels)


def months(labels: Sequence[str]) -> list[Period]:
    """The labels as months, or nothing where one of them is not a month."""
    found = [p for label in labels if (p := period(label)) is not None and p.kind is PeriodKind.MONTH]
    return found if len(found) == len(labels) else []


def spoken(label: str) -> str:
    """A label in a sentence about one chart: "July" of "Jul 2015"."""
    found = period(label)
    return MONTHS[found.start.month - 1] if found and found.kind is PeriodKind.MONTH else label


def gaps(series: Sequence[Series]) -> list[str]:
    """A note for each series and reason, on what is missing: "Central: not supplied in February 2016 and March 2016."."""
    notes = []
    for one in series:
        missing: dict[str, list[str]] = {}
        for point in one.points:
            if not point.value.known:
                missing.setdefault(point.value.status.words, []).append(point.label)
        for words, labels in missing.items():
            where = "" if len(labels) == len(one.points) else f" {_where(labels, len(one.points))}"
            notes.append(f"{one.name}: {words}{where}.")
    return notes


def _where(labels: Sequence[str], of: int) -> str:
    if len(labels) > 3:
        return f"in {len(labels)} of {of}"
    return f"{preposition(labels[0])} {join(labels)}"


def preposition(label: str) -> str:
    """ "in" a year, "on" a day, "for" anything else."""
    found = period(label)
    if found is None:
        return "for"
    return "on" if found.kind is PeriodKind.SNAPSHOT else "in"


def titled(unit: str) -> str:
    """The unit as a heading of the numbers."""
    return unit[:1].upper() + unit[1:]
