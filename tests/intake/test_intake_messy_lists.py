"""Files as agencies really save them: forgiven where the meaning is certain, and told in their place where it is not."""

import csv
import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter

from roundtable.intake.extracts import CannotRead
from tests.intake.extracts import (
    REFERRAL_HEADINGS,
    column,
    csv_file,
    ids,
    problem,
    read,
    read_referrals,
    referral,
    rows,
    workbook,
)


def _csv(*lines: list[object], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def _noted(extract, text: str) -> bool:
    return any(text in note for note in extract.notes)


# Where the headings are, and how they are spelled


def test_headings_are_found_below_title_rows_and_the_row_numbers_are_the_spreadsheets(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "List 3": [
                ["Fenshire Council"],
                [],
                ["Extract of 31 March 2016"],
                list(REFERRAL_HEADINGS),
                referral(),
            ]
        },
    )

    extract = read(tmp_path, path)

    assert rows(extract, "referrals")[0]["_row"] == 5
    assert _noted(extract, "The headings stand in row 4")


def test_headings_may_differ_in_case_spaces_and_punctuation_and_bear_a_slip_of_the_pen(tmp_path):
    head = [
        "CHILD_UNIQUE_ID", "gender ", "ethnicity:", "DateOfBirth", "Age", "date of  REFERRAL", "Referal Sources",
        "Referral NFA",
        "Number of referrals in the last 12 months", "Allocated  Team", "Allocated worker",
    ]  # fmt: skip

    extract = read_referrals(tmp_path, referral(), head=head)

    first = rows(extract, "referrals")[0]
    assert (first["child_id"], first["referral_date"], first["source"]) == ("C1", date(2016, 3, 25), "1A")
    assert _noted(extract, "Read the heading “Referal Sources” as “Referral Source”")
    assert ids(extract) == set()


def test_stage_1_is_no_slip_of_the_pen_for_stage_2(tmp_path):
    head = [
        "Individual adopter identifier", "Family identifier", "Date enquiry received", "Date Stage 1 started",
        "Date Stage 3 started", "Date application approved", "Date Stage 2 ended", "Date application submitted",
    ]  # fmt: skip
    path = workbook(tmp_path / "a.xlsx", {"List 11": [head, ["A", "F", *["01/02/2016"] * 6]]})

    extract = read(tmp_path, path)

    assert "stage2_started" not in rows(extract, "adopters")[0]
    assert _noted(extract, "Date Stage 3 started")


def test_a_second_row_of_headings_is_no_row_of_the_list(tmp_path):
    extract = read_referrals(tmp_path, [name.upper() for name in REFERRAL_HEADINGS], referral())

    assert extract.counts["referrals"] == 1
    assert _noted(extract, "Left out rows that say the headings again")


def test_headings_over_two_rows_are_read_together(tmp_path):
    top = ["Child", "", "", "", "Referral", "", "", "Allocated", ""]
    below = ["Unique ID", "Gender", "Ethnicity", "Date of Birth", "Date", "Source", "NFA", "Team", "Worker"]
    path = workbook(
        tmp_path / "a.xlsx",
        {"List 3": [top, below, ["C1", "F", "WBRI", "04/03/2010", "25/03/2016", "6", "No", "Hub", "Ann"]]},
    )

    extract = read(tmp_path, path)

    first = rows(extract, "referrals")[0]
    assert (first["child_id"], first["referral_date"], first["source"], first["team"]) == (
        "C1",
        date(2016, 3, 25),
        "6",
        "Hub",
    )
    assert _noted(extract, "The headings stand over two rows")


def test_a_column_that_is_twice_there_is_told(tmp_path):
    extract = read_referrals(
        tmp_path, [*referral(), "01/01/2001"], head=[*REFERRAL_HEADINGS, "Date of Referral"]
    )

    assert problem(extract, "column-twice").column == "referral_date"
    assert column(extract, "referrals", "referral_date") == [date(2016, 3, 25)]


def test_a_column_that_must_be_there_is_missed_and_one_that_may_be_is_asked_after(tmp_path):
    head = [name for name in REFERRAL_HEADINGS if name not in {"Date of Referral", "Allocated Team", "Age"}]
    row = [v for n, v in zip(REFERRAL_HEADINGS, referral(), strict=True) if n in head]

    extract = read_referrals(tmp_path, row, head=head)

    assert {(g.column, g.severity.value) for g in extract.problems} == {
        ("referral_date", "error"),
        ("team", "query"),
    }


