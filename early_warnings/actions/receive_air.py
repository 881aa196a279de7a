"""Take in a delivery of air: observed hours or days, or a forecast. The same delivery counts once."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from early_warnings.gathering import COLUMNS, columns_of, day_as_json, hour_as_json
from early_warnings.models import AirDelivery, Forecast, Observation
from early_warnings.series import DAY, HOUR, DayRow, HourRow, midnight
from portal.lifecycle.errors import IllegalMove
from portal.lifecycle.journal import record
from portal.offices.authority import roles_of
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role

Rows = Sequence[HourRow] | Sequence[DayRow]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a delivery came from: its door, who brought it, and the key that makes it count once."""

    source: str
    by: User | None
    key: str = ""
    file_name: str = ""


@transaction.atomic
def receive_observations(
    jurisdiction: Jurisdiction, rows: Rows, arrival: Arrival, *, now: datetime
) -> tuple[AirDelivery, bool]:
    """Store observed hours or days; a repeated hour is corrected, a missing value never overwrites one.

    Returns the delivery and whether it is new. Raises ValidationError for air of the future.
    """
    _require_right(jurisdiction, arrival, now)
    _require_rows(rows)
    # A delivery sent again is answered first: by then the clock may have overtaken it.
    delivery, is_new = _deliver(jurisdiction, rows, arrival, AirDelivery.Content.OBSERVATION, {}, now)
    if is_new:
        _require_past(rows, now)
        _store_observations(delivery, rows)
    return delivery, is_new


@transaction.atomic
def receive_forecast(
    jurisdiction: Jurisdiction, rows: Rows, arrival: Arrival, *, issued_at: datetime, now: datetime
) -> tuple[AirDelivery, bool]:
    """Store a forecast; one of that source and time of issue is there once.

    Returns the delivery and whether it is new. Raises ValidationError for a forecast of the past or from the
    future, IllegalMove when another forecast of the same source and time is stored already.
    """
    _require_right(jurisdiction, arrival, now)
    _require_rows(rows)
    facts = {"issued_at": issued_at.isoformat()}
    delivery, is_new = _deliver(jurisdiction, rows, arrival, AirDelivery.Content.FORECAST, facts, now)
    if is_new:
        _require_outlook(rows, issued_at, now)
        _store_forecast(delivery, rows, issued_at)
    return delivery, is_new


def end_of(row: HourRow | DayRow) -> datetime:
    """When the row's hour or day is over."""
    return row.time + HOUR if isinstance(row, HourRow) else midnight(row.day) + DAY


def begin_of(row: HourRow | DayRow) -> datetime:
    """When the row's hour or day begins."""
    return row.time if isinstance(row, HourRow) else midnight(row.day)


def _require_right(jurisdiction: Jurisdiction, arrival: Arrival, now: datetime) -> None:
    # A connector acts for nobody; it only runs where the office has turned it on.
    if arrival.by and not roles_of(arrival.by, jurisdiction, now) & {Role.OFFICE, Role.EXPERT}:
        raise PermissionDenied(_("Only the command office and its experts bring in air."))


def _require_rows(rows: Rows) -> None:
    if not rows:
        raise ValidationError(_("There is no row of air in it. Send at least one hour or day."))


def _require_past(rows: Rows, now: datetime) -> None:
    last = max(map(end_of, rows))
    if last > now + HOUR:
        raise ValidationError(
            _("Observed air cannot lie in the future: it reaches to %(time)s, and it is %(now)s now.")
            % {"time": last.isoformat(), "now": now.isoformat()}
        )


def _require_outlook(rows: Rows, issued_at: datetime, now: datetime) -> None:
    if issued_at > now + HOUR:
        raise ValidationError(
            {"issued_at": _("The time of issue lies in the future; check the clock and zone.")}
        )
    if max(map(end_of, rows)) <= max(issued_at, now):
        raise ValidationError(
            _("The forecast ends at %(time)s, so it lies in the past. Send it as observations instead.")
            % {"time": max(map(end_of, rows)).isoformat()}
        )


def _deliver(
    jurisdiction: Jurisdiction,
    rows: Rows,
    arrival: Arrival,
    content: AirDelivery.Content,
    facts: dict[str, Any],
    now: datetime,
) -> tuple[AirDelivery, bool]:
    digest = _digest(rows, facts)
    key = f"{content}:{arrival.key or digest}"
    delivery, is_new = AirDelivery.objects.get_or_create(
        jurisdiction=jurisdiction,
        key=key,
        defaults={
            "source": arrival.source, "content": content, "received_at": now, "by": arrival.by,
            "file_name": arrival.file_name, "sha256": digest, "rows": len(rows),
        },
    )  # fmt: skip
    if not is_new and delivery.sha256 != digest:
        raise IllegalMove(_("This key was used for other content. Send new content under a new key."))
    if is_new:
        told = {"rows": len(rows), "sha256": digest, "file": arrival.file_name, **facts}
        record(delivery, "receive_air", scope=jurisdiction, by=arrival.by, now=now, facts=told)
    return delivery, is_new


def _digest(rows: Rows, facts: dict[str, Any]) -> str:
    plain = [hour_as_json(row) if isinstance(row, HourRow) else day_as_json(row) for row in rows]
    return hashlib.sha256(json.dumps([plain, facts], sort_keys=True).encode()).hexdigest()


def _store_observations(delivery: AirDelivery, rows: Rows) -> None:
    """One row an hour; of two deliveries of an hour each value is the later one that is not missing."""
    times = [begin_of(row) for row in rows]
    is_daily = isinstance(rows[0], DayRow)
    kept = delivery.jurisdiction.observations.filter(
        is_daily=is_daily, time__gte=min(times), time__lte=max(times)
    )
    known = {row.time: row for row in kept}
    fresh = [_observation(delivery, row) for row in rows]
    for row in fresh:
        _keep_known(row, known.get(row.time))
    Observation.objects.bulk_create(
        fresh,
        update_conflicts=True,
        unique_fields=["jurisdiction", "is_daily", "time"],
        update_fields=["delivery", "aqi", "primary", "is_dust", *COLUMNS.values()],
        batch_size=500,
    )


def _observation(delivery: AirDelivery, row: HourRow | DayRow) -> Observation:
    common = {
        "jurisdiction": delivery.jurisdiction,
        "delivery": delivery,
        "time": begin_of(row),
        "is_dust": row.is_dust,
    }
    if isinstance(row, HourRow):
        return Observation(**common, **columns_of(row))
    return Observation(**common, is_daily=True, aqi=row.high, primary=[str(each) for each in row.primary])


def _keep_known(row: Observation, before: Observation | None) -> None:
    for column in COLUMNS.values():
        if before is not None and getattr(row, column) is None:
            setattr(row, column, getattr(before, column))


def _store_forecast(delivery: AirDelivery, rows: Rows, issued_at: datetime) -> None:
    hourly = [hour_as_json(row) for row in rows if isinstance(row, HourRow)]
    daily = [day_as_json(row) for row in rows if isinstance(row, DayRow)]
    try:
        with transaction.atomic():
            Forecast.objects.create(
                jurisdiction=delivery.jurisdiction,
                delivery=delivery,
                source=delivery.source,
                issued_at=issued_at,
                hourly=hourly,
                daily=daily,
                begins_at=min(map(begin_of, rows)),
                ends_at=max(map(end_of, rows)),
            )
    except IntegrityError as error:
        raise IllegalMove(
            _("A forecast of this source, issued at %(time)s, is stored already with other values.")
            % {"time": issued_at.isoformat()}
        ) from error
