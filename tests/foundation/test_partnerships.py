"""Starting partnerships: an address is taken once, and never from the site."""

import pytest
from django.urls import get_resolver

from roundtable.foundation.partnerships.actions import RESERVED
from roundtable.foundation.scope.actions import Rejected
from tests.foundation.cast import partnership

pytestmark = pytest.mark.django_db


def test_an_address_is_taken_once() -> None:
    partnership("fen", "Fen")

    with pytest.raises(Rejected, match="There is a partnership at /fen/ already"):
        partnership("fen", "Fen again")


@pytest.mark.parametrize("slug", sorted(RESERVED))
def test_a_partnership_takes_no_address_of_the_site(slug: str) -> None:
    with pytest.raises(Rejected, match="an address of the site itself"):
        partnership(slug, "Fen")


def test_every_address_of_the_site_is_reserved() -> None:
    tops = get_resolver().url_patterns
    inside = [entry for top in tops if not str(top.pattern) for entry in getattr(top, "url_patterns", ())]
    first_words = {str(entry.pattern).split("/")[0] for entry in (*tops, *inside)}
    plain = {word for word in first_words if word.replace("-", "").isalpha()}

    assert {"account", "sign-in"} <= plain
    assert plain <= RESERVED
