"""The extracts that agencies have, as they were found: every list read, every row kept, what is wrong told in its place."""

from datetime import date

import pytest

from roundtable.intake.extracts import CannotRead
from tests.intake.extracts import DATA, column, csv_file, ids, problem, read, rows


def test_the_sample_annex_a_workbook_is_read_whole(tmp_path):
    extract = read(tmp_path, DATA / "annex_a" / "Annex_A.xlsx", authority="Cambridgeshire")

    assert extract.specification == "annex_a_2018"
    assert extract.counts == {
        "contacts": 5, "early_help": 5, "referrals": 6, "assessments": 5, "section47": 5, "children_in_need": 5,
        "plans": 7, "looked_after": 5, "care_leavers": 6, "adoption": 5, "adopters": 5,
    }  # fmt: skip
    first = rows(extract, "referrals")[0]
    assert first["authority"] == "E10000003"
    assert first["child_id"] == "6537810"
    assert (first["sex"], first["ethnicity"], first["source"]) == ("M", "WBRI", "8")
    assert first["referral_date"] == date(2020, 9, 16)
    assert first["no_further_action"] is False
    assert first["_row"] == 2
    assert first["_place"] == "List 3"


def test_of_the_sample_workbook_only_what_is_wrong_is_told(tmp_path):
    extract = read(tmp_path, DATA / "annex_a" / "Annex_A.xlsx")

    need = problem(extract, "unknown-code")
    assert (need.list, need.column, need.count) == ("children_in_need", "primary_need", 1)
    assert need.examples[0].where == "Annex_A.xlsx, sheet List 6, row 2, column Primary Need Code"
    assert need.examples[0].value == "PSRMEM - Support with memory and cognition"
    assert ids(extract) == {"unknown-code", "spreadsheet-error"}


def test_cells_with_a_spreadsheets_error_are_told_and_do_not_pass_for_blanks(tmp_path):
    extract = read(tmp_path, DATA / "annex_a" / "Annex_A.xlsx")

    assert problem(extract, "spreadsheet-error", "team").count == 5
    assert column(extract, "children_in_need", "team") == [None] * 5


def test_a_formula_that_was_saved_with_its_value_is_read(tmp_path):
    extract = read(tmp_path, DATA / "annex_a" / "Annex_A.xlsx")

    assert column(extract, "adoption", "placement_order")[0] == date(2009, 8, 16)


def test_a_folder_of_ssda903_files_is_read_by_the_year_that_is_said(tmp_path):
    extract = read(tmp_path, *(DATA / "ssda903").glob("*.csv"), year="2019-20")

    assert extract.specification == "ssda903_2019"
    assert set(extract.counts) == {
        "header", "episodes", "reviews", "uasc", "oc2", "oc3", "previous_permanence", "missing",
    }  # fmt: skip
    first = rows(extract, "episodes")[0]
    assert (first["child"], first["decom"], first["ls"], first["place"]) == (
        "225242",
        date(2019, 11, 20),
        "D1",
        "A6",
    )
    assert column(extract, "header", "sex")[0] == "F"


def test_a_code_of_another_year_is_kept_and_asked_about(tmp_path):
    text = "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC\n1,01/04/2019,S,C1,N1,K3,PR1,01/05/2019,E43\n"

    extract = read(tmp_path, csv_file(tmp_path / "episodes.csv", text), year="2019-20")

    assert problem(extract, "code-not-in-year", "place").examples[0].value == "K3"
    assert problem(extract, "code-not-in-year", "rec").count == 1
    assert rows(extract, "episodes")[0]["rec"] == "E43"


def test_an_ssda903_return_in_xml_gives_the_same_lists(tmp_path):
    extract = read(tmp_path, DATA / "ssda903" / "return.xml", year="2019-20")

    assert extract.counts == {
        "header": 2, "episodes": 3, "reviews": 2, "oc2": 1, "oc3": 1, "previous_permanence": 1, "missing": 1,
    }  # fmt: skip
    episodes = rows(extract, "episodes")
    assert [row["child"] for row in episodes] == ["0907440", "0907440", "0228005"]
    assert [row["place"] for row in episodes] == ["U4", "K2", "T0"]
    assert episodes[0]["_row"] == 14  # the line of the element
    assert rows(extract, "oc3")[0]["in_touch"] == "YES"
    wrong = problem(extract, "date-not-real", "dob")
    assert wrong.examples[0].row == 22


