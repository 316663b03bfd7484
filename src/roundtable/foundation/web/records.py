"""What a record page shows beside the facts: what can be done now, and why not."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Action:
    """A button of "What you can do". With `refused`, a sentence for the reader, it is said instead of offered.

    `post` sends a form with nothing but its token; otherwise it is a link to a page of its own.
    One action of a page is `primary`.
    """

    title: str
    url: str = ""
    primary: bool = False
    post: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A line of a record's history, from the ledger."""

    what: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the thread of learning; `state` is "", "now" or "to-come"."""

    title: str
    text: str = ""
    detail: str = ""
    state: str = ""
    url: str = ""
    link: str = ""
