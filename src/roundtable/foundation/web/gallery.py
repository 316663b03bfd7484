"""What the components page shows: invented examples of everything that pages are made of."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms

from roundtable.foundation.web.forms import GovukDateField
from roundtable.foundation.web.lists import Column
from roundtable.foundation.web.records import Action, HistoryEntry, Step
from roundtable.foundation.web.registries import ChangeCard, NeedsItem, YearItem, YearState
from roundtable.foundation.web.tones import Tag, Tone

LONDON = ZoneInfo("Europe/London")
TODAY = date(2015, 11, 22)


class ExampleForm(forms.Form):
    """One field of each kind."""

    reference = forms.CharField(help_text="It is at the head of the letter, such as RQ-0012")
    email = forms.EmailField(label="E-mail address")
    reports = forms.IntegerField(label="Number of reports")
    received = GovukDateField(label="Day on which it came")
    agency = forms.ChoiceField(
        choices=[("", "Choose an agency"), ("police", "Police"), ("council", "Council")]
    )
    supplied = forms.ChoiceField(
        label="Can you supply it?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("later", "Yes, but later"), ("no", "No")],
    )
    themes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("exploitation", "Exploitation"), ("missing", "Missing children"), ("neglect", "Neglect")],
    )
    note = forms.CharField(
        widget=forms.Textarea, max_length=200, help_text="It travels to the chart with the number"
    )
    why = forms.CharField(label="Reason", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Return", help_text="An XLSX or CSV file of up to 10 MB")
    password = forms.CharField(widget=forms.PasswordInput)
    sure = forms.BooleanField(label="I have checked these numbers")


@dataclass(frozen=True, slots=True)
class ExamplePartnership:
    """Stands in the header of the example record, as a partnership does."""

    title: str = "Northmoor"
    full_title: str = "Northmoor Local safeguarding children board"

    def __str__(self) -> str:
        return self.title


WINGS = [
    {"text": title, "href": "#main", "current": False, "active": title == "Learning"}
    for title in ("Home", "Dataset", "Learning", "Board", "Assurance", "Registers", "Training", "Report")
]

NEEDS = [
    NeedsItem(
        "Quarter 3 return from Northmoor Constabulary",
        "Asked 1 October, reminded twice. Domestic abuse and missing children are in it.",
        date(2015, 11, 16),
        Tone.BRICK,
        "#tasks",
        "Call or remind",
        "Late 6 days",
    ),
    NeedsItem(
        "Accept the restated Section 47 return",
        "Children’s social care changed October, with a reason.",
        date(2015, 11, 26),
        Tone.AMBER,
        "#tasks",
        "Compare",
        "Due Thursday",
    ),
    NeedsItem(
        "Agree the minutes of the board, 12 November",
        "Two decisions and one challenge to confirm.",
        date(2015, 11, 27),
        Tone.AMBER,
        "#tasks",
        "Open minutes",
        "Due Friday",
    ),
]

CHANGES = [
    ChangeCard(
        "Dataset",
        "Missing reports: no real change",
        "October lies within what chance would explain.",
        "#changes",
        "Look at it",
        datetime(2015, 11, 19, 9, tzinfo=LONDON),
    ),
    ChangeCard(
        "Learning",
        "Safety plans now shared with hospitals",
        "Practice changed: 9 of 10 sampled plans. Re-test in May.",
        "#changes",
        "Follow the thread",
        datetime(2015, 11, 19, 11, tzinfo=LONDON),
    ),
    ChangeCard(
        "Challenge",
        "Call centre answered on FGM reporting",
        "The process was amended. The chair must say whether that assures her.",
        "#changes",
        "Read the answer",
        datetime(2015, 11, 20, 15, tzinfo=LONDON),
    ),
]


def _span(
    lane: str, title: str, start: tuple[int, int, int], end: tuple[int, int, int], state: YearState
) -> YearItem:
    return YearItem(lane, title, date(*start), date(*end), state)


YEAR = [
    _span("Returns", "Q1: all in", (2015, 4, 1), (2015, 6, 30), YearState.DONE),
    _span("Returns", "Q2: all in", (2015, 7, 1), (2015, 9, 30), YearState.DONE),
    _span("Returns", "Q3: 14 of 19", (2015, 10, 1), (2015, 12, 31), YearState.NOW),
    _span("Returns", "Q4", (2016, 1, 1), (2016, 3, 31), YearState.TO_COME),
    _span("Section 11", "Asked", (2015, 6, 1), (2015, 8, 31), YearState.DONE),
    _span("Section 11", "Moderated", (2015, 9, 1), (2015, 11, 30), YearState.LATE),
    _span("Section 11", "Actions checked", (2015, 12, 1), (2016, 3, 18), YearState.TO_COME),
    _span("Report", "Sections: 3 of 14 drafted", (2015, 12, 8), (2016, 3, 31), YearState.TO_COME),
    *(
        YearItem(
            "Board", "Board meeting", day, day, YearState.DONE if day < TODAY else YearState.TO_COME, "#year"
        )
        for day in (
            date(2015, 4, 22),
            date(2015, 6, 18),
            date(2015, 8, 27),
            date(2015, 10, 19),
            date(2015, 12, 15),
        )
    ),
]

STEPS = [
    Step(
        "Finding, from a multi-agency review",
        "Hospital staff did not know that a young person was at risk.",
        "March 2015 · themes: information sharing, adolescents",
    ),
    Step("Recommendation", "Success: 9 in 10 plans reach the ward before admission."),
    Step("Two actions, both completed", "Guidance on talking to hospitals; a named contact in each ward."),
    Step(
        "Effect so far: practice changed",
        "Audit of 20 plans: 18 reached the ward.",
        "",
        "now",
        "#thread",
        "Evidence",
    ),
    Step("Difference for children: not shown yet", "", "Re-test due 31 May 2016", "to-come"),
]

ACTIONS = [
    Action("Add evidence", "#thread", primary=True),
    Action("Plan the re-test", "#thread"),
    Action(
        "Close",
        refused="Its owner’s organisation may not close its own recommendation. The quality group can.",
    ),
]

HISTORY = [
    HistoryEntry(
        "Evidence added: audit of 20 plans", "Rosa Hale", datetime(2016, 3, 2, 14, 5, tzinfo=LONDON)
    ),
    HistoryEntry("Action completed", "Idris Vane", datetime(2016, 2, 11, 9, 30, tzinfo=LONDON)),
]


@dataclass(frozen=True, slots=True)
class ExampleRow:
    title: str
    state: Tag
    due: date | None
    lines: int


ROWS = [
    ExampleRow(
        f"Return {n} of an agency",
        _state,
        date(2015, 4 + n % 9, 1 + n % 28) if n % 7 else None,
        n * 317 % 2400,
    )
    for n in range(1, 121)
    for _state in [
        (Tag("Accepted", Tone.TEAL), Tag("Late", Tone.BRICK), Tag("Asked"), Tag("Submitted", Tone.AMBER))[
            n % 4
        ]
    ]
]

COLUMNS: list[Column[ExampleRow]] = [
    Column("title", "Return", lambda row: row.title, ("title",), url=lambda _: "#main"),
    Column("state", "State", lambda row: row.state, ("state",)),
    Column("due", "Due", lambda row: row.due, ("due",)),
    Column("lines", "Lines", lambda row: row.lines, ("lines",), numeric=True),
]
