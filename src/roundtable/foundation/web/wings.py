"""The wings that belong to no function: home, people and the ledger."""

from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.web.registries import NavigationItem, navigation


def register() -> None:
    navigation.register(NavigationItem("Home", "home", lambda who: who.may(Permission.SEE_HOME), 0))
    navigation.register(NavigationItem("People", "people", lambda who: who.may(Permission.SEE_PEOPLE), 90))
    navigation.register(NavigationItem("Ledger", "ledger", lambda who: who.may(Permission.SEE_LEDGER), 95))
