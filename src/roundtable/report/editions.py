"""The editions that one source gives: who they are for, and what their numbers go through."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    key: str
    title: str
    audience: str  # of foundation.figures: partnership or public
    says: str  # on the cover and in lists


EDITIONS = {
    "professional": Edition(
        "professional",
        "Professional edition",
        "partnership",
        "For the partnership and those whom it sends this report to. It may hold small numbers: do not publish it.",
    ),
    "public": Edition(
        "public",
        "Public edition",
        "public",
        "For everybody. Small numbers are hidden so that no child can be recognised.",
    ),
}

FORMATS = ("docx", "html", "pdf")  # that an edition is written in; `render` holds what writes them
