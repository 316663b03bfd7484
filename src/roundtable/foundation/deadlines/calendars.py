"""Working days in England: neither weekends nor bank holidays, in the years for which those are known."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from govuk_bank_holidays.bank_holidays import BankHolidays

from roundtable.measures.wording import day as day_words

HOLIDAYS_A_YEAR = 8  # a list with fewer is of a year that was not announced in full
SATURDAY = 5


class OutsideCalendar(ValueError):
    """A working day was asked for in a year whose bank holidays are not known."""


class Calendar:
    """Which days are worked. It refuses days outside its years rather than guess."""

    def __init__(self, holidays: Iterable[date]) -> None:
        self._holidays = frozenset(holidays)
        counted = Counter(day.year for day in self._holidays)
        self.years = sorted(year for year, times in counted.items() if times >= HOLIDAYS_A_YEAR)

    def is_working(self, day: date) -> bool:
        """Whether a day is worked; OutsideCalendar for a year that is not known."""
        if day.year not in self.years:
            known = f"from {self.years[0]} to {self.years[-1]}" if self.years else "for no year"
            raise OutsideCalendar(
                f"Working days cannot be counted to {day_words(day)}: bank holidays are known {known}. "
                "Give the date yourself."
            )
        return day.weekday() < SATURDAY and day not in self._holidays

    def add(self, day: date, working_days: int, idle: frozenset[date] = frozenset()) -> date:
        """The day so many working days after (before, where negative). The day itself is not counted, nor are `idle`
        ones.
        """
        step = timedelta(days=1 if working_days >= 0 else -1)
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day) and day not in idle
        return day


@lru_cache(maxsize=1)
def england() -> Calendar:
    """England's calendar, from the list that GOV.UK publishes as the kept package carries it; nothing is fetched."""
    kept = BankHolidays(locale="en", use_cached_holidays=True)
    return Calendar(found["date"] for found in kept.get_holidays(BankHolidays.ENGLAND_AND_WALES))
