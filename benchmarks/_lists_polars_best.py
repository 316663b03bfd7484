"""The best Polars that we can write: one lazy pass a list and date, stocks by deltas, everything collected at once.

usage: python -m benchmarks._lists_polars_best FOLDER
"""

import polars as pl

from benchmarks._lists_polars import KEYS, A, month, reviewed
from benchmarks._lists_run import FIRST_DAY, FLOWS, HOLIDAYS, LAST_DAY, STOCKS, main, month_index

BEFORE, LAST_MONTH = month_index(FIRST_DAY) - 1, month_index(LAST_DAY)
FAR = pl.date(9999, 12, 31)


def inside(day):
    return pl.col(day).is_between(FIRST_DAY, LAST_DAY)


def clamped(day):
    return pl.max_horizontal(month(day), pl.lit(BEFORE, pl.Int64)).alias("month")


def windows(frame, opens, closes, *order):
    """Sorted once: the child's earlier day, and until when an earlier row is open."""
    end = pl.col(closes).fill_null(FAR)
    counts = pl.col(closes).is_null() | (pl.col(closes) > pl.col(opens))
    return (
        frame.filter(pl.col(opens) <= LAST_DAY)
        .sort(*KEYS, opens, closes, *order, nulls_last=True)
        .with_columns(
            before=pl.col(opens).shift().over(KEYS),
            counts=counts,
            until=pl.when(counts).then(end).otherwise(None).cum_max().forward_fill().shift().over(KEYS),
        )
        .with_columns(
            # Of rows of one day, the first knows the earlier day.
            earlier=pl.when(pl.col("before") < pl.col(opens))
            .then(pl.col("before"))
            .forward_fill()
            .over(KEYS),
            single=pl.min_horizontal("until", end),
            doubled=pl.col("counts") & (pl.col("until") > pl.col(opens)),
        )
        .with_columns(
            s=pl.when(pl.col("doubled") & (pl.col("single") <= LAST_DAY)).then(clamped("single")),
        )
    )


def in_time(start, end, days):
    passed = pl.business_day_count(
        pl.col(start) + pl.duration(days=1),
        pl.max_horizontal(start, end) + pl.duration(days=1),
        holidays=HOLIDAYS,
    )
    return (pl.col(end) >= pl.col(start)) & (passed <= days)


def number(condition):
    return condition.sum().cast(pl.Int64)


def queries(folder):
    def scan(key):
        return pl.scan_parquet(folder / f"{key}.parquet")

    every = pl.len().cast(pl.Int64)
    plans, section47, missing = scan("plans"), scan("section47"), scan("missing")
    referrals = windows(
        scan("referrals").select(*KEYS, "referral_date", "closed", "source"), "referral_date", "closed"
    )
    seen = windows(
        plans.select(*KEYS, "started", "ended", "initial_category", "latest_category"),
        "started",
        "ended",
        "latest_category",
    )
    three = plans.select(*KEYS, pl.col("started").dt.offset_by("3mo"), "ended")
    again = pl.col("earlier") >= pl.col("referral_date").dt.offset_by("-12mo")
    stock = {"opened": number(pl.col("counts")), "doubled": number(pl.col("doubled"))}
    days = (pl.col("interview_date") - pl.col("ended")).dt.total_days()
    lasted = (pl.col("ended") - pl.col("started")).dt.total_days()
    return {
        "contacts": scan("contacts")
        .filter(inside("contact_date"))
        .group_by(A, month("contact_date"), "source")
        .agg(n=every),
        "referrals": referrals.group_by(A, clamped("referral_date"), "source", "s").agg(
            n=every, again=number(again), **stock
        ),
        "closed": scan("referrals")
        .filter(pl.col("closed") <= LAST_DAY)
        .group_by(A, clamped("closed"))
        .agg(n=number(pl.col("closed") > pl.col("referral_date"))),
        "assessments": scan("assessments")
        .filter(inside("ended"))
        .group_by(A, month("ended"))
        .agg(n=every, in_time=number(in_time("referral_date", "ended", 45))),
        "factors": scan("factors")
        .filter(inside("assessment_ended"))
        .unique()
        .group_by(A, month("assessment_ended"), "factor")
        .agg(n=every),
        "section47": section47.filter(inside("started")).group_by(A, month("started")).agg(n=every),
        "conferences": section47.filter(inside("conference_date"))
        .group_by(A, month("conference_date"))
        .agg(n=every, in_time=number(in_time("started", "conference_date", 15))),
        "plans": seen.group_by(A, clamped("started"), "initial_category", "latest_category", "s").agg(
            n=every, again=number(pl.col("earlier").is_not_null()), **stock
        ),
        "three": windows(three, "started", "ended").group_by(A, clamped("started"), "s").agg(**stock),
        "ended": plans.filter(pl.col("ended") <= LAST_DAY)
        .group_by(A, clamped("ended"), "latest_category")
        .agg(
            n=number(pl.col("ended") >= FIRST_DAY),
            two_years=number((pl.col("ended") >= FIRST_DAY) & (lasted > 729)),
            closed=number(pl.col("ended") > pl.col("started")),
            closed_of_three=number(pl.col("ended") > pl.col("started").dt.offset_by("3mo")),
        ),
        "missing": missing.filter(inside("started"))
        .group_by(KEYS)
        .len()
        .group_by(A)
        .agg(n=every, again=number(pl.col("len") >= 2)),
        "returned": missing.filter(inside("ended"))
        .group_by(A, month("ended"))
        .agg(n=every, in_time=number(days.is_between(0, 3))),
    }


def measure(folder):
    named = queries(folder)
    tables = dict(zip(named, pl.collect_all(list(named.values())), strict=True))
    tables["reviewed"] = reviewed(
        pl.scan_parquet(folder / "plans.parquet"), pl.scan_parquet(folder / "plan_reviews.parquet")
    ).rename({"len": "n"})
    found = {figure: _sums(tables[name], column) for figure, (name, column) in FLOWS.items()}
    for figure, (opened, closed, column, by) in STOCKS.items():
        found[figure] = _stock(tables[opened], tables[closed], column, by)
    return found


def _sums(table, column):
    if "month" not in table.columns:
        table = table.with_columns(month=pl.lit(0, pl.Int64))
    place = pl.col(A).str.slice(3).cast(pl.Int64) * 100_000 + pl.col("month")
    inside_span = table.filter(pl.col("month") != BEFORE)
    return inside_span.select(
        pl.col(column).sum().cast(pl.Int64), w=(pl.col(column).cast(pl.Int64) * place).sum()
    ).row(0)


def _stock(opened, closed, column, by):
    """The running sum on a dense grid of authority, month and category."""
    keys = [A, *([by] if by else [])]
    deltas = pl.concat(
        [
            opened.select(*keys, "month", d=pl.col("opened") - pl.col("doubled")),
            opened.filter(pl.col("s").is_not_null()).select(*keys, month="s", d="doubled"),
            closed.select(*keys, "month", d=-pl.col(column)),
        ]
    )
    months = pl.DataFrame({"month": range(BEFORE, LAST_MONTH + 1)}, schema={"month": pl.Int64})
    grid = deltas.select(keys).unique().join(months, how="cross")
    summed = deltas.group_by(*keys, "month").agg(pl.col("d").sum())
    dense = (
        grid.join(summed, on=[*keys, "month"], how="left", nulls_equal=True).fill_null(0).sort(*keys, "month")
    )
    return _sums(dense.with_columns(n=pl.col("d").cum_sum().over(keys)), "n")


if __name__ == "__main__":
    main(measure)
