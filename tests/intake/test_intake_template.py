import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from roundtable.intake.cell_values import STATUS_OF_WORD
from roundtable.intake.reading import read_return
from roundtable.intake.returns import AFTER_PERIODS, BEFORE_PERIODS, GUIDE_SHEET, SCHEMA
from roundtable.intake.template import sheet_names, write_template
from tests.intake.specs import NEIGHBOUR, SPEC, rules, saved, template


def words_of(sheet) -> str:
    return "\n".join(
        str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None
    )


def test_the_template_has_guidance_then_a_sheet_for_each_return():
    book = template(SPEC, NEIGHBOUR)
    assert book.sheetnames == [GUIDE_SHEET, "Fenshire", "The Wolds", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    guide = words_of(book[GUIDE_SHEET])
    for said in (
        "Fenshire Council",
        "fenshire/RT-0003",
        "wolds/RT-0003",
        "Visits in time, as counted.",
        "8 lines",
    ):
        assert said in guide


def test_a_sheet_says_what_it_is_and_has_every_column():
    sheet = template()["Fenshire"]
    assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == [
        "Return: fenshire/RT-0003", "Agency: Fenshire Council", "Period: 2031-32",
    ]  # fmt: skip
    heads = [cell.value for cell in sheet[6]]
    assert heads[:6] == list(BEFORE_PERIODS)
    assert heads[-4:] == list(AFTER_PERIODS)
    assert heads[6:-4] == [
        "Apr 2031", "May 2031", "Jun 2031", "Jul 2031", "Aug 2031", "Sep 2031", "Oct 2031", "Nov 2031", "Dec 2031",
        "Jan 2032", "Feb 2032", "Mar 2032", "2031-32", "31 March 2032",
    ]  # fmt: skip
    assert [sheet.cell(10, column).value for column in range(1, 7)] == [
        "made.plans", "Children on a plan", "", "Fenshire", "children", "41",
    ]  # fmt: skip


def test_only_what_is_to_be_filled_in_is_open():
    sheet = template()["Fenshire"]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    open_cells = {cell.coordinate for cell in sheet[10] if not cell.protection.locked}
    assert open_cells == {"D10", "T10", "U10", "V10", "W10", "X10"}
    months = {cell.coordinate for cell in sheet[7] if not cell.protection.locked} - {
        "D7",
        "U7",
        "V7",
        "W7",
        "X7",
    }
    assert months == {f"{column}7" for column in "GHIJKLMNOPQRS"}  # one block, so a year is pasted in one go
    assert all(cell.protection.locked for cell in sheet[6])


def test_cells_are_checked_as_they_are_typed_and_coloured_when_pasted():
    sheet = template()["Fenshire"]
    checks = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert (
        checks["G7"].formula1
        == "IF(ISNUMBER(G7),AND(G7=INT(G7),OR(G7>=0,LEN($U7)>0)),COUNTIF(status_words,G7)>0)"
    )
    assert checks["S13"].formula1 == "IF(ISNUMBER(S13),OR(S13>=0,LEN($U13)>0),COUNTIF(status_words,S13)>0)"
    assert "note in the Note column" in checks["G7"].error
    assert checks["W7"].type == "date"
    assert any("G7" in str(found.sqref) for found in sheet.conditional_formatting)


def test_the_words_that_the_check_knows_are_those_that_the_reader_knows():
    book = template()
    low, top, _, bottom = range_boundaries(
        book.defined_names["status_words"].value.split("!")[1].replace("$", "")
    )
    words = [book["Lists"].cell(row, low).value for row in range(top, bottom + 1)]
    assert words == list(STATUS_OF_WORD)


def test_print_freeze_marking_and_properties():
    book = template()
    sheet = book["Fenshire"]
    assert sheet.freeze_panes == "D7"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$6:$6"
    assert "OFFICIAL" in sheet.oddHeader.center.text
    properties = {p.name: p.value for p in book.custom_doc_props.props}
    assert properties == {
        "schema": SCHEMA, "agency": "fenshire-council", "partnership": "fenshire", "reference": "fenshire/RT-0003",
    }  # fmt: skip


def test_there_is_no_formula_in_it_even_where_a_title_looks_like_one():
    lines = tuple(replace(line, title="=1+1", breakdown="+x", guidance="=2") for line in SPEC.lines[:1])
    sheet = template(replace(SPEC, lines=lines, partnership_title="=cmd"))["=cmd"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_empty_template_comes_back_as_nothing_supplied():
    reading = read_return(saved(template()), "empty.xlsx", [SPEC])
    assert reading.can_be_kept
    assert rules(reading) == {"blank-without-reason"}
    assert not any(line.value.known for line in reading.lines)
    assert reading.understood == ()


def test_two_returns_of_one_partnership_have_sheets_of_their_own():
    later = replace(SPEC, reference="RT-0009")
    assert sheet_names([SPEC, later, NEIGHBOUR]) == ["Fenshire RT-0003", "Fenshire RT-0009", "The Wolds"]


def test_long_names_with_signs_that_excel_forbids_are_written():
    long = replace(SPEC, partnership_title="Fenshire: the Children/Young People’s Safeguarding Partnership")
    book = template(long, replace(NEIGHBOUR, partnership_title=long.partnership_title))
    assert len(book.sheetnames) == 4
    assert read_return(saved(book), "a.xlsx", [long]).lines


def test_a_template_is_for_one_agency():
    with pytest.raises(ValueError, match="one agency"):
        write_template([SPEC, replace(NEIGHBOUR, agency="wolds-police")], io.BytesIO())


def test_a_template_is_written_to_a_path_too(tmp_path):
    write_template([SPEC], tmp_path / "return.xlsx")
    assert openpyxl.load_workbook(tmp_path / "return.xlsx").sheetnames[1] == "Fenshire"
