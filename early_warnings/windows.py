"""The index of every 24 hours of a series, at any hour offset, or of every calendar day."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from early_warnings.aqi import POLLUTANTS, AirIndex, Averaging, aqi
from early_warnings.concentrations import MISSING, Ints, Mask, Pollutant
from early_warnings.rolling import rolling_max, rolling_mean, rolling_sum
from early_warnings.series import DAY, DAY_HOURS, HOUR, DailySeries, HourlySeries, midnight
from early_warnings.standards import Index, Standard, Validity, standard_for

EIGHT_HOURS = 8
# In 24 hours lie 17 stretches of eight.
EIGHTS_IN_A_DAY = DAY_HOURS - EIGHT_HOURS + 1
# Above this O3 8 h has no sub-index of its own in the 2012 edition; the 1 h value takes over.
O3_EIGHT_TOP = 800_000


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """24-hour means beginning at `start`, `start` + `step`, …: W of them, shapes (..., W).

    `step` is an hour or a day; `block` = 24 hours / step, so that windows i and i + block adjoin.
    `aqi`: the index, MISSING where the standard gives none. `largest`: the largest sub-index at hand, so
    the index where there is one. `means`: thousandths, of O3 the largest 8-hour mean. `primary`: bool
    (6, ..., W). `iaqi`: (6, ..., W), None for days. `complete`: nothing that the data should hold is
    missing. `dust`: bool (W,), any hour flagged as dust weather. `in_scope`: not excluded by the plan.
    """

    start: datetime
    step: timedelta
    aqi: Index
    largest: Index
    primary: Mask
    complete: Mask
    dust: Mask
    in_scope: Mask
    means: Mapping[Pollutant, Ints]
    iaqi: Index | None = None

    @property
    def count(self) -> int:
        """W."""
        return len(self.dust)

    @property
    def block(self) -> int:
        """How many windows further on the adjoining block begins."""
        return DAY // self.step

    @property
    def known(self) -> Mask:
        """Where "not above" may be said: a window that lacks data is unknown, never below."""
        at_hand: Mask = self.complete & (self.largest >= 0)
        return at_hand

    def at(self, place: int) -> datetime:
        """When window `place` begins."""
        return self.start + place * self.step

    def place(self, moment: datetime) -> int:
        """The last window that begins at or before `moment`; may lie outside of 0 … W - 1."""
        return (moment - self.start) // self.step


def hourly_windows(series: HourlySeries, standard: Standard | None = None) -> Windows:
    """Every 24 consecutive hours of a series of H hours, so W = H - 23; ValueError under 24 hours.

    A mean needs 20 valid hours, of O3 14 valid 8-hour means among the 17 that lie wholly inside, each of
    6 valid hours. Without `standard` each window follows the edition in force when it begins.
    """
    if series.hours < DAY_HOURS:
        raise ValueError("a 24-hour mean needs 24 hours")
    validity = (standard or standard_for(series.end.date())).validity
    means = {each: day_means(values, each, validity) for each, values in series.values.items()}
    index = _index(series, means, standard)
    return Windows(
        start=series.start,
        step=HOUR,
        aqi=index.aqi,
        largest=index.iaqi.max(axis=0),
        primary=index.primary,
        complete=np.broadcast_to(_complete(series, validity), index.aqi.shape),
        dust=rolling_sum(series.dust, DAY_HOURS) > 0,
        in_scope=np.broadcast_to(True, index.aqi.shape),
        means=means,
        iaqi=index.iaqi,
    )


def day_means(values: Ints, pollutant: Pollutant, validity: Validity) -> Ints:
    """What enters the index of every 24 hours: (..., H) to (..., H - 23), rounded thousandths."""
    if pollutant is not Pollutant.O3:
        return rolling_mean(values, DAY_HOURS, validity.day_mean_hours, pollutant)
    eights = rolling_mean(values, EIGHT_HOURS, validity.eight_hour_mean_hours, pollutant)
    # HJ 663 asks 14 valid 8-hour means of a calendar day; [decided] the same of any 24 hours.
    enough = rolling_sum(eights >= 0, EIGHTS_IN_A_DAY) >= validity.eight_hour_means
    return np.where(enough, rolling_max(eights, EIGHTS_IN_A_DAY), MISSING)


def _index(series: HourlySeries, means: Mapping[Pollutant, Ints], standard: Standard | None) -> AirIndex:
    count = series.hours - DAY_HOURS + 1
    last = series.start + (count - 1) * HOUR
    early, late = standard or standard_for(series.start.date()), standard or standard_for(last.date())
    beyond = _beyond(series, means)
    if early is late:
        return aqi(means, Averaging.DAY, late, beyond=beyond)
    change = (midnight(late.in_force_from) - series.start) // HOUR
    parts = [
        aqi(_cut(means, part), Averaging.DAY, edition, beyond=_cut(beyond, part))
        for part, edition in ((slice(change), early), (slice(change, None), late))
    ]
    # Both editions call the same pollutants primary, so the later one may speak for both parts.
    return AirIndex(
        late,
        np.concatenate([part.iaqi for part in parts], axis=-1),
        np.concatenate([part.aqi for part in parts], axis=-1),
    )


def _cut(arrays: Mapping[Pollutant, Ints], part: slice) -> dict[Pollutant, Ints]:
    return {pollutant: array[..., part] for pollutant, array in arrays.items()}


def _beyond(series: HourlySeries, means: Mapping[Pollutant, Ints]) -> dict[Pollutant, Ints]:
    eights = means.get(Pollutant.O3)
    if eights is None or not (eights > O3_EIGHT_TOP).any():
        return {}
    return {Pollutant.O3: rolling_max(series.values[Pollutant.O3], DAY_HOURS)}


def _complete(series: HourlySeries, validity: Validity) -> Mask:
    """Windows in which no pollutant lacks more hours than a valid mean may; (..., W) or ()."""
    allowed = DAY_HOURS - validity.day_mean_hours
    complete = np.array(True)
    for values in series.values.values():
        lacking = lacking_hours(values, series)
        if lacking.any():
            complete = complete & (rolling_sum(lacking, DAY_HOURS) <= allowed)
    return complete


def lacking_hours(values: Ints, series: HourlySeries) -> Mask:
    """Hours without a pollutant that their part of the series, observed or forecast, does carry; (..., H).

    So a forecast of PM2.5 alone, after observations of six pollutants, is not full of gaps.
    """
    lacking: Mask = values < 0
    split = min(max((series.observed_until - series.start) // HOUR, 0), series.hours)
    for part in (lacking[..., :split], lacking[..., split:]):
        part &= ~part.all(axis=-1, keepdims=True)
    return lacking


def daily_windows(series: DailySeries, judged_at: str = "middle") -> Windows:
    """Every calendar day; `judged_at` is the end of the range that counts: "low", "middle" or "high"."""
    index = {"low": series.low, "middle": series.middle, "high": series.high}[judged_at].astype(np.int32)
    return Windows(
        start=midnight(series.first),
        step=DAY,
        aqi=index,
        largest=index,
        primary=series.primary & (index > 50),
        complete=index >= 0,
        dust=series.dust,
        in_scope=np.ones_like(series.dust),
        means={},
    )


def within(windows: Windows, covers: tuple[Pollutant, ...], *, dust: bool) -> Windows:
    """The same windows with only what a plan covers: these pollutants, and dust weather if `dust`.

    Hours are judged by the sub-indices of the pollutants covered; a day, of which only the AQI is known,
    counts unless the pollutant that made its AQI is known and not covered.
    """
    rows = [POLLUTANTS.index(each) for each in covers]
    in_scope = windows.in_scope if dust else windows.in_scope & ~windows.dust
    if windows.iaqi is None:
        others = windows.primary.any(axis=0) & ~windows.primary[rows].any(axis=0)
        return replace(windows, in_scope=in_scope & ~others)
    return replace(windows, in_scope=in_scope, largest=windows.iaqi[rows].max(axis=0))
