"""Backups on PostgreSQL. (On SQLite, the command's own tests make them and put them back.)"""

from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from roundtable.foundation.ledger.queries import Anchor, verify
from roundtable.foundation.partnerships.actions import create_partnership
from roundtable.foundation.partnerships.models import BodyType, Partnership
from roundtable.foundation.scope.principals import operator
from roundtable.site import archive
from tests.foundation.cast import partnership

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def kept(tmp_path: Path, settings: Settings) -> Path:
    """A backup of one partnership, and beside it what a later version of the program would have made."""
    settings.FILES_ROOT = tmp_path / "files"
    partnership("northmoor", "Northmoor")
    archive.write(tmp_path / "kept.tar.gz")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_later_version (person bigint REFERENCES people_person (id))")
    create_partnership(
        by=operator(), slug="later", title="Later", body_type=BodyType.PARTNERSHIP, marking="OFFICIAL"
    )
    return tmp_path / "kept.tar.gz"


def test_everything_is_as_it_was_and_nothing_of_a_later_version_is_left(kept: Path) -> None:
    manifest = archive.restore(kept, replace=True)

    assert [each.slug for each in Partnership.objects.all()] == ["northmoor"]
    assert "of_a_later_version" not in connection.introspection.table_names()
    sequence, _, chain = manifest["ledger_heads"]["northmoor"].partition(":")
    who = operator(Partnership.objects.get().pk)
    assert verify(who, [Anchor(int(sequence), chain, "the backup")]) == []


def test_a_restore_that_fails_half_way_changes_nothing(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "EMPTY_POSTGRES", archive.EMPTY_POSTGRES + "SELECT 1 / 0;\n")

    with pytest.raises(archive.BadArchive, match="division by zero"):
        archive.restore(kept, replace=True)

    assert {each.slug for each in Partnership.objects.all()} == {"northmoor", "later"}
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE of_a_later_version")
