"""A demonstration that an earlier version loaded gets the codes and comparators that it lacked, once."""

import pytest

from roundtable.dataset.models import Return
from roundtable.foundation.partnerships.models import Area, Neighbour, Partnership
from roundtable.foundation.scope.principals import operator
from roundtable.site.catching_up import catch_up
from roundtable.site.example import Example
from tests.example_year import FOLDER, example

__all__ = ["example"]
pytestmark = pytest.mark.django_db


def test_an_old_year_gets_what_it_lacked_and_a_second_time_changes_nothing(example: Example) -> None:
    Neighbour.objects.all().delete()
    Area.objects.filter(title="Cambridgeshire").update(dfe_code="", region="")
    Area.objects.filter(title="Peterborough").delete()
    everything = {slug: made.pk for slug, made in example.partnerships.items()}

    later = Example(FOLDER, quiet=True)
    catch_up(later)

    area = Area.objects.get(title="Cambridgeshire")
    assert (area.code, area.dfe_code, area.region) == ("E10000003", "873", "E12000006")
    assert Area.objects.get(title="Peterborough").dfe_code == "874"
    assert Neighbour.objects.filter(area=area).count() == 10
    assert {slug: made.pk for slug, made in later.partnerships.items()} == everything

    who = operator(Partnership.objects.get(slug="cambridgeshire").pk)
    before = (Return.objects.seen_by(who).count(), Neighbour.objects.count(), Area.objects.count())
    catch_up(Example(FOLDER, quiet=True))
    assert (Return.objects.seen_by(who).count(), Neighbour.objects.count(), Area.objects.count()) == before
