"""Which reports a response calls for."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from reports.duties import DUTIES
from reports.models import Report
from responses.actions.owe_returns import days_over
from responses.models import EmergencyResponse, ResponseQuerySet

# Returns and readings that come later than this are an office's own business to take over.
FIGURES_COME_FOR = timedelta(days=5)
DAILY, POST_EVENT = Report.Kind.OFFICE_DAILY, Report.Kind.POST_EVENT


def alive(responses: ResponseQuerySet, now: datetime) -> ResponseQuerySet:
    """Those that run or have just ended, with what `undrafted` and `is_owed` read."""
    found = responses.filter(Q(closed_at=None) | Q(closed_at__gt=now - FIGURES_COME_FOR)).order_by("pk")
    return found.select_related("episode", "edition", "jurisdiction__superior").prefetch_related(
        "episode__reports", "edition__reporting_duties"
    )


def undrafted(response: EmergencyResponse, now: datetime) -> Iterator[tuple[str, date]]:
    """Kind and day of every report that can be drafted and is not there."""
    there = {(report.kind, report.date) for report in response.episode.reports.all()}
    yield from ((DAILY, day) for day in days_over(response, now) if (DAILY, day) not in there)
    if response.closed_at and POST_EVENT not in {kind for kind, _day in there}:
        yield POST_EVENT, timezone.localdate(response.closed_at)


def is_owed(response: EmergencyResponse, kind: str) -> bool:
    """A daily report is owed where the plan asks for one; the one on the whole response always."""
    duties = {duty.kind for duty in response.edition.reporting_duties.all()}
    return kind == POST_EVENT or DUTIES[DAILY] in duties
