"""The catalogue: which figures there are, who provides them, and the data of those that are asked for."""

from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Protocol

from django.conf import settings

from roundtable.foundation.figures.data import Datum, Store
from roundtable.foundation.figures.models import ProviderDecision
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.measures.definitions import Definitions, load


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
    made = Store(known)
    data = [datum for provider in _PROVIDERS.values() for datum in provider.data(who, wanted)]
    decided = {d.key: d.provider for d in ProviderDecision.objects.seen_by(who).filter(key__in=wanted)}
    usual = tuple(_PROVIDERS)
    for key in wanted:
        order = (decided[key], *usual) if key in decided else usual
        made.add((d for d in data if d.key == key), order)
    return made


def keys(who: Principal) -> list[str]:
    """The figures that this partnership has anything of."""
    check(who, Permission.SEE_DATASET)
    return sorted(
        {key for provider in _PROVIDERS.values() for key in provider.known_keys(who)}
        & set(definitions().keys())
    )
