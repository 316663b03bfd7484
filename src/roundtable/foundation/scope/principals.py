"""Who acts or asks: the `by` of every action and the `who` of every query."""

from dataclasses import dataclass
from enum import StrEnum

from roundtable.foundation.scope.permissions import ROLES, Permission


class Kind(StrEnum):
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of principal
    OPERATOR = "operator"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as a principal holds it: a role, and the agency, group or register that it is for."""

    role: str
    agency_id: int | None = None
    group_id: int | None = None
    register: str = ""


@dataclass(frozen=True, slots=True)
class Principal:
    """A person, token, operator or the public, in one partnership (or in none, before one is entered)."""

    kind: Kind
    label: str
    partnership_id: int | None = None
    person_id: int | None = None
    reference: str = ""  # of the token
    grants: tuple[Held, ...] = ()
    only: frozenset[Permission] | None = None  # a token's scope: never more than its owner's

    def may(self, permission: Permission, *, agency_id: int | None = None) -> bool:
        """Whether a permission is held at all, or for one agency where one is named."""
        if self.only is not None and permission not in self.only:
            return False
        if self.kind is Kind.OPERATOR:
            return True
        return any(self._allows(held, permission, agency_id) for held in self.grants)

    def agencies(self, permission: Permission) -> frozenset[int]:
        """The agencies for which an agency role allows it."""
        if self.only is not None and permission not in self.only:
            return frozenset()
        return frozenset(
            held.agency_id
            for held in self.grants
            if held.agency_id is not None and permission in ROLES[held.role].permissions
        )

    @property
    def role_titles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(ROLES[held.role].title for held in self.grants))

    @staticmethod
    def _allows(held: Held, permission: Permission, agency_id: int | None) -> bool:
        if permission not in ROLES[held.role].permissions:
            return False
        return agency_id is None or held.agency_id is None or held.agency_id == agency_id


PUBLIC = Principal(Kind.PUBLIC, "the public")


def operator(partnership_id: int | None = None, label: str = "the operator at the command line") -> Principal:
    """Whoever runs the command on the server: may do everything, and is named so in the ledger."""
    return Principal(Kind.OPERATOR, label, partnership_id=partnership_id)


class Refused(Exception):
    """The principal may not do this; the sentence is fit to be shown."""

    def __init__(self, sentence: str, permission: Permission | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.permission = permission


def check(who: Principal, permission: Permission, *, agency_id: int | None = None) -> None:
    """Raise `Refused` with a sentence for the user unless the permission is held."""
    if not who.may(permission, agency_id=agency_id):
        raise Refused(f"Your role does not let you {permission.words}.", permission)


def within(who: Principal) -> int:
    """The partnership that a principal is in, for rows that will belong to it; Refused where there is none."""
    if who.partnership_id is None:
        raise Refused("Enter a partnership first.")
    return who.partnership_id
