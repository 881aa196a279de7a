"""Celery's doorbell for the outbox."""

from celery import shared_task
from django.utils import timezone

from portal.outbox.actions import dispatch as sending


@shared_task
def dispatch() -> int:
    """Send the notices that are due."""
    return sending.dispatch(now=timezone.now)
