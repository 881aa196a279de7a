"""The office turns a connector on or off."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from early_warnings.models import Feed
from early_warnings.models.air import AirSource
from portal.lifecycle.journal import record
from portal.offices.authority import require
from portal.offices.models import Jurisdiction, User
from portal.offices.roles import Role

ADDRESSES = {
    AirSource.OPEN_METEO: "https://air-quality-api.open-meteo.com",
    AirSource.CNEMC: "https://air.cnemc.cn:18007",
}


@transaction.atomic
def switch_feed(
    jurisdiction: Jurisdiction,
    source: str,
    *,
    is_on: bool,
    base_url: str,
    parameters: dict[str, Any],
    by: User,
    now: datetime,
) -> Feed:
    """Set the connector; journaled, because it decides what air the plan is judged on."""
    require(by, Role.OFFICE, jurisdiction, now)
    if source not in ADDRESSES:
        raise ValidationError({"source": _("There is no such connector.")})
    feed, _is_new = Feed.objects.update_or_create(
        jurisdiction=jurisdiction,
        source=source,
        defaults={"is_on": is_on, "base_url": base_url, "parameters": parameters, "last_error": ""},
    )
    facts = {"source": source, "on": is_on, "address": base_url, "parameters": parameters}
    record(feed, "switch_feed", scope=jurisdiction, by=by, now=now, facts=facts)
    return feed
