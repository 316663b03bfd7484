"""Formats are data: each version loads, a later one stands on an earlier, and a year without one is told."""

import pytest

from roundtable.intake.formats.specification import (
    ColumnType,
    Need,
    Specification,
    formats,
    nearest,
    specifications,
    year_ending,
)
from roundtable.intake.tabular.headings import squashed

EVERY = [found for key in formats() for found in specifications(key)]


@pytest.mark.parametrize("spec", EVERY, ids=lambda found: found.id)
def test_a_specification_says_where_it_comes_from_and_which_years_it_is_for(spec: Specification):
    assert spec.source
    assert spec.years == tuple(sorted(spec.years))
    assert all(year_ending(year) > 2000 for year in spec.years)
    assert spec.id == f"{spec.format}_{spec.version}"


@pytest.mark.parametrize("spec", EVERY, ids=lambda found: found.id)
def test_no_list_or_column_is_declared_twice(spec: Specification):
    keys = [one.key for one in spec.lists]

    assert len(keys) == len(set(keys))
    for one in spec.lists:
        columns = [column.key for column in one.columns]
        assert len(columns) == len(set(columns)), one.key
        assert any(column.need is Need.ALWAYS for column in one.columns), one.key


@pytest.mark.parametrize("spec", EVERY, ids=lambda found: found.id)
def test_no_two_columns_of_a_list_share_a_spelling(spec: Specification):
    for one in spec.lists:
        said: dict[str, str] = {}
        for column in one.columns:
            for text in {squashed(name) for name in (column.title, *column.spellings)}:
                assert said.setdefault(text, column.key) == column.key, f"{one.key}: {text}"


@pytest.mark.parametrize("spec", EVERY, ids=lambda found: found.id)
def test_no_two_codes_of_a_list_share_a_spelling(spec: Specification):
    for codes in spec.code_lists.values():
        said: dict[str, str] = {}
        for code in codes.codes.values():
            for text in {squashed(name) for name in (code.value, code.label, *code.spellings)} - {""}:
                assert said.setdefault(text, code.value) == code.value, f"{codes.key}: {text}"


def test_annex_a_has_its_eleven_lists_and_ssda903_its_files():
    assert len(nearest("annex_a")[0].lists) == 11
    assert [one.key for one in nearest("ssda903", "2019-20")[0].lists] == [
        "header", "episodes", "reviews", "uasc", "oc2", "oc3", "ad1", "placed_adoption", "previous_permanence",
        "missing",
    ]  # fmt: skip


def test_a_later_version_stands_on_an_earlier_one_and_adds_to_it():
    old, new = nearest("ssda903", "2022-23")[0], nearest("ssda903", "2023-24")[0]

    assert {one.key for one in new.lists} - {one.key for one in old.lists} == {"social_workers"}
    assert new.list("episodes") == old.list("episodes")


def test_a_year_without_a_specification_is_read_by_the_nearest_and_says_so():
    spec, note = nearest("ssda903", "2015-16")

    assert spec.version == "2019"
    assert "2015-16" in note
    assert "2018-19 to 2022-23" in note


def test_a_year_with_its_own_specification_says_nothing():
    assert nearest("ssda903", "2019-20")[1] == ""
    assert nearest("ssda903")[1] == ""


def test_a_code_knows_the_years_that_it_is_valid_in():
    reasons = nearest("ssda903", "2019-20")[0].list("episodes").column("rec").codes
    assert reasons is not None

    assert reasons.codes["E43"].valid_in(2018)
    assert not reasons.codes["E43"].valid_in(2019)
    assert not reasons.codes["E45"].valid_in(2018)


def test_a_yes_or_no_has_its_code_list_without_naming_one():
    column = nearest("ssda903")[0].list("oc2").column("convicted")

    assert column.type is ColumnType.BOOLEAN
    assert column.codes is not None
    assert set(column.codes.codes) == {"true", "false", "unknown"}


def test_what_is_no_format_or_no_year_is_refused():
    with pytest.raises(KeyError):
        specifications("horoscope")
    with pytest.raises(ValueError, match="financial year"):
        nearest("ssda903", "2016")
