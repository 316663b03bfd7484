"""A value and why it may be missing: eight different things that a blank cell can mean."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """What is known of a value. Stored values never change their meaning."""

    GIVEN = "given"
    ZERO = "zero"
    LOW = "low"  # rounds to nought at the precision of the source (DfE's "k")
    NOT_SUPPLIED = "not_supplied"
    WITHDRAWN = "withdrawn"
    NOT_APPLICABLE = "not_applicable"
    SUPPRESSED = "suppressed"
    UNRELIABLE = "unreliable"

    @property
    def has_number(self) -> bool:
        return self in {Status.GIVEN, Status.ZERO, Status.UNRELIABLE}

    @property
    def words(self) -> str:
        """The status as a reader sees it in a cell."""
        return STATUS_WORDS[self]

    @property
    def symbol(self) -> str:
        """The DfE symbol of the status, for tidy CSV; empty where the number speaks for itself."""
        return DFE_SYMBOLS[self]


STATUS_WORDS = {
    Status.GIVEN: "given",
    Status.ZERO: "zero",
    Status.LOW: "rounds to zero",
    Status.NOT_SUPPLIED: "not supplied",
    Status.WITHDRAWN: "withdrawn",
    Status.NOT_APPLICABLE: "not applicable",
    Status.SUPPRESSED: "suppressed",
    Status.UNRELIABLE: "unreliable",
}

# Department for Education, analysts' guide: z not applicable, x not available, c confidential,
# k rounds to nought, u unreliable. "w" for withdrawn is ours: the guide has no symbol for it.
DFE_SYMBOLS = {
    Status.GIVEN: "",
    Status.ZERO: "",
    Status.LOW: "k",
    Status.NOT_SUPPLIED: "x",
    Status.WITHDRAWN: "w",
    Status.NOT_APPLICABLE: "z",
    Status.SUPPRESSED: "c",
    Status.UNRELIABLE: "u",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A decimal number and its status. The number is there exactly when the status has one."""

    number: Decimal | None
    status: Status

    def __post_init__(self) -> None:
        if self.status.has_number != (self.number is not None):
            raise ValueError(f"A value that is {self.status.words} and holds {self.number!r}")
        if self.status is Status.ZERO and self.number != 0:
            raise ValueError(f"A zero that holds {self.number!r}")
        if self.status is Status.GIVEN and self.number == 0:
            raise ValueError("A number nought is a zero, not given")

    @classmethod
    def of(cls, number: Decimal | int | str) -> "Value":
        """A given number, or a zero."""
        decimal = Decimal(number)
        return cls(decimal, Status.GIVEN if decimal else Status.ZERO)

    @classmethod
    def missing(cls, status: Status = Status.NOT_SUPPLIED) -> "Value":
        return cls(None, status)

    @property
    def known(self) -> bool:
        return self.number is not None
