"""Made air for the tests: constant stretches of PM2.5 or AQI, and the real air where it is at hand."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from early_warnings.concentrations import MISSING, Pollutant, thousandths
from early_warnings.evaluation import evaluate
from early_warnings.rules import NATIONAL
from early_warnings.series import (
    SHANGHAI,
    DailySeries,
    DayRow,
    HourlySeries,
    HourRow,
    daily_series,
    hourly_series,
)

NOW = datetime(2025, 12, 10, 12, tzinfo=SHANGHAI)
# PM2.5 that gives an AQI of 43, 150, 160, 200, 210, 301 and 310 in both editions.
CLEAN, EDGE, MODERATE, BRINK, HEAVY, OVER, SEVERE = 30, 115, 122, 150, 160, 251, 260
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
COLUMNS = {
    "pm25_ugm3": Pollutant.PM25,
    "pm10_ugm3": Pollutant.PM10,
    "so2_ugm3": Pollutant.SO2,
    "no2_ugm3": Pollutant.NO2,
    "co_mgm3": Pollutant.CO,
    "o3_ugm3": Pollutant.O3,
}


def hours(
    *stretches, start=NOW - timedelta(hours=72), until=NOW, pollutant=Pollutant.PM25, dust=()
) -> HourlySeries:
    """A series from (value, hours) pairs; a value of None is missing, the rest until +168 h is clean."""
    values = [value for value, count in stretches for _ in range(count)]
    values += [CLEAN] * (240 - len(values))
    flags = np.zeros(len(values), dtype=bool)
    flags[list(dust)] = True
    return HourlySeries(start, {pollutant: np.array([thousandths(value) for value in values])}, until, flags)


def days(*indices, first=date(2025, 12, 8), until=date(2025, 12, 10), primary=Pollutant.PM25) -> DailySeries:
    """A series of daily AQI, each a number, a (low, high) range, or None where the day is missing."""
    rows = [
        DayRow(
            first + timedelta(days=place),
            *(value if isinstance(value, tuple) else (value, value)),
            (primary,),
        )
        for place, value in enumerate(indices)
        if value is not None
    ]
    return daily_series(rows, until)


def judged(series, now=NOW, rules=NATIONAL, **named):
    return evaluate(series, rules, now, **named)


def real_rows(name="beijing-hourly-2015-11_2016-03.csv"):
    """The real air, or a skipped test."""
    path = DATA / name
    if not path.exists():
        pytest.skip(f"no real air at {path}")
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def beijing() -> HourlySeries:
    rows = [
        HourRow(
            datetime.fromisoformat(row["time"]),
            {pollutant: thousandths(row[column]) for column, pollutant in COLUMNS.items() if row[column]},
        )
        for row in real_rows()
    ]
    return hourly_series(rows, datetime(2016, 3, 16, tzinfo=SHANGHAI))


def missing(values, *places):
    """The values with MISSING at these places."""
    changed = np.array(values)
    changed[list(places)] = MISSING
    return changed
