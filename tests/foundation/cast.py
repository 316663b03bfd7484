"""Two partnerships, two agencies and the people whom tests speak of. Everyone here is made up."""

from datetime import date

from roundtable.foundation.partnerships.actions import admit_agency, create_partnership
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.people.actions import grant_role
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.principals import Principal, operator

START = date(2014, 4, 1)


def partnership(slug: str, title: str) -> Partnership:
    made = create_partnership(
        by=operator(), slug=slug, title=title, body_type="lscb", marking="OFFICIAL-SENSITIVE"
    )
    for agency, name, sector in (
        ("constabulary", "Fen Constabulary", "police"),
        ("council", "Fen Council", "council"),
    ):
        admit_agency(
            by=operator(made.pk),
            partnership=made,
            slug=agency,
            title=name,
            sector=sector,
            statutory=True,
            start=START,
        )
    return made


def member(
    of: Partnership,
    role: str,
    agency: str | None = None,
    email: str = "",
    password: str = "correct horse battery",
    register: str = "",
) -> Principal:
    address = email or f"{role}.{agency or 'board'}@{of.slug}.example"
    grant_role(
        by=operator(of.pk),
        partnership=of,
        email=address,
        name=f"{role.replace('_', ' ').capitalize()} of {of.title}",
        role=role,
        agency=Agency.objects.get(slug=agency) if agency else None,
        register=register,
        start=START,
    )
    person = Person.objects.get(email=address)
    person.set_password(password)
    person.save()
    who = principal(person, of)
    assert who is not None
    return who
