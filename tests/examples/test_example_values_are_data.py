"""None of the example's values stands in code: whoever loads another year gets another year."""

import re
from pathlib import Path

import roundtable
from tests.examples.example_files import lines

SOURCE = Path(roundtable.__file__).parent
TOLD = {".py", ".html", ".toml", ".typ", ".md"}


def distinctive() -> set[str]:
    """Values of four digits and more, with and without the comma: shorter ones stand in any code by chance."""
    found = set()
    for line in lines():
        if line.file.startswith("returns/"):
            numbers = {value for value in line.values.values() if value >= 1000 and value % 1000}
            found |= {f"{value:f}" for value in numbers} | {f"{value:,f}" for value in numbers}
    return found


def test_no_value_of_the_example_stands_in_the_source() -> None:
    values = distinctive()
    assert {"1496", "37888", "37,888", "222455.59"} <= values
    met = []
    for path in SOURCE.rglob("*"):
        if path.suffix in TOLD and "migrations" not in path.parts:
            numbers = set(re.findall(r"\d[\d,]*(?:\.\d+)?", path.read_text(encoding="utf-8")))
            met += [(path.relative_to(SOURCE).as_posix(), number) for number in sorted(numbers & values)]
    assert met == []
