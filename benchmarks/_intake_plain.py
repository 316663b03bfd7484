"""The plain ways to read what intake reads. usage: python -m benchmarks._intake_plain openpyxl|elementtree|bare FILE"""

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path


def with_openpyxl(path: Path) -> int:
    """Every cell of every sheet as openpyxl gives it, streamed; the rows are counted and forgotten."""
    import openpyxl  # noqa: PLC0415 - the other ways are measured without it

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) if any(row))


def with_elementtree(path: Path) -> int:
    """Every module of every child as a row of texts, by the standard library's streaming parser."""
    rows = 0
    for child in _children(path):
        for module in child.iter():
            values = {leaf.tag: leaf.text for leaf in module if not len(leaf)}
            rows += bool(values)
    return rows


def bare(path: Path) -> int:
    """The standard library's streaming parser alone: children go by, and nothing is taken from them."""
    return sum(1 for _ in _children(path))


def _children(path: Path):
    events = ET.iterparse(path, events=("start", "end"))
    _, root = next(events)
    holder = root
    for event, element in events:
        if element.tag == "Children" and event == "start":
            holder = element
        elif element.tag == "Child" and event == "end":
            yield element
            holder.clear()


if __name__ == "__main__":
    way, source = sys.argv[1:]
    ways = {"openpyxl": with_openpyxl, "elementtree": with_elementtree, "bare": bare}
    print(json.dumps({"rows": ways[way](Path(source))}))
