"""Take in a file that someone uploads: rows before a moment as observed air, from it on as a forecast."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from early_warnings.actions.receive_air import Arrival, begin_of, receive_forecast, receive_observations
from early_warnings.airfiles import read_air
from early_warnings.models import AirDelivery
from early_warnings.models.air import AirSource
from early_warnings.series import midnight
from early_warnings.tasks import evaluate
from portal.celery import ring
from portal.offices.models import Jurisdiction, User


@transaction.atomic
def receive_file(
    jurisdiction: Jurisdiction,
    content: bytes,
    file_name: str,
    *,
    by: User,
    observed_until: datetime,
    now: datetime,
) -> list[AirDelivery]:
    """Store all of the file or nothing; the same file for the same moment counts once.

    A day that holds `observed_until` is forecast. Raises AirFileError with every bad row, ValidationError for
    observed air of the future, PermissionDenied.
    """
    rows = read_air(content, file_name).rows
    split = observed_until if hasattr(rows[0], "time") else midnight(observed_until.date())
    key = f"{hashlib.sha256(content).hexdigest()}:{observed_until.isoformat()}"
    arrival = Arrival(AirSource.UPLOAD, by, key=key, file_name=file_name[:200])
    past: Any = [row for row in rows if begin_of(row) < split]
    coming: Any = [row for row in rows if begin_of(row) >= split]
    stored = []
    if past:
        stored.append(receive_observations(jurisdiction, past, arrival, now=now)[0])
    if coming:
        stored.append(receive_forecast(jurisdiction, coming, arrival, issued_at=observed_until, now=now)[0])
    ring(evaluate, jurisdiction.code)
    return stored
