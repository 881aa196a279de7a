"""What is in force, as the public JSON tells it; docs/public-feeds.md gives the shape."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from early_warnings.alerts import absolute, web_address
from early_warnings.cap import stamp
from early_warnings.models import EarlyWarning
from early_warnings.wording import headline
from plans.levels import Level
from portal.offices.models import Jurisdiction


def standing(place: Jurisdiction, warning: EarlyWarning | None, updated: datetime) -> dict[str, Any]:
    """A place with its warning in force, or null."""
    return {
        "jurisdiction": {"code": place.code, "name": place.name, "name_en": place.name_en},
        "updated": stamp(updated),
        "in_force": facts(warning) if warning else None,
    }


def facts(warning: EarlyWarning) -> dict[str, Any]:
    """What is public of an issued document; plain JSON values, times in +08:00."""
    level = Level(warning.level)
    return {
        "number": warning.number,
        "document_number": warning.document_number,
        "identifier": warning.cap_identifier,
        "act": warning.act,
        "level": level.slug,
        "level_zh": level.zh,
        "response_level": level.numeral,
        "headline": headline(warning),
        "issued_at": _stamp(warning.issued_at),
        "begins_at": stamp(warning.begins_at),
        "expected_until": _stamp(warning.expected_until),
        "primary_pollutants": warning.primary_pollutants,
        "area": warning.area,
        "reason": warning.reason,
        "possible_harm": warning.possible_harm,
        "advice": warning.advice,
        "web": web_address(warning),
        "cap": alert_address(warning) if hasattr(warning, "alert") else None,
    }


def alert_address(warning: EarlyWarning) -> str:
    """Where the document's alert is served."""
    path = reverse("early_warnings:feed_alert", args=[warning.jurisdiction.code, warning.cap_identifier])
    return absolute(path)


def _stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None
