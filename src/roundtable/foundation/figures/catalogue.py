"""The catalogue: which figures there are, who provides them, and the data of those that are asked for."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from roundtable.foundation.figures.data import Datum, Decided, Store
from roundtable.foundation.figures.models import ProviderDecision
from roundtable.foundation.figures.neighbours import lists_of
from roundtable.foundation.partnerships.queries import neighbours
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.measures.definitions import Definitions, load
from roundtable.measures.periods import Period


class Provider(Protocol):
    """An app that has numbers. `name` is stored in decisions and never changes."""

    name: str
    title: str

    def data(self, who: Principal, keys: Collection[str]) -> Iterable[Datum]:
        """Every number that `who` may see of the figures named, whatever the period, in a bounded number of queries."""
        ...

    def known_keys(self, who: Principal) -> set[str]:
        """The figures that this provider has anything of, for this partnership."""
        ...


_PROVIDERS: dict[str, Provider] = {}


def register(provider: Provider) -> None:
    """Called by each app in `AppConfig.ready`."""
    _PROVIDERS[provider.name] = provider


def providers() -> dict[str, Provider]:
    return dict(_PROVIDERS)


@lru_cache(maxsize=1)
def definitions() -> Definitions:
    """The definitions of this installation, read once."""
    return load(*settings.DEFINITION_FOLDERS)


def store(who: Principal, keys: Collection[str]) -> Store:
    """The data of some figures, with those that they are rates over; for whoever may see the dataset."""
    check(who, Permission.SEE_DATASET)
    known = definitions()
    wanted = {key for key in keys if key in known}
    wanted |= {known.get(key).denominator for key in wanted} - {""}
    made = Store(known, tuple(_PROVIDERS), _decided(who, wanted), lists_of(neighbours(who)))
    made.add(datum for provider in _PROVIDERS.values() for datum in provider.data(who, wanted))
    return made


def _decided(who: Principal, wanted: Collection[str]) -> dict[str, list[Decided]]:
    found: dict[str, list[Decided]] = defaultdict(list)
    for each in ProviderDecision.objects.seen_by(who).filter(key__in=sorted(wanted)).order_by("-pk"):
        found[each.key].append(Decided(each.provider, Period.parse(each.since).start))
    return found


def sources_of(who: Principal, key: str) -> list[Provider]:
    """The providers that have anything of a figure, in their usual order."""
    return [provider for provider in _PROVIDERS.values() if key in provider.known_keys(who)]


def decisions(who: Principal, key: str) -> list[ProviderDecision]:
    """What was decided of a figure's source, the newest first."""
    check(who, Permission.SEE_DATASET)
    return list(ProviderDecision.objects.seen_by(who).filter(key=key).order_by("-pk"))


def keys(who: Principal) -> list[str]:
    """The figures that this partnership has anything of."""
    check(who, Permission.SEE_DATASET)
    return sorted(
        {key for provider in _PROVIDERS.values() for key in provider.known_keys(who)}
        & set(definitions().keys())
    )
