"""The outlook as data for its chart; `portal/static/js/outlook.js` draws it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from early_warnings.models import Proposal
from early_warnings.outlook import Day, Hour, Outlook
from plans.levels import Level
from portal.desk.evaluations import thresholds
from portal.desk.looks import LEVEL_LOOKS


def outlook_chart(outlook: Outlook, proposal: Proposal | None, now: datetime) -> dict[str, Any]:
    """Plain JSON values: ``hours`` as [time, AQI, mean, observed], ``days`` as [day, low, mean, high]."""
    return {
        "hours": [_hour(each) for each in outlook.hours],
        "days": [_day(each) for each in outlook.days],
        "now": now.isoformat(),
        "thresholds": thresholds(proposal.proof if proposal else {}),
        "spans": _spans(proposal),
        "words": {
            "hour": _("hourly AQI"),
            "mean": _("AQI of the past 24 h"),
            "day": _("AQI of the day"),
            "range": _("range"),
            "now": _("now"),
        },
    }


def _hour(hour: Hour) -> list[Any]:
    return [hour.time.isoformat(), hour.aqi, hour.mean, hour.is_observed]


def _day(day: Day) -> list[Any]:
    return [day.day.isoformat(), day.low, day.mean, day.high]


def _spans(proposal: Proposal | None) -> list[dict[str, Any]]:
    if not proposal or not proposal.level or not proposal.begins_at or not proposal.ends_at:
        return []
    level = Level(proposal.level)
    return [
        {
            "from": proposal.begins_at.isoformat(),
            "to": proposal.ends_at.isoformat(),
            "level": int(level),
            "word": str(LEVEL_LOOKS[level].word),
        }
    ]
