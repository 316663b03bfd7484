"""What returns and published tables hold, as the catalogue asks for it."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from roundtable.dataset.dims import from_text
from roundtable.dataset.models import Observation
from roundtable.foundation.figures.data import Datum
from roundtable.foundation.partnerships.models import Area
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.measures.periods import Period
from roundtable.measures.values import Status, Value
from roundtable.measures.wording import day

FIELDS = (
    "key", "definition_version", "period", "dims", "titles", "number", "status", "area", "note", "citation",
    "cannot_supply", "provider", "agency__title", "version__number", "version__decided_at", "version__return_of__reference",
    "version__return_of__period",
)  # fmt: skip


class Returns:
    """Figures that came as observations: from agencies' returns, or from published tables of others."""

    def __init__(self, name: str, title: str) -> None:
        self.name = name
        self.title = title

    def data(self, who: Principal, keys: Collection[str]) -> Iterator[Datum]:
        """The current observations of the figures named, in two queries."""
        check(who, Permission.SEE_DATASET)
        own = {area.title.lower() for area in Area.objects.filter(partnership_id=who.partnership_id or 0)}
        rows = (
            Observation.objects.figures_of(who)
            .filter(current=True, provider=self.name, key__in=sorted(keys))
            .order_by("id")  # values that a supplier names keep the order of the supplier's rows
            .values(*FIELDS)
        )
        for row in rows.iterator():
            yield self._datum(row, own)

    def known_keys(self, who: Principal) -> set[str]:
        check(who, Permission.SEE_DATASET)
        found: Iterable[str] = (
            Observation.objects.figures_of(who)
            .filter(current=True, provider=self.name)
            .order_by()
            .values_list("key", flat=True)
            .distinct()
        )
        return set(found)

    def _datum(self, row: dict[str, object], own: set[str]) -> Datum:
        area = str(row["area"])
        return Datum(
            key=str(row["key"]),
            version=int(str(row["definition_version"])),
            period=Period.parse(str(row["period"])),
            dims=from_text(str(row["dims"])),
            value=_value(row),
            area="" if self.name == "returns" or area.lower() in own else area,
            covers=area,
            supplier=str(row["agency__title"]),
            source=_source(row),
            citation=str(row["citation"]),
            note=str(row["note"]),
            cannot_supply=str(row["cannot_supply"]),
            provider=self.name,
            reported_for=Period.parse(str(row["version__return_of__period"])),
            titles=tuple(dict(row["titles"] or {}).items()),  # type: ignore[call-overload]  # a JSON object
        )


def _value(row: dict[str, object]) -> Value:
    status = Status(str(row["status"]))
    return Value(Decimal(str(row["number"])) if status.has_number else None, status)


def _source(row: dict[str, object]) -> str:
    decided = row["version__decided_at"]
    accepted = f", accepted {day(decided.date())}" if isinstance(decided, datetime) else ""
    return f"{row['version__return_of__reference']}, version {row['version__number']}{accepted}"


RETURNS = Returns("returns", "Agencies’ returns")
PUBLISHED = Returns("published", "Published tables")
