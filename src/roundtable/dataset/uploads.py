"""Files between their preview and their confirmation: outside the web root, known to one session, for a few hours."""

import secrets
import time
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from roundtable.dataset.actions import SentFile
from roundtable.dataset.models import Return
from roundtable.intake.guards import file_kind

_SESSION_KEY = "pending_returns"
_KEPT_SECONDS = 8 * 60 * 60  # as long as a session


def hold(session: SessionBase, found: Return, file: SentFile) -> None:
    """Keep a file until its sender confirms it. Raises FileRefused for what is no XLSX or CSV, or too large."""
    file_kind(file.data)
    let_go(session, found)
    folder = _folder()
    _sweep(folder)
    token = secrets.token_hex(16)
    (folder / token).write_bytes(file.data)
    session[_SESSION_KEY] = {
        **session.get(_SESSION_KEY, {}),
        str(found.pk): {"token": token, "name": file.name},
    }


def held(session: SessionBase, found: Return) -> SentFile | None:
    """The file that this session keeps for a return; None where it keeps none, or no longer."""
    kept = session.get(_SESSION_KEY, {}).get(str(found.pk))
    path = _folder() / kept["token"] if kept else None
    return SentFile(kept["name"], path.read_bytes()) if path is not None and path.exists() else None


def let_go(session: SessionBase, found: Return) -> None:
    pending = dict(session.get(_SESSION_KEY, {}))
    kept = pending.pop(str(found.pk), None)
    if kept:
        (_folder() / kept["token"]).unlink(missing_ok=True)
        session[_SESSION_KEY] = pending


def _folder() -> Path:
    folder = Path(settings.FILES_ROOT) / "pending"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _sweep(folder: Path) -> None:
    """What was never confirmed is not kept."""
    oldest = time.time() - _KEPT_SECONDS
    for path in folder.iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
