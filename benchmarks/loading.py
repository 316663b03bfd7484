"""Loading returns: every step that an agency and the manager take, against bare rows put into SQLite."""

import argparse
import csv
import io
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings

from benchmarks._world import clock, fresh_database, say
from roundtable.dataset.actions import SentFile, accept_return, ask_for_return, submit_return
from roundtable.dataset.lines import plan, spec
from roundtable.dataset.typed import typed_file
from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.partnerships.actions import admit_agency, create_partnership
from roundtable.foundation.partnerships.models import Agency, Partnership
from roundtable.foundation.scope.principals import operator
from roundtable.intake.reading import read_return
from roundtable.measures.periods import Period

DEFINITION = """key = "bench.indicator_{n:03d}"
[[versions]]
title = "Indicator {n}"
question = "How do we know that loading is quick?"
theme = "Benchmarks"
definition = "A made-up count."
counts = "events"
unit = "events"
adds = "sum"
polarity = "neither"
supplier = "Agency"
frequency = "monthly"
source = "Made up"
"""


@dataclass
class Load:
    """What was loaded, and how long it took both ways (seconds)."""

    values: int = 0
    ours: float = 0.0
    plain: float = 0.0


def define(indicators: int) -> None:
    """Made-up definitions in place of the installation's."""
    folder = Path(tempfile.mkdtemp(prefix="roundtable-bench-definitions-"))
    for n in range(indicators):
        (folder / f"bench.indicator_{n:03d}.toml").write_text(DEFINITION.format(n=n), encoding="utf-8")
    settings.DEFINITION_FOLDERS = [folder]
    definitions.cache_clear()


def made_up() -> list[str]:
    return [key for key in definitions().keys() if key.startswith("bench.")]  # noqa: SIM118 - not a mapping


def found(agencies: int) -> tuple[Partnership, list[Agency]]:
    partnership = create_partnership(
        by=operator(), slug="bench", title="Bench", body_type="lscb", marking="OFFICIAL"
    )
    by = operator(partnership.pk)
    for n in range(agencies):
        admit_agency(
            by=by, partnership=partnership, slug=f"agency-{n}", title=f"Agency {n}", sector="other",
            statutory=False, start=date(2000, 4, 1),
        )  # fmt: skip
    return partnership, list(Agency.objects.order_by("pk"))


def load(partnership: Partnership, agency: Agency, period: Period, seed: int) -> tuple[bytes, int]:
    """One agency's year: asked, read, submitted, accepted. Returns its file and how many values it held."""
    by = operator(partnership.pk)
    lines = [line for key in made_up() for line in plan(definitions().get(key), period)]
    made = ask_for_return(
        by=by,
        partnership=partnership,
        agency=agency,
        period=str(period),
        title="A year",
        lines=lines,
        due=None,
    )
    asked = spec(by, partnership, made)
    draft = {
        f"{i}:{month}": str((seed * 31 + i * 7 + m * 3) % 400 + 10)
        for i, line in enumerate(asked.lines)
        for m, month in enumerate(line.periods)
    }
    data = typed_file(asked, draft)
    reading = read_return(data, "return.csv", [asked])
    submit_return(by=by, found=made, lines=reading.lines, file=SentFile("return.csv", data))
    accept_return(by=by, found=made)
    return data, len(draft)


def bare(database: sqlite3.Connection, data: bytes, agency: str) -> None:
    """The plain way: whatever stands in the file goes into a table, unchecked and unexplained."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    with database:
        database.executemany(
            "insert into observation values (?, ?, ?, ?)",
            [
                (agency, row["Key"], column, float(text))
                for row in rows
                for column, text in row.items()
                if column[:2] == "20" and text
            ],
        )


def run(indicators: int, agencies: int, years: int) -> Load:
    """Load everything both ways."""
    define(indicators)
    partnership, senders = found(agencies)
    database = sqlite3.connect(Path(tempfile.mkdtemp(prefix="roundtable-bench-plain-")) / "plain.sqlite3")
    database.execute("create table observation (agency text, key text, period text, number real)")
    done = Load()
    for year in range(years):
        for n, agency in enumerate(senders):
            with clock() as ours:
                data, count = load(partnership, agency, Period.financial_year_of(2006 + year), year * 100 + n)
            with clock() as plain:
                bare(database, data, agency.slug)
            done.values += count
            done.ours += ours.seconds
            done.plain += plain.seconds
        say(f"  year {year + 1} of {years}: {done.values:,} values in {done.ours:.1f} s")
    database.close()
    return done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--indicators", type=int, default=50)
    parser.add_argument("--agencies", type=int, default=5)
    parser.add_argument("--years", type=int, default=2)
    parser.add_argument("--full", action="store_true", help="200 indicators, 20 agencies, 10 years")
    args = parser.parse_args()
    size = (200, 20, 10) if args.full else (args.indicators, args.agencies, args.years)
    fresh_database()
    done = run(*size)
    say(f"{done.values:,} values: {done.ours:.2f} s, {done.values / done.ours:,.0f} a second")
    say(f"bare rows: {done.plain:.2f} s; ratio {done.ours / done.plain:.1f}")


if __name__ == "__main__":
    main()
