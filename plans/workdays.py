"""Working days as China publishes them: holidays and make-up days included."""

from datetime import date

import chinese_calendar

SATURDAY = 5
PUBLISHED = frozenset(day.year for day in chinese_calendar.holidays)


def is_published(year: int) -> bool:
    """Whether the State Council's calendar of `year` is known here; the next year's comes out in autumn."""
    return year in PUBLISHED


def is_workday(day: date) -> bool:
    """Whether offices work on `day`; Monday to Friday while the calendar of its year is not published.

    Who shows a deadline that depends on this asks `is_published` too, and says so.
    """
    if not is_published(day.year):
        return day.weekday() < SATURDAY
    return bool(chinese_calendar.is_workday(day))
