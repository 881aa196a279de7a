"""When a report is due: the small grammar of plan files, and the moment it means."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

DAILY = re.compile(r"(same_day|next_day)(?: (\d\d):(\d\d))?")
AFTER_LIFTING = re.compile(r"lifted \+(\d+) (hour|day|workday)s?")
YEARLY = re.compile(r"yearly (\d\d)-(\d\d)")
MIDNIGHT = time(0, 0)


@dataclass(frozen=True, slots=True)
class Daily:
    """`days_later` than the day reported on, at `clock`; by the end of that day where it is None."""

    days_later: int
    clock: time | None


@dataclass(frozen=True, slots=True)
class AfterLifting:
    """`count` of `unit` (hour, day or workday) from the lifting."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class Yearly:
    """Each year before the given day begins (9月1日前)."""

    month: int
    day: int


Due = Daily | AfterLifting | Yearly


def parse_due(text: str) -> Due:
    """`next_day 10:00`, `lifted +2 days`, `lifted +5 workdays`, `yearly 09-01`; else ValueError."""
    if found := DAILY.fullmatch(text):
        clock = time(int(found[2]), int(found[3])) if found[2] else None
        return Daily(1 if found[1] == "next_day" else 0, clock)
    if found := AFTER_LIFTING.fullmatch(text):
        return AfterLifting(int(found[1]), found[2])
    if found := YEARLY.fullmatch(text):
        # A leap year, so that 02-29 is a day.
        return Yearly(*date(2024, int(found[1]), int(found[2])).timetuple()[1:3])
    raise ValueError(f"not a deadline: {text!r}")


def due_at(due: Due, after: datetime, is_workday: Callable[[date], bool]) -> datetime:
    """The moment that `due` falls, in the zone of `after`.

    `after` is any moment of the day reported on, the lifting, or, for a yearly duty, now. Days and working
    days are counted from the day after the lifting, and end at midnight.
    """
    if isinstance(due, Daily):
        return _daily(due, after)
    if isinstance(due, AfterLifting):
        return _after_lifting(due, after, is_workday)
    return _yearly(due, after)


def _start_of(day: date, like: datetime) -> datetime:
    return datetime.combine(day, MIDNIGHT, tzinfo=like.tzinfo)


def _daily(due: Daily, after: datetime) -> datetime:
    day = after.date() + timedelta(days=due.days_later)
    if due.clock is None:
        return _start_of(day + timedelta(days=1), after)
    return datetime.combine(day, due.clock, tzinfo=after.tzinfo)


def _after_lifting(due: AfterLifting, after: datetime, is_workday: Callable[[date], bool]) -> datetime:
    if due.unit == "hour":
        return after + timedelta(hours=due.count)
    day, left = after.date(), due.count
    while left:
        day += timedelta(days=1)
        left -= due.unit == "day" or is_workday(day)
    return _start_of(day + timedelta(days=1), after)


def _yearly(due: Yearly, after: datetime) -> datetime:
    years = (after.year, after.year + 1)
    # 02-29 in a common year is the end of February.
    days = (date(year, due.month, 1) + timedelta(days=due.day - 1) for year in years)
    return next(moment for day in days if (moment := _start_of(day, after)) > after)
