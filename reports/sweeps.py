"""What reports owe: drafts of the days and episodes that are over, figures that came later, documents."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Q
from django.utils import timezone

from portal.lifecycle.sweeping import attempt, sweep
from reports.actions.draft_report import draft_report
from reports.actions.refresh_report import refresh_report
from reports.actions.render_report import render_report
from reports.duties import DUTIES
from reports.models import Report
from responses.actions.owe_returns import days_over
from responses.models import EmergencyResponse

# Returns and readings that come later than this are an office's own business to take over.
FIGURES_COME_FOR = timedelta(days=5)
DAILY, POST_EVENT = Report.Kind.OFFICE_DAILY, Report.Kind.POST_EVENT


def draft_owed(now: datetime) -> int:
    """Draft every report that is owed and not there; how many were drafted."""
    return sum(
        attempt(partial(draft_report, kind=kind, day=day, by=None, now=now), response)
        for response in _recent(now)
        for kind, day in owed(response, now)
    )


def owed(response: EmergencyResponse, now: datetime) -> Iterator[tuple[str, date]]:
    """Kind and day of the reports on `response` that are not drafted yet.

    A daily report is owed where the plan asks for one; on the whole response always.
    """
    there = {(report.kind, report.date) for report in response.episode.reports.all()}
    kinds = {duty.kind for duty in response.edition.reporting_duties.all()}
    if DUTIES[DAILY] in kinds:
        yield from ((DAILY, day) for day in days_over(response, now) if (DAILY, day) not in there)
    if response.closed_at and POST_EVENT not in {kind for kind, _day in there}:
        yield POST_EVENT, timezone.localdate(response.closed_at)


def refresh_owed(now: datetime) -> int:
    """Bring drafts that nobody submitted up to the rows that came since; how many were looked at."""
    drafts = Report.objects.filter(state=Report.State.DRAFT, drafted_at__gt=now - FIGURES_COME_FOR)
    return sweep(partial(refresh_report, by=None, now=now), drafts.select_related("jurisdiction", "episode"))


def render_owed(now: datetime) -> int:
    """Print every signed report that has no document; how many were printed."""
    waiting = Report.objects.signed().filter(document="").select_related("jurisdiction", "episode")
    return sweep(partial(render_report, now=now), waiting.order_by("signed_at"))


def _recent(now: datetime) -> list[EmergencyResponse]:
    alive = EmergencyResponse.objects.filter(Q(closed_at=None) | Q(closed_at__gt=now - FIGURES_COME_FOR))
    found = alive.select_related("episode", "edition", "jurisdiction__superior").order_by("pk")
    return list(found.prefetch_related("episode__reports", "edition__reporting_duties"))
