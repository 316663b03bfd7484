"""The header knows where the reader is, and shows only the wings that the reader may enter."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import path as route
from django.utils import timezone

from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Grant, Person
from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.permissions import Permission
from roundtable.foundation.scope.principals import PUBLIC
from roundtable.foundation.scope.tripwire import permit
from roundtable.foundation.web.registries import Navigation, NavigationItem, Providers
from tests.page import Page, check_page

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def nowhere(request: HttpRequest, partnership: str) -> None:
    """Only its address is asked for."""


urlpatterns = [
    route("<slug:partnership>/", nowhere, name="test-home"),
    route("<slug:partnership>/dataset/", nowhere, name="test-dataset"),
    route("<slug:partnership>/people/", nowhere, name="test-people"),
]


@pytest.fixture(autouse=True)
def wings(monkeypatch: pytest.MonkeyPatch) -> Navigation:
    made = Navigation()
    made.register(NavigationItem("People", "test-people", lambda who: who.may(Permission.MANAGE_PEOPLE), 90))
    made.register(NavigationItem("Home", "test-home", lambda _: True, 0))
    made.register(NavigationItem("Dataset", "test-dataset", lambda who: who.may(Permission.SEE_DATASET), 10))
    made.register(NavigationItem("To come", "not-yet", lambda _: True, 20))
    monkeypatch.setattr("roundtable.foundation.web.context.navigation", made)
    return made


@pytest.fixture
def partnership() -> Partnership:
    return Partnership.objects.create(slug="northmoor", title="Northmoor", marking="OFFICIAL-SENSITIVE")


def member(partnership: Partnership, role: str) -> Person:
    person = Person.objects.create_user("rosa@northmoor.example", "Rosa Hale")
    with permit("arranging a test"):
        Grant.objects.create(
            person=person, name=person.name, role=role, partnership=partnership, start=date(2020, 1, 1)
        )
    return person


def page(path: str, partnership: Partnership | None, person: Person | None) -> Page:
    request: Any = RequestFactory().get(path)
    request.user = person or AnonymousUser()
    request.partnership = partnership
    request.who = principal(person, partnership, timezone.localdate()) if person else PUBLIC
    response = render(request, "base.html", {"title": "A page"})
    return check_page(response.content.decode(), front=True)


def navigation(page: Page) -> list[str]:
    return [page.words(item) for item in page.with_class("govuk-service-navigation__item")]


def test_member_sees_the_wings_that_the_role_opens_in_order(partnership: Partnership) -> None:
    seen = page("/northmoor/dataset/missing/", partnership, member(partnership, "lay_member"))

    assert navigation(seen) == ["Home", "Dataset"]
    (active,) = seen.with_class("govuk-service-navigation__item--active")
    assert seen.words(active) == "Dataset"


def test_home_is_current_only_on_itself(partnership: Partnership) -> None:
    seen = page("/northmoor/", partnership, member(partnership, "business_manager"))

    assert navigation(seen) == ["Home", "Dataset", "People"]
    assert [a.get("aria-current") for a in seen.with_class("govuk-service-navigation__link")] == [
        "page",
        None,
        None,
    ]


def test_member_sees_marking_and_title_names_the_partnership(partnership: Partnership) -> None:
    seen = page("/northmoor/", partnership, member(partnership, "lay_member"))

    assert seen.words(seen.with_class("rt-marking")[0]) == "OFFICIAL-SENSITIVE"
    assert seen.title == "A page – Northmoor – Roundtable"


def test_switch_is_offered_to_those_with_two_partnerships(partnership: Partnership) -> None:
    person = member(partnership, "lay_member")
    assert "switch partnership" not in page("/northmoor/", partnership, person).links()

    other = Partnership.objects.create(slug="southmoor", title="Southmoor")
    with permit("arranging a test"):
        Grant.objects.create(
            person=person, name=person.name, role="lay_member", partnership=other, start=date(2020, 1, 1)
        )
    assert "switch partnership" in page("/northmoor/", partnership, person).links()


def test_public_sees_no_wings_and_no_marking(partnership: Partnership) -> None:
    seen = page("/northmoor/report/", partnership, None)

    assert navigation(seen) == []
    assert not seen.with_class("rt-marking")
    assert "Sign in" in seen.links()


def test_providers_are_asked_once_each_in_order() -> None:
    providers: Providers[str] = Providers()

    def first(_: Any) -> list[str]:
        return ["a", "b"]

    def second(_: Any) -> list[str]:
        return ["c"]

    for provide in (first, second, first):
        providers.register(provide)
    assert providers.items(PUBLIC) == ["a", "b", "c"]
