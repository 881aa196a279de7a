"""What responses owe: fan-outs, closings, returns and reminders."""

from datetime import datetime
from functools import partial

from django.db.models import F, Q

from early_warnings.models import EarlyWarning
from portal.lifecycle.sweeping import sweep
from responses.actions.close import close
from responses.actions.launch import launch
from responses.actions.owe_returns import owe_daily_returns
from responses.actions.remind import TOLD_FOR, remind
from responses.actions.remind_mending import INTERVALS, remind_mending
from responses.models import EmergencyResponse, Inspection, ResponseQuerySet


def launch_owed(now: datetime) -> int:
    """Start, adjust and end the responses that the warnings call for; how many steps were taken."""
    owed = EarlyWarning.objects.in_force().exclude(episode__response__warning=F("pk"))
    ended = EmergencyResponse.objects.running().filter(episode__closed_at__isnull=False)
    return sweep(partial(launch, now=now), owed) + sweep(partial(close, now=now), ended)


def owe_returns(now: datetime) -> int:
    """Write down the daily returns of the days that are over; for how many responses it was looked at."""
    return sweep(partial(owe_daily_returns, now=now), _alive(now))


def remind_owed(now: datetime) -> int:
    """Remind and escalate; for how many responses it was looked at."""
    return sweep(partial(remind, now=now), _alive(now))


def remind_of_mending(now: datetime) -> int:
    """Remind of problems to be mended, and escalate; for how many inspections it was looked at."""
    due = Inspection.objects.open().filter(due_at__gt=now - TOLD_FOR, due_at__lte=now + INTERVALS.before)
    return sweep(partial(remind_mending, now=now), due.select_related("jurisdiction", "unit", "response"))


def _alive(now: datetime) -> ResponseQuerySet:
    # After the lifting the last returns are still owed.
    recent = Q(closed_at__gt=now - TOLD_FOR)
    return EmergencyResponse.objects.filter(Q(closed_at=None) | recent).select_related("edition")
