"""What shared pages are made of: each app fills these in its `AppConfig.ready`, and knows nothing of the others.

navigation: the wings a person may enter. needs: "what needs me" of the home page. year: its strip.
changes: "what changed". Providers are told who asks and answer only with what that person may see.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Generic, TypeVar

from django.urls import NoReverseMatch, reverse

from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.tones import Tone

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """A wing in the service navigation. `url_name` takes the partnership's slug; `may` says who sees it."""

    title: str
    url_name: str
    may: Callable[[Principal], bool]
    order: int = 50

    def url(self, partnership_slug: str) -> str | None:
        """Its address in a partnership, or None while no such address exists."""
        try:
            return reverse(self.url_name, kwargs={"partnership": partnership_slug})
        except NoReverseMatch:
            return None


@dataclass(frozen=True, slots=True)
class NeedsItem:
    """Something that waits for the reader: what, why, until when, and one button."""

    title: str
    detail: str
    due: date | None
    tone: Tone  # brick when late, amber when due, teal or grey otherwise
    url: str
    button: str
    words: str = ""  # what the tag says; worked out from `due` where empty


class YearState(StrEnum):
    DONE = "done"
    NOW = "now"
    LATE = "late"
    TO_COME = "to-come"


@dataclass(frozen=True, slots=True)
class YearItem:
    """A span of the year, or a day when `start` is `end`, in a lane such as "Returns" or "Board"."""

    lane: str
    title: str
    start: date
    end: date
    state: YearState
    url: str = ""


@dataclass(frozen=True, slots=True)
class ChangeCard:
    """Something that happened: where, what, and a link to look."""

    kicker: str
    title: str
    detail: str
    url: str
    link: str
    at: datetime


@dataclass(slots=True)
class Providers(Generic[Item]):
    """Functions that give items to a page, in the order in which apps were started."""

    _registered: list[Callable[[Principal], list[Item]]] = field(default_factory=list)

    def register(self, provide: Callable[[Principal], list[Item]]) -> None:
        if provide not in self._registered:
            self._registered.append(provide)

    def items(self, who: Principal) -> list[Item]:
        return [item for provide in self._registered for item in provide(who)]


@dataclass(slots=True)
class Navigation:
    """The wings, in their order."""

    _items: dict[str, NavigationItem] = field(default_factory=dict)

    def register(self, item: NavigationItem) -> None:
        self._items[item.url_name] = item

    def open_to(self, who: Principal) -> list[NavigationItem]:
        return sorted((item for item in self._items.values() if item.may(who)), key=lambda item: item.order)


@dataclass(frozen=True, slots=True)
class YearProviders:
    """Functions that give the items of one financial year, told by the calendar year in which it starts."""

    _registered: list[Callable[[Principal, int], list[YearItem]]] = field(default_factory=list)
    _latest: list[Callable[[Principal], int | None]] = field(default_factory=list)

    def register(
        self,
        provide: Callable[[Principal, int], list[YearItem]],
        latest: Callable[[Principal], int | None] | None = None,
    ) -> None:
        """`latest` says which year's items are the newest, so that home can open there."""
        if provide not in self._registered:
            self._registered.append(provide)
            if latest is not None:
                self._latest.append(latest)

    def latest(self, who: Principal) -> list[int]:
        """The newest year of each provider that knows of one."""
        return [found for ask in self._latest if (found := ask(who)) is not None]

    def items(self, who: Principal, start_year: int) -> list[YearItem]:
        return [item for provide in self._registered for item in provide(who, start_year)]


navigation = Navigation()
needs: Providers[NeedsItem] = Providers()
changes: Providers[ChangeCard] = Providers()
year = YearProviders()
