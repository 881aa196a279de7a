"""Celery's doorbell for the outbox."""

from celery import shared_task

from portal import clock
from portal.outbox.actions import dispatch as sending


@shared_task
def dispatch() -> int:
    """Send the notices that are due."""
    return sending.dispatch(now=clock.now)
