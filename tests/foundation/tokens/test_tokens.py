"""Tokens: made by those who may, shown once, kept as a digest, and never more than their owner."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from roundtable.foundation.ledger.queries import entries
from roundtable.foundation.people.actions import end_grant
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.scope.actions import Rejected
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import Principal, Refused, operator
from roundtable.foundation.tokens import once
from roundtable.foundation.tokens.actions import create_token, note_use, revoke_token
from roundtable.foundation.tokens.models import Token
from roundtable.foundation.tokens.queries import principal_of, token_of, tokens
from roundtable.measures.wording import day
from tests.foundation.cast import member, partnership
from tests.page import check_page

pytestmark = pytest.mark.django_db
MANAGER = "business_manager.board@fen.example"
ADDRESS = "/fen/account/tokens/"


def tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


@pytest.fixture
def manager() -> Principal:
    return member(partnership("fen", "Fen"), "business_manager")


def make(by: Principal, *permissions: Permission) -> tuple[Token, str]:
    return create_token(
        by=by, name="Nightly", permissions=permissions or (Permission.SEE_DATASET,), ends=tomorrow()
    )


def signed_in(email: str = MANAGER) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def test_a_secret_is_not_kept_and_finds_its_token(manager: Principal) -> None:
    made, secret = make(manager)

    kept = tokens(manager).values().get()
    found = token_of(secret)

    assert found is not None
    assert found.pk == made.pk
    assert not any(secret in str(value) for value in kept.values())
    assert token_of(secret + "x") is None


def test_a_token_may_what_its_scope_and_its_owner_may(manager: Principal) -> None:
    made, _ = make(manager, Permission.SEE_DATASET)

    who = principal_of(made)

    assert who is not None
    assert who.may(Permission.SEE_DATASET)
    assert not who.may(Permission.SEE_LEDGER)
    with pytest.raises(Refused):
        make(who)


def test_a_token_opens_nothing_once_its_owner_has_no_role(manager: Principal) -> None:
    made, _ = make(manager)
    by = operator(manager.partnership_id)

    end_grant(by=by, grant=Grant.objects.seen_by(by).get(person_id=manager.person_id), reason="moved on")

    assert principal_of(made) is None


def test_a_token_that_ended_or_was_revoked_says_so(manager: Principal) -> None:
    first, secret = make(manager)
    second, _ = make(manager)

    revoke_token(by=manager, token=first)
    revoked = token_of(secret)

    assert revoked is not None
    assert revoked.why_not(timezone.localdate()) == f"This token was revoked on {day(timezone.localdate())}."
    assert second.works_on(second.ends)
    assert second.why_not(second.ends + timedelta(days=1)) == f"This token ended on {day(second.ends)}."
    said = [e.sentence for e in entries(manager) if e.kind == "token"]
    assert len(said) == 3
    assert said[0].startswith("revoked the token “Nightly”")


@pytest.mark.parametrize(
    ("permissions", "days", "field"),
    [((), 1, "permissions"), ((Permission.MANAGE_PEOPLE,), 1, "permissions"),
     ((Permission.SEE_DATASET,), -1, "ends"), ((Permission.SEE_DATASET,), 400, "ends")],
)  # fmt: skip
def test_a_token_too_wide_or_too_long_is_not_made(
    manager: Principal, permissions: tuple[Permission, ...], days: int, field: str
) -> None:
    with pytest.raises(Rejected) as rejected:
        create_token(
            by=manager,
            name="X",
            permissions=permissions,
            ends=timezone.localdate() + timedelta(days=days),
        )

    assert rejected.value.field == field


def test_an_agency_lead_cannot_take_what_is_the_managers(manager: Principal) -> None:
    lead = member(partnership("wold", "Wold"), "agency_lead", "council")

    with pytest.raises(Rejected):
        make(lead, Permission.SEE_LEDGER)


def test_nobody_revokes_anothers_token(manager: Principal) -> None:
    made, _ = make(manager)
    other = member(partnership("wold", "Wold"), "business_manager")

    with pytest.raises(Refused):
        revoke_token(by=other, token=made)


def test_the_pages_make_show_once_list_and_revoke(manager: Principal) -> None:
    client = signed_in()
    ends = tomorrow()
    empty = check_page(client.get(ADDRESS).content.decode())
    check_page(client.get(f"{ADDRESS}make/").content.decode())

    answer = client.post(f"{ADDRESS}make/", filled_in(ends))
    shown = client.get(answer["Location"])
    secret = re.search(r"rt_[\w-]{40,}", shown.content.decode())

    assert "You have no tokens yet" in empty.text
    assert answer.status_code == 302
    assert secret is not None
    check_page(shown.content.decode())
    assert shown["Cache-Control"] == "no-store"
    found = token_of(secret[0])
    assert found is not None
    listed = check_page(client.get(ADDRESS).content.decode())
    assert "Nightly" in listed.text
    assert "May see the dashboard, indicators and their figures" in listed.text
    assert "Never used" in listed.text
    assert secret[0] not in listed.html
    check_page(client.get(f"{ADDRESS}{found.pk}/revoke/").content.decode())
    assert found.works_on(ends)
    client.post(f"{ADDRESS}{found.pk}/revoke/")
    assert "Revoked" in check_page(client.get(ADDRESS).content.decode()).text


def filled_in(ends: date) -> dict[str, object]:
    return {
        "name": "Nightly", "permissions": ["see_dataset"],
        "ends_day": ends.day, "ends_month": ends.month, "ends_year": ends.year,
    }  # fmt: skip


def test_a_secret_is_shown_once_and_reloading_makes_no_second_token(manager: Principal) -> None:
    client = signed_in()
    page = client.post(f"{ADDRESS}make/", filled_in(tomorrow()))["Location"]
    kept = str(dict(client.session.items()))

    first, again = client.get(page), client.get(page)

    assert "rt_" not in kept, "the session holds a secret that whoever reads the database can use"
    assert "rt_" in first.content.decode()
    assert again.status_code == 410
    assert "rt_" not in check_page(again.content.decode()).html
    assert "cannot be shown again" in again.content.decode()
    assert tokens(manager).count() == 1


def test_a_secret_is_shown_to_its_maker_and_for_its_own_token_alone(manager: Principal) -> None:
    other, _ = make(manager)
    client = signed_in()
    page = client.post(f"{ADDRESS}make/", filled_in(tomorrow()))["Location"]

    elsewhere = client.get(f"{ADDRESS}{other.pk}/made/")
    another_browser = signed_in().get(page)

    assert elsewhere.status_code == another_browser.status_code == 410
    assert "rt_" in client.get(page).content.decode()


def test_a_secret_that_nobody_looked_at_in_time_is_not_shown(
    manager: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in()
    page = client.post(f"{ADDRESS}make/", filled_in(tomorrow()))["Location"]
    monkeypatch.setattr(once, "SECONDS", -1)

    assert client.get(page).status_code == 410


def test_a_use_is_noted_to_the_minute(
    manager: Principal, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made, secret = make(manager)

    note_use(made)
    used = token_of(secret)
    assert used is not None
    with django_assert_num_queries(0):
        note_use(used)

    assert used.used_at is not None
    assert timezone.now() - used.used_at < timedelta(minutes=1)
    assert "Last used" in check_page(signed_in().get(ADDRESS).content.decode()).text


def test_a_form_left_empty_says_what_to_do(manager: Principal) -> None:
    page = check_page(signed_in().post(f"{ADDRESS}make/", {}).content.decode())

    assert "Choose at least one thing that the token may do" in page.errors


def test_who_may_not_is_told_and_a_stranger_learns_nothing(manager: Principal) -> None:
    made, _ = make(manager)
    fen = Grant.objects.seen_by(manager).get(person_id=manager.person_id).partnership
    member(fen, "lay_member")
    member(fen, "administrator")
    member(partnership("wold", "Wold"), "business_manager")

    for path in ("", "make/", f"{made.pk}/made/", f"{made.pk}/revoke/"):
        assert signed_in("lay_member.board@fen.example").get(ADDRESS + path).status_code == 403
        assert signed_in("business_manager.board@wold.example").get(ADDRESS + path).status_code == 404
        assert Client().get(ADDRESS + path).status_code == 302
    assert signed_in("administrator.board@fen.example").get(f"{ADDRESS}{made.pk}/revoke/").status_code == 404


def test_the_account_leads_to_tokens_where_one_may_make_them(manager: Principal) -> None:
    fen = Grant.objects.seen_by(manager).get(person_id=manager.person_id).partnership
    member(fen, "lay_member")

    hers = check_page(signed_in().get("/account/").content.decode())
    theirs = check_page(signed_in("lay_member.board@fen.example").get("/account/").content.decode())

    assert hers.links()["Tokens for Fen"] == ADDRESS
    assert "Tokens for Fen" not in theirs.links()
