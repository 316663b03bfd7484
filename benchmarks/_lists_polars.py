"""The plain Polars program: one figure after another, as an analyst writes it.

usage: python -m benchmarks._lists_polars FOLDER
"""

import polars as pl

from benchmarks._lists_run import FIRST_DAY, HOLIDAYS, LAST_DAY, MONTH_ENDS, main, month_index

A, C = "authority", "child"
KEYS = [A, C]


def month(day):
    return (pl.col(day).dt.year().cast(pl.Int64) * 12 + pl.col(day).dt.month() - 1).alias("month")


def flow(frame, day, *by):
    inside = frame.filter(pl.col(day).is_between(FIRST_DAY, LAST_DAY))
    return inside.group_by(A, month(day), *by).len().collect()


def stock(frame, opens, closes, *by):
    frame = frame.sort(opens, closes, *by, nulls_last=True).collect()
    parts = []
    for end in MONTH_ENDS:
        now = frame.filter((pl.col(opens) <= end) & (pl.col(closes).is_null() | (pl.col(closes) > end)))
        one = now.unique(KEYS, keep="first", maintain_order=True)
        parts.append(one.group_by(A, *by).len().with_columns(month=pl.lit(month_index(end), pl.Int64)))
    return pl.concat(parts)


def repeats(frame, day, months=None):
    days = frame.select(*KEYS, day).drop_nulls().unique().sort(*KEYS, day)
    days = days.with_columns(earlier=pl.col(day).shift().over(KEYS))
    merged = frame.join(days, on=[*KEYS, day], how="left")
    if months is None:
        return merged.filter(pl.col("earlier").is_not_null())
    return merged.filter(pl.col("earlier") >= pl.col(day).dt.offset_by(f"-{months}mo"))


def within(frame, start, end, days):
    known = frame.filter(pl.col(start).is_not_null() & (pl.col(end) >= pl.col(start)))
    passed = pl.business_day_count(
        pl.col(start) + pl.duration(days=1), pl.col(end) + pl.duration(days=1), holidays=HOLIDAYS
    )
    return known.filter(passed <= days)


def reviewed(plans, reviews):
    now = plans.filter(
        (pl.col("started").dt.offset_by("3mo") <= LAST_DAY)
        & (pl.col("ended").is_null() | (pl.col("ended") > LAST_DAY))
    )
    now = now.sort("started", "ended", "latest_category", nulls_last=True).unique(
        KEYS, keep="first", maintain_order=True
    )
    plan = [*KEYS, "plan_started"]
    held = reviews.filter(
        pl.col("held").is_between(FIRST_DAY, LAST_DAY) & (pl.col("held") >= pl.col("plan_started"))
    )
    held = held.unique().sort("held").join(now.select(*KEYS, plan_started="started"), on=plan, how="semi")
    first_due = (
        pl.when(pl.col("plan_started") >= FIRST_DAY)
        .then(pl.col("plan_started").dt.offset_by("3mo"))
        .otherwise(pl.lit(FIRST_DAY).dt.offset_by("6mo"))
    )
    before = pl.col("held").shift().over(plan, order_by="held")
    due = pl.when(before.is_null()).then(first_due).otherwise(before.dt.offset_by("6mo"))
    of_plan = (
        held.with_columns(late=pl.col("held") > due)
        .group_by(plan)
        .agg(pl.col("late").any(), last=pl.col("held").max())
    )
    good = of_plan.filter(~pl.col("late") & (pl.col("last").dt.offset_by("6mo") >= LAST_DAY))
    return good.group_by(A).len().collect()


def measure(folder):
    def scan(key):
        return pl.scan_parquet(folder / f"{key}.parquet")

    found = {}
    found["contacts.received"] = flow(scan("contacts"), "contact_date", "source")
    referrals = scan("referrals")
    found["referrals.received"] = flow(referrals, "referral_date", "source")
    found["referrals.repeat"] = flow(repeats(referrals, "referral_date", 12), "referral_date")
    columns = (*KEYS, "referral_date", "closed")
    found["cases.open"] = stock(referrals.select(columns), "referral_date", "closed")
    assessments = scan("assessments")
    found["assessments.completed"] = flow(assessments, "ended")
    found["assessments.in_time"] = flow(within(assessments, "referral_date", "ended", 45), "ended")
    found["assessments.factors"] = flow(scan("factors").unique(), "assessment_ended", "factor")
    section47 = scan("section47")
    found["section47.enquiries"] = flow(section47, "started")
    found["conferences.initial"] = flow(section47, "conference_date")
    found["conferences.initial_in_time"] = flow(
        within(section47, "started", "conference_date", 15), "conference_date"
    )
    plans = scan("plans")
    found["child_protection.plans.started"] = flow(plans, "started", "initial_category")
    found["child_protection.plans.started_repeat"] = flow(repeats(plans, "started"), "started")
    found["child_protection.plans.ended"] = flow(plans, "ended")
    long = plans.filter((pl.col("ended") - pl.col("started")).dt.total_days() > 729)
    found["child_protection.plans.ended_after_two_years"] = flow(long, "ended")
    columns = (*KEYS, "started", "ended", "latest_category")
    found["child_protection.plans.at_period_end"] = stock(
        plans.select(columns), "started", "ended", "latest_category"
    )
    three = plans.select(*KEYS, pl.col("started").dt.offset_by("3mo"), "ended")
    found["child_protection.plans.for_three_months"] = stock(three, "started", "ended")
    found["child_protection.plans.reviewed_in_time"] = reviewed(plans, scan("plan_reviews"))
    missing = scan("missing")
    inside = missing.filter(pl.col("started").is_between(FIRST_DAY, LAST_DAY))
    found["missing.children"] = inside.group_by(KEYS).len().group_by(A).len().collect()
    found["missing.children_repeat"] = (
        inside.group_by(KEYS).len().filter(pl.col("len") >= 2).group_by(A).agg(pl.len()).collect()
    )
    found["missing.episodes_ended"] = flow(missing, "ended")
    gap = (pl.col("interview_date") - pl.col("ended")).dt.total_days()
    found["missing.interviews_in_time"] = flow(missing.filter(gap.is_between(0, 3)), "ended")
    return {figure: _sums(numbers) for figure, numbers in found.items()}


def _sums(numbers):
    place = pl.col(A).str.slice(3).cast(pl.Int64) * 100_000 + (
        pl.col("month") if "month" in numbers.columns else 0
    )
    count = pl.col("len").cast(pl.Int64)
    return numbers.select(count.sum(), weighted=(count * place).sum()).row(0)


if __name__ == "__main__":
    main(measure)
