"""Write down the returns that units owe: one for each day of a response, one at its end."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from responses import timing
from responses.models import EmergencyResponse, UnitReturn


@transaction.atomic
def owe_daily_returns(response: EmergencyResponse, *, now: datetime) -> int:
    """Owe the return of each day of the response that is over; safe to run again. Returns how many days."""
    days = _days_not_owed(response, now)
    if not days:
        return 0
    deadlines = timing.daily_deadlines(response.edition)
    tasks = list(response.tasks.select_related("unit"))
    rows = [
        UnitReturn(task=task, kind=UnitReturn.Kind.DAILY, date=day, due_at=due)
        for day in days
        for task in tasks
        if timezone.localdate(task.created_at) <= day
        and (due := timing.due_for(task.unit.name, deadlines, timing.start_of(day)))
    ]
    UnitReturn.objects.bulk_create(rows, ignore_conflicts=True)
    return len(days)


def _days_not_owed(response: EmergencyResponse, now: datetime) -> list[date]:
    owed = UnitReturn.objects.filter(task__response=response, kind=UnitReturn.Kind.DAILY)
    # Days are owed in order and each whole, so all up to the last one are there.
    latest = owed.aggregate(latest=Max("date"))["latest"]
    return [day for day in days_over(response, now) if latest is None or day > latest]


def days_over(response: EmergencyResponse, now: datetime) -> list[date]:
    """The days, Beijing time, of the response up to yesterday or to its last day."""
    first = timezone.localdate(response.started_at)
    last = timezone.localdate(now) - timing.DAY
    if response.closed_at:
        last = min(last, timezone.localdate(response.closed_at))
    return [first + timing.DAY * count for count in range((last - first).days + 1)]


def owe_final_returns(response: EmergencyResponse, *, closed_at: datetime) -> list[UnitReturn]:
    """Owe the return on the whole of a closed response, from the units of which the plan asks one."""
    deadlines = timing.final_deadlines(response.edition)
    day = timezone.localdate(closed_at)
    rows = [
        UnitReturn(task=task, kind=UnitReturn.Kind.FINAL, date=day, due_at=due)
        for task in response.tasks.select_related("unit")
        if (due := timing.due_for(task.unit.name, deadlines, closed_at))
    ]
    UnitReturn.objects.bulk_create(rows, ignore_conflicts=True)
    return rows
