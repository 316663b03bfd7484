"""What a workbook says of its sheets: those that nobody sees, and those without a cell."""

from pathlib import Path

import openpyxl

from roundtable.intake.tabular.workbooks import open_workbook


def test_sheets_that_nobody_sees_are_told_from_the_others_and_an_empty_one_has_no_rows(
    tmp_path: Path,
) -> None:
    book = openpyxl.Workbook()
    book.active.title = "List 1"
    book.active.append(["Child Unique ID", "Date of Contact"])
    book.active.append(["C1", "2016-03-04"])
    for name, state in (("Old", "hidden"), ("Older", "veryHidden"), ("Blank", "visible")):
        book.create_sheet(name).sheet_state = state
    book["Old"].append(["C2"])
    book.save(tmp_path / "lists.xlsx")

    sheets = {sheet.name: sheet for sheet in open_workbook(tmp_path / "lists.xlsx", "lists.xlsx")}

    assert [name for name, sheet in sheets.items() if sheet.hidden] == ["Old", "Older"]
    assert {name: sheet.rows for name, sheet in sheets.items()} == {
        "List 1": 2,
        "Old": 1,
        "Older": 0,
        "Blank": 0,
    }
    (block,) = sheets["List 1"].blocks(2)
    assert [column.to_pylist() for column in block.columns] == [["C1"], ["2016-03-04"]]
