"""Backups: a consistent copy of the database beside people at work, the files, and a manifest with checksums."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from roundtable.foundation.ledger.models import Head
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import operator


class BadArchive(ValueError):
    """An archive that cannot be written or restored; nothing was changed."""


# Tables go before the archive's come, so that none of a later version is left beside them.
EMPTY_POSTGRES = """\
DO $$ DECLARE t record; BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', t.tablename);
  END LOOP;
END $$;
"""


def write(out: Path) -> dict[str, Any]:
    """Write an archive, readable by its owner alone. Appears under its name only when it is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    # Before the copy: people write meanwhile, and a head that the copy does not hold would be missed from it.
    heads = _heads()
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        inside = Path(folder)
        database = inside / "database"
        _dump(database)
        files = sorted(p for p in Path(settings.FILES_ROOT).rglob("*") if p.is_file())
        manifest = _manifest(database, files, heads)
        (inside / "manifest.json").write_text(json.dumps(manifest, indent=2), encoding="utf-8")
        part = inside / "archive"
        with tarfile.open(part, "w:gz") as tar:
            tar.add(inside / "manifest.json", "manifest.json")
            tar.add(database, "database")
            for path in files:
                tar.add(path, f"files/{path.relative_to(settings.FILES_ROOT)}")
        part.chmod(0o600)
        part.replace(out)
    return manifest


def _heads() -> dict[str, str]:
    """Where each partnership's ledger stands, as `roundtable ledger verify --head` takes it.

    It asks for three columns by name, so that a database of an earlier version can be backed up too.
    """
    found: dict[str, str] = {}
    for pk, slug in Partnership.objects.values_list("pk", "slug"):
        at = Head.objects.seen_by(operator(pk)).values_list("sequence", "chain").first() or (0, "")
        found[slug] = f"{at[0]}:{at[1]}"
    return found


def _manifest(database: Path, files: list[Path], heads: dict[str, str]) -> dict[str, Any]:
    return {
        "format": 1,
        "written_at": timezone.now().isoformat(timespec="seconds"),
        "vendor": connection.vendor,
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        "database_sha256": _digest(database),
        "files": len(files),
        "ledger_heads": heads,
    }


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        _copy_sqlite(settings.DATABASES["default"]["NAME"], target)
        return
    with _postgres() as (arguments, environment):
        _run(["pg_dump", "--format=custom", f"--file={target}", *arguments], environment)


def _copy_sqlite(source: str | Path, target: Path) -> None:
    """SQLite's own online copy: whole even while others write."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy, pages=2000)
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise BadArchive("The copy of the database is not whole. Try again, and check the disk.")


@contextmanager
def _postgres() -> Iterator[tuple[list[str], dict[str, str]]]:
    database = settings.DATABASES["default"]
    pairs = (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER"))
    arguments = [f"{flag}={database[name]}" for flag, name in pairs if database.get(name)]
    yield (
        [*arguments, f"--dbname={database['NAME']}"],
        {**os.environ, "PGPASSWORD": str(database.get("PASSWORD") or "")},
    )


def _run(command: list[str], environment: dict[str, str]) -> None:
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except FileNotFoundError as error:
        raise BadArchive(
            f"{command[0]} is not installed. On Debian: apt-get install postgresql-client"
        ) from error
    if done.returncode:
        raise BadArchive(f"{command[0]} failed: {done.stderr.strip()}")


def restore(archive: Path, *, replace: bool) -> dict[str, Any]:
    """Check an archive and put it in place of what is there. Stop the service first."""
    if not archive.is_file():
        raise BadArchive(f"There is no file {archive}.")
    with tempfile.TemporaryDirectory() as folder:
        inside = Path(folder)
        manifest = _unpack(archive, inside)
        if not replace:
            raise BadArchive(
                "The archive is whole. To replace what is there now, stop the service and add --yes."
            )
        _load(inside / "database")
        files = Path(settings.FILES_ROOT)
        if files.exists():
            shutil.rmtree(files)
        if (inside / "files").exists():
            shutil.copytree(inside / "files", files)
    return manifest


def _unpack(archive: Path, into: Path) -> dict[str, Any]:
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                _take_out(tar, member, into)
        manifest: dict[str, Any] = json.loads((into / "manifest.json").read_text(encoding="utf-8"))
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise BadArchive(f"{archive} is not an archive of Roundtable, or it is damaged: {error}") from error
    if manifest.get("vendor") != connection.vendor:
        raise BadArchive(
            f"The archive is of a {manifest.get('vendor')} database; this installation uses {connection.vendor}."
        )
    if _digest(into / "database") != manifest.get("database_sha256"):
        raise BadArchive("The database in the archive is not the one that was written: its checksum differs.")
    return manifest


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """One file, inside the folder and nowhere else. (`extractall` learnt to see to that in Python 3.11.4: too late.)"""
    target = (into / member.name).resolve()
    content = tar.extractfile(member) if member.isfile() else None
    if content is None or not target.is_relative_to(into.resolve()):
        raise ValueError(f"it holds {member.name!r}, which no backup does")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, target.open("wb") as out:
        shutil.copyfileobj(content, out)


def _load(database: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        name = Path(settings.DATABASES["default"]["NAME"])
        name.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(database)) as kept, closing(sqlite3.connect(name)) as live:
            kept.backup(live)
        return
    with _postgres() as (arguments, environment):
        script = database.with_suffix(".sql")
        _run(["pg_restore", "--no-owner", "--no-acl", f"--file={script}", str(database)], environment)
        whole = database.with_name("whole.sql")
        with whole.open("wb") as out, script.open("rb") as made:
            out.write(EMPTY_POSTGRES.encode())
            shutil.copyfileobj(made, out)
        options = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction"]
        _run(["psql", *options, *arguments, f"--file={whole}"], environment)
