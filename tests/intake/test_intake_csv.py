import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundtable.intake.delimited import decoded, read_csv
from roundtable.intake.guards import FileRefused
from roundtable.intake.reading import read_return
from roundtable.intake.template import write_csv_template
from roundtable.measures.values import Value
from tests.intake.specs import NEIGHBOUR, SPEC, read_text, rules

HEAD = "Key,Indicator,Breakdown,Area,2031-32,Note"
TEXT = f"{HEAD}\nmade.spending,Spending,,Fenshire,1234.50,Café – “paid”\nmade.on_time,Visits in time,,Fenshire,52.5,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_the_encodings_that_offices_use(encoding):
    reading = read_text(TEXT, encoding=encoding)
    assert [(line.value, line.note) for line in reading.lines] == [
        (Value.of("1234.5"), "Café – “paid”"),
        (Value.of("52.5"), ""),
    ]
    assert reading.understood == ()
    assert reading.can_be_kept


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_signs_between_cells_are_seen(sign):
    assert len(read_text(TEXT.replace(",", sign)).lines) == 2


def test_the_place_in_a_csv_names_no_sheet():
    (problem,) = [p for p in read_text(TEXT.replace("52.5", "half")).problems if p.severity == "error"]
    assert problem.place == "Row 3, column 2031-32 (E3)"


def test_line_ends_of_every_system_and_lines_above_the_headings_are_read():
    for end in ("\r\n", "\r", "\n"):
        text = end.join(["Return: fenshire/RT-0003", "", *TEXT.splitlines()])
        assert len(read_text(text).lines) == 2


def test_excels_way_with_months_and_days_is_undone():
    text = "Key,Breakdown,Apr-31,01/05/2031,31/03/2032\nmade.enquiries,,3,4,\nmade.plans,,,,40\n"
    reading = read_text(text)
    assert [str(line.period) for line in reading.lines] == ["2031-04", "2031-05", "31 March 2032"]


def test_a_csv_template_comes_back_filled_in():
    out = io.BytesIO()
    write_csv_template(SPEC, out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))
    spending = next(row for row in rows if row[0] == "made.spending")
    spending[rows[0].index("2031-32")] = "£1,234.50"
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    reading = read_return(text.getvalue().encode(), "a.csv", [NEIGHBOUR, SPEC])
    assert {line.value for line in reading.lines if line.raw} == {Value.of("1234.5")}
    assert {line.partnership for line in reading.lines} == {"fenshire"}
    assert rules(reading) == {"blank-without-reason", "no-sheet"}


def test_a_csv_of_another_return_and_a_row_of_another_are_refused():
    text = "Key,Indicator,Breakdown,2031-32,Return\nmade.on_time,,,5,{}\nmade.spending,,,6,{}\n"
    assert "wrong-return" in rules(read_text(text.format("wolds/RT-0003", "")))
    mixed = read_text(text.format("fenshire/RT-0003", "wolds/RT-0003"))
    assert [line.key for line in mixed.lines] == ["made.on_time"]
    assert "wrong-return" in rules(mixed)


def test_an_apostrophe_put_before_a_formula_by_our_own_export_is_taken_off():
    assert read_csv(b"Key,Indicator\n'=made,O'Hara\n").rows[1] == ["=made", "O'Hara"]


@pytest.mark.parametrize("data", [b'Key,"never closed\nmade', b"Key,Indicator\n" + b"x" * 200_000])
def test_a_broken_csv_is_refused_in_words(data):
    with pytest.raises(FileRefused, match="cannot be read as CSV"):
        read_csv(data)


def test_too_many_rows_are_refused():
    with pytest.raises(FileRefused, match="more than 20,000 rows"):
        read_csv(b"a,b\n" * 20_001)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=2))
def test_text_in_utf8_and_marked_utf16_comes_back(text):
    assert decoded(text.encode("utf-16")) == text
    assert decoded(text.encode("utf-8-sig")) == text


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12), max_size=8),
        max_size=12,
    )
)
def test_any_table_under_our_headings_is_read_or_explained(rows):
    out = io.StringIO()
    csv.writer(out).writerows([HEAD.split(","), *rows])
    reading = read_text(out.getvalue())
    assert all(problem.message and problem.what_to_do for problem in reading.problems)
