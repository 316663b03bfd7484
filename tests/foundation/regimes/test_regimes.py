"""Dated rules: the right version for the day, and mistakes in a file named so that somebody can mend them."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from roundtable.foundation.regimes.clocks import Unit, clocks, read
from roundtable.foundation.regimes.profiles import regime_on, regimes
from roundtable.foundation.regimes.reading import RulesError

GOOD = """
[[rules]]
key = "a.clock"
version = 1
title = "A clock"
starts = "the start"
limit = 2
unit = "days"
from = 2015-04-01
source = "made up"
"""


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2016, 3, 31), "wt2015"),
        (date(2018, 7, 3), "wt2015"),
        (date(2018, 7, 4), "wt2018"),
        (date(2024, 1, 1), "wt2023"),
        (date(2026, 11, 1), "wt2026"),
    ],
)
def test_regime_on_a_day(day: date, key: str) -> None:
    assert regime_on(day).key == key


def test_regime_before_the_first_is_refused() -> None:
    with pytest.raises(LookupError, match=r"1 January 2010.*Working Together 2013"):
        regime_on(date(2010, 1, 1))


def test_regimes_follow_each_other_without_a_gap() -> None:
    for earlier, later in pairwise(regimes().values()):
        assert earlier.end is not None
        assert later.start == earlier.end + timedelta(days=1)


def test_every_clock_of_the_domain_is_there() -> None:
    wanted = {
        "allegations.referral", "allegations.decision", "allegations.evaluation_meeting", "allegations.conclusion",
        "reviews.incident_notification", "reviews.rapid_review", "reviews.publication", "missing.return_interview",
        "private_fostering.notice", "private_fostering.first_visit", "private_fostering.visits",
        "private_fostering.visits_later", "private_fostering.change", "child_deaths.notification",
        "child_deaths.review_meeting", "child_deaths.panel", "assessments.completion", "child_protection.conference",
        "child_protection.review", "exploitation.panel_review", "assurance.section11", "assurance.schools",
        "training.follow_up", "site.accessibility_fault", "information.subject_access", "information.breach",
    }  # fmt: skip

    assert wanted <= set(clocks().names())


def test_versions_of_a_built_in_clock_never_overlap() -> None:
    for key in clocks().names():
        for earlier, later in pairwise(clocks().versions(key)):
            assert earlier.end is not None, key
            assert earlier.end < later.start, key


def test_clock_keeps_its_old_version_for_an_old_event() -> None:
    assert clocks().on("child_deaths.notification", date(2016, 1, 1)).limit == 24
    assert clocks().on("child_deaths.notification", date(2020, 1, 1)).limit == 48


def test_clock_in_words() -> None:
    rule = clocks().get("private_fostering.first_visit", 1)

    assert rule.words == "7 working days after the notification is received"
    assert clocks().get("allegations.referral", 1).words == "1 working day after the employer becomes aware"


def test_clock_before_it_applied_is_refused() -> None:
    with pytest.raises(LookupError, match="did not apply on 1 January 2016"):
        clocks().on("reviews.rapid_review", date(2016, 1, 1))
    with pytest.raises(LookupError, match=r"no clock called made\.up"):
        clocks().on("made.up", date(2016, 1, 1))


def test_own_folder_replaces_a_rule_and_adds_another(tmp_path: Path) -> None:
    built_in, own = tmp_path / "built-in", tmp_path / "own"
    for folder, text in (
        (built_in, GOOD),
        (
            own,
            GOOD.replace("limit = 2", "limit = 3")
            + GOOD.replace("a.clock", "b.clock").replace('"days"', '"hours"'),
        ),
    ):
        folder.mkdir()
        (folder / "rules.toml").write_text(text, encoding="utf-8")

    found = read(built_in, own)

    assert found.get("a.clock", 1).limit == 3
    assert found.get("b.clock", 1).unit is Unit.HOURS


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("limit = 2", "limit = 0"), "`limit` must be at least 1"),
        (("limit = 2", 'limit = "two"'), "`limit` must be a whole number"),
        (('"days"', '"fortnights"'), "Units are hours, days, working_days, weeks, months"),
        (("from = 2015-04-01", 'from = "April"'), "must be a date such as"),
        (("from = 2015-04-01", ""), "`from` is missing"),
        (("from = 2015-04-01", "from = 2015-04-01\nto = 2015-01-01"), "`to` is before `from`"),
        (("limit = 2", "limit = 2\nlimt = 3"), "`limt` is not a field"),
        (('source = "made up"', ""), "`source` is missing"),
        (("limit = 2", 'limit = 2\nthen = "nowhere"'), "no such clock"),
        (("limit = 2", 'limit = 2\ndirection = "before"\nrecurring = true'), "cannot recur"),
        (("limit = 2", "limit = 2\nlasts_months = 3"), "`lasts_months` is for a recurring clock"),
        (("[[rules]]", "[[rules"), "cannot be read"),
    ],
)
def test_mistake_in_a_file_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    (tmp_path / "own.toml").write_text(GOOD.replace(*change), encoding="utf-8")

    with pytest.raises(RulesError, match=said):
        read(tmp_path)
