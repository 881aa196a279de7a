"""Celery's doorbells for the reports."""

from celery import shared_task

from portal import clock
from reports import sweeps
from reports.actions.preview_report import preview_report
from reports.actions.render_report import render_report
from reports.models import Report


@shared_task
def draft_owed() -> int:
    """Draft what is owed, and bring open drafts up to date."""
    now = clock.now()
    return sweeps.draft_owed(now) + sweeps.refresh_owed(now)


@shared_task
def render_owed() -> int:
    """Print what was signed."""
    return sweeps.render_owed(clock.now())


@shared_task
def render(report: int) -> None:
    """Print one signed report at once."""
    render_report(Report.objects.get(pk=report), now=clock.now())


@shared_task
def render_preview(report: int) -> None:
    """Print one draft."""
    preview_report(Report.objects.get(pk=report))
