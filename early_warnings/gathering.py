"""From stored rows to the series that the rules judge."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Case, When
from django.utils import timezone

from early_warnings.blocks import block_at
from early_warnings.concentrations import MISSING, Pollutant, number, thousandths
from early_warnings.evaluation import LOOK_BACK
from early_warnings.models import Forecast, Observation
from early_warnings.models.air import AirSource
from early_warnings.series import (
    DailySeries,
    DayRow,
    HourlySeries,
    HourRow,
    daily_series,
    hourly_series,
    midnight,
    on_the_hour,
)
from early_warnings.windows import hourly_windows
from portal.offices.models import Jurisdiction

COLUMNS = {
    Pollutant.PM25: "pm25",
    Pollutant.PM10: "pm10",
    Pollutant.SO2: "so2",
    Pollutant.NO2: "no2",
    Pollutant.CO: "co",
    Pollutant.O3: "o3",
}
# Nobody decides on an older outlook; without a newer one the hours ahead are unknown.
FORECAST_USED_FOR = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Gathered:
    """The air known of a jurisdiction at a moment, and the forecast it ends with."""

    series: HourlySeries | DailySeries
    forecast: Forecast | None


def gather(jurisdiction: Jurisdiction, now: datetime) -> Gathered | None:
    """Observed air of the last days and the newest forecast; None where nothing is known at all.

    A forecast by hours makes an hourly series, one by days a daily one, to which the observed hours
    give the past days.
    """
    forecast = newest_forecast(jurisdiction, now)
    hours = observed_hours(jurisdiction, now)
    if forecast is not None and forecast.daily:
        days = [*past_days(jurisdiction, hours, now), *forecast_days(forecast, now)]
        return Gathered(daily_series(days, timezone.localdate(now)), forecast) if days else None
    ahead = forecast_hours(forecast, now) if forecast else []
    rows = [row for row in (*hours, *ahead) if row.values]
    if not rows:
        return None
    return Gathered(hourly_series(rows, on_the_hour(now)), forecast)


def newest_forecast(jurisdiction: Jurisdiction, now: datetime) -> Forecast | None:
    """The latest forecast issued by `now` that still says something of the future.

    One that people brought in goes before a model's: a grid of 40 km is guidance only.
    """
    usable = jurisdiction.forecasts.filter(
        issued_at__lte=now, issued_at__gt=now - FORECAST_USED_FOR, ends_at__gt=now
    )
    is_model = Case(When(source=AirSource.OPEN_METEO, then=1), default=0)
    return usable.order_by(is_model, "-issued_at", "-pk").first()


def observed_hours(jurisdiction: Jurisdiction, now: datetime) -> list[HourRow]:
    """Observed hours of the window, a day more where days are wanted, oldest first."""
    start = on_the_hour(now) - LOOK_BACK - timedelta(days=1)
    rows = jurisdiction.observations.between(start, on_the_hour(now)).filter(is_daily=False).order_by("time")
    return [hour_of_observation(row) for row in rows]


def hour_of_observation(row: Observation) -> HourRow:
    """A stored hour as the rules read it."""
    values = {pollutant: getattr(row, column) for pollutant, column in COLUMNS.items()}
    return HourRow(row.time, _present(values), row.is_dust)


def forecast_hours(forecast: Forecast, now: datetime) -> list[HourRow]:
    """The hours of a forecast from the present hour on."""
    rows = (
        HourRow(
            datetime.fromisoformat(row["time"]),
            _present({pollutant: row.get(column) for pollutant, column in COLUMNS.items()}),
            bool(row.get("dust")),
        )
        for row in forecast.hourly
    )
    return [row for row in rows if row.time >= on_the_hour(now)]


def forecast_days(forecast: Forecast, now: datetime) -> list[DayRow]:
    """The days of a forecast from today on."""
    today = timezone.localdate(now)
    rows = (day_of_json(row) for row in forecast.daily)
    return [row for row in rows if row.day >= today]


def day_of_json(row: dict[str, Any]) -> DayRow:
    """A stored day of a forecast as the rules read it."""
    day = datetime.fromisoformat(row["date"]).date()
    primary = tuple(Pollutant(name) for name in row.get("primary", ()))
    return DayRow(day, row["aqi_low"], row["aqi_high"], primary, bool(row.get("dust")))


def past_days(jurisdiction: Jurisdiction, hours: list[HourRow], now: datetime) -> list[DayRow]:
    """Observed days before today: as delivered, else the calendar day's mean of the observed hours."""
    today = midnight(timezone.localdate(now))
    stored = jurisdiction.observations.between(now - LOOK_BACK - timedelta(days=1), today)
    days = {timezone.localdate(row.time): day_of_observation(row) for row in stored.filter(is_daily=True)}
    for row in days_of_hours([hour for hour in hours if hour.time < today and hour.values]):
        days.setdefault(row.day, row)
    return [days[day] for day in sorted(days)]


def day_of_observation(row: Observation) -> DayRow:
    """A stored day as the rules read it."""
    if row.aqi is None:
        raise ValueError(f"{row} has no AQI")
    primary = tuple(Pollutant(name) for name in row.primary)
    return DayRow(timezone.localdate(row.time), row.aqi, row.aqi, primary, row.is_dust)


def days_of_hours(hours: list[HourRow]) -> Iterable[DayRow]:
    """Each whole calendar day's index from its 24 hours; days with too few valid hours are left out."""
    if not hours:
        return
    series = hourly_series(hours, hours[-1].time + timedelta(hours=1))
    first = midnight(timezone.localdate(series.start))
    windows = hourly_windows(series.between(first, first + _whole_days(first, series.end)))
    for place in range(0, windows.count, windows.block):
        block = block_at(windows, place)
        if block.is_known and block.aqi is not None:
            day = timezone.localdate(block.begins_at)
            yield DayRow(day, block.aqi, block.aqi, block.primary, bool(windows.dust[place]))


def _whole_days(first: datetime, end: datetime) -> timedelta:
    return timedelta(days=-(-(end - first) // timedelta(days=1)))


def _present(values: dict[Pollutant, Decimal | float | None]) -> dict[Pollutant, int]:
    return {pollutant: thousandths(value) for pollutant, value in values.items() if value is not None}


def hour_as_json(row: HourRow) -> dict[str, Any]:
    """An hour as a forecast stores it; a missing value is null."""
    values = {column: _plain(row.values.get(pollutant)) for pollutant, column in COLUMNS.items()}
    return {"time": row.time.isoformat(), **values, "dust": row.is_dust}


def day_as_json(row: DayRow) -> dict[str, Any]:
    """A day as a forecast stores it."""
    return {
        "date": row.day.isoformat(),
        "aqi_low": row.low,
        "aqi_high": row.high,
        "primary": [str(pollutant) for pollutant in row.primary],
        "dust": row.is_dust,
    }


def columns_of(row: HourRow) -> dict[str, Decimal | None]:
    """An hour's values by column, as Decimals; a missing one is None."""
    return {column: _decimal(row.values.get(pollutant)) for pollutant, column in COLUMNS.items()}


def _decimal(value: int | None) -> Decimal | None:
    return None if value is None or value == MISSING else number(value)


def _plain(value: int | None) -> float | None:
    found = _decimal(value)
    return None if found is None else float(found)
