"""Fetch from a connector that the office has turned on, and take in what it brought."""

from datetime import datetime

import structlog
from django.core.exceptions import ValidationError

from early_warnings.actions.receive_air import Arrival, end_of, receive_forecast, receive_observations
from early_warnings.connectors import cnemc, open_meteo
from early_warnings.connectors.fetching import ConnectorError
from early_warnings.gathering import hour_as_json
from early_warnings.models import Feed
from early_warnings.models.air import AirSource
from early_warnings.series import HourRow
from portal.lifecycle.errors import IllegalMove

log = structlog.get_logger()


def poll_feed(feed: Feed, *, now: datetime) -> bool:
    """Ask the source once, outside of any transaction; whether air came in.

    A source that fails leaves its error on the feed, where people see it, and the last air as it was: stale.
    """
    Feed.objects.filter(pk=feed.pk).update(last_tried_at=now)
    try:
        _take_in(feed, fetch(feed), now)
    except (ConnectorError, ValidationError, IllegalMove) as error:
        cause = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        log.warning("feed failed", feed=str(feed), error=cause)
        Feed.objects.filter(pk=feed.pk).update(last_error=cause[:300])
        return False
    Feed.objects.filter(pk=feed.pk).update(last_good_at=now, last_error="")
    return True


def fetch(feed: Feed) -> tuple[HourRow, ...]:
    """The hours that the source has now; raises ConnectorError."""
    place = feed.jurisdiction
    if feed.source == AirSource.CNEMC:
        return cnemc.fetch(
            feed.base_url,
            feed.parameters.get("city", place.name),
            stations=feed.parameters.get("stations", ()),
        )
    if place.latitude is None or place.longitude is None:
        raise ConnectorError(f"{place.name} has no coordinates")
    return open_meteo.fetch(feed.base_url, float(place.latitude), float(place.longitude))


def _take_in(feed: Feed, hours: tuple[HourRow, ...], now: datetime) -> None:
    arrival = Arrival(feed.source, None)
    if feed.source == AirSource.CNEMC:
        receive_observations(feed.jurisdiction, hours, arrival, now=now)
        return
    # The model's past hours are no observations.
    coming = [hour for hour in hours if end_of(hour) > now]
    if not _is_known(feed, coming):
        minute = now.replace(second=0, microsecond=0)
        receive_forecast(feed.jurisdiction, coming, arrival, issued_at=minute, now=now)


def _is_known(feed: Feed, hours: list[HourRow]) -> bool:
    """Whether the source says nothing beyond its last answer; the model runs twice a day only."""
    last = feed.jurisdiction.forecasts.filter(source=feed.source).first()
    return last is not None and all(hour_as_json(hour) in last.hourly for hour in hours)
