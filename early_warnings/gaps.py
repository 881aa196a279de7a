"""Which data is missing from a series, and whether a block becomes unknown by it."""

import numpy as np

from early_warnings.aqi import POLLUTANTS
from early_warnings.concentrations import Mask
from early_warnings.rolling import runs
from early_warnings.series import HOUR, DailySeries, HourlySeries
from early_warnings.verdicts import Gap
from early_warnings.windows import Windows, lacking_hours


def hourly_gaps(series: HourlySeries, windows: Windows) -> tuple[Gap, ...]:
    """Runs of hours, between the first and the last that hold anything, in which a pollutant is missing."""
    lacking = np.array([lacking_hours(values, series) for values in series.values.values()])
    held: Mask = np.logical_or.reduce([values >= 0 for values in series.values.values()])
    gaps = []
    for begin, end in runs(np.logical_or.reduce(lacking) & _inside(held)):
        pollutants: Mask = np.logical_or.reduce(lacking[:, begin:end], axis=1)
        gaps.append(
            Gap(
                series.start + begin * HOUR,
                series.start + end * HOUR,
                tuple(each for each, lacks in zip(series.values, pollutants, strict=True) if lacks),
                not windows.known[max(begin - windows.block + 1, 0) : end].all(),
            )
        )
    return tuple(gaps)


def daily_gaps(series: DailySeries, windows: Windows) -> tuple[Gap, ...]:
    """Runs of days without an AQI, between the first and the last that have one."""
    held = series.low >= 0
    return tuple(
        Gap(windows.at(begin), windows.at(end), POLLUTANTS, True)
        for begin, end in runs(~held & _inside(held))
    )


def _inside(held: Mask) -> Mask:
    """Places between the first and the last that hold data."""
    before: Mask = np.logical_or.accumulate(held)
    after: Mask = np.logical_or.accumulate(held[::-1])[::-1]
    return before & after
