"""The plain pandas program: one figure after another, as an analyst writes it.

usage: python -m benchmarks._lists_pandas FOLDER
"""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from benchmarks._lists_run import FIRST_DAY, HOLIDAYS, LAST_DAY, MONTH_ENDS, main, month_index

A, C = "authority", "child"
ENDS = pd.to_datetime(list(MONTH_ENDS))
FIRST, LAST = pd.Timestamp(FIRST_DAY), pd.Timestamp(LAST_DAY)


def read(folder, key, *columns):
    table = pq.read_table(folder / f"{key}.parquet", columns=[A, C, *columns])
    return table.to_pandas(date_as_object=False)


def flow(frame, day, *by):
    """Rows by authority, month and breakdown."""
    inside = frame[(frame[day] >= FIRST) & (frame[day] <= LAST)]
    month = inside[day].dt.year * 12 + inside[day].dt.month - 1
    return inside.groupby([inside[A], month.rename("month"), *(inside[b] for b in by)], dropna=False).size()


def stock(frame, opens, closes, *by):
    """Children with a row open at each month's end, each once, by authority, month and breakdown."""
    ordered = frame.sort_values([opens, closes, *by], na_position="last")
    parts = {}
    for end in ENDS:
        now = ordered[(ordered[opens] <= end) & (ordered[closes].isna() | (ordered[closes] > end))]
        one = now.drop_duplicates([A, C])
        parts[month_index(end)] = one.groupby([A, *by], dropna=False).size()
    return pd.concat(parts, names=["month"])


def repeats(frame, day, months=None):
    """Whether the child has a row on an earlier day: within so many months, or ever."""
    days = frame[[A, C, day]].dropna().drop_duplicates().sort_values([A, C, day])
    days["earlier"] = days.groupby([A, C])[day].shift()
    merged = frame.merge(days, on=[A, C, day], how="left")
    if months is None:
        return merged[merged.earlier.notna()]
    return merged[merged.earlier >= merged[day] - pd.DateOffset(months=months)]


def within(frame, start, end, days):
    known = frame[frame[start].notna() & (frame[end] >= frame[start])]
    first = (known[start] + pd.Timedelta(days=1)).to_numpy().astype("datetime64[D]")
    last = (known[end] + pd.Timedelta(days=1)).to_numpy().astype("datetime64[D]")
    return known[np.busday_count(first, last, holidays=np.array(HOLIDAYS, dtype="datetime64[D]")) <= days]


def reviewed(plans, reviews):
    start = plans.started + pd.DateOffset(months=3)
    now = plans[(start <= LAST) & (plans.ended.isna() | (plans.ended > LAST))]
    now = now.sort_values(["started", "ended", "latest_category"], na_position="last").drop_duplicates([A, C])
    held = reviews[(reviews.held >= FIRST) & (reviews.held <= LAST) & (reviews.held >= reviews.plan_started)]
    held = held.drop_duplicates([A, C, "plan_started", "held"]).sort_values("held")
    held = held.merge(now[[A, C, "started"]], left_on=[A, C, "plan_started"], right_on=[A, C, "started"])
    before = held.groupby([A, C, "plan_started"]).held.shift()
    first_due = (held.plan_started + pd.DateOffset(months=3)).where(
        held.plan_started >= FIRST, FIRST + pd.DateOffset(months=6)
    )
    due = (before + pd.DateOffset(months=6)).where(before.notna(), first_due)
    held["late"] = held.held > due
    of_plan = (
        held.groupby([A, C, "plan_started"]).agg(late=("late", "any"), last=("held", "max")).reset_index()
    )
    good = of_plan[~of_plan.late & (of_plan["last"] + pd.DateOffset(months=6) >= LAST)]
    return good.groupby(A).size()


def measure(folder):
    found = {}
    contacts = read(folder, "contacts", "contact_date", "source")
    found["contacts.received"] = flow(contacts, "contact_date", "source")
    del contacts
    referrals = read(folder, "referrals", "referral_date", "source", "closed")
    found["referrals.received"] = flow(referrals, "referral_date", "source")
    found["referrals.repeat"] = flow(repeats(referrals, "referral_date", 12), "referral_date")
    found["cases.open"] = stock(referrals, "referral_date", "closed")
    del referrals
    assessments = read(folder, "assessments", "referral_date", "ended")
    found["assessments.completed"] = flow(assessments, "ended")
    found["assessments.in_time"] = flow(within(assessments, "referral_date", "ended", 45), "ended")
    factors = read(folder, "factors", "referral_date", "assessment_ended", "factor").drop_duplicates()
    found["assessments.factors"] = flow(factors, "assessment_ended", "factor")
    section47 = read(folder, "section47", "started", "conference_date")
    found["section47.enquiries"] = flow(section47, "started")
    found["conferences.initial"] = flow(section47, "conference_date")
    found["conferences.initial_in_time"] = flow(
        within(section47, "started", "conference_date", 15), "conference_date"
    )
    plans = read(folder, "plans", "started", "ended", "initial_category", "latest_category")
    found["child_protection.plans.started"] = flow(plans, "started", "initial_category")
    found["child_protection.plans.started_repeat"] = flow(repeats(plans, "started"), "started")
    found["child_protection.plans.ended"] = flow(plans, "ended")
    found["child_protection.plans.ended_after_two_years"] = flow(
        plans[(plans.ended - plans.started).dt.days > 729], "ended"
    )
    found["child_protection.plans.at_period_end"] = stock(plans, "started", "ended", "latest_category")
    three = plans.assign(from_day=plans.started + pd.DateOffset(months=3))
    found["child_protection.plans.for_three_months"] = stock(three, "from_day", "ended")
    found["child_protection.plans.reviewed_in_time"] = reviewed(
        plans, read(folder, "plan_reviews", "plan_started", "held")
    )
    missing = read(folder, "missing", "started", "ended", "interview_date")
    inside = missing[(missing.started >= FIRST) & (missing.started <= LAST)]
    times = inside.groupby([A, C]).size()
    found["missing.children"] = times.groupby(A).size()
    found["missing.children_repeat"] = times[times >= 2].groupby(A).size()
    found["missing.episodes_ended"] = flow(missing, "ended")
    gap = (missing.interview_date - missing.ended).dt.days
    found["missing.interviews_in_time"] = flow(missing[(gap >= 0) & (gap <= 3)], "ended")
    return {figure: _sums(numbers) for figure, numbers in found.items()}


def _sums(numbers):
    """The total, and a sum that tells a number in another month or authority from one in its own."""
    place = numbers.index.get_level_values(A).str[3:].astype("int64")
    month = numbers.index.get_level_values("month") if "month" in numbers.index.names else 0
    return int(numbers.sum()), int((numbers * (place * 100_000 + month)).sum())


if __name__ == "__main__":
    main(measure)
