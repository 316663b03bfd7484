"""Decisions on months as places among those drawn: phases, baselines, targets, and what is said of them."""

from decimal import Decimal
from typing import Any

import pytest

from roundtable.foundation.figures.catalogue import definitions
from roundtable.foundation.figures.limits import Placed, Rules, baseline, placed, rules_from, target_words
from roundtable.foundation.figures.models import LimitsDecision, LimitsKind
from roundtable.measures.periods import Period

MONTHS = Period.parse("2015-16").months()
LESS = definitions().get("police.domestic_abuse.repeat_incidents_with_children")


def decision(pk: int, kind: LimitsKind, since: str, **more: Any) -> LimitsDecision:
    given = {"reason": f"Reason {pk}", **more}
    return LimitsDecision(pk=pk, key=LESS.key, kind=kind, since=str(Period.parse(since)), **given)


def recalculated(pk: int, since: str, **more: Any) -> LimitsDecision:
    return decision(pk, LimitsKind.RECALCULATION, since, **more)


def based(pk: int, since: str, until: str) -> LimitsDecision:
    return decision(pk, LimitsKind.BASELINE, since, until=str(Period.parse(until)))


def aim(pk: int, since: str, value: str) -> LimitsDecision:
    return decision(pk, LimitsKind.TARGET, since, value=Decimal(value), source="Plan of 2015")


def on(*newest_first: LimitsDecision, hidden: tuple[str, ...] = (), public: bool = False) -> Placed:
    lost = {Period.parse(text) for text in hidden}

    def value_of(month: Period) -> Decimal | None:
        return None if month in lost else Decimal(month.start.month)

    def said(text: str) -> bool:
        return not (public and any(character.isdigit() for character in text))

    return placed(rules_from(newest_first), MONTHS, value_of, LESS, said)


def test_nothing_decided_changes_nothing() -> None:
    assert on() == Placed()


def test_phases_begin_in_the_order_of_months_not_of_decisions() -> None:
    assert on(recalculated(2, "July 2015"), recalculated(1, "January 2016")).rebase == (3, 9)


def test_decision_before_or_after_the_months_begins_no_phase() -> None:
    found = on(recalculated(3, "April 2016"), recalculated(2, "April 2015"), recalculated(1, "May 2010"))
    assert (found.rebase, found.notes) == ((), ())


def test_baseline_may_lie_in_years_before_and_holds_until_the_next_phase() -> None:
    held = based(1, "April 2014", "March 2015")
    assert rules_from([held]).baseline_months(MONTHS) == list(Period.parse("2014-15").months())
    found = on(recalculated(2, "October 2015"), held)
    assert found.rebase == (6,)
    assert found.baselines == ((0, tuple(Decimal(m) for m in (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3))),)
    assert found.notes == (
        "Limits rest on the baseline of April 2014 to March 2015: Reason 1.",
        "Limits re-calculated from October 2015: Reason 2.",
    )
    ended = on(recalculated(2, "March 2015"), held)
    assert (ended.baselines, rules_from([recalculated(2, "March 2015"), held]).baseline_months(MONTHS)) == (
        (),
        [],
    )


def test_hidden_month_takes_no_part_in_a_baseline() -> None:
    held = based(1, "January 2015", "March 2015")
    assert on(held, hidden=("February 2015",)).baselines == ((0, (Decimal(1), None, Decimal(3))),)
    few = on(held, hidden=("February 2015", "March 2015"))
    assert few.baselines == ()
    assert "fewer than two months that are shown" in few.notes[0]


def test_months_before_that_are_too_few_join_the_phase_after_them() -> None:
    found = on(recalculated(1, "May 2015"))
    assert found.rebase == ()
    assert found.notes == (
        "Limits re-calculated from May 2015: Reason 1.",
        "The months before are too few for limits of their own, and are judged by these.",
    )


@pytest.mark.parametrize("hidden", [(), ("October 2015", "November 2015")])
def test_phase_of_hidden_months_joins_the_one_before(hidden: tuple[str, ...]) -> None:
    found = on(recalculated(2, "December 2015"), recalculated(1, "October 2015"), hidden=hidden)
    assert found.rebase == ((8,) if hidden else (6, 8))
    assert ("October 2015 yet" in " ".join(found.notes)) == bool(hidden)


def test_targets_follow_one_another_and_the_newest_month_has_the_last() -> None:
    end = decision(3, LimitsKind.TARGET_ENDS, "February 2016")
    found = on(aim(2, "July 2015", "40"), aim(1, "2014-04", "50"))
    assert [(t.first, t.last, t.value) for t in found.targets] == [(0, 2, 50), (3, 11, 40)]
    assert found.target == 40
    assert found.target_notes[0] == "Target from April 2014: 50 (Plan of 2015)."
    ended = on(end, aim(1, "2014-04", "50"))
    assert ([(t.first, t.last) for t in ended.targets], ended.target) == ([(0, 9)], None)


def test_public_is_told_no_digit_of_a_reason_or_source() -> None:
    found = on(aim(2, "2015-04", "40"), recalculated(1, "October 2015"), public=True)
    assert found.notes == ("Limits re-calculated from October 2015.",)
    assert found.target_notes == ("Target from April 2015: 40.",)


def test_what_was_taken_back_does_not_hold_and_what_it_replaced_does_again() -> None:
    first, second = recalculated(1, "October 2015"), based(2, "October 2015", "March 2016")
    undone = decision(3, LimitsKind.UNDONE, "October 2015", undoes=second)
    assert rules_from([second, first]) == Rules((), (second,))
    assert rules_from([undone, second, first]) == Rules((), (first,))


def test_months_of_a_baseline_run_over_the_turn_of_a_year() -> None:
    found = [str(month) for month in baseline(based(1, "November 2014", "February 2015"))]
    assert found == [str(Period.month_of(*at)) for at in ((2014, 11), (2014, 12), (2015, 1), (2015, 2))]


@pytest.mark.parametrize(("value", "words"), [("40", "40"), ("40.500000", "40.5"), ("1000", "1,000")])
def test_target_has_as_many_decimals_as_it_needs(value: str, words: str) -> None:
    assert target_words(aim(1, "2015-04", value), LESS) == words
