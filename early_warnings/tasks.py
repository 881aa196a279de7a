"""Celery's doorbells for the warnings."""

from celery import shared_task

from early_warnings import sweeps
from early_warnings.models import Backtest
from portal import clock
from portal.offices.models import Jurisdiction


@shared_task
def evaluate(code: str) -> int:
    """Judge one jurisdiction, as soon as air has arrived for it."""
    return sweeps.evaluate_one(Jurisdiction.objects.get(code=code), clock.now())


@shared_task
def evaluate_owed() -> int:
    """Judge the air that no evaluation has seen."""
    return sweeps.evaluate_owed(clock.now())


@shared_task
def evaluate_all() -> int:
    """Judge every jurisdiction with a plan."""
    return sweeps.evaluate_all(clock.now())


@shared_task
def poll_feeds() -> int:
    """Fetch from the connectors that offices have turned on."""
    return sweeps.poll_feeds(clock.now())


@shared_task
def follow_superiors() -> int:
    """Draft what superiors' warnings call for."""
    return sweeps.follow_owed(clock.now())


@shared_task
def publish_alerts() -> int:
    """Publish the alerts that issued documents still lack."""
    return sweeps.publish_owed(clock.now())


@shared_task
def run_backtest(backtest: int) -> bool:
    """Run one backtest as soon as it is asked for."""
    return sweeps.run_one_backtest(Backtest.objects.get(pk=backtest), clock.now)


@shared_task
def run_backtests() -> int:
    """Run the backtests that nobody runs."""
    return sweeps.run_backtests(clock.now)
