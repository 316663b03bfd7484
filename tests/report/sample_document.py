"""A made-up annual report that holds every kind of block. No partnership, person or number in it is real."""

from dataclasses import replace
from typing import Literal

from roundtable.measures import charts
from roundtable.measures.values import Status, Value
from roundtable.report.content import (
    Block,
    Callout,
    ChartBlock,
    Document,
    Emphasis,
    FigureText,
    Heading,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Section,
    Strong,
    TableBlock,
    TableCell,
    Text,
)

MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
LONG_MONTHS = tuple(f"{name} {2031 if at < 9 else 2032}" for at, name in enumerate(MONTHS))
LONG_TITLE = "The year in figures, with a title so long that it needs a second line to be said"
AGENCIES = ("Council", "Police", "Health", "Schools", "Probation", "Charities")


def prose(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def bullet(*lines: str, ordered: bool = False) -> ListBlock:
    return ListBlock(ordered, tuple((prose(line),) for line in lines))


def cells(name: str, *texts: str) -> tuple[TableCell, ...]:
    missing = {"suppressed", "not supplied", "not applicable"}
    return (TableCell(name), *(TableCell(text, numeric=True, missing=text in missing) for text in texts))


def table(caption: str, header: tuple[str, ...], *rows: tuple[TableCell, ...], **more: object) -> TableBlock:
    return replace(TableBlock(caption, header, rows), **more)


def series(name: str, labels: tuple[str, ...], numbers: tuple[int | None, ...]) -> charts.Series:
    def value(number: int | None) -> Value:
        return Value.missing(Status.NOT_SUPPLIED) if number is None else Value.of(number)

    return charts.Series(name, tuple(charts.Point(x, value(y)) for x, y in zip(labels, numbers, strict=True)))


def words(number: int | None) -> str:
    return "not supplied" if number is None else f"{number:,}"


Drawing = Literal["line", "bar", "stacked", "grouped"]


def chart(
    caption: str,
    drawing: Drawing,
    *lines: charts.Series,
    width: Literal["wide", "half"] = "wide",
    unit: str = "",
) -> ChartBlock:
    pixels = 720 if width == "wide" else 340
    spec = {
        "line": lambda: charts.line(lines, unit=unit, width=pixels, height=190 if width == "wide" else 130),
        "bar": lambda: charts.bars(lines[0], unit=unit, width=pixels),
        "stacked": lambda: charts.stacked(lines, unit=unit, width=pixels),
        "grouped": lambda: charts.grouped(lines, unit=unit, width=pixels),
    }[drawing]()
    labels = [point.label for point in lines[0].points]
    rows = tuple(
        cells(
            label,
            *(words(None if one.points[at].number is None else int(one.points[at].number)) for one in lines),
        )
        for at, label in enumerate(labels)
    )
    header = ("Month" if drawing == "line" else "Kind", *(one.name for one in lines))
    numbers = table(caption, header, *rows, source="Invented for a test")
    return ChartBlock(
        caption, f"Alternative text of the chart “{caption}”.", spec, numbers, "a.b?by=month", width
    )


def monthly(caption: str, start: int, *, width: Literal["wide", "half"] = "wide") -> ChartBlock:
    numbers = tuple(start + (at * 37) % 29 for at in range(12))
    return chart(caption, "line", series("Reports", LONG_MONTHS, numbers), width=width, unit="reports")


def year_table() -> TableBlock:
    months = tuple(str(100 + (at * 53) % 41) for at in range(12))
    small = ("7", "suppressed", "9", "12", "suppressed", "8", "0", "11", "not supplied", "6", "10", "7")
    return table(
        "Enquiries by team and month",
        ("Team", *LONG_MONTHS, "Total"),
        cells("North and the market towns", *months, "1,431"),
        cells("South", *(str(80 + at) for at in range(12)), "1,026"),
        cells("Disability team", *small, "suppressed"),
        cells("All teams", *("suppressed" for _ in MONTHS), "suppressed"),
        notes=(
            "Numbers from 1 to 5, and others that would give them back, are hidden so that no child can be recognised.",
            "December was not supplied for the disability team: its system was changed.",
        ),
        source="Council, accepted 19 April 2032",
        total_rows=frozenset({3}),
    )


def plain_year_table() -> TableBlock:
    return table(
        "Contacts by source and month",
        ("Source", *(month.split()[0] for month in LONG_MONTHS), "Year"),
        *(
            cells(name, *(f"{900 + at * 7 + n * 113:,}" for at in range(12)), "12,345")
            for n, name in enumerate(AGENCIES)
        ),
        cells("All", *("5,555" for _ in MONTHS), "37,401"),
        total_rows=frozenset({6}),
    )


def sideways_table() -> TableBlock:
    rows = (cells(f"Office {at} and its villages", *("suppressed" for _ in MONTHS)) for at in range(1, 19))
    return table("Hidden numbers of every office", ("Office", *MONTHS), *rows)


def long_table() -> TableBlock:
    rows = [cells(f"Standard {at}", str(at % 7), str(at * 3), f"{at}%") for at in range(1, 61)]
    return table("Answers to each standard", ("Standard", "Not met", "Fully met", "Share"), *rows)


def cells_of_words(*texts: str) -> tuple[TableCell, ...]:
    return tuple(TableCell(text) for text in texts)


def words_table() -> TableBlock:
    return TableBlock(
        caption="Who sits round the table",
        header=("Agency", "What it brings", "Since"),
        rows=(
            cells_of_words(
                "Council", "Children’s social care, schools and early help; the unit’s host.", "2019"
            ),
            cells_of_words(
                "Police", "Enquiries, and the police’s view of exploitation & missing children.", "2019"
            ),
        ),
        source="Terms of reference",
    )


def first_section() -> tuple[Block, ...]:
    return (
        Paragraph(
            (
                Text("This year the partnership received "),
                FigureText("contacts.received?period=2031-32", "37,401"),
                Text(" contacts, "),
                FigureText("contacts.received?period=2031-32&as=change", "17% more", stated=True),
                Text(" than the year before. In the smallest team the number is "),
                FigureText("contacts.received?team=x", "suppressed", missing=True),
                Text(". "),
                Strong((Text("What changed most"),)),
                Text(" is "),
                Emphasis((Text("how early"),)),
                Text(" people ask for help: see "),
                Link("https://example.org/help?a=1&b=2", (Text("the guide to early help"),)),
                Text(" and "),
                Link("#assurance", (Text("the section on assurance"),)),
                Text("; partners find more on "),
                Link("/saltmarsh/dataset/", (Text("the dashboard"),)),
                Text("."),
            )
        ),
        Heading(2, (Text("Contacts and referrals"),), "help-contacts"),
        prose(
            "A contact is a first word with children’s social care. Some become referrals, most are answered at once."
        ),
        monthly("Contacts rose in summer and fell back by the end of the year", 96),
        year_table(),
        Heading(4, (Text("A heading whose level was skipped"),), "help-skipped"),
        bullet(
            "Practitioners ask earlier, and are told sooner what will happen next.",
            "Schools make most of the contacts <and> know the thresholds & their words.",
            "Where a child is seen twice in a year, somebody asks what the first answer left undone; "
            "that question now stands on the form itself, so that nobody has to remember it.",
        ),
        Heading(2, (Text("What the partnership asked for"),), "help-asked"),
        bullet("Agree one form.", "Train every desk.", "Test it again in May.", ordered=True),
        ListBlock(
            False,
            (
                (prose("Early help"), bullet("in schools", "in surgeries", ordered=True)),
                (
                    prose("Social care"),
                    prose("A second paragraph in the same item."),
                    bullet("by team", "by office"),
                ),
            ),
        ),
        bullet("This list begins at one again.", "And ends at two.", ordered=True),
    )


def second_section() -> tuple[Block, ...]:
    kinds = ("Neglect", "Emotional abuse", "Physical abuse", "Sexual abuse")
    return (
        Quote(
            (
                prose("I was asked what I wanted, and this time somebody wrote it down."),
                prose("A young person, 15"),
            )
        ),
        chart("Most plans are for neglect", "bar", series("Plans", kinds, (289, 113, 21, 16)), unit="plans"),
        monthly("Missing reports, north", 41, width="half"),
        monthly("Missing reports, south", 33, width="half"),
        Callout("note", (prose("Numbers from 1 to 5 are hidden in this edition."),)),
        Callout(
            "warning",
            (prose("The definition changed in June."), bullet("Before: reports.", "After: episodes.")),
        ),
        Callout("signal", (prose("July lies above what chance would explain: ask the police why."),)),
        chart(
            "Each agency answered more standards fully than a year before",
            "grouped",
            series("2030-31", AGENCIES, (56, 61, 48, 70, 39, 44)),
            series("2031-32", AGENCIES, (61, 66, 59, 71, 52, 58)),
            unit="standards",
        ),
        chart(
            "Outcomes of conferences by month",
            "stacked",
            series("Plan", MONTHS, tuple(30 + at for at in range(12))),
            series("No plan", MONTHS, tuple(12 - at % 5 for at in range(12))),
            unit="conferences",
        ),
        words_table(),
        plain_year_table(),
        sideways_table(),
        long_table(),
        table(
            "", ("Word", "Meaning"), (TableCell("Seat"), TableCell("A place at the table")), row_headers=False
        ),
    )


def third_section() -> tuple[Block, ...]:
    blocks: list[Block] = []
    for at, topic in enumerate(
        ("Exploitation", "Missing", "Private fostering", "Allegations", "Early help", "Training")
    ):
        blocks += [
            Heading(2, (Text(topic),), f"more-{topic.lower().replace(' ', '-')}"),
            prose(f"{topic} was looked at by the quality group in three meetings. " * 4),
            monthly(f"{topic}: reports by month", 20 + at * 9),
        ]
    blocks += [
        Heading(3, (Text("One last chart alone at half width"),), "more-last"),
        monthly("Alone and half as wide", 12, width="half"),
        Heading(2, (Text("Exploitation"),), "more-exploitation"),
        prose("The anchor of this heading was taken already."),
    ]
    return tuple(blocks)


def sample() -> Document:
    """The whole document in its partnership edition, with a protective marking."""
    return Document(
        title="Annual report 2031-32",
        subtitle="What we know about how children in Saltmarsh and Fenby are kept safe, and what we do about it",
        partnership="Saltmarsh and Fenby Safeguarding Children Partnership",
        period="2031-32",
        edition="Professional edition",
        date="9 November 2032",
        marking="OFFICIAL – SENSITIVE",
        summary=(
            prose("Children are heard earlier than a year ago. Three things still worry us."),
            bullet(
                "Neglect is named late.",
                "Return interviews miss their clock.",
                "Small teams wait for training.",
            ),
        ),
        sections=(
            Section("help", "Help at the right time", first_section()),
            Section("assurance", "Assurance: how we know", second_section()),
            Section("more", LONG_TITLE, third_section()),
        ),
        imprint=(
            "Disclosure control: roundtable-partnership 1; no numbers hidden.",
            "The ledger stood at entry 1,204, 9f2c55aa01b7e344.",
        ),
    )


def public_sample() -> Document:
    """The same without marking, summary or imprint."""
    return replace(sample(), marking="", edition="Public edition", summary=(), imprint=())
