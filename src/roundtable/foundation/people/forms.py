"""Forms about people: one's own name, an invitation, and the reason for which a role ends."""

from typing import Any

from django import forms

from roundtable.foundation.partnerships.models import Agency, Group
from roundtable.foundation.partnerships.queries import agencies, groups
from roundtable.foundation.scope.permissions import ROLES
from roundtable.foundation.scope.principals import Principal
from roundtable.foundation.web.forms import GovukDateField


class NameForm(forms.Form):
    name = forms.CharField(
        label="Your name", max_length=150, help_text="As others see it on pages, letters and in the ledger"
    )


class InviteForm(forms.Form):
    """Who, and what they may do."""

    email = forms.EmailField(label="E-mail address", help_text="They sign in with it")
    name = forms.CharField(max_length=150)
    post = forms.CharField(
        max_length=150, required=False, help_text="Their job, such as Head of safeguarding"
    )
    role = forms.ChoiceField(choices=())
    agency = forms.ModelChoiceField(
        queryset=Agency.objects.none(),
        required=False,
        empty_label="None",
        help_text="For agency leads and contributors",
    )
    group = forms.ModelChoiceField(
        queryset=Group.objects.none(),
        required=False,
        empty_label="None",
        help_text="For the chair of a sub-group",
    )
    register = forms.CharField(
        max_length=40, required=False, help_text="For the roles of a register, its name"
    )
    start = GovukDateField(label="First day", required=False, help_text="Today, if you leave it empty")
    end = GovukDateField(
        label="Last day", required=False, help_text="Leave it empty if the role has no end yet"
    )

    def __init__(self, who: Principal, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, agency, group = (self.fields[name] for name in ("role", "agency", "group"))
        if isinstance(role, forms.ChoiceField):
            role.choices = [("", "Choose a role"), *((r.key, r.title) for r in invitable())]
        for field, rows in ((agency, agencies(who)), (group, groups(who))):
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows


class ReasonForm(forms.Form):
    """Why a role is suspended or ended: it stands in the ledger."""

    reason = forms.CharField(max_length=300, help_text="It is kept in the ledger")


def invitable() -> list[Any]:
    """Roles of a partnership; an installation's are given at the command line."""
    return [role for role in ROLES.values() if role.attaches_to != "installation"]
