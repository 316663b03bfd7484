"""The letter to somebody who was given a role. It is the same whether the person was known or not, and opens nothing:
its reader signs in by what only they can read, so that it may be kept, shown to the inviter, and sent by other ways.
"""

from django.urls import reverse

from roundtable.foundation.notices.actions import Letter
from roundtable.foundation.people.models import Grant
from roundtable.foundation.scope.permissions import ROLES

INVITATION = """\
Hello {name},

{inviter} has given you the role of {role} for {partnership} in Roundtable, the software of the safeguarding partnership.

Sign in with your e-mail address, {email}, at

    {sign_in}

If you have no password yet, ask there for a code by e-mail, or choose a password at

    {forgotten}

If you did not expect this, you need do nothing.
"""


def invitation(grant: Grant, inviter: str, site: str) -> Letter:
    """`site` is where Roundtable is, such as https://roundtable.example."""
    email = grant.person.email
    text = INVITATION.format(
        name=grant.name,
        inviter=inviter,
        role=ROLES[grant.role].title.lower(),
        partnership=grant.partnership,
        email=email,
        sign_in=f"{site}{reverse('account_login')}",
        forgotten=f"{site}{reverse('account_reset_password')}",
    )
    return Letter(email, grant.name, f"Your role for {grant.partnership} in Roundtable"[:200], text)
