import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from roundtable.intake.guards import FileRefused
from roundtable.intake.problems import Severity, group, problems_csv
from roundtable.intake.reading import read_return
from roundtable.intake.returns import SCHEMA, Reading
from roundtable.measures.values import Status, Value
from tests.intake.specs import DAY, MONTHS, NEIGHBOUR, RIGHT, SPEC, YEAR, fill, read, rules, saved, template

# How it was made is told in the README beside it.
BY_LIBREOFFICE = Path(__file__).parents[1] / "data" / "intake" / "filled-by-libreoffice.xlsx"


def only(reading: Reading, rule: str):
    """The one problem of a rule."""
    (found,) = [problem for problem in reading.problems if problem.rule == rule]
    return found


def value_of(reading: Reading, cell: str):
    (found,) = [line for line in reading.lines if line.cell == cell]
    return found


def test_a_right_answer_has_no_problem_and_every_value_its_place():
    reading = read()
    assert reading.problems == ()
    assert reading.can_be_kept
    assert len(reading.lines) == 3 * 13 + 3 + 2
    east = value_of(reading, "J8")
    assert (east.key, east.dims, east.area, east.period) == (
        "made.enquiries",
        (("team", "east"),),
        "Fenshire",
        MONTHS[3],
    )
    assert (east.value, east.raw, east.sheet, east.row) == (Value.of(6), "6", "Fenshire", 8)
    assert (east.partnership, east.reference, east.column) == ("fenshire", "RT-0003", "Jul 2031")
    assert value_of(reading, "S14").value == Value.of("1234.5")
    assert value_of(reading, "T10").period == DAY


def test_a_blank_is_not_supplied_and_asked_about():
    reading = read(J7=None, S7=None)
    assert value_of(reading, "J7").value == Value.missing(Status.NOT_SUPPLIED)
    assert value_of(reading, "J7").raw == ""
    problem = only(reading, "blank-without-reason")
    assert problem.severity is Severity.QUESTION
    assert problem.message.startswith("Enquiries started is blank in Jul 2031 and 2031-32.")


def test_a_reason_and_a_date_go_with_the_gap_only():
    reading = read(R7=None, S7=None, V7="System was replaced", W7=date(2032, 6, 30))
    gap, given = value_of(reading, "R7"), value_of(reading, "G7")
    assert (gap.cannot_supply, gap.expected_on) == ("System was replaced", date(2032, 6, 30))
    assert (given.cannot_supply, given.expected_on) == ("", None)
    assert reading.problems == ()


@pytest.mark.parametrize("written", ["30 June 2032", "30/06/2032", "2032-06-30", "30-Jun-32"])
def test_the_date_expected_is_read_as_people_write_it(written):
    assert value_of(read(S14=None, V14="Not closed", W14=written), "S14").expected_on == date(2032, 6, 30)


@pytest.mark.parametrize("written", ["soon", "31/02/2032", "June 2032"])
def test_what_is_no_date_is_an_error(written):
    problem = only(read(S14=None, V14="Not closed", W14=written), "not-a-date")
    assert problem.place == "Sheet Fenshire, row 14, column Expected on (W14)"


def test_a_reason_without_a_date_and_a_reason_without_a_gap_are_questions():
    assert only(read(S14=None, V14="Not closed"), "no-expected-date").severity is Severity.QUESTION
    assert only(read(V14="Not closed"), "reason-without-gap").severity is Severity.QUESTION


def test_a_note_and_a_citation_travel_with_every_value_of_the_line():
    reading = read(U7="Campaign in June", X7="Ledger, page 4")
    assert {(line.note, line.citation) for line in reading.lines if line.row == 7} == {
        ("Campaign in June", "Ledger, page 4")
    }


