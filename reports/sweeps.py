"""What reports owe: drafts of the days and episodes that are over, figures that came later, documents."""

from datetime import datetime
from functools import partial

from portal.lifecycle.sweeping import attempt, sweep
from reports.actions.draft_report import draft_report
from reports.actions.refresh_report import refresh_report
from reports.actions.render_report import render_report
from reports.models import Report
from reports.owing import FIGURES_COME_FOR, alive, is_owed, undrafted
from responses.models import EmergencyResponse


def draft_owed(now: datetime) -> int:
    """Draft every report that is owed and not there; how many were drafted."""
    return sum(
        attempt(partial(draft_report, kind=kind, day=day, by=None, now=now), response)
        for response in alive(EmergencyResponse.objects.all(), now)
        for kind, day in undrafted(response, now)
        if is_owed(response, kind)
    )


def refresh_owed(now: datetime) -> int:
    """Bring drafts that nobody submitted up to the rows that came since; how many were looked at."""
    drafts = Report.objects.filter(state=Report.State.DRAFT, drafted_at__gt=now - FIGURES_COME_FOR)
    return sweep(partial(refresh_report, by=None, now=now), drafts.select_related("jurisdiction", "episode"))


def render_owed(now: datetime) -> int:
    """Print every signed report that has no document; how many were printed."""
    waiting = Report.objects.signed().filter(document="").select_related("jurisdiction", "episode")
    return sweep(partial(render_report, now=now), waiting.order_by("signed_at"))
