"""The newest observed air of a jurisdiction, and whether it is fresh."""

from dataclasses import dataclass
from datetime import datetime

from early_warnings.gathering import gather, observed_hours
from early_warnings.models.air import STALE_AFTER
from early_warnings.outlook import Latest, Outlook, daily_outlook, hourly_outlook
from early_warnings.series import HOUR, HourlySeries, hourly_series, on_the_hour
from portal.offices.models import Jurisdiction


@dataclass(frozen=True, slots=True)
class AirNow:
    """What is newest, None where the last days hold no index; old air is stale, never clean."""

    latest: Latest | None
    is_stale: bool


def outlook_of(jurisdiction: Jurisdiction, now: datetime) -> Outlook | None:
    """The air of the last days and the forecast as people read them; None where nothing is known."""
    gathered = gather(jurisdiction, now)
    if gathered is None:
        return None
    if isinstance(gathered.series, HourlySeries):
        return hourly_outlook(gathered.series, now)
    return daily_outlook(gathered.series, now)


def air_now(jurisdiction: Jurisdiction, now: datetime) -> AirNow:
    """The newest hour that was observed by `now`."""
    hours = [hour for hour in observed_hours(jurisdiction, now) if hour.values]
    latest = hourly_outlook(hourly_series(hours, on_the_hour(now)), now).latest if hours else None
    return AirNow(latest, latest is None or now - latest.time - HOUR > STALE_AFTER)
