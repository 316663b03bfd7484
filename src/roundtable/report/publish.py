"""Letting an edition out: what stands in the way, what is frozen, and the three files."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from roundtable.foundation.figures import cells as layout
from roundtable.foundation.figures.data import Datum
from roundtable.foundation.figures.models import Publication
from roundtable.foundation.figures.present import Presentation
from roundtable.foundation.figures.references import Reference
from roundtable.foundation.figures.shown import GridCell
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, check
from roundtable.measures.tables import CellId
from roundtable.measures.values import Value
from roundtable.measures.wording import plural
from roundtable.report.actions import publish
from roundtable.report.build import Built, build
from roundtable.report.editions import Edition
from roundtable.report.models import Report
from roundtable.report.queries import sections
from roundtable.report.render import docx_bytes, html_fragment, pdf_bytes


def why_not(built: Built) -> list[str]:
    """What stands in the way of publishing an edition, in sentences; nothing where it may be published."""
    reasons = []
    if not any(section.blocks for section in built.document.sections):
        reasons.append("Nothing has been written yet.")
    if built.faults:
        faults = plural(len(built.faults), "reference")
        reasons.append(f"{faults} cannot be answered by the catalogue. Mend the text first.")
    open_cells = len(built.presentation.protection.audit.unprotected)
    if open_cells:
        hidden = plural(open_cells, "hidden number")
        reasons.append(f"A reader could still work out {hidden}. Leave out a breakdown.")
    return reasons


def publish_edition(by: Principal, partnership: Partnership, report: Report, edition: Edition) -> Publication:
    """Build the edition as it is now, freeze every number in it, and give it a permanent address.

    Rejected with every reason where something stands in the way.
    """
    check(by, Permission.PUBLISH_REPORT)
    built = build(by, partnership, report, sections(by, report), edition)
    reasons = why_not(built)
    if reasons:
        raise Rejected(" ".join(reasons))
    return publish(
        by=by, report=report, edition=edition.key, audience=edition.audience,
        rules=built.presentation.rules.stamp, figures=frozen_figures(built), cells=frozen_cells(built),
        html=html_fragment(built.document), docx=docx_bytes(built.document), pdf=pdf_bytes(built.document),
    )  # fmt: skip


def frozen_figures(built: Built) -> list[dict[str, Any]]:
    """Each reference that can be answered, with its value as this edition prints it and where that came from."""
    presentation = built.presentation
    return [_figure(presentation, r) for r in built.references if str(r) not in presentation.problems]


def frozen_cells(built: Built) -> list[dict[str, Any]]:
    """Every cell of the edition as printed, for the audits of later editions: a hidden one holds no number."""
    printed: dict[CellId, Value] = {}
    for table in built.presentation.protection.tables.values():
        printed.update(table.values)
    hidden = built.presentation.protection.hidden
    return [
        {
            "figure": cell.figure, "period": cell.period, "area": cell.area, "dimensions": dict(cell.dims),
            "value": _number(value.number), "status": str(value.status), "hidden": hidden.get(cell, ""),
        }
        for cell, value in printed.items()
    ]  # fmt: skip


def _figure(presentation: Presentation, reference: Reference) -> dict[str, Any]:
    data = list(_data(presentation, reference))
    definitions = [presentation.store.definitions.get(key) for key in reference.keys]
    return {
        "reference": str(reference),
        "title": " and ".join(d.title for d in definitions),
        "unit": definitions[0].unit,
        "period": str(reference.period or presentation.period),
        **(_block(presentation, reference) if reference.is_block else _inline(presentation, reference)),
        "definitions": {d.key: d.version for d in definitions},
        "providers": _once(d.provider for d in data),
        "suppliers": _once(d.supplier for d in data),
        "sources": _once(d.source for d in data),
        "citations": _once(d.citation for d in data),
        "rules": presentation.rules.stamp,
    }


def _data(presentation: Presentation, reference: Reference) -> Iterable[Datum]:
    """What a reference rests on, the numbers that a change or share is worked out from included."""
    cells, derived = layout.needed(presentation.store, reference, presentation.period)
    for cell in dict.fromkeys([*cells, *(cell for number in derived for cell in number.of)]):
        yield from presentation.found(cell).data


def _inline(presentation: Presentation, reference: Reference) -> dict[str, Any]:
    shown = presentation.inline(reference)
    number = _number(shown.number)
    return {"shown": shown.text, "value": number, "status": str(shown.status), "why": shown.why}


def _block(presentation: Presentation, reference: Reference) -> dict[str, Any]:
    grid = presentation.grid(reference)
    rows = [{"heading": row.heading, "cells": [_cell(cell) for cell in row.cells]} for row in grid.rows]
    return {"columns": list(grid.columns), "rows": rows, "notes": list(grid.notes)}


def _cell(cell: GridCell) -> dict[str, Any]:
    return {"shown": cell.text, "value": _number(cell.value.number), "status": str(cell.value.status)}


def _number(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(word for word in words if word))
