"""The letter to somebody who was given a role. Whoever invites cannot tell from it whether the person was known."""

from functools import partial

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse

from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.permissions import ROLES

INVITATION = """\
Hello {name},

{inviter} has given you the role of {role} for {partnership} in Roundtable, the software of the safeguarding partnership.

{how}

Your user name is this e-mail address: {email}

If you did not expect this, you need do nothing.
"""
KNOWN = "Sign in at\n\n    {sign_in}"
NEW = """\
First choose a password at

    {link}

The link works once, for three days. After that, ask for a new one at

    {forgotten}"""


def send_invitation(grant: Grant, inviter: str, site: str) -> None:
    """Send it once the role is stored. `site` is where Roundtable is, such as https://roundtable.example.

    It is not kept with the other e-mails: its link opens the account, and is for its reader alone.
    """
    text = INVITATION.format(
        name=grant.person.name,
        inviter=inviter,
        role=ROLES[grant.role].title.lower(),
        partnership=grant.partnership,
        how=_way_in(grant.person, site),
        email=grant.person.email,
    )
    message = EmailMessage(f"Your role for {grant.partnership} in Roundtable", text, to=[grant.person.email])
    transaction.on_commit(partial(message.send, fail_silently=True))


def _way_in(person: Person, site: str) -> str:
    if person.has_usable_password():
        return KNOWN.format(sign_in=f"{site}{reverse('account_login')}")
    kwargs = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    link = reverse("account_reset_password_from_key", kwargs=kwargs)
    return NEW.format(link=f"{site}{link}", forgotten=f"{site}{reverse('account_reset_password')}")
