"""Which groups hang together: the smallest pieces into which a system of equations falls."""

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def components(groups: Sequence[Iterable[T]]) -> list[list[int]]:
    """The places of the groups that share a member, directly or through others, in rising order."""
    parent = list(range(len(groups)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[T, int] = {}
    for at, group in enumerate(groups):
        for member in group:
            one, other = sorted((root(first.setdefault(member, at)), root(at)))
            parent[other] = one
    pieces: dict[int, list[int]] = {}
    for at in range(len(groups)):
        pieces.setdefault(root(at), []).append(at)
    return list(pieces.values())
