"""Air over time: observed hours or days up to a moment, forecast ones after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from early_warnings.aqi import POLLUTANTS
from early_warnings.concentrations import MISSING, Ints, Mask, Pollutant

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class HourRow:
    """One hour: `time` is its beginning (aware), `values` thousandths by pollutant, absent where missing."""

    time: datetime
    values: Mapping[Pollutant, int]
    is_dust: bool = False


@dataclass(frozen=True, slots=True)
class DayRow:
    """One calendar day in Asia/Shanghai with its AQI, or the range that a forecast gives."""

    day: date
    low: int
    high: int
    primary: tuple[Pollutant, ...] = ()
    is_dust: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class HourlySeries:
    """Hourly means of one jurisdiction, shape (H,), or of J at once, shape (J, H).

    `start`: beginning of the first hour, aware, on the hour. `values`: int64 thousandths of µg/m³ (CO:
    mg/m³) for each pollutant that any hour has, MISSING where one lacks. Hours before `observed_until`
    are observed, the others forecast. `dust`: shape (H,), hours flagged as dust weather (沙尘).
    """

    start: datetime
    values: Mapping[Pollutant, Ints]
    observed_until: datetime
    dust: Mask

    @property
    def hours(self) -> int:
        """H."""
        return len(self.dust)

    @property
    def end(self) -> datetime:
        """End of the last hour."""
        return self.start + self.hours * HOUR

    def between(self, begin: datetime, end: datetime) -> "HourlySeries":
        """The hours from `begin` to `end`, both on the hour, MISSING where the series has none."""
        before, after = (begin - self.start) // HOUR, (end - self.start) // HOUR
        values = {key: stretch(value, before, after, MISSING) for key, value in self.values.items()}
        return replace(self, start=begin, values=values, dust=stretch(self.dust, before, after, False))


@dataclass(frozen=True, slots=True, eq=False)
class DailySeries:
    """Calendar days of one jurisdiction, D of them from `first` on.

    `low`, `high`: AQI, int64 (D,), MISSING where a day lacks; equal where no range was given.
    `primary`: bool (6, D). Days before `observed_until` are observed. `dust`: bool (D,).
    """

    first: date
    low: Ints
    high: Ints
    primary: Mask
    observed_until: date
    dust: Mask

    @property
    def start(self) -> datetime:
        """Beginning of the first day."""
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """End of the last day."""
        return self.start + len(self.low) * DAY

    @property
    def middle(self) -> Ints:
        """Half-way between low and high, rounded up as every index is."""
        return np.where(self.low < 0, MISSING, -(-(self.low + self.high) // 2))

    def between(self, begin: date, end: date) -> "DailySeries":
        """The days from `begin` to before `end`, MISSING where the series has none."""
        before, after = (begin - self.first).days, (end - self.first).days
        return replace(
            self,
            first=begin,
            low=stretch(self.low, before, after, MISSING),
            high=stretch(self.high, before, after, MISSING),
            primary=stretch(self.primary, before, after, False),
            dust=stretch(self.dust, before, after, False),
        )


def hourly_series(rows: Iterable[HourRow], observed_until: datetime) -> HourlySeries:
    """A series of one jurisdiction from rows in any order, one an hour; ValueError without any value."""
    ordered = sorted(rows, key=lambda row: row.time)
    carried = [each for each in POLLUTANTS if any(each in row.values for row in ordered)]
    if not carried:
        raise ValueError("no value in any hour")
    start = ordered[0].time.astimezone(SHANGHAI)
    places = [(row.time - start) // HOUR for row in ordered]
    values = {each: np.full(places[-1] + 1, MISSING, dtype=np.int64) for each in carried}
    dust = np.zeros(places[-1] + 1, dtype=bool)
    for place, row in zip(places, ordered, strict=True):
        dust[place] = row.is_dust
        for pollutant, value in row.values.items():
            values[pollutant][place] = value
    return HourlySeries(start, values, observed_until, dust)


def daily_series(rows: Iterable[DayRow], observed_until: date) -> DailySeries:
    """A series of one jurisdiction from rows in any order, one a day; ValueError without rows."""
    ordered = sorted(rows, key=lambda row: row.day)
    if not ordered:
        raise ValueError("no days")
    first = ordered[0].day
    count = (ordered[-1].day - first).days + 1
    low, high = (np.full(count, MISSING, dtype=np.int64) for _ in range(2))
    primary, dust = np.zeros((len(POLLUTANTS), count), dtype=bool), np.zeros(count, dtype=bool)
    for row in ordered:
        place = (row.day - first).days
        low[place], high[place], dust[place] = row.low, row.high, row.is_dust
        primary[:, place] = [each in row.primary for each in POLLUTANTS]
    return DailySeries(first, low, high, primary, observed_until, dust)


def midnight(day: date) -> datetime:
    """The beginning of a day in Asia/Shanghai."""
    return datetime.combine(day, time(), SHANGHAI)


def on_the_hour(moment: datetime) -> datetime:
    """The beginning of the hour, in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)


def stretch(values: NDArray[Any], before: int, after: int, fill: int | bool) -> NDArray[Any]:
    """values[..., before:after], with `fill` for places outside of the array."""
    count = values.shape[-1]
    inside = values[..., max(before, 0) : max(min(after, count), 0)]
    left = min(max(-before, 0), after - before)
    widths = [(0, 0)] * (values.ndim - 1) + [(left, after - before - left - inside.shape[-1])]
    return np.pad(inside, widths, constant_values=fill)
