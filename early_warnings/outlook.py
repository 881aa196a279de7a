"""Air as a person reads it: each hour with its index, the mean behind it, and what is newest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from early_warnings.aqi import Averaging, aqi, names
from early_warnings.concentrations import Pollutant
from early_warnings.series import DAY, DAY_HOURS, HOUR, DailySeries, HourlySeries, on_the_hour
from early_warnings.standards import standard_for
from early_warnings.windows import hourly_windows

BEHIND, AHEAD = timedelta(hours=72), timedelta(hours=168)
TREND = 3


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour by its beginning. `mean` is the AQI of the 24 hours that end with it; None where unknown."""

    time: datetime
    aqi: int | None
    mean: int | None
    primary: tuple[Pollutant, ...]
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day: lowest and highest index, of its hours or of the range that was forecast.

    `mean` is the day's own AQI (of hours: that of its 24 hours); None where unknown.
    """

    day: date
    low: int | None
    high: int | None
    mean: int | None
    primary: tuple[Pollutant, ...]
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest observed hour that has an index; `change` is against three hours before, if known."""

    time: datetime
    aqi: int
    primary: tuple[Pollutant, ...]
    change: int | None

    @property
    def distance(self) -> int:
        """The change without its sign; 0 where unknown."""
        return abs(self.change or 0)


@dataclass(frozen=True, slots=True)
class Outlook:
    """72 hours back and 168 ahead. `hours` is empty where the air comes by days."""

    hours: Sequence[Hour]
    days: Sequence[Day]

    @property
    def latest(self) -> Latest | None:
        """The air now, or None without an observed hour."""
        known = [
            (place, hour.aqi)
            for place, hour in enumerate(self.hours)
            if hour.is_observed and hour.aqi is not None
        ]
        if not known:
            return None
        place, index = known[-1]
        before = self.hours[place - TREND].aqi if place >= TREND else None
        change = None if before is None else index - before
        return Latest(self.hours[place].time, index, self.hours[place].primary, change)


def hourly_outlook(series: HourlySeries, now: datetime) -> Outlook:
    """The hours of a series around `now` (aware); the edition of HJ 633 is that of the day of `now`."""
    hour = on_the_hour(now)
    # The mean that ends with the first hour shown looks back another day.
    around = series.between(hour - BEHIND - DAY + HOUR, hour + AHEAD)
    standard = standard_for(hour.date())
    index = aqi(around.values, Averaging.HOUR, standard)
    means = hourly_windows(around, standard).aqi
    hours = [
        Hour(
            around.start + place * HOUR,
            _known(index.aqi[place]),
            _known(means[place - DAY_HOURS + 1]),
            names(index.primary[:, place]),
            around.start + place * HOUR < series.observed_until,
        )
        for place in range(DAY_HOURS - 1, around.hours)
    ]
    return Outlook(hours, _days_of(hours))


def daily_outlook(series: DailySeries, now: datetime) -> Outlook:
    """The days of a series around `now` (aware)."""
    hour = on_the_hour(now)
    around = series.between((hour - BEHIND).date(), (hour + AHEAD).date() + timedelta(days=1))
    days = [
        Day(
            day := around.first + timedelta(days=place),
            _known(around.low[place]),
            _known(around.high[place]),
            _known(around.middle[place]),
            names(around.primary[:, place]),
            day < series.observed_until,
        )
        for place in range(len(around.low))
    ]
    return Outlook((), [day for day in days if day.mean is not None])


def _days_of(hours: Sequence[Hour]) -> list[Day]:
    by_day: dict[date, list[Hour]] = {}
    for hour in hours:
        by_day.setdefault(hour.time.date(), []).append(hour)
    return [_day(day, held) for day, held in by_day.items() if any(hour.aqi is not None for hour in held)]


def _day(day: date, hours: Sequence[Hour]) -> Day:
    known = [hour for hour in hours if hour.aqi is not None]
    worst = max(known, key=lambda hour: hour.aqi or 0)
    whole = len(hours) == DAY_HOURS
    return Day(
        day,
        min(hour.aqi for hour in known if hour.aqi is not None),
        worst.aqi,
        hours[-1].mean if whole else None,
        worst.primary,
        hours[-1].is_observed,
    )


def _known(value: np.int32 | np.int64) -> int | None:
    return int(value) if value >= 0 else None
