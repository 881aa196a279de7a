"""Forecasts of Open-Meteo's air quality interface (CAMS). Its 40 km cells are guidance, no measurement."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from early_warnings.concentrations import Pollutant, thousandths
from early_warnings.connectors.fetching import TIMEOUT, ConnectorError, get, parsed
from early_warnings.series import SHANGHAI, HourRow

BASE_URL = "https://air-quality-api.open-meteo.com"
PATH = "/v1/air-quality"
VARIABLES = {
    "pm2_5": Pollutant.PM25,
    "pm10": Pollutant.PM10,
    "carbon_monoxide": Pollutant.CO,
    "nitrogen_dioxide": Pollutant.NO2,
    "sulphur_dioxide": Pollutant.SO2,
    "ozone": Pollutant.O3,
}
# The Greek letter mu, and the micro sign that looks like it.
MICROGRAMS = {"μg/m³", "µg/m³"}


def fetch(
    base_url: str,
    latitude: float,
    longitude: float,
    *,
    forecast_days: int = 5,
    past_days: int = 1,
    timeout: float = TIMEOUT,
) -> tuple[HourRow, ...]:
    """The hours of one place, in order; raises ConnectorError."""
    query: dict[str, str | int | float] = {
        "latitude": latitude,
        "longitude": longitude,
        "hourly": ",".join(VARIABLES),
        "timezone": "Asia/Shanghai",
        "forecast_days": forecast_days,
        "past_days": past_days,
    }
    places = parse(get(base_url, PATH, query, timeout=timeout))
    if len(places) != 1:
        raise ConnectorError(f"one place was asked for, {len(places)} came")
    return places[0]


def parse(payload: bytes) -> tuple[tuple[HourRow, ...], ...]:
    """The hours of each place that an answer holds; several places come as an array.

    CO comes in µg/m³ and is kept in mg/m³; times come without an offset, in the zone the answer names; null
    is a missing value. Raises ConnectorError for anything that is not as documented.
    """
    answer = parsed(payload)
    places = answer if isinstance(answer, list) else [answer]
    if not places:
        raise ConnectorError("the answer holds no place")
    return tuple(_hours(place) for place in places)


def _hours(place: Any) -> tuple[HourRow, ...]:
    if not isinstance(place, Mapping):
        raise ConnectorError("the answer is no object")
    if place.get("error"):
        raise ConnectorError(f"refused: {place.get('reason', 'no reason given')}")
    hourly, units, offset = place.get("hourly"), place.get("hourly_units"), place.get("utc_offset_seconds")
    if not isinstance(hourly, Mapping) or not isinstance(units, Mapping) or not isinstance(offset, int):
        raise ConnectorError("hourly, hourly_units or utc_offset_seconds is missing")
    times = [_time(text, offset) for text in _series(hourly, "time")]
    if times != sorted(set(times)) or not times:
        raise ConnectorError("the times are not in order")
    columns = {pollutant: _column(hourly, units, name, len(times)) for name, pollutant in VARIABLES.items()}
    return tuple(
        HourRow(moment, {each: values[place] for each, values in columns.items() if values[place] >= 0})
        for place, moment in enumerate(times)
    )


def _series(hourly: Mapping[str, Any], name: str) -> Sequence[Any]:
    found = hourly.get(name)
    if not isinstance(found, list):
        raise ConnectorError(f"hourly.{name} is missing")
    return found


def _time(text: Any, offset: int) -> datetime:
    try:
        local = datetime.fromisoformat(text)
        zone = timezone(timedelta(seconds=offset))
    except (TypeError, ValueError) as error:
        raise ConnectorError(f"{text!r} is no time") from error
    if local.tzinfo is not None:
        raise ConnectorError(f"{text!r} has an offset, which is not as documented")
    moment = local.replace(tzinfo=zone).astimezone(SHANGHAI)
    if moment.minute or moment.second:
        raise ConnectorError(f"{text!r} is not on the hour in Beijing time")
    return moment


def _column(hourly: Mapping[str, Any], units: Mapping[str, Any], name: str, count: int) -> list[int]:
    values = _series(hourly, name)
    if len(values) != count:
        raise ConnectorError(f"hourly.{name} has {len(values)} values for {count} hours")
    if units.get(name) not in MICROGRAMS:
        raise ConnectorError(f"{name} is in {units.get(name)!r}, not in µg/m³")
    return [_value(value, name) for value in values]


def _value(value: Any, name: str) -> int:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | Decimal)):
        raise ConnectorError(f"{name}: {value!r} is no number")
    if value is not None and VARIABLES[name] is Pollutant.CO:
        value = Decimal(value) / 1000
    try:
        return thousandths(value)
    except ValueError as error:
        raise ConnectorError(f"{name}: {error}") from error