@pytest.mark.parametrize(
    ("cells", "rule", "place", "said"),
    [
        ({"J7": 1.5}, "not-whole", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "1.5 is not a whole number"),
        ({"J7": "twelve"}, "not-a-number", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "“twelve” is not a number."),
        ({"J7": "-"}, "dash", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "dash"),
        ({"J7": date(2031, 7, 1)}, "date-not-number", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "holds a date"),
        ({"J7": "£5"}, "wrong-unit", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "gives money"),
        ({"J7": -1}, "negative-needs-note", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "−1 is less than nought"),
        ({"J7": "=SUM(A1:A2)"}, "formula-without-value", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "formula"),
        ({"J7": "#REF!"}, "broken-formula", "Sheet Fenshire, row 7, column Jul 2031 (J7)", "spreadsheet error"),
        ({"T7": 3}, "period-not-asked", "Sheet Fenshire, row 7, column 31 Mar 2032 (T7)", "31 March 2032"),
        ({"A7": "made.enquires"}, "unknown-key", "Sheet Fenshire, row 7, column Key (A7)", "“made.enquires”"),
        ({"A7": None, "B7": "Something"}, "no-key", "Sheet Fenshire, row 7, column Key (A7)", "no key"),
        ({"C11": "Category: Neglet"}, "unknown-breakdown", "Sheet Fenshire, row 11, column Breakdown (C11)", "Neglet"),
        ({"C9": "Team: East team"}, "duplicate-line", "Sheet Fenshire, row 9, column Key (A9)", "in row 8"),
        ({"A6": "", "B6": "", "C6": ""}, "no-headings", "The file", "No row of headings"),
        ({"C6": "Sorted by"}, "column-missing", "Sheet Fenshire, row 6", "Breakdown column is missing"),
        ({"H6": "Apr 2031"}, "column-twice", "Sheet Fenshire, row 6", "Apr 2031"),
        ({"A2": "Return: wolds/RT-0003"}, "wrong-return", "Sheet Fenshire", "of return wolds/RT-0003"),
        ({"A3": "Agency: Wolds Police"}, "wrong-agency", "Sheet Fenshire", "Wolds Police"),
        ({"A4": "Period: 2030-31"}, "wrong-period", "Sheet Fenshire", "for 2030-31"),
    ],
)  # fmt: skip
def test_each_fault_is_an_error_with_its_place_and_what_to_do(cells, rule, place, said):
    problem = only(read(cells), rule)
    assert problem.severity is Severity.ERROR
    assert problem.place == place
    assert said in problem.message
    assert problem.what_to_do
    assert not read(cells).can_be_kept


def test_a_cell_with_an_error_gives_no_value():
    assert not [line for line in read(J7="twelve").lines if line.cell == "J7"]


def test_an_unknown_key_is_answered_with_the_nearest():
    assert only(read(A7="made.enquires"), "unknown-key").what_to_do == "Did you mean made.enquiries?"


def test_a_negative_with_a_note_is_kept():
    reading = read(J7=-1, U7="One reclassified", S7=109, J8=-5, U8="The same", S8=61)
    assert value_of(reading, "J7").value == Value.of(-1)
    assert reading.can_be_kept


def test_a_number_under_the_least_that_its_line_can_be_is_an_error():
    lines = tuple(
        replace(line, minimum=Decimal(50)) if line.key == "made.on_time" else line for line in SPEC.lines
    )
    reading = read_return(fill(template(), {**RIGHT, "S13": 40}), "a.xlsx", [replace(SPEC, lines=lines)])
    assert "40 is less than 50" in only(reading, "under-minimum").message


def test_numbers_as_text_are_read_and_said():
    reading = read({f"{column}7": "10" for column in "GHIJKLMNOPQR"} | {"S14": "£1,234.50"})
    assert reading.can_be_kept
    assert reading.understood == (
        "Numbers kept as text were read as numbers: “10” (G7), “10” (H7), “10” (I7) and 10 others.",
    )


def test_percentages_shown_by_the_spreadsheet_are_read_as_people_see_them():
    book = template()
    book["Fenshire"]["S13"].number_format = "0.0%"
    reading = read_return(fill(book, {**RIGHT, "S13": 0.525}), "a.xlsx", [SPEC])
    assert value_of(reading, "S13").value == Value.of("52.5")
    assert "percentages" in reading.understood[0]


def test_a_custom_format_that_only_quotes_the_sign_is_no_percentage():
    book = template()
    book["Fenshire"]["S13"].number_format = '0.0"%"'
    assert value_of(read_return(fill(book, RIGHT), "a.xlsx", [SPEC]), "S13").value == Value.of("52.5")


