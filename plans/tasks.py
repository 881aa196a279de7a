"""Celery's doorbells for the plans."""

from celery import shared_task

from plans import sweeps
from portal import clock


@shared_task
def put_in_force_owed() -> int:
    """Put adopted editions in force on their first day."""
    return sweeps.put_in_force_owed(clock.now())