def test_columns_that_are_none_of_the_lists_are_left_out_and_named(tmp_path):
    extract = read_referrals(tmp_path, [*referral(), "Jo Example"], head=[*REFERRAL_HEADINGS, "Child's name"])

    assert "Jo Example" not in str(rows(extract, "referrals"))
    assert _noted(extract, "Child's name")


# Rows that are none


def test_blank_rows_totals_and_repeated_headings_are_left_out(tmp_path):
    blank, total = [""] * 11, ["Total", "2", *[""] * 9]

    extract = read_referrals(
        tmp_path, referral(), blank, list(REFERRAL_HEADINGS), referral(child="C2"), total, blank, [" "]
    )

    assert column(extract, "referrals", "child_id") == ["C1", "C2"]
    assert column(extract, "referrals", "_row") == [2, 5]
    assert ids(extract) == set()


def test_a_row_without_a_child_is_told(tmp_path):
    extract = read_referrals(tmp_path, referral(), referral(child=""))

    missing = problem(extract, "value-missing")
    assert (missing.column, missing.examples[0].row) == ("child_id", 3)


# Spreadsheets


def test_a_formula_that_was_saved_without_its_value_is_told(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "List 3"
    sheet.append(list(REFERRAL_HEADINGS))
    sheet.append(referral(date="=TODAY()", team="=UPPER(A2)"))
    book.save(tmp_path / "a.xlsx")

    extract = read(tmp_path, tmp_path / "a.xlsx")

    places = {
        group.column: group.examples[0].row for group in extract.problems if group.id == "formula-not-saved"
    }
    assert places == {"referral_date": 2, "team": 2}


def test_merged_cells_are_told_since_only_the_first_row_has_their_value(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("List 3")
        for at, row in enumerate([REFERRAL_HEADINGS, referral(), referral(), referral()]):
            sheet.write_row(at, 0, row)
        sheet.merge_range(1, 9, 3, 9, "Hub")

    extract = read(tmp_path, tmp_path / "a.xlsx")

    merged = problem(extract, "merged-cells")
    assert (merged.examples[0].row, merged.examples[0].value) == (2, "J2:J4")


def test_a_merged_title_above_the_headings_is_nobodys_business(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("List 3")
        sheet.merge_range(0, 0, 1, 10, "Referrals of the last six months")
        sheet.write_row(2, 0, REFERRAL_HEADINGS)
        sheet.write_row(3, 0, referral())

    assert ids(read(tmp_path, tmp_path / "a.xlsx")) == set()


def test_the_same_sheet_twice_is_read_once(tmp_path):
    sheet = [REFERRAL_HEADINGS, referral()]
    path = workbook(tmp_path / "a.xlsx", {"List 3": sheet, "List 3 (2)": sheet})

    extract = read(tmp_path, path)

    assert extract.counts["referrals"] == 1
    assert _noted(extract, "holds the same as")


def test_two_different_sheets_of_one_list_are_told_and_not_added_up(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {"List 3": [REFERRAL_HEADINGS, referral()], "List 3 old": [REFERRAL_HEADINGS, referral(child="C2")]},
    )

    extract = read(tmp_path, path)

    assert extract.counts["referrals"] == 1
    assert "List 3 and List 3 old" in problem(extract, "list-twice").message


def test_a_sheet_that_is_no_list_is_passed_over_and_said(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {"Read me": [["How to use"], ["Fill in"]], "List 3": [REFERRAL_HEADINGS, referral()], "Sheet3": []},
    )

    extract = read(tmp_path, path)

    assert list(extract.counts) == ["referrals"]
    assert _noted(extract, "Read me")
    assert not _noted(extract, "Sheet3")


def test_a_sheet_that_is_named_as_a_list_and_is_none_is_an_error(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx",
        {
            "List 3": [REFERRAL_HEADINGS, referral()],
            "List 1": [["Child Unique ID", "Date of Birth", "When"], ["C1", "1", "2"]],
        },
    )

    assert "looks like List 1: contacts" in problem(read(tmp_path, path), "list-not-recognised").message


def test_a_table_that_begins_far_from_the_corner_is_read_in_its_place(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("List 3")
        sheet.write_row(9, 4, REFERRAL_HEADINGS)
        sheet.write_row(10, 4, referral(date="31/02/2016"))
        sheet.write_formula(10, 13, "=1/0", value="#DIV/0!")

    extract = read(tmp_path, tmp_path / "a.xlsx")

    assert problem(extract, "date-not-real").examples[0].row == 11
    assert problem(extract, "spreadsheet-error").column == "team"


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_csv_is_read_in_the_encodings_that_programs_write(tmp_path, encoding):
    text = _csv(list(REFERRAL_HEADINGS), referral(team="Équipe d’été"))

    extract = read(tmp_path, csv_file(tmp_path / "referrals.csv", text, encoding))

    assert column(extract, "referrals", "team") == ["Équipe d’été"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_is_read_with_the_signs_that_part_cells(tmp_path, delimiter):
    text = _csv(list(REFERRAL_HEADINGS), referral(team="Hub, north; east"), delimiter=delimiter)

    extract = read(tmp_path, csv_file(tmp_path / "list3.csv", text))

    assert column(extract, "referrals", "team") == ["Hub, north; east"]


def test_excels_own_first_line_is_understood(tmp_path):
    text = "sep=;\r\n" + _csv(list(REFERRAL_HEADINGS), referral(), delimiter=";")

    extract = read(tmp_path, csv_file(tmp_path / "list3.csv", text))

    assert column(extract, "referrals", "_row") == [3]


def test_a_row_with_a_cell_too_many_is_left_out_and_told(tmp_path):
    text = _csv(
        list(REFERRAL_HEADINGS), referral(), [*referral(child="C2"), "astray"], referral(child="C3")[:9]
    )

    extract = read(tmp_path, csv_file(tmp_path / "list3.csv", text))

    assert column(extract, "referrals", "child_id") == ["C1", "C3"]
    assert problem(extract, "row-too-long").examples[0].row == 3
    assert problem(extract, "row-too-short").examples[0].row == 4


def test_a_quotation_mark_that_is_not_closed_is_told_with_its_row_and_swallows_nothing(tmp_path):
    text = ",".join(REFERRAL_HEADINGS) + "\n" + 'C1,F,WBRI,04/03/2010,6,25/03/2016,1A,No,0,"Hub,Ann\n' * 3

    with pytest.raises(CannotRead, match="cannot be read: a quotation mark"):
        read(tmp_path, csv_file(tmp_path / "list3.csv", text))


# Several councils, several files


def test_rows_of_several_councils_keep_whose_they_are(tmp_path):
    head = ["Local authority", *REFERRAL_HEADINGS]

    extract = read_referrals(
        tmp_path,
        ["Cambridgeshire County Council", *referral()],
        ["874", *referral()],
        ["E10000003", *referral()],
        ["Fenshire", *referral()],
        head=head,
    )

    assert column(extract, "referrals", "authority") == ["E10000003", "E06000031", "E10000003", "Fenshire"]
    assert _noted(extract, "Fenshire")


def test_who_gives_the_file_may_say_whose_it_is(tmp_path):
    extract = read_referrals(tmp_path, referral(), authority="City of York Council")

    assert column(extract, "referrals", "authority") == ["E06000014"]


def test_files_of_several_councils_are_read_as_one_with_the_columns_that_either_has(tmp_path):
    first = workbook(tmp_path / "one.xlsx", {"List 3": [REFERRAL_HEADINGS, referral()]})
    second = workbook(
        tmp_path / "two.xlsx", {"Referrals": [REFERRAL_HEADINGS[:-2], referral(child="C2")[:-2]]}
    )

    extract = read(tmp_path, first, second)

    assert [(row["child_id"], row["team"], row["_source"]) for row in rows(extract, "referrals")] == [
        ("C1", "Hub", "one.xlsx"),
        ("C2", None, "two.xlsx"),
    ]


def test_a_zip_archive_and_a_folder_are_the_files_in_them(tmp_path):
    text = _csv(list(REFERRAL_HEADINGS), referral())
    folder = tmp_path / "folder"
    folder.mkdir()
    csv_file(folder / "list 3.csv", text)
    csv_file(folder / "~$list 3.csv", "left by Excel")
    (folder / "notes.docx").write_bytes(b"PK")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("deep/inside/List_3.csv", text)
        archive.writestr("__MACOSX/List_3.csv", "nothing")

    assert read(tmp_path, folder).counts == {"referrals": 1}
    zipped = read(tmp_path, tmp_path / "all.zip")
    assert column(zipped, "referrals", "_source") == ["List_3.csv in all.zip"]


def test_a_million_cells_far_apart_are_refused_before_they_cost_memory(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "far.xlsx") as book:
        sheet = book.add_worksheet("List 3")
        sheet.write_row(0, 0, REFERRAL_HEADINGS)
        sheet.write(1_048_575, 700, "far away")

    with pytest.raises(CannotRead, match="more than can be read"):
        read(tmp_path, tmp_path / "far.xlsx")
