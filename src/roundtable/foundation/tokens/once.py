"""A secret on its way to the one page that shows it: sealed, in its maker's session, for a few minutes."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

from roundtable.foundation.tokens.models import Token

PLACE = "token_shown_once"
SECONDS = 10 * 60


def put(session: SessionBase, token: Token, secret: str) -> None:
    """Lay the secret ready. The session holds it sealed: whoever reads the database has nothing."""
    session[PLACE] = _seal().encrypt(json.dumps([token.pk, secret]).encode()).decode()


def take(session: SessionBase, token: Token) -> str:
    """The secret, which is then gone; empty where it was shown already, or laid there too long ago."""
    sealed = session.get(PLACE, "")
    try:
        pk, secret = json.loads(_seal().decrypt(sealed.encode(), ttl=SECONDS))
    except InvalidToken:
        return ""
    if pk != token.pk:
        return ""
    del session[PLACE]
    return str(secret)


def _seal() -> Fernet:
    key = hashlib.sha256(b"tokens shown once\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
