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

from roundtable.foundation.ledger.queries import head
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.scope.principals import operator


class BadArchive(ValueError):
    """An archive that cannot be restored; nothing was changed."""


def write(out: Path) -> dict[str, Any]:
    """Write an archive, readable by its owner alone. Appears under its name only when it is whole."""
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        inside = Path(folder)
        database = inside / "database"
        _dump(database)
        files = sorted(p for p in Path(settings.FILES_ROOT).rglob("*") if p.is_file())
        manifest = _manifest(database, files)
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


def _manifest(database: Path, files: list[Path]) -> dict[str, Any]:
    return {
        "format": 1,
        "written_at": timezone.now().isoformat(timespec="seconds"),
        "vendor": connection.vendor,
        "migrations": sorted(
            f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()
        ),
        "database_sha256": _digest(database),
        "files": len(files),
        "ledger_heads": {
            p.slug: f"{(at := head(operator(p.pk))).sequence}:{at.chain}" for p in Partnership.objects.all()
        },
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
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
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
            tar.extractall(into, filter="data")
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


def _load(database: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        name = Path(settings.DATABASES["default"]["NAME"])
        name.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(database)) as kept, closing(sqlite3.connect(name)) as live:
            kept.backup(live)
        return
    with _postgres() as (arguments, environment):
        options = ["--clean", "--if-exists", "--single-transaction", "--no-owner"]
        _run(["pg_restore", *options, *arguments, str(database)], environment)
