"""Dimensions as one text column: "category=neglect|team=access", keys in order, so that equal breakdowns are equal text."""

Dims = tuple[tuple[str, str], ...]


def to_text(dims: Dims) -> str:
    return "|".join(f"{key}={value}" for key, value in sorted(dims))


def from_text(text: str) -> Dims:
    return tuple(tuple(part.split("=", 1)) for part in text.split("|")) if text else ()  # type: ignore[misc]  # pairs