def test_an_xml_return_that_is_cut_off_is_refused_with_its_line_and_nothing_is_left(tmp_path):
    whole = (DATA / "ssda903" / "return.xml").read_text()

    with pytest.raises(CannotRead, match=r"broken in line 1\d"):
        read(tmp_path, csv_file(tmp_path / "cut.xml", whole[: whole.index("<REC>X1")]))
    assert list((tmp_path / "out").iterdir()) == []


def test_xml_of_another_kind_is_told_from_a_return(tmp_path):
    with pytest.raises(CannotRead, match="begins with <catalogue>"):
        read(tmp_path, csv_file(tmp_path / "other.xml", "<catalogue><book/></catalogue>"))


def test_a_year_without_a_specification_is_read_by_the_nearest_and_told(tmp_path):
    extract = read(tmp_path, DATA / "ssda903" / "2020-header.csv", year="2015-16")

    assert extract.specification == "ssda903_2019"
    assert any(note.startswith("There is no specification for 2015-16") for note in extract.notes)


def test_files_of_two_formats_are_refused_together(tmp_path):
    with pytest.raises(CannotRead, match="and what came before it is of Ofsted"):
        read(tmp_path, DATA / "annex_a" / "Annex_A.xlsx", DATA / "ssda903" / "2020-header.csv")


def test_a_file_that_is_nearly_a_list_is_told_what_it_lacks(tmp_path):
    text = (
        "Child Unique ID,Date of Birth,Allocated Team,Child Protection Plan Start Date,Shoe size\n1,2,3,4,5\n"
    )

    with pytest.raises(CannotRead, match="looks like List 7: child protection plans") as refused:
        read(tmp_path, csv_file(tmp_path / "something.csv", text))
    assert "“Initial Category of Abuse”" in refused.value.message


def test_a_file_that_is_like_nothing_known_is_refused_in_plain_words(tmp_path):
    with pytest.raises(CannotRead, match=r"No list was recognised in shopping\.csv"):
        read(tmp_path, csv_file(tmp_path / "shopping.csv", "item,price\nbread,1.20\n"))


def test_a_list_without_rows_is_asked_about(tmp_path):
    extract = read(tmp_path, csv_file(tmp_path / "header.csv", "CHILD,SEX,DOB,ETHNIC,UPN\n"))

    assert extract.counts == {"header": 0}
    assert problem(extract, "list-empty").severity.value == "query"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("<EXPSSDA903/>", "holds no child"),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]><EXPSSDA903><CHILD><HEADER/></CHILD></EXPSSDA903>',
            "declares a document type",
        ),
        ("<EXPSSDA903><CHILD>", "broken in line 1"),
    ],
)
def test_xml_that_is_no_return_is_refused(tmp_path, text, says):
    with pytest.raises(CannotRead, match=says):
        read(tmp_path, csv_file(tmp_path / "return.xml", text))


def test_a_cell_without_end_is_told_with_its_row(tmp_path):
    with pytest.raises(CannotRead, match="Row 2 has a cell of more than"):
        read(tmp_path, csv_file(tmp_path / "a.csv", "CHILD,SEX,DOB\n1,M," + "x" * 2_000_000))


def test_a_return_of_figures_is_told_from_an_extract(tmp_path):
    text = "Key,Indicator,2015-16\nallegations.contacts,Contacts,497\n"

    with pytest.raises(CannotRead, match="is a return of figures") as refused:
        read(tmp_path, csv_file(tmp_path / "return.csv", text))
    assert "roundtable returns check" in refused.value.what_to_do


def test_without_a_year_the_newest_specification_is_used_and_said(tmp_path):
    extract = read(tmp_path, DATA / "ssda903" / "2020-header.csv")

    assert any(
        note.startswith("No year was said: read by the newest specification") for note in extract.notes
    )
