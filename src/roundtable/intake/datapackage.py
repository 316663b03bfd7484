"""A description of converted tables that other programs read: the Frictionless data package, version 1.

https://specs.frictionlessdata.io/data-package/
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from roundtable import __version__
from roundtable.intake.extract_problems import Severity
from roundtable.intake.extracts import PLACE, ROW, SOURCE, Extract
from roundtable.intake.formats.specification import (
    Column,
    ColumnType,
    ListSpec,
    Need,
    Specification,
    specifications,
)
from roundtable.intake.tabular.headings import AUTHORITY

FILE = "datapackage.json"
_OWN = {
    AUTHORITY: "Whose row it is: the authority's nine-character code where it is known, else its name as given.",
    SOURCE: "The file that the row came from.",
    PLACE: "The sheet or list that the row came from.",
    ROW: "The row there, from 1 as a spreadsheet counts; of XML, the line.",
}


def write_datapackage(extract: Extract) -> Path:
    """Write the description of an extract's tables beside them, and say where."""
    spec = specification_of(extract)
    path = extract.folder / FILE
    path.write_text(
        json.dumps(datapackage(extract, spec), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return path


def specification_of(extract: Extract) -> Specification:
    return next(found for found in specifications(extract.format) if found.id == extract.specification)


def datapackage(extract: Extract, spec: Specification) -> dict[str, Any]:
    """The description as plain values. It says nothing of any row."""
    lists = {one.key: one for one in spec.lists}
    return {
        "profile": "tabular-data-package",
        "name": extract.specification.replace("_", "-"),
        "title": spec.title,
        "description": "Converted by Roundtable from the files named as sources.",
        "roundtable": {
            "version": __version__,
            "format": extract.format,
            "specification": extract.specification,
            "specification_source": spec.source,
            "year": extract.year,
            "errors": sum(g.count for g in extract.problems if g.severity is Severity.ERROR),
            "queries": sum(g.count for g in extract.problems if g.severity is Severity.QUERY),
        },
        "sources": [{"title": name} for name in extract.sources],
        "resources": [_resource(extract, key, lists.get(key)) for key in sorted(extract.counts)],
    }


def _resource(extract: Extract, key: str, one: ListSpec | None) -> dict[str, Any]:
    columns = {column.key: column for column in one.columns} if one else {}
    schema = pq.read_schema(extract.table(key))
    return {
        "profile": "tabular-data-resource",
        "name": key.replace("_", "-"),
        "path": f"{key}.parquet",
        "title": one.title if one else key,
        **({"description": one.about} if one and one.about else {}),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "rows": extract.counts[key],
        "schema": {"fields": [_field(field, columns) for field in schema]},
    }


def _field(field: pa.Field, columns: Mapping[str, Column]) -> dict[str, Any]:
    column = columns.get(field.name)
    described: dict[str, Any] = {"name": field.name, "type": _type(field.type)}
    if column is None:
        return {**described, **({"description": _OWN[field.name]} if field.name in _OWN else {})}
    described["title"] = column.title
    if column.about:
        described["description"] = column.about
    constraints: dict[str, Any] = {}
    if column.need is Need.ALWAYS:
        constraints["required"] = True
    if column.type is ColumnType.CODE and column.codes is not None:
        constraints["enum"] = list(column.codes.codes)
        described["enumLabels"] = {code.value: code.label for code in column.codes.codes.values()}
    return {**described, **({"constraints": constraints} if constraints else {})}


def _type(kind: pa.DataType) -> str:
    if pa.types.is_date(kind):
        return "date"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    return "number" if pa.types.is_floating(kind) else "string"
