"""Fen and Wold, which share a constabulary, with a return of missing reports asked of it in each."""

import io
from dataclasses import dataclass
from datetime import date

from django.test import Client
from openpyxl import load_workbook

from roundtable.dataset.actions import ask_for_return, submit_return
from roundtable.dataset.lines import asked, spec
from roundtable.dataset.models import Observation, Return
from roundtable.dataset.typed import typed_file
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.scope.principals import Principal, operator
from roundtable.foundation.scope.tripwire import permit
from roundtable.intake.reading import read_return
from roundtable.measures.periods import Period
from tests.foundation.cast import member, partnership
from tests.page import Page, check_page

KEY = "missing.reports"
MONTHS = ("2015-04", "2015-05", "2015-06")
LEAD = "lead@constabulary.example"  # answers for the constabulary in both


@dataclass
class World:
    fen: Partnership
    wold: Partnership
    manager: Principal
    lead: Principal

    @property
    def police(self) -> Agency:
        return Agency.objects.get(slug="constabulary")


def world() -> World:
    fen, wold = partnership("fen", "Fen"), partnership("wold", "Wold")
    manager = member(fen, "business_manager")
    member(wold, "business_manager")
    lead = member(fen, "agency_lead", "constabulary", email=LEAD)
    member(wold, "agency_lead", "constabulary", email=LEAD)
    member(fen, "agency_lead", "council")
    member(fen, "lay_member")
    return World(fen, wold, manager, lead)


def ask(
    of: Partnership,
    *,
    agency: str = "constabulary",
    period: str = "2015-16",
    months: tuple[str, ...] = MONTHS,
) -> Return:
    line = asked(definitions().get(KEY), "", of.title, [Period.parse(month) for month in months])
    return ask_for_return(
        by=operator(of.pk), partnership=of, agency=Agency.objects.get(slug=agency), period=period,
        title=f"Missing children of {of.title}", lines=[line], due=date(2016, 5, 3),
    )  # fmt: skip


def sent(of: Partnership, found: Return, *values: str, by: Principal | None = None) -> None:
    """Submit a return with one value for each month."""
    who = by or operator(of.pk)
    made = spec(who, of, found)
    draft = {f"0:{month}": value for month, value in zip(MONTHS, values, strict=False)}
    submit_return(by=who, found=found, lines=read_return(typed_file(made, draft), "", [made]).lines)


def as_(email: str) -> Client:
    client = Client()
    client.force_login(Person.objects.get(email=email))
    return client


def manager_of(slug: str) -> Client:
    return as_(f"business_manager.board@{slug}.example")


def page(client: Client, url: str, data: dict[str, object] | None = None) -> Page:
    """The page of an address, with every promise of a page kept; with `data`, the page that posting gives."""
    response = client.post(url, data) if data is not None else client.get(url)
    assert response.status_code == 200, (
        f"{url} answers {response.status_code} {response.headers.get('Location', '')}"
    )
    return check_page(response.content.decode(), front=url.split("?")[0].endswith("/returns/"))


def fill(data: bytes, sheet: str, values: dict[str, object]) -> bytes:
    """A template with the values of some columns of its first line written in, as a person would."""
    book = load_workbook(io.BytesIO(data))
    there = book[sheet]
    head = next(row for row in there.iter_rows() if row[0].value == "Key")
    for cell in head:
        if cell.value in values:
            there.cell(cell.row + 1, cell.column).value = values[str(cell.value)]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def numbers(*, current: bool | None = None) -> list[int]:
    """What is kept, of every partnership, in the order of periods."""
    with permit("looking, in a test"):
        rows = Observation.objects.order_by("partnership_id", "version__number", "period")
        if current is not None:
            rows = rows.filter(current=current)
        return [int(row.number) for row in rows if row.number is not None]


def state_of(found: Return) -> str:
    with permit("looking, in a test"):
        return str(Return.objects.get(pk=found.pk).state)
