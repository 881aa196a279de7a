"""The hourly values of the national monitoring centre's publishing platform (CNEMC), by station."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from early_warnings.airfiles import over_stations
from early_warnings.concentrations import Pollutant, thousandths
from early_warnings.connectors.fetching import TIMEOUT, ConnectorError, get, parsed
from early_warnings.series import HOUR, SHANGHAI, HourRow

BASE_URL = "https://air.cnemc.cn:18007"
PATH = "/CityData/GetAQIDataPublishLive"
FIELDS = {
    "PM2_5": Pollutant.PM25,
    "PM10": Pollutant.PM10,
    "SO2": Pollutant.SO2,
    "NO2": Pollutant.NO2,
    "CO": Pollutant.CO,
    "O3": Pollutant.O3,
}
MISSING_WORDS = {"", "na", "—", "-", "--", "null"}
MILLISECONDS = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")


@dataclass(frozen=True, slots=True)
class StationHour:
    """One station's hour."""

    code: str
    name: str
    hour: HourRow


def fetch(
    base_url: str, city: str, *, stations: Collection[str] = (), timeout: float = TIMEOUT
) -> tuple[HourRow, ...]:
    """The latest hour of a city (or prefecture), the mean over its stations, or over those of these codes.

    A county has no series of its own there; name the codes of the stations that lie in it. Raises
    ConnectorError, also when none of the stations asked for is there.
    """
    return over_city(parse(get(base_url, PATH, {"cityName": city}, timeout=timeout)), stations)


def over_city(found: Collection[StationHour], stations: Collection[str] = ()) -> tuple[HourRow, ...]:
    """The mean over stations, hour by hour; ConnectorError when none of `stations` is among them."""
    chosen = [each for each in found if not stations or each.code in stations]
    if not chosen:
        raise ConnectorError(f"none of the stations {', '.join(stations)} is in the answer")
    times = sorted({each.hour.time for each in chosen})
    return tuple(over_stations([each.hour for each in chosen if each.hour.time == time]) for time in times)


def parse(payload: bytes) -> tuple[StationHour, ...]:
    """The station hours of an answer; raises ConnectorError for anything that is not as seen so far."""
    answer = parsed(payload)
    if not isinstance(answer, list) or not answer:
        raise ConnectorError("the answer holds no station")
    hours = tuple(_station_hour(row) for row in answer)
    if len({(each.code, each.hour.time) for each in hours}) < len(hours):
        raise ConnectorError("a station is there twice for one hour")
    return hours


def _station_hour(row: Any) -> StationHour:
    if not isinstance(row, Mapping) or not isinstance(row.get("StationCode"), str):
        raise ConnectorError("a row has no StationCode")
    absent = [field for field in FIELDS if field not in row]
    if absent:
        raise ConnectorError(f"station {row['StationCode']} lacks {', '.join(absent)}")
    values = {pollutant: _value(row[field], field) for field, pollutant in FIELDS.items()}
    time = _beginning(row.get("TimePoint"))
    known = {pollutant: value for pollutant, value in values.items() if value >= 0}
    return StationHour(row["StationCode"], str(row.get("PositionName", "")), HourRow(time, known))


def _beginning(point: Any) -> datetime:
    """When the hour began.

    TimePoint names its end: the value of "13:00" is published some minutes after 13:00.
    """
    found = MILLISECONDS.fullmatch(point) if isinstance(point, str) else None
    try:
        if found:
            end = datetime.fromtimestamp(int(found[1]) / 1000, UTC).astimezone(SHANGHAI)
        else:
            end = datetime.fromisoformat(point)
    except (TypeError, ValueError, OverflowError, OSError) as error:
        raise ConnectorError(f"TimePoint {point!r} is no time") from error
    end = end.replace(tzinfo=SHANGHAI) if end.tzinfo is None else end.astimezone(SHANGHAI)
    if end.minute or end.second or end.microsecond:
        raise ConnectorError(f"TimePoint {point!r} is not on the hour")
    return end - HOUR


def _value(value: Any, field: str) -> int:
    text = "" if value is None else str(value).strip()
    if text.lower() in MISSING_WORDS:
        return thousandths(None)
    if isinstance(value, bool):
        raise ConnectorError(f"{field}: {value!r} is no number")
    try:
        # "<3" is below what the instrument can tell: its limit is the most it can have been.
        return thousandths(text.removeprefix("<"))
    except ValueError as error:
        raise ConnectorError(f"{field}: {error}") from error