@pytest.mark.parametrize(("number", "rule"), [(0.52, "percent-as-fraction"), (120, "percent-over-hundred")])
def test_an_unlikely_percentage_is_a_question(number, rule):
    reading = read(S13=number)
    assert only(reading, rule).severity is Severity.QUESTION
    assert value_of(reading, "S13").value == Value.of(str(number))


def test_title_rows_moved_columns_and_renamed_headings_are_read():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Our own sheet"])
    sheet.append([])
    sheet.append(["Comments", "2031-32", "Measure", "Key", "Brekdown"])
    sheet.append(["Up to date", 52.5, "Visits in time", "MADE.ON_TIME", None])
    sheet.append([None, 99, "Spending", None, None])
    reading = read_return(saved(book), "own.xlsx", [SPEC])
    assert [(line.key, line.value, line.note) for line in reading.lines] == [
        ("made.on_time", Value.of("52.5"), "Up to date"),
        ("made.spending", Value.of(99), ""),
    ]
    assert "Column “Comments” was read as “Note”." in reading.understood
    assert "Column “Brekdown” was read as “Breakdown”." in reading.understood
    assert any(
        "Lines without a key were known by their indicator: “Spending”" in said for said in reading.understood
    )
    assert {"line-missing", "period-missing"} <= rules(reading)


def test_months_that_excel_turned_into_days_are_still_months():
    book = template()
    reading = read_return(fill(book, {**RIGHT, "G6": date(2031, 4, 1), "S6": "2031/32"}), "a.xlsx", [SPEC])
    assert reading.problems == ()
    assert value_of(reading, "G7").period == MONTHS[0]
    assert value_of(reading, "S7").period == YEAR


def test_a_column_that_is_none_of_ours_is_said_where_it_holds_something():
    problem = only(read(Y6="Target", Y7=5), "column-not-read")
    assert (problem.severity, problem.cell) == (Severity.WARNING, "Y6")
    assert "column-not-read" not in rules(read(Y6="Target"))


def test_a_missing_period_and_a_missing_line_are_warnings():
    book = template()
    book["Fenshire"].delete_rows(14)
    book["Fenshire"].delete_cols(20)
    reading = read_return(
        fill(book, {k: v for k, v in RIGHT.items() if k[0] != "T" and k != "S14"}), "a.xlsx", [SPEC]
    )
    assert only(reading, "period-missing").message == "There is no column for 31 Mar 2032."
    assert only(reading, "line-missing").message == "Spending (made.spending) has no row that could be read."
    assert reading.can_be_kept


def test_rows_left_blank_at_the_end_and_rows_of_words_are_passed_over():
    reading = read({"A200": "  ", "C300": None, "B40": "Totals checked by finance"})
    assert reading.problems == ()
    assert reading.understood == ("Row 40 of sheet Fenshire was not read: it has neither a key nor a value.",)


def test_a_supplier_may_add_a_value_of_an_open_dimension():
    cells = {"A16": "made.enquiries", "C16": "Team: Night team", "G16": 0, "H16": 2}
    reading = read(cells)
    night = value_of(reading, "H16")
    assert (night.dims, night.titles, night.area) == (
        (("team", "night_team"),),
        (("night_team", "Night team"),),
        "Fenshire",
    )
    assert reading.can_be_kept


def test_a_new_value_much_like_a_known_one_is_asked_about():
    problem = only(read({"A16": "made.enquiries", "C16": "Team: Eastern team", "G16": 0}), "new-breakdown")
    assert problem.severity is Severity.QUESTION
    assert problem.what_to_do == "If they are the same, write “East team”."


def test_another_area_is_kept_as_the_supplier_states_it_and_asked_about():
    reading = read(D14="Fenshire and the Wolds")
    assert value_of(reading, "S14").area == "Fenshire and the Wolds"
    assert only(reading, "area-changed").severity is Severity.QUESTION
    assert "line-missing" not in rules(reading)


def test_one_workbook_answers_two_partnerships():
    book = template(SPEC, NEIGHBOUR)
    for cell, value in RIGHT.items():
        book["Fenshire"][cell] = value
    for column in "GHIJKLMNOPQR":
        book["The Wolds"][f"{column}7"] = 1
    reading = read_return(fill(book, {"S7": 12}, "The Wolds"), "both.xlsx", [SPEC, NEIGHBOUR])
    assert reading.problems == ()
    counted = {p: sum(1 for line in reading.lines if line.partnership == p) for p in ("fenshire", "wolds")}
    assert counted == {"fenshire": 44, "wolds": 13}


