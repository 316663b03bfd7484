"""The reference page says what the definitions say."""

from pathlib import Path

from roundtable.measures.definitions import load as load_definitions
from roundtable.measures.lists.listed import load
from roundtable.measures.lists.reference import page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "indicators-over-lists.md"
ANEW = (
    "write it anew: python -m roundtable.measures.lists.reference > docs/reference/indicators-over-lists.md"
)


def test_the_page_is_that_of_the_definitions() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(load_definitions(), load()), ANEW


def test_each_figure_is_on_the_page_with_its_example() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert text.count("**Worked example.**") == len(load())
    assert "from `started` to `conference_date` at most 15 working days" in text
    assert "the child has a row with an earlier `referral_date`, within 12 months before" in text
