"""Celery's doorbells for the responses."""

from celery import shared_task

from portal import clock
from responses import sweeps


@shared_task
def launch() -> int:
    """Start, adjust and end what the warnings call for."""
    return sweeps.launch_owed(clock.now())


@shared_task
def remind() -> int:
    """Owe the returns of the days that are over, then remind of what is due and of what is to be mended."""
    now = clock.now()
    return sweeps.owe_returns(now) + sweeps.remind_owed(now) + sweeps.remind_of_mending(now)
