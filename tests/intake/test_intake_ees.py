"""The Department for Education's open data as comparators, over two publications of one table."""

from decimal import Decimal

import pytest

from roundtable.intake.ees.observations import observations, revisions
from roundtable.intake.ees.tables import own_key, table_of, tables
from roundtable.intake.extracts import CannotRead
from roundtable.measures.values import Status, Value
from tests.intake.extracts import DATA, column, csv_file, problem, read, rows

EES = DATA / "ees"
C1_2024 = EES / "c1_children_in_need_referrals_and_rereferrals_2013_to_2024.csv"
C1_2025 = EES / "c1_children_in_need_referrals_and_rereferrals_2013_to_2025.csv"
CAMBRIDGESHIRE = "E10000003"
HEAD = ",".join(
    (
        "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
        "old_la_code", "new_la_code", "la_name",
    )
)  # fmt: skip
YORK = "2016,Reporting year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,816,E06000014,York"


def test_each_published_number_is_a_row_with_place_period_and_status(tmp_path):
    extract = read(tmp_path, C1_2024)

    found = next(
        row
        for row in rows(extract, "observations")
        if row["area"] == CAMBRIDGESHIRE and row["time_period"] == "2016" and row["indicator"] == "referrals"
    )
    assert found["value"] == 3918
    assert (found["period"], found["level"], found["area_name"]) == (
        "2015-16",
        "local_authority",
        "Cambridgeshire",
    )
    assert found["filters"] == "category=Referrals and Re-referrals"
    assert (found["table"], found["indicator_as_published"]) == ("referrals", "Referrals")
    assert extract.counts["observations"] == (len(C1_2024.read_text().splitlines()) - 1) * 12


def test_a_table_whose_columns_were_renamed_is_the_same_table(tmp_path):
    extract = read(tmp_path, C1_2024, C1_2025)

    now = observations(
        extract, indicators=["rereferrals"], areas=[CAMBRIDGESHIRE], periods=["2015-16", "2024-25"]
    )

    assert [(one.period, one.vintage) for one in now] == [("2015-16", "2025"), ("2024-25", "2025")]
    assert len({one.indicator for one in now}) == 1


def test_of_two_publications_the_newer_counts_and_what_it_left_out_is_still_there(tmp_path):
    extract = read(tmp_path, C1_2024, C1_2025)

    count = observations(extract, indicators=["referrals"], areas=[CAMBRIDGESHIRE], periods=["2023-24"])
    rate = observations(extract, indicators=["referrals_rate"], areas=[CAMBRIDGESHIRE], periods=["2023-24"])

    assert [one.vintage for one in count] == ["2025"]
    assert [one.vintage for one in rate] == ["2024"]  # the publication of 2025 has no rates


def test_revisions_are_what_the_newer_publication_gives_differently(tmp_path):
    before = "Referrals,Re_referrals,No_Further_Action,Not_in_Need,Referrals_child,Re_referrals_child"
    after = (
        "referral_count,rereferral_count,no_further_action_count,not_in_need_count,referral_child_count,"
        "rereferral_child_count"
    )
    old = csv_file(tmp_path / "a_2016.csv", f"{HEAD},{before}\n{YORK},100,20,c,1,2,3\n")
    later = YORK.replace("2016", "2017")
    new = csv_file(tmp_path / "b_2017.csv", f"{HEAD},{after}\n{YORK},104,20,5,1,2,3\n{later},90,10,c,1,2,3\n")

    found = revisions(read(tmp_path, old, new))

    assert [(r.before.indicator, r.before.value, r.after.value) for r in found] == [
        ("no_further_action", Value.missing(Status.SUPPRESSED), Value.of(5)),
        ("referrals", Value.of(100), Value.of(104)),
    ]


def test_an_area_with_a_new_code_is_the_same_area(tmp_path):
    extract = read(tmp_path, *EES.glob("c4*.csv"))

    gateshead = [row for row in rows(extract, "observations") if row["area_name"] == "Gateshead"]
    assert {row["area"] for row in gateshead} == {"E08000037"}
    assert {row["area_as_published"] for row in gateshead} == {"E08000037", "E08000020"}


@pytest.mark.parametrize(
    ("symbol", "status"),
    [("c", "suppressed"), ("x", "not_supplied"), (":", "not_supplied"), ("z", "not_applicable"), ("k", "low"),
     ("low", "low"),     ("~", "low"), ("u", "unreliable"), ("", "not_supplied"), ("0", "given"),
     ("1,234.5", "given"), ("21%", "given"), ("-3", "given")],
)  # fmt: skip
def test_a_symbol_is_why_there_is_no_number(tmp_path, symbol, status):
    path = csv_file(tmp_path / "a.csv", f'{HEAD},Referrals,Other\n{YORK},1,2\n{YORK},"{symbol}",2\n')

    extract = read(tmp_path, path)

    at = column(extract, "observations", "indicator").index("referrals") + 1
    assert column(extract, "observations", "status")[at] == status
    assert (column(extract, "observations", "value")[at] is not None) == (status == "given")


def test_a_value_is_decimal_and_nought_is_a_zero(tmp_path):
    path = csv_file(tmp_path / "a.csv", f"{HEAD},count,share\n{YORK},0,21.70\n")

    found = {one.indicator: one.value for one in observations(read(tmp_path, path))}

    assert found == {"count": Value(Decimal(0), Status.ZERO), "share": Value.of(Decimal("21.7"))}


def test_what_is_neither_number_nor_symbol_makes_a_filter_of_a_column(tmp_path):
    path = csv_file(tmp_path / "a.csv", f"{HEAD},sex,count\n{YORK},Girls,5\n{YORK},Boys,6\n")

    extract = read(tmp_path, path)

    assert column(extract, "observations", "filters") == ["sex=Girls", "sex=Boys"]
    assert any("with sex as what its numbers are broken down by" in note for note in extract.notes)


def test_an_odd_value_far_down_is_told_in_its_place(tmp_path):
    lines = "\n".join([f"{YORK},5"] * 50_000)
    path = csv_file(tmp_path / "a.csv", f"{HEAD},count\n{lines}\n{YORK},five\n")

    extract = read(tmp_path, path)

    wrong = problem(extract, "number-not-read")
    assert (wrong.examples[0].row, wrong.examples[0].value) == (50_002, "five")
    assert wrong.expected.startswith("a number, or z (not applicable)")


def test_a_file_of_another_kind_among_them_is_refused(tmp_path):
    with pytest.raises(CannotRead, match="has no columns time_period"):
        read(tmp_path, C1_2024, csv_file(tmp_path / "other.csv", "a,b\n1,2\n"))


def test_every_table_is_known_by_its_own_columns():
    for table in tables():
        assert table_of(table.indicators) is table


def test_a_heading_that_no_table_names_has_its_own_key():
    assert own_key("Duration_21+_days") == "duration_21_days"
    assert table_of(["Bread", "Milk"]) is None
