"""Made air: an invented winter inversion, computed, not measured; labelled as made wherever it is stored."""

import itertools
import math
from datetime import datetime

from early_warnings.concentrations import Pollutant, thousandths
from early_warnings.series import HOUR, HourRow

# PM2.5 in µg/m³ at hours from the issue of the made warning; straight lines between them.
FIRST_OUTLOOK = ((-96, 55), (-30, 70), (-12, 120), (2, 178), (60, 190), (74, 150), (84, 60), (240, 55))
SECOND_OUTLOOK = (
    (-96, 55),
    (-30, 70),
    (-12, 120),
    (2, 178),
    (28, 205),
    (44, 285),
    (72, 280),
    (96, 165),
    (108, 60),
    (300, 55),
)
SHARES = {
    Pollutant.PM10: 1.28,
    Pollutant.SO2: 0.09,
    Pollutant.NO2: 0.34,
    Pollutant.CO: 0.0115,
}


def made_hours(
    shape: tuple[tuple[int, int], ...], issued: datetime, begin: datetime, end: datetime
) -> list[HourRow]:
    """The hours from `begin` to `end`, both on the hour, of an episode issued at `issued`."""
    return [made_hour(shape, issued, begin + place * HOUR) for place in range((end - begin) // HOUR)]


def made_hour(shape: tuple[tuple[int, int], ...], issued: datetime, time: datetime) -> HourRow:
    """One hour: the outlook's line with a swing over the day, the other pollutants in fixed shares."""
    hour = (time - issued) / HOUR
    swing = 1 + 0.08 * math.sin(2 * math.pi * (time.hour - 3) / 24)
    fine = _on_line(shape, hour) * swing
    values = {Pollutant.PM25: fine, Pollutant.O3: max(6.0, 34 - fine / 9)}
    values |= {pollutant: fine * share for pollutant, share in SHARES.items()}
    return HourRow(time, {pollutant: thousandths(f"{value:.1f}") for pollutant, value in values.items()})


def _on_line(shape: tuple[tuple[int, int], ...], hour: float) -> float:
    for (left, low), (right, high) in itertools.pairwise(shape):
        if left <= hour <= right:
            return low + (high - low) * (hour - left) / (right - left)
    return float(shape[-1][1] if hour > shape[-1][0] else shape[0][1])
