"""`roundtable init`: the settings file, the partnership and its first administrator."""

import argparse
import secrets
from datetime import date
from pathlib import Path

from cryptography.fernet import Fernet
from django.conf import settings
from django.utils import timezone

from roundtable.foundation.partnerships.actions import create_partnership
from roundtable.foundation.partnerships.models import BodyType, Partnership
from roundtable.foundation.people.actions import grant_role
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import operator
from roundtable.measures.definitions import slug as make_slug
from roundtable.site.verbs.common import Stop, prepare

__all__ = ["Stop", "run"]

SETTINGS = """\
# Roundtable's settings: NAME=value, one a line. Keep this file readable by the service's user alone (mode 0600).

# Signs sessions and links. Changing it signs everybody out. Never share it.
SECRET_KEY={secret}
# Seals second factors in the database. Without it nobody's authenticator app works: keep it with the backups' key.
SECOND_FACTOR_KEY={seal}

# The names that the site answers to, comma separated, and the same with https:// before them.
ALLOWED_HOSTS=127.0.0.1,localhost
# CSRF_TRUSTED_ORIGINS=https://roundtable.example.org

# True once a reverse proxy in front speaks HTTPS: cookies are then sent over HTTPS alone.
ROUNDTABLE_HTTPS=False

# SQLite in the home folder unless this is set. For PostgreSQL:
# DATABASE_URL=postgres://roundtable:password@127.0.0.1:5432/roundtable

# Where mail goes out. Until this is set, mail is written to files in the home folder.
# EMAIL_URL=smtp+tls://user:password@mail.example.org:587
# FROM_EMAIL=Roundtable <roundtable@example.org>

# Sign-in by the organisation's own accounts (OpenID Connect).
# OIDC_NAME=Council account
# OIDC_SERVER=https://login.example.org/.well-known/openid-configuration
# OIDC_CLIENT_ID=
# OIDC_SECRET=
# Domains whose every e-mail address it has verified, where it does not say so itself (Entra ID does not), comma separated.
# OIDC_VERIFIED_DOMAINS=

# Folders of indicator definitions of your own, beside the built-in ones, comma separated.
# DEFINITION_FOLDERS=

# How often a token may ask the API in a minute; 0 is no limit.
# API_LIMIT=300

# Folders of clocks (time limits of the law and of local practice) of your own, beside the built-in ones.
# CLOCK_FOLDERS=
"""


def run(args: argparse.Namespace) -> int:
    wrote = write_settings(settings.SETTINGS_FILE)
    prepare()
    title = args.title or _ask("The partnership's name (such as Cambridgeshire): ")
    slug = args.slug or make_slug(title).replace("_", "-")
    if Partnership.objects.filter(slug=slug).exists():
        raise Stop(f"There is a partnership at /{slug}/ already.")
    name = args.name or _ask("The first business manager's name: ")
    email = args.email or _ask("Their e-mail address: ")
    password = start_partnership(title, slug, name, email, timezone.localdate())
    if wrote:
        print(f"Wrote {settings.SETTINGS_FILE}. Read it: every setting is explained there.")
    print(f"Made the partnership {title} at /{slug}/.")
    if password:
        print(f"{name} signs in with {email} and the password {password} (change it on the account page).")
    else:
        print(f"{email} signs in as before: that address is known here, and its password stays as it is.")
    print(f"Now: roundtable serve, and add the area that it covers at /{slug}/people/areas/.")
    return 0


def write_settings(path: Path) -> bool:
    """Write the commented settings file; one that is there already is left as it is."""
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(
        SETTINGS.format(secret=secrets.token_urlsafe(48), seal=Fernet.generate_key().decode()),
        encoding="utf-8",
    )
    return True


def start_partnership(title: str, slug: str, name: str, email: str, today: date) -> str:
    """The partnership and its first business manager; their first password, made up here.

    Nothing for somebody who has a password already: they lead a second partnership, and keep the way in that they have.
    """
    by = operator()
    made = create_partnership(
        by=by, slug=slug, title=title, body_type=BodyType.PARTNERSHIP, marking="OFFICIAL-SENSITIVE"
    )
    grant_role(
        by=operator(made.pk), partnership=made, email=email, name=name, role="business_manager", start=today
    )
    person = Person.objects.get(email__iexact=email)
    if person.password and person.has_usable_password():
        return ""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    person.set_password(password)
    person.save(update_fields=("password",))
    return password


def _ask(question: str) -> str:
    try:
        answer = input(question).strip()
    except EOFError as error:
        raise Stop("Nobody is there to answer. Give --title, --name and --email.") from error
    if not answer:
        raise Stop("Nothing was entered, so nothing was made.")
    return answer
