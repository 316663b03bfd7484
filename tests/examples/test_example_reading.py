"""The example's returns go through the product's own reading, as an agency's would."""

from decimal import Decimal
from typing import Any

import pytest

from roundtable.intake.problems import Severity
from roundtable.intake.reading import read_return
from roundtable.intake.returns import Reading, ReturnSpec, SpecLine
from roundtable.measures.periods import Period
from tests.examples.example_files import FOLDER, definitions, dims_of, lines, read_toml

REQUESTS = read_toml("requests.toml")["requests"]
TITLES = {p["slug"]: p["title"] for p in read_toml("partnerships.toml")["partnerships"]}


def periods(said: list[str]) -> tuple[Period, ...]:
    found: list[Period] = []
    for text in said:
        period = Period.parse(text.removeprefix("months of "))
        found += period.months() if text.startswith("months of ") else [period]
    return tuple(found)


def asked(request: dict[str, Any], line: dict[str, Any], breakdown: str) -> SpecLine:
    definition = definitions().get(line["key"])
    return SpecLine(
        key=definition.key, version=definition.version, title=definition.title, unit=definition.unit,
        scale=definition.scale, dims=dims_of(definition, breakdown), breakdown=breakdown,
        area=line.get("area", TITLES[request["partnership"]]), periods=periods(line["periods"]),
        decimals=definition.decimals, counts=definition.counts,
    )  # fmt: skip


def read(request: dict[str, Any]) -> Reading:
    wanted = tuple(
        asked(request, line, breakdown) for line in request["lines"] for breakdown in line["breakdowns"]
    )
    spec = ReturnSpec(
        partnership=request["partnership"], partnership_title=TITLES[request["partnership"]], agency=request["agency"],
        agency_title=request["agency"], reference="RT-0001", period=Period.parse(request["period"]), lines=wanted,
        definitions={line.key: definitions().get(line.key) for line in wanted},
    )  # fmt: skip
    path = FOLDER / request["file"]
    return read_return(path.read_bytes(), path.name, [spec])


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda r: r["file"])
def test_return_is_read_without_a_problem(request_: dict[str, Any]) -> None:
    """Neither an error nor a warning: what the source contradicts is said in a line's note and in no number."""
    reading = read(request_)
    assert [(p.place, p.message) for p in reading.problems if p.severity is not Severity.QUESTION] == []


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda r: r["file"])
def test_return_is_read_to_the_last_value(request_: dict[str, Any]) -> None:
    given = {
        (line.key, line.dims, line.area, Period.parse(period)): value
        for line in lines()
        if line.file == request_["file"]
        for period, value in line.values.items()
    }
    found: dict[Any, Decimal | None] = {
        line.id: line.value.number for line in read(request_).lines if line.value.known
    }
    assert found == given
