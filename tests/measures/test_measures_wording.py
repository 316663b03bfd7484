from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundtable.measures import wording
from roundtable.measures.definitions import Scale
from roundtable.measures.values import Status, Value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9))
def test_number_read_back_is_the_same(value: Decimal) -> None:
    assert Decimal(wording.number(value).replace(",", "").replace(wording.MINUS, "-")) == value


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        ("1496", None, "1,496"),
        ("1E+3", None, "1,000"),
        ("12.50", None, "12.5"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "−3"),
        ("-0.4", 0, "0"),
        ("33.394", 2, "33.39"),
        ("0", 1, "0.0"),
    ],
)
def test_number(value: str, decimals: int | None, words: str) -> None:
    assert wording.number(Decimal(value), decimals) == words


def test_percent_and_change() -> None:
    assert wording.percent(Decimal("16.9")) == "17%"
    assert wording.percent(Decimal("16.66"), 1) == "16.7%"
    assert wording.signed_percent(Decimal("20.3")) == "+20%"
    assert wording.signed_percent(Decimal("-4.2"), 1) == "−4.2%"
    assert wording.signed_percent(Decimal("0.3")) == "0%"


def test_signed_difference() -> None:
    assert [wording.signed(n) for n in (52, -3, 0)] == ["+52", "−3", "0"]
    assert wording.signed(Decimal("0.04"), 1) == "0.0"


def test_pounds_keep_their_pence() -> None:
    assert wording.pounds(Decimal(259418)) == "£259,418.00"
    assert wording.pounds(Decimal("-222455.59")) == "−£222,455.59"
    assert wording.pounds(Decimal("270394.4"), 0) == "£270,394"


def test_day_has_no_leading_nought() -> None:
    assert wording.day(date(2026, 11, 3)) == "3 November 2026"


@pytest.mark.parametrize(
    ("value", "scale", "decimals", "words"),
    [
        (Value.of(1496), Scale.COUNT, 0, "1,496"),
        (Value.of(0), Scale.COUNT, 0, "0"),
        (Value.of("51.9"), Scale.PERCENT, 1, "51.9%"),
        (Value.of("33.394"), Scale.RATE, 2, "33.39"),
        (Value.of("5.5"), Scale.POUNDS, 0, "£5.50"),
        (Value.missing(), Scale.COUNT, 0, "not supplied"),
        (Value.missing(Status.SUPPRESSED), Scale.PERCENT, 0, "suppressed"),
        (Value(Decimal(4), Status.UNRELIABLE), Scale.COUNT, 0, "4 (unreliable)"),
    ],
)
def test_value_words(value: Value, scale: Scale, decimals: int, words: str) -> None:
    assert wording.value_words(value, scale, decimals) == words


def test_join_lists_as_a_sentence_does() -> None:
    assert [wording.join(list(letters)) for letters in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert wording.join(["x", "y"], "or") == "x or y"


def test_plural_follows_english() -> None:
    assert wording.plural(1, "line") == "1 line"
    assert wording.plural(1234, "enquiry") == "1,234 enquiries"
    assert wording.plural(0, "day") == "0 days"
    assert wording.plural(2, "breach") == "2 breaches"
    assert wording.plural(2, "child", "children") == "2 children"
