import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.intake.exports import csv_bytes, csv_text, sheet_name, unescaped, xlsx_bytes


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "-1+1"]
)
def test_text_that_looks_like_a_formula_is_defused(text):
    assert next(csv.reader(io.StringIO(csv_text([[text]]), newline=""))) == [f"'{text}"]


@pytest.mark.parametrize("cell", ["-1", "-1,496.50", "+5", "-12%", -1, Decimal("-1.5"), "a=1", "12"])
def test_numbers_and_harmless_text_stay_as_they_are(cell):
    assert csv_text([[cell]]).strip('\r\n"') == str(cell)


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1), min_size=1
    )
)
def test_csv_comes_back_whole_and_no_cell_is_a_formula(cells):
    read = next(csv.reader(io.StringIO(csv_text([cells]), newline="")))
    assert not any(cell[0] in "=@\t" for cell in read)
    assert [unescaped(cell) for cell in read] == [unescaped(cell) for cell in cells]


def test_csv_bytes_open_in_excel_as_utf8():
    assert csv_bytes([["Café", None, date(2031, 4, 1)]]) == "\ufeffCafé,,2031-04-01\r\n".encode()


def test_a_workbook_holds_text_numbers_and_days_and_no_formula():
    data = xlsx_bytes({"A/B": [["Name", "Count", "On"], ["=1+1", 3, date(2031, 4, 1)], ["x", None, ""]]})
    sheet = openpyxl.load_workbook(io.BytesIO(data))["A B"]
    assert [cell.value for cell in sheet[2]][:2] == ["=1+1", 3]
    assert sheet["A2"].data_type == "s"
    assert sheet["C2"].value.date() == date(2031, 4, 1)
    assert sheet["B3"].value is None
    assert sheet.freeze_panes == "A2"


@given(st.lists(st.text(max_size=50), max_size=6))
def test_sheet_names_are_what_excel_allows_and_never_twice(titles):
    names: list[str] = []
    for title in titles:
        names.append(sheet_name(title, names))
    assert len({name.lower() for name in names}) == len(names)
    assert all(1 <= len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