def test_a_workbook_for_two_may_answer_one_and_says_so():
    reading = read_return(fill(template(), RIGHT), "one.xlsx", [SPEC, NEIGHBOUR])
    assert only(reading, "no-sheet").severity is Severity.QUESTION
    assert {line.partnership for line in reading.lines} == {"fenshire"}


def test_a_sheet_that_does_not_say_whose_it_is_is_not_guessed():
    book = template()
    book["Fenshire"]["A2"] = None
    book["Fenshire"].title = "Sheet1"
    reading = read_return(fill(book, RIGHT, "Sheet1"), "a.xlsx", [SPEC, NEIGHBOUR])
    assert "Write “Return: fenshire/RT-0003”" in only(reading, "which-return").what_to_do
    assert reading.lines == ()


def test_a_sheet_named_after_a_partnership_is_known_by_its_name():
    book = template()
    book["Fenshire"]["A2"] = None
    assert read_return(fill(book, RIGHT), "a.xlsx", [SPEC, NEIGHBOUR]).can_be_kept


def test_another_agencys_file_and_another_schema_are_known_by_the_workbooks_properties():
    reading = read_return(fill(template(replace(SPEC, agency="wolds-police")), RIGHT), "a.xlsx", [SPEC])
    assert only(reading, "wrong-agency").place == "The file"
    book = template()
    book.custom_doc_props["schema"].value = "roundtable-return/0"
    assert SCHEMA not in only(read_return(fill(book, RIGHT), "a.xlsx", [SPEC]), "other-template").message


def test_sheets_of_the_senders_own_are_passed_over_and_named():
    book = template()
    book.create_sheet("Workings")["A1"] = "notes"
    book.create_sheet("Empty")
    hidden = book.create_sheet("Put away")
    hidden["A1"], hidden.sheet_state = "old", "hidden"
    reading = read_return(fill(book, RIGHT), "a.xlsx", [SPEC])
    assert reading.problems == ()
    assert reading.understood == ("Not read, since no headings of a return are on them: “Workings”.",)


def test_two_thousand_bad_lines_are_told_as_one():
    book = template()
    for row in range(100, 2100):
        book["Fenshire"][f"A{row}"] = f"unknown.key_{row}"
        book["Fenshire"][f"G{row}"] = 1
    reading = read_return(fill(book, RIGHT), "a.xlsx", [SPEC])
    assert len(reading.problems) == 2000
    (told,) = group(reading.problems)
    assert told.count == 2000
    assert told.place == "Sheet Fenshire, 2,000 places"
    assert "in 1,999 more places" in told.message
    assert problems_csv(reading.problems).count("\r\n") == 2001


def test_what_libreoffice_saved_is_read_with_its_formulas_values():
    reading = read_return(BY_LIBREOFFICE.read_bytes(), "saved.xlsx", [SPEC])
    assert reading.problems == ()
    assert reading.can_be_kept
    assert value_of(reading, "S7").value == Value.of(120)  # =SUM(G7:R7)
    assert value_of(reading, "S13").value == Value.of("52.5")  # 52.5% in a percentage cell
    assert len(reading.lines) == len(read().lines)


def test_what_libreoffice_saved_keeps_validation_protection_and_properties():
    book = openpyxl.load_workbook(io.BytesIO(BY_LIBREOFFICE.read_bytes()))
    assert book.custom_doc_props["reference"].value == SPEC.id
    sheet = book["Fenshire"]
    assert sheet.protection.sheet
    assert not sheet["G7"].protection.locked
    assert any("G7" in rule.sqref for rule in sheet.data_validations.dataValidation if rule.type == "custom")


def test_a_file_is_read_against_something():
    with pytest.raises(ValueError, match="at least one return"):
        read_return(b"Key", "a.csv", [])


def test_text_that_is_no_table_is_an_error_and_not_a_crash():
    assert rules(read_return(b"Dear colleague,\nplease find below\n", "a.txt", [SPEC])) == {"no-headings"}
    with pytest.raises(FileRefused, match="neither a workbook nor text"):
        read_return(bytes(range(256)), "a.bin", [SPEC])
