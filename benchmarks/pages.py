"""Dashboard and indicator page under several clients, against one figure at a time and a bare table of the rows."""

import argparse
import html
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks._world import fresh_database, percentile, say
from roundtable.dataset.models import Observation
from roundtable.foundation.figures.catalogue import keys
from roundtable.foundation.figures.describe import describe
from roundtable.foundation.figures.references import BadReference, Reference
from roundtable.foundation.partnerships.models import Partnership
from roundtable.foundation.people.models import Person
from roundtable.foundation.people.queries import principal
from roundtable.foundation.scope.principals import Principal
from roundtable.measures.periods import Period
from roundtable.site.example import Example

EXAMPLE = Path(__file__).parents[1] / "examples" / "cambridgeshire-2015-16"
SLUG, KEY, YEAR = "cambridgeshire", "missing.reports", Period.financial_year_of(2015)
Ask = Callable[[], None]


def manager() -> tuple[Person, Principal]:
    """Whoever may see the dashboard, in the example."""
    place = Partnership.objects.get(slug=SLUG)
    for person in Person.objects.order_by("pk"):
        who = principal(person, place)
        if who is not None and "Business manager" in who.role_titles:
            return person, who
    raise LookupError("The example has no business manager")


def page(person: Person, path: str) -> Ask:
    """A client of its own for each call: a browser that is signed in."""
    client = Client()
    client.force_login(person)

    def ask() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answered {answer.status_code}")

    return ask


def one_at_a_time(who: Principal) -> Ask:
    """The plain dashboard: each figure is asked for by itself."""

    def ask() -> None:
        for key in keys(who):
            try:
                describe(who, Reference((key,)), YEAR)
            except (BadReference, KeyError):
                continue

    return ask


def bare_table(who: Principal) -> Ask:
    """The plain page of a figure: its rows in a table, without chart, definition or source."""

    def ask() -> None:
        rows = Observation.objects.figures_of(who).filter(current=True, key=KEY)
        cells = "".join(f"<tr><th>{html.escape(r.period)}<td>{r.number}" for r in rows)
        if not cells:
            raise RuntimeError(f"The example holds no {KEY}")

    return ask


def measure(asks: list[Ask], times: int) -> list[float]:
    """Seconds of each answer, where all clients ask at once, `times` times each."""

    def client(ask: Ask) -> list[float]:
        taken = []
        for _ in range(times):
            start = time.perf_counter()
            ask()
            taken.append(time.perf_counter() - start)
        connection.close()
        return taken

    with ThreadPoolExecutor(len(asks)) as pool:
        return [seconds for taken in pool.map(client, asks) for seconds in taken]


def queries(ask: Ask) -> int:
    """How many queries one answer takes, once everything is warm."""
    ask()
    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


def compare(title: str, ours: list[Ask], plain: list[Ask], times: int) -> None:
    asked, bare = queries(ours[0]), queries(plain[0])
    taken, plainly = measure(ours, times), measure(plain, times)
    for name, found, count in ((title, taken, asked), ("  plain", plainly, bare)):
        half, most = percentile(found, 0.5) * 1000, percentile(found, 0.95) * 1000
        say(f"{name}: p50 {half:.0f} ms, p95 {most:.0f} ms, {count} queries")
    say(f"  ratio {percentile(taken, 0.5) / percentile(plainly, 0.5):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--times", type=int, default=3, help="how often each client asks")
    args = parser.parse_args()
    fresh_database()
    Example(EXAMPLE, quiet=True).load()
    person, who = manager()
    each = range(args.clients)
    root = f"/{SLUG}/dataset/"
    compare("dashboard", [page(person, root) for _ in each], [one_at_a_time(who) for _ in each], args.times)
    figure = f"{root}figures/{KEY}/"
    compare("indicator", [page(person, figure) for _ in each], [bare_table(who) for _ in each], args.times)


if __name__ == "__main__":
    main()
