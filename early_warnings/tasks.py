"""Celery's doorbells for the warnings."""

from celery import shared_task

from early_warnings import sweeps
from portal import clock


@shared_task
def follow_superiors() -> int:
    """Draft what superiors' warnings call for."""
    return sweeps.follow_owed(clock.now())
