"""The reference page of formats is what the specifications say now."""

import os
from pathlib import Path

from roundtable.intake.formats.pages import NAME, page, write
from roundtable.intake.formats.specification import formats, specifications

REFERENCE = Path("docs/reference")


def test_page_is_drawn_from_the_specifications():
    if os.environ.get("WRITE_PAGES"):
        write(REFERENCE)

    assert (REFERENCE / NAME).read_text(encoding="utf-8") == page(), (
        "Draw the page again with WRITE_PAGES=1 in the environment of this test, and look at what changed"
    )


def test_page_names_every_version_and_every_list():
    text = page()

    for key in formats():
        for spec in specifications(key):
            assert spec.title in text
        assert all(f"`{one.key}`." in text for one in specifications(key)[-1].lists)
