"""What the world has already: the cells of earlier publications, which no later edition can take back."""

from collections.abc import Mapping
from typing import Any

from roundtable.foundation.figures.models import Publication
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.disclosure import remembered
from roundtable.measures.tables import PUBLIC, CellId, ProtectedTable
from roundtable.measures.values import Status, Value


def earlier(who: Principal) -> list[ProtectedTable]:
    """The public editions of the partnership as they were printed; withdrawn ones too: a reader may have kept them."""
    rows = Publication.objects.seen_by(who).filter(audience="public").values_list("slug", "cells")
    return [remembered(slug, "public", PUBLIC, dict(map(_cell, cells))) for slug, cells in rows]


def _cell(frozen: Mapping[str, Any]) -> tuple[CellId, Value]:
    dims = tuple(sorted(frozen["dimensions"].items()))
    cell = CellId(frozen["figure"], frozen["period"], frozen["area"], dims)
    status, number = Status(frozen["status"]), frozen["value"]
    if number is None:
        return cell, Value.missing(status)
    return cell, Value.of(str(number))
